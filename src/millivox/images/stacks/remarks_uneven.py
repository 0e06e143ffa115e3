"""Findings about what is not where it should be: missing slices, gaps, strays (V05, V06)."""

from collections.abc import Iterator
from itertools import pairwise

from millivox.images.numbers import NAMED, counted, listed, mm, places
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.uneven import Gap
from millivox.images.stacks.witnesses import Fate, Witnesses
from millivox.spacing.findings import Finding, Severity, finding
from millivox.spacing.slices import Block, Kind

_FATES = {
    Fate.LOST: "probably lost since",
    Fate.NEVER_ACQUIRED: "probably never acquired",
    Fate.UNKNOWN: "whether lost or never acquired is not known",
}


def missing(stack: Stack, witnesses: Witnesses) -> Iterator[Finding]:
    """V05: holes in the grid, each with the best guess what became of the slices."""
    lost = stack.regularity.missing_k
    interval = stack.regularity.interval_mm
    if lost and interval is not None:
        guesses = list(_guesses(stack, witnesses))
        text = f"{counted(len(lost), 'slice')} of {stack.slices.n_grid} missing, {places(lost)}"
        start = stack.position_mm[0]
        at = [round(start + k * interval, 3) for k in lost]
        yield finding(
            "V05",
            f"{text} (t = {listed(at, NAMED)} mm): {_said(guesses)}.",
            where=lost,
            position_mm=at,
            fate=[
                {"k": list(hole), "fate": str(fate), "because": why} for hole, fate, why in guesses
            ],
            witnesses=list(stack.regularity.notes),
        )
    yield from _at_an_end(stack, witnesses)
    yield from _by_numbers(stack, witnesses)


def _guesses(stack: Stack, witnesses: Witnesses) -> Iterator[tuple[tuple[int, ...], Fate, str]]:
    """Each hole with its fate and the reason."""
    k = stack.k
    for n, (before, after) in enumerate(pairwise(k)):
        if after - before > 1:
            fate, why = witnesses.fate(n, k)
            yield tuple(range(before + 1, after)), fate, why


def _said(guesses: list[tuple[tuple[int, ...], Fate, str]]) -> str:
    """One clause where all holes share a fate, else one for each."""
    fates = {(fate, why) for _, fate, why in guesses}
    if len(fates) == 1:
        fate, why = fates.pop()
        return f"{_FATES[fate]} ({why})"
    parts = [f"{places(hole)} {_FATES[fate]} ({why})" for hole, fate, why in guesses[:4]]
    return "; ".join(parts)


def _at_an_end(stack: Stack, witnesses: Witnesses) -> Iterator[Finding]:
    """V05 by count alone: a missing first or last slice leaves no gap (D.3)."""
    if not stack.kind.has_interval:
        return
    n = stack.slices.n_grid
    for word, count in witnesses.counts.items():
        if count > n and count % n:
            yield finding(
                "V05",
                f"{word} counts {count}, the stack has {n} places: slices may be missing at an "
                "end, which no distance can show.",
                severity=Severity.WARNING if word == "NumberOfSlices" else Severity.INFO,
                counted=count,
                places=n,
            )
            return


def _by_numbers(stack: Stack, witnesses: Witnesses) -> Iterator[Finding]:
    """V05: In-Stack Position Numbers count from 1, one for every place (D.3)."""
    step = witnesses.in_stack_step(stack.k) if stack.kind.has_interval else None
    if step is None:
        return
    if abs(step) > 1:
        text = (
            f"In-Stack Position Numbers go in steps of {abs(step)}: slices between these may be "
            "missing, which no distance can show."
        )
        yield finding("V05", text, step=step)
        return
    first = int(min(number for number in witnesses.in_stack_numbers if number is not None))
    if first > 1:
        end = "first" if step > 0 else "last"
        text = (
            f"In-Stack Position Numbers begin at {first}: {counted(first - 1, 'slice')} beyond "
            f"the {end} may be missing, which no distance can show."
        )
        yield finding("V05", text, severity=Severity.INFO, first=first)


def uneven(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V06: no one interval; the blocks, the gaps and the strays by name (D.8)."""
    if stack.kind == Kind.PIECEWISE:
        text = f"The spacing changes within the stack: {_blocks(stack)}"
    elif stack.kind == Kind.NONUNIFORM:
        text = f"The slices are unevenly spaced: {_odd(stack)}"
    else:
        return
    regularity = stack.regularity
    strays = tuple(stack.frames[n].sop_instance_uid for n in regularity.strays)
    gaps = tuple(k for gap in regularity.gaps for k in (gap.from_k, gap.to_k))
    yield finding(
        "V06",
        " ".join([text, *regularity.notes]),
        where=strays or tuple(dict.fromkeys(gaps)),
        strays=[{"k": n, "position_mm": stack.position_mm[n]} for n in regularity.strays],
        gaps=[{"from_k": g.from_k, "to_k": g.to_k, "mm": g.mm} for g in regularity.gaps],
        blocks=[block.to_dict() for block in regularity.blocks],
    )


def _blocks(stack: Stack) -> str:
    between = [f"{mm(gap.mm)} between k = {gap.from_k} and {gap.to_k}" for gap in _gaps(stack)]
    extra = f"; {listed(between, NAMED)}" if between else ""
    return f"{', then '.join(_block(block) for block in stack.regularity.blocks[:6])}{extra}."


def _block(block: Block) -> str:
    count = block.to_k - block.from_k + 1
    return f"{count} slices {mm(block.interval_mm)} apart (k = {block.from_k} to {block.to_k})"


def _gaps(stack: Stack) -> list[Gap]:
    return list(stack.regularity.gaps)


def _odd(stack: Stack) -> str:
    regularity = stack.regularity
    parts = []
    if regularity.strays:
        parts.append(_strays(stack))
    if regularity.gaps:
        parts.append(_odd_gaps(stack))
    if regularity.blocks:
        even = [_block(block) for block in regularity.blocks]
        parts.append("Even by themselves: " + listed(even, NAMED) + ".")
    return " ".join(parts) or "no two distances in a row agree."


def _strays(stack: Stack) -> str:
    named = []
    for n in stack.regularity.strays:
        t = stack.position_mm
        ways = [t[n] - t[n - 1]] if n > 0 else []
        ways += [t[n + 1] - t[n]] if n + 1 < len(t) else []
        uid = stack.frames[n].sop_instance_uid
        named.append(f"k = {n} ({uid}, {mm(min(ways))} from its neighbour)")
    verb = "slice fits" if len(named) == 1 else "slices fit"
    return f"{len(named)} {verb} nowhere: {listed(named, NAMED)}."


def _odd_gaps(stack: Stack) -> str:
    gaps = stack.regularity.gaps
    if not stack.regularity.blocks:
        sizes = [gap.mm for gap in gaps]
        return f"distances from {mm(min(sizes))} to {mm(max(sizes))}."
    named = [f"{mm(gap.mm)} between k = {gap.from_k} and {gap.to_k}" for gap in gaps]
    return f"{counted(len(named), 'odd distance')}: {listed(named, NAMED)}."
