"""parts: what several cards show: axes with their origins, findings, problems, a small picture."""

from collections.abc import Iterable
from typing import Any

from millivox.decimals import plain, uncertainty
from millivox.dicom.problem import Problem
from millivox.display.encoding import encoded
from millivox.display.inline import fitted
from millivox.errors import MillivoxError
from millivox.jupyter.html import QUIET, folded, image, marked, said, table
from millivox.show import show
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import Finding
from millivox.spacing.report import GRADES
from millivox.spacing.words.explain import sentence

#: A thumbnail takes so many pixels at most, either way.
THUMBNAIL_PX = 288
#: Findings and problems beyond these are folded.
MOST = 6
HEADS = ("", "distance", "grade", "from")
NAMES = {"x": "x, between columns", "y": "y, between rows", "z": "z, between slices"}


def axes(spacing: Spacing) -> str:
    """The axes: millimetres, grade, and where they are written."""
    held = (("x", spacing.x), ("y", spacing.y), ("z", spacing.z))
    known = [(NAMES[name], axis) for name, axis in held if axis is not None]
    rows = [_axis(name, axis) for name, axis in known]
    grades = sorted({axis.grade for _, axis in known})
    meant = "; ".join(f"{grade}: {GRADES[grade]}" for grade in grades)
    return table(HEADS, rows, whole=range(len(HEADS))) + said(meant, style=QUIET)


def _axis(name: str, axis: AxisSpacing) -> tuple[str, str, str, str]:
    if axis.number is None:
        distance = "unknown"
    else:
        known = axis.u_mm and axis.mm is not None
        spread = f" ± {uncertainty(axis.u_mm, axis.number)}" if known else ""
        unit = axis.label if axis.mm is not None else "(not millimetres)"
        distance = f"{plain(axis.number)}{spread} {unit}"
    return name, distance, str(axis.grade), axis.origin.source or ""


def findings(found: Iterable[Finding]) -> str:
    """What is odd, the first in sight."""
    lines = [marked(str(one.severity), f"{one.code} {one.name}: {one.text}") for one in found]
    rest = folded(f"{len(lines) - MOST} more", *lines[MOST:]) if len(lines) > MOST else ""
    return "".join(lines[:MOST]) + rest


def problems(met: Iterable[Problem]) -> str:
    """What could not be read."""
    lines = [marked("error" if one.error != "Damage" else "warning", one) for one in met]
    return folded(f"{len(lines)} problems on the way", *lines) if lines else ""


def thumbnail(thing: Any, **how: Any) -> str:
    """A small picture with its scale bar and sides, or why there is none."""
    try:
        drawn = fitted(show(thing, **how).scene, THUMBNAIL_PX, THUMBNAIL_PX)
    except MillivoxError as error:
        return said(f"No picture: {error.text}", style="max-width:20em;opacity:.7")
    return image(encoded(drawn.rgba, "PNG", mm_per_px=drawn.mm_per_px_x), "its middle slice")


def where_from(spacing: Spacing) -> str:
    """The sentence about a pixel."""
    return said(sentence(spacing))
