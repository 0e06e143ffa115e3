"""Slice positions as text: each slice a block as thick as it is, at the millimetre it lies at.

Neighbours stand in different rows, so a gap, a touch and an overlap look different.
A missing slice is hollow.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, isfinite
from statistics import median
from typing import Any

from millivox.cli.layout import cut
from millivox.cli.strokes import EIGHTHS, density, stroke
from millivox.cli.terminal import Terminal
from millivox.decimals import plain

INDENT = 2
#: Characters an interval takes in the close-up, and how many slices it shows.
CLOSE_UP_CELLS = 10
#: An interval of fewer characters than this cannot show a gap; a close-up is added.
READABLE_CELLS = 4
#: Below this the slices are drawn as a profile of how much of the axis they cover.
SEPARATE_CELLS = 2
MOST_ROWS = 6
#: A slice of unknown thickness is drawn so thin; plain characters have nothing below one.
HAIRLINE_CELLS = 1 / EIGHTHS
#: Signs that stand for slices, the one that a legend names first.
SOLID = "█#│▏▕▄=▌▐▂-"
#: Share of the usual interval beyond which a distance is odd, and beyond which it is a stray's.
ODD = 0.02
FAR = 4.0
#: Regularity classes with one distance for all: what differs is rounding.
EVEN = ("UNIFORM", "UNIFORM_TOL", "MISSING")


@dataclass(frozen=True, slots=True)
class Slab:
    """One slice on the axis, or the hole where one is missing."""

    k: int
    centre_mm: float
    thick_mm: float = 0.0
    present: bool = True


def draw(volume: Mapping[str, Any], terminal: Terminal) -> list[str]:
    """The chart of one volume of a check, as lines; empty where there is nothing to see.

    Parameters
    ----------
    volume
        An entry of ``volumes`` in the JSON of ``check``.
    """
    slabs = slabs_of(volume)
    if len(slabs) < 2 or slabs[-1].centre_mm - slabs[0].centre_mm <= 0:
        return []
    interval_mm = _usual_interval(slabs, volume)
    frame = _Frame.around(slabs, terminal)
    cells = interval_mm / frame.mm_per_cell
    hairlines = not any(slab.thick_mm for slab in slabs)
    if cells < (1 if hairlines else SEPARATE_CELLS):
        lines = _profile(slabs, frame, max(interval_mm, frame.mm_per_cell), terminal)
    else:
        lines = _bricks(slabs, frame, interval_mm, terminal, labels=cells >= READABLE_CELLS)
    legend = _legend(lines, terminal)
    lines += _axis(frame, terminal)
    if cells < READABLE_CELLS:
        lines += _close_up(slabs, interval_mm, terminal)
    return [*lines, *legend]


def slabs_of(volume: Mapping[str, Any]) -> list[Slab]:
    """The slices of a volume and the holes between them, along the axis.

    Where the stack is even, they stand where the grid says: rounding of the written
    positions is no gap.
    """
    known = [s for s in volume.get("slices", ()) if s.get("position_mm") is not None]
    if not known:
        return []
    interval, first = volume.get("interval_mm"), known[0]
    even = interval and volume.get("regularity") in EVEN

    def place(k: int) -> float:
        return float(first["position_mm"] + (k - first["k"]) * interval)

    usual = _positive(volume.get("thickness_mm"))
    slabs = [
        Slab(
            one["k"],
            place(one["k"]) if even else one["position_mm"],
            _positive(one.get("thickness_mm")) or usual,
        )
        for one in known
    ]
    if interval:
        slabs += [Slab(k, place(k), usual, present=False) for k in volume.get("missing_k", ())]
    return sorted(slabs, key=lambda slab: slab.centre_mm)


def _positive(number: float | None) -> float:
    """A thickness that can be drawn; zero where none is known."""
    return number if number and isfinite(number) and number > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """A stretch of the axis laid over the columns of a line."""

    low_mm: float
    high_mm: float
    cells: int
    blocks: bool

    @classmethod
    def around(cls, slabs: Sequence[Slab], terminal: Terminal) -> "_Frame":
        low = min(slab.centre_mm - slab.thick_mm / 2 for slab in slabs)
        high = max(slab.centre_mm + slab.thick_mm / 2 for slab in slabs)
        return cls(low, high, terminal.width - 2 * INDENT, terminal.blocks)

    @property
    def mm_per_cell(self) -> float:
        return (self.high_mm - self.low_mm) / self.cells

    def span(self, slab: Slab) -> tuple[float, float]:
        """Where a slab begins and ends, in cells; never thinner than the least that is drawn."""
        centre = (slab.centre_mm - self.low_mm) / self.mm_per_cell
        half = slab.thick_mm / 2 / self.mm_per_cell
        least = HAIRLINE_CELLS if slab.present and self.blocks else 1.0
        if 2 * half >= least:
            return centre - half, centre + half
        start = min(floor(centre / least) * least, self.cells - least)
        return start, start + least


def _usual_interval(slabs: Sequence[Slab], volume: Mapping[str, Any]) -> float:
    """The distance that sets the scale: the stack's own, its first block's, else the median."""
    blocks = volume.get("blocks") or ()
    named = [volume.get("interval_mm"), *(block["interval_mm"] for block in blocks)]
    for interval in filter(None, named):
        return float(interval)
    steps = [b.centre_mm - a.centre_mm for a, b in pairwise(slabs)]
    return median(step for step in steps if step > 0)


def _rows_needed(thick_mm: float, interval_mm: float) -> int:
    """Rows that keep slices of the same row apart."""
    layers = min(thick_mm / interval_mm, MOST_ROWS)  # the quotient may be infinite
    return min(max(2, floor(layers - 1e-6) + 1), MOST_ROWS)


def _bricks(
    slabs: Sequence[Slab],
    frame: _Frame,
    interval_mm: float,
    terminal: Terminal,
    *,
    labels: bool,
) -> list[str]:
    """The slices laid like bricks, each row the next neighbours."""
    count = _rows_needed(median(slab.thick_mm for slab in slabs), interval_mm)
    lines = [_labels(slabs, frame)] if labels else []
    for row in range(count):
        solid = [frame.span(s) for n, s in enumerate(slabs) if n % count == row and s.present]
        hollow = [frame.span(s) for n, s in enumerate(slabs) if n % count == row and not s.present]
        text = stroke(solid, hollow, frame.cells, terminal.blocks)
        lines.append(" " * INDENT + _inked(text, "even" if row % 2 == 0 else "odd", terminal))
    return [line.rstrip() for line in lines]


def _inked(text: str, role: str, terminal: Terminal) -> str:
    """A line of blocks in the colour of its row, the hollow ones in the colour of a warning."""
    hollow = terminal.either("░", ".")
    parts = re.split(f"({re.escape(hollow)}+)", text.rstrip())
    return "".join(terminal.paint(p, "warning" if p[:1] == hollow else role) for p in parts)


def _labels(slabs: Sequence[Slab], frame: _Frame) -> str:
    """The numbers k above their slices, as many as have room."""
    line = [" "] * (frame.cells + INDENT)
    line[: INDENT - 1] = "k"[: INDENT - 1]
    free = 0
    for slab in slabs:
        text = str(slab.k)
        centre = sum(frame.span(slab)) / 2
        place = min(max(round(centre - len(text) / 2), 0), frame.cells - len(text))
        if place >= free:
            line[INDENT + place : INDENT + place + len(text)] = text
            free = place + len(text) + 1
    return "".join(line)


def _profile(
    slabs: Sequence[Slab], frame: _Frame, window_mm: float, terminal: Terminal
) -> list[str]:
    """How much of the axis slices cover, where single ones are too thin to see."""
    window = window_mm / frame.mm_per_cell
    spans = [frame.span(slab) for slab in slabs if slab.present]
    if not any(
        slab.thick_mm for slab in slabs
    ):  # nothing is known of the thickness: show where slices are at all
        spans = [(a - window / 2, b + window / 2) for a, b in spans]
    holes = [frame.span(slab) for slab in slabs if not slab.present]
    text = density(spans, holes, frame.cells, window, terminal.blocks)
    lines = [" " * INDENT + _inked(text, "even", terminal)]
    if holes:
        lines.append(" " * INDENT + terminal.paint(_arrows(slabs, frame, terminal), "warning"))
    return lines


def _arrows(slabs: Sequence[Slab], frame: _Frame, terminal: Terminal) -> str:
    """An arrow below each hole, with its k where there is room."""
    line = [" "] * frame.cells
    free = 0
    for slab in (slab for slab in slabs if not slab.present):
        place = min(int(sum(frame.span(slab)) / 2), frame.cells - 1)
        text = terminal.either("↑", "^") + f" k {slab.k}"
        if place + len(text) > frame.cells:
            text = text[:1]
        if place >= free:
            line[place : place + len(text)] = text
            free = place + len(text) + 1
    return "".join(line).rstrip()


def _axis(frame: _Frame, terminal: Terminal) -> list[str]:
    """The millimetres at both ends, and what one character is."""
    low, high = f"{frame.low_mm:.1f} mm", f"{frame.high_mm:.1f} mm"
    scale = f"1 character = {plain(frame.mm_per_cell, 3)} mm"
    room = frame.cells - len(low) - len(high)
    middle = scale.center(room) if room > len(scale) else " " * max(room, 1)
    return [" " * INDENT + terminal.paint(low + middle + high, "dim")]


def _close_up(slabs: Sequence[Slab], interval_mm: float, terminal: Terminal) -> list[str]:
    """A few neighbours large enough to see gap or overlap: where it is odd, else the first ones."""
    count = max((terminal.width - 2 * INDENT) // CLOSE_UP_CELLS, 2)
    start = min(max(_focus(slabs, interval_mm) - count // 2 + 1, 0), max(len(slabs) - count, 0))
    shown = [slabs[start]]
    for slab in slabs[start + 1 : start + count]:
        if slab.centre_mm - shown[-1].centre_mm > FAR * interval_mm:
            break
        shown.append(slab)
    if len(shown) < 2:
        return []
    frame = _Frame.around(shown, terminal)
    title = f"close up, k {shown[0].k} to {shown[-1].k} (neighbours stand in different rows):"
    lines = _bricks(shown, frame, interval_mm, terminal, labels=True)
    title = cut(title, terminal.width - INDENT, terminal.either("…", "~"))
    return ["", " " * INDENT + terminal.paint(title, "dim"), *lines, *_axis(frame, terminal)]


def _focus(slabs: Sequence[Slab], interval_mm: float) -> int:
    """The slice after which something is odd: a hole, else the oddest distance, else the first."""
    holes = [n for n, slab in enumerate(slabs) if not slab.present]
    if holes:
        return holes[0]
    steps = [b.centre_mm - a.centre_mm for a, b in pairwise(slabs)]
    odd = [abs(step / interval_mm - 1) if step < FAR * interval_mm else 0.0 for step in steps]
    worst = max(range(len(odd)), key=odd.__getitem__)
    return worst if odd[worst] > ODD else 0


def _legend(lines: Sequence[str], terminal: Terminal) -> list[str]:
    """What the signs in the drawing mean, where slices are missing."""
    drawn = "".join(lines)
    hollow = terminal.either("░", ".")
    if hollow not in drawn:
        return []
    solid = [f"{sign} slice" for sign in SOLID if sign in drawn][:1]
    text = "   ".join([*solid, f"{hollow} missing"])
    return [" " * INDENT + terminal.paint(text, "dim")]
