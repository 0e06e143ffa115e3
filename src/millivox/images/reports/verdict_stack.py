"""How the slices of one stack lie, in a clause that a student understands."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from millivox.images.numbers import counted, length, listed, places, stated
from millivox.images.stacks.stack import Stack
from millivox.spacing.slices import Block, Kind

Clause = Callable[[Stack], str]
#: Missing slices that the sentence names; the finding names more.
NAMED_IN_A_SENTENCE = 4


def clause(stack: Stack) -> str:
    """Count, distance, thickness and gap of one stack, without a full stop."""
    return _BY_KIND[stack.kind](stack)


def _single(stack: Stack) -> str:
    thickness = stack.slices.thickness_mm
    what = f"1 slice, {stated(thickness)} mm thick" if thickness else "1 slice"
    return f"{what}; a single slice has no distance to a neighbour"


def _even(stack: Stack) -> str:
    return f"{counted(stack.slices.n_slices, 'slice')}, {_apart(stack)}{_thick(stack)}"


def _tolerably_even(stack: Stack) -> str:
    why = (
        "as evenly as their rounded positions can tell"
        if "V26" in stack.codes()
        else _wobble(stack)
    )
    return f"{counted(stack.slices.n_slices, 'slice')}, {_apart(stack)}, {why}{_thick(stack)}"


def _wobble(stack: Stack) -> str:
    return f"even to within {length(stack.regularity.gap_deviation_mm)} mm"


def _missing(stack: Stack) -> str:
    slices = stack.slices
    lost = places(slices.missing_k, NAMED_IN_A_SENTENCE)
    lost = f"slice {lost} is" if len(slices.missing_k) == 1 else f"slices {lost} are"
    have = f"{slices.n_slices} of {counted(slices.n_grid, 'slice')}, {_apart(stack)}"
    return f"{have}; {lost} missing{_guess(stack)}{_where(stack)}{_thick(stack)}"


def _guess(stack: Stack) -> str:
    """Lost or never acquired, as the headers' numbers tell."""
    note = next((item for item in stack.findings if item.code == "V05"), None)
    fates = {hole["fate"] for hole in note.evidence.get("fate", [])} if note else set()
    if fates == {"lost"}:
        return " and probably lost"
    if fates == {"never acquired"}:
        return " and probably never acquired"
    return ""


def _where(stack: Stack) -> str:
    """The positions of a few missing slices."""
    slices, interval = stack.slices, stack.slices.interval_mm
    if interval is None or not stack.position_mm or len(slices.missing_k) > NAMED_IN_A_SENTENCE:
        return ""
    at = [f"{stack.position_mm[0] + k * interval:.1f}" for k in slices.missing_k]
    return f", at {listed(at)} mm along the normal"


def _piecewise(stack: Stack) -> str:
    blocks = [_block(block) for block in stack.slices.blocks]
    have = f"{counted(stack.slices.n_slices, 'slice')} in {len(blocks)} blocks"
    return f"{have}: {listed(blocks)}; no single distance holds{_thick(stack)}"


def _uneven(stack: Stack) -> str:
    have = f"{counted(stack.slices.n_slices, 'slice')}, unevenly spaced"
    return f"{have}: {_odd(stack)}; no single distance holds{_thick(stack)}"


def _odd(stack: Stack) -> str:
    """What is even, and which slice or distance spoils it."""
    found = stack.regularity
    sizes = {length(block.interval_mm) for block in found.blocks}
    # Blocks that differ only in where they lie are one kind of distance.
    alike = len(sizes) == 1 and len(found.blocks) > 1
    even = [f"{sizes.pop()} mm apart"] if alike else [_block(block) for block in found.blocks]
    odd = [_stray(stack, n) for n in found.strays]
    odd += [
        f"{length(gap.mm)} mm between slices k = {gap.from_k} and {gap.to_k}" for gap in found.gaps
    ]
    if not even:
        t = stack.position_mm
        gaps = [b - a for a, b in pairwise(t)]
        return f"the distances run from {length(min(gaps))} to {length(max(gaps))} mm"
    return f"{listed(even, 3)}" + (f", but {listed(odd, 3)}" if odd else "")


def _stray(stack: Stack, n: int) -> str:
    t = stack.position_mm
    away = min(abs(t[n] - t[other]) for other in (n - 1, n + 1) if 0 <= other < len(t))
    return f"slice k = {n} lies astray, {length(away)} mm from its neighbour"


def _block(block: Block) -> str:
    count = counted(block.to_k - block.from_k + 1, "slice")
    return f"{count} {length(block.interval_mm)} mm apart"


def _apart(stack: Stack) -> str:
    slices = stack.slices
    interval = slices.interval_mm or 0.0
    apart = f"{length(interval, slices.interval_u_mm)} mm apart"
    if not slices.sheared:
        return apart
    step = length(slices.step_length_mm or interval, slices.interval_u_mm)
    if slices.tilt_deg:
        lean = f"table step {step} mm, tilted {abs(slices.tilt_deg):.2f}°"
    else:
        angle = slices.lean.lean_deg if slices.lean else 0.0
        lean = f"the stack leans {angle:.2f}° sideways, {step} mm a step"
    return f"{apart} along their normal ({lean})"


def _thick(stack: Stack) -> str:
    """Thickness, and what it makes of the interval: a gap, an overlap, or neither."""
    slices = stack.slices
    if slices.thickness_mm is None:
        if slices.thickness_range_mm:
            low, high = slices.thickness_range_mm
            return f"; {stated(low)} to {stated(high)} mm thick"
        return "; their thickness is not stated"
    thick = f"; {stated(slices.thickness_mm)} mm thick"
    gap = slices.gap_mm
    if gap is None:
        return thick
    size = length(abs(gap), slices.interval_u_mm)
    if "V13" in stack.codes() and gap < 0:
        return f"{thick}, so neighbours overlap by {size} mm"
    if "V14" in stack.codes() and gap > 0:
        return f"{thick}, so {size} mm of tissue between neighbours is not imaged"
    return f"{thick}, so neighbours touch without a gap"


def _nowhere(stack: Stack) -> str:
    return f"{counted(stack.slices.n_slices, 'slice')} whose distances are not known"


_BY_KIND: Mapping[Kind, Clause] = {
    Kind.SINGLE: _single,
    Kind.UNIFORM: _even,
    Kind.UNIFORM_TOL: _tolerably_even,
    Kind.MISSING: _missing,
    Kind.PIECEWISE: _piecewise,
    Kind.NONUNIFORM: _uneven,
    Kind.ZERO_EXTENT: _nowhere,
    Kind.NONPARALLEL: _nowhere,
    Kind.UNKNOWN: _nowhere,
}
