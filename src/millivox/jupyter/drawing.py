"""drawing: where the slices of a stack lie, seen from the side."""

from millivox.decimals import plain
from millivox.images.reports.volume import VolumeReport
from millivox.jupyter.html import COLOURS, text

WIDE, HIGH, RIM, BELOW = 460.0, 34.0, 6.0, 18.0
#: More slices than this are one bar to the eye.
MOST = 600
SLICE, HOLE = COLOURS["info"], COLOURS["error"]


def slices_drawn(volume: VolumeReport) -> str:
    """Slices as bars as thick as they are, holes dashed, with a scale of their positions."""
    places = list(volume.stack.position_mm)
    if len(places) < 2:
        return ""
    thick = [frame.thickness_mm or 0.0 for frame in volume.frames]
    holes = _holes(volume, places)
    low = min(place - half / 2 for place, half in zip(places, thick, strict=True))
    high = max(place + half / 2 for place, half in zip(places, thick, strict=True))
    scale = (WIDE - 2 * RIM) / max(high - low, 1e-9)

    def bar(place: float, wide_mm: float, style: str, name: str) -> str:
        width = max(wide_mm * scale, 1.0)
        x = RIM + (place - low) * scale - width / 2
        box = f"x='{x:.1f}' y='0' width='{width:.1f}' height='{HIGH:.0f}'"
        return f"<rect {box} {style}><title>{text(name)}</title></rect>"

    filled = f"fill='{SLICE}' fill-opacity='.45' stroke='{SLICE}' stroke-width='.5'"
    hollow = f"fill='none' stroke='{HOLE}' stroke-dasharray='3 2'"
    every = max(1, -(-len(places) // MOST))
    shown = list(zip(volume.stack.k, places, thick, strict=True))[::every]
    bars = [bar(at, mm, filled, f"slice {k}: {plain(at, 6)} mm") for k, at, mm in shown]
    usual = sorted(thick)[len(thick) // 2]
    bars += [bar(at, usual, hollow, f"slice {k} is missing") for k, at in holes]
    return _framed("".join(bars), places[0], places[-1], RIM + (places[0] - low) * scale,
                   RIM + (places[-1] - low) * scale)  # fmt: skip


def _holes(volume: VolumeReport, places: list[float]) -> list[tuple[int, float]]:
    """Grid index and place of each slice that is missing."""
    interval = volume.stack.slices.interval_mm
    first = volume.stack.k[0]
    if interval is None:
        return []
    return [(k, places[0] + (k - first) * interval) for k in volume.stack.slices.missing_k]


def _framed(bars: str, first: float, last: float, left: float, right: float) -> str:
    """The bars with the place of the first and of the last slice beneath."""
    tall = HIGH + BELOW
    style = "font-family:system-ui,sans-serif;font-size:11px;fill:currentColor;opacity:.8"
    words = "".join(
        f"<text x='{x:.1f}' y='{tall - 4:.0f}' text-anchor='{anchor}' style='{style}'>"
        f"{plain(place, 6)} mm</text>"
        for x, place, anchor in ((left, first, "start"), (right, last, "end"))
    )
    return (
        f"<svg viewBox='0 -1 {WIDE:.0f} {tall:.0f}' "
        f"width='{WIDE:.0f}' height='{tall:.0f}' style='display:block;max-width:100%;"
        f"margin-top:10px;color:inherit' role='img' aria-label='positions of the slices'>"
        f"{bars}{words}</svg>"
    )
