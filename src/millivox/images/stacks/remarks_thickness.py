"""V16: slices of different thickness in one stack, and how thickness would split it (D.3, D.5)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from millivox.decimals import plain
from millivox.images.numbers import mm
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.witnesses import Witnesses
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import BLOCK_GAPS, UNIFORM_TOL_GAP_RELATIVE


def thickness_varies(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V16: more than one thickness in a stack; where that explains its uneven steps, how to split.

    A suggestion only: the stack stays one until the caller splits it.
    """
    limits = stack.slices.thickness_range_mm
    if limits is None or stack.slices.thickness_mm is not None:
        return
    different = sorted({f.thickness_mm for f in stack.frames if f.thickness_mm is not None})
    shown = ", ".join(plain(size) for size in different[:6])
    parts = [] if stack.kind.has_interval else even_by_thickness(stack)
    text = f"Slices of different thickness are mixed: {shown} mm.{_suggested(parts)}"
    yield finding("V16", text, thickness_mm=different[:100], parts=parts)


def even_by_thickness(stack: Stack) -> list[dict[str, Any]]:
    """The parts of an uneven stack by thickness, if each is even by itself; else none."""
    places: dict[float | None, list[int]] = {}
    for n, frame in enumerate(stack.frames):
        places.setdefault(frame.thickness_mm, []).append(n)
    parts = [_part(stack, size, members) for size, members in places.items() if size is not None]
    even = [part for part in parts if part is not None]
    return even if 1 < len(even) == len(places) else []


def _part(stack: Stack, size: float, members: list[int]) -> dict[str, Any] | None:
    """One thickness with its interval; ``None`` where its slices are few or uneven."""
    t = [stack.position_mm[n] for n in members]
    gaps = [after - before for before, after in pairwise(t)]
    if len(gaps) < BLOCK_GAPS:
        return None
    interval = (t[-1] - t[0]) / len(gaps)
    if max(abs(gap - interval) for gap in gaps) > UNIFORM_TOL_GAP_RELATIVE * interval:
        return None
    return {"thickness_mm": size, "n": len(members), "interval_mm": interval, "k": members[:1000]}


def _suggested(parts: list[dict[str, Any]]) -> str:
    if not parts:
        return ""
    told = [
        f"{part['n']} of {plain(part['thickness_mm'])} mm, {mm(part['interval_mm'])} apart"
        for part in parts
    ]
    return f" Split by thickness they are even: {' and '.join(told)}."
