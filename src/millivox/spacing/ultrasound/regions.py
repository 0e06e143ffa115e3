"""One item of the Sequence of Ultrasound Regions: its box, its kind, its millimetres (rule A.5)."""

from dataclasses import dataclass
from math import isfinite

from millivox.decimals import plain
from millivox.dicom.elements import Elements
from millivox.provenance import Calibration, Grade, Method, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axis import AxisSpacing, Region, unknown
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import EQUAL_RELATIVE, US_REGION_EXCESS_PX, US_SPEED_OF_SOUND_RELATIVE

#: Region Spatial Format (0018,6012), PS3.3 C.8.5.5.1.1.
KINDS = {1: "2D", 2: "M-mode", 3: "spectral", 4: "waveform", 5: "graphics"}
#: Physical Units (0018,6024) and (0018,6026), PS3.3 C.8.5.5.1.15; only one of them is a length.
UNITS = {
    0: "no unit", 1: "percent", 2: "dB", 3: "cm", 4: "s", 5: "Hz", 6: "dB/s", 7: "cm/s",
    8: "cm²", 9: "cm²/s", 10: "cm³", 11: "cm³/s", 12: "degrees",
}  # fmt: skip
CM = 3
Box = tuple[int, int, int, int]

_EDGES = (
    "RegionLocationMinX0",
    "RegionLocationMinY0",
    "RegionLocationMaxX1",
    "RegionLocationMaxY1",
)
_SPEED = "The uncertainty is that of the assumed speed of sound (1540 m/s)."


@dataclass(frozen=True, slots=True)
class ReadRegion:
    """A region, what was odd about it, and whether its box fits the image."""

    region: Region
    findings: tuple[Finding, ...]
    inside: bool = True


def read_region(item: Elements, index: int, size_px: tuple[int, int] | None) -> ReadRegion | None:
    """Read one region; ``None`` where it has no box and so no place.

    Parameters
    ----------
    item
        An item of (0018,6011).
    index
        Its number, from 0.
    size_px
        Columns and rows of the image, ``None`` where they are not stated.
    """
    kind = KINDS.get(item.integer("RegionSpatialFormat") or 0, "none")
    edges = [item.integer(edge) for edge in _EDGES]
    written = tuple(edge for edge in edges if edge is not None)
    if len(written) != 4:
        return None
    box, inside, findings = _fitted(
        (written[0], written[1], written[2], written[3]), index, size_px
    )
    if not inside:
        return ReadRegion(_refused(item, index, box, kind), findings, inside=False)
    x, y, told = _axes(item, index, kind)
    return ReadRegion(Region(index, box, x, y, kind), (*findings, *told))


def _fitted(
    box: Box, index: int, size_px: tuple[int, int] | None
) -> tuple[Box, bool, tuple[Finding, ...]]:
    """Rule A.5.6: a box one pixel too large is clamped; one that does not fit refuses."""
    x0, y0, x1, y1 = box
    columns, rows = size_px or (x1 + 1, y1 + 1)
    excess = max(x1 - (columns - 1), y1 - (rows - 1), 0)
    if excess > US_REGION_EXCESS_PX or x1 < x0 or y1 < y0 or x0 < 0 or y0 < 0:
        text = (
            f"Region {index} spans ({x0}, {y0}) to ({x1}, {y1}), which does not fit an image of "
            f"{columns} x {rows} pixels: it was written for other pixels, so its scale is refused."
        )
        return box, False, (finding("U03", text, box_px=list(box), size_px=[columns, rows]),)
    if not excess:
        return box, True, ()
    text = f"Region {index} ends one pixel beyond the image; its box was clamped."
    clamped = (x0, y0, min(x1, columns - 1), min(y1, rows - 1))
    return clamped, True, (finding("U08", text, box_px=list(box), size_px=[columns, rows]),)


def _refused(item: Elements, index: int, box: Box, kind: str) -> Region:
    note = "The region does not fit the image."
    x = unknown("U.A5.6", note=note, raw=_raw(item, "X"))
    y = unknown("U.A5.6", note=note, raw=_raw(item, "Y"))
    return Region(index, box, x, y, kind)


def _axes(
    item: Elements, index: int, kind: str
) -> tuple[AxisSpacing, AxisSpacing, tuple[Finding, ...]]:
    """Rules A.5.1 and A.5.3: which axes of a region are a length."""
    x, y = _delta_mm(item, "X"), _delta_mm(item, "Y")
    if kind == "2D" and x is not None and y is not None:
        origin = ("U.A5.1", Grade.B)
        told = (*_signs(item, index), *_anisotropy(index, x, y))
        return _axis(item, "X", x, index, *origin), _axis(item, "Y", y, index, *origin), told
    if kind == "M-mode" and y is not None:
        across = unknown("U.A5.3", note=_why_not(item, "X"), raw=_raw(item, "X"))
        told = (_not_a_length(item, index, kind, "; only vertical lengths are mm"),)
        return across, _axis(item, "Y", y, index, "U.A5.3", Grade.C), told
    axes = [unknown("U.A5.1", note=_why_not(item, axis), raw=_raw(item, axis)) for axis in "XY"]
    return axes[0], axes[1], (_not_a_length(item, index, kind, ""),)


def _axis(
    item: Elements, axis: str, number: float, index: int, rule: str, grade: Grade
) -> AxisSpacing:
    written = item.written(f"PhysicalDelta{axis}")
    origin = Origin(
        rule=rule,
        grade=grade,
        label=labels.ULTRASOUND,
        plane=Plane.REGION,
        calibration=Calibration.REGION,
        method=Method.REGION_DELTA,
        source=written.path if written else None,
        raw=_raw(item, axis),
        plane_parameters={"region": float(index)},
        note=_SPEED,
    )
    return AxisSpacing(number, origin, number * US_SPEED_OF_SOUND_RELATIVE)


def _delta_mm(item: Elements, axis: str) -> float | None:
    """The size of a pixel where the unit is cm and the number is one (rule A.5.1)."""
    if item.integer(f"PhysicalUnits{axis}Direction") != CM:
        return None
    delta = item.number(f"PhysicalDelta{axis}")
    size = 10 * abs(delta) if delta is not None and isfinite(delta) else 0.0
    return size if 0 < size < float("inf") else None


def _raw(item: Elements, axis: str) -> tuple[str, ...]:
    written = item.written(f"PhysicalDelta{axis}")
    return written.raw if written else ()


def _unit(item: Elements, axis: str) -> str:
    code = item.integer(f"PhysicalUnits{axis}Direction")
    return "no unit" if code is None else UNITS.get(code, f"unit {code}")


def _why_not(item: Elements, axis: str) -> str:
    if item.integer(f"PhysicalUnits{axis}Direction") == CM and _delta_mm(item, axis) is None:
        return "The delta is zero, absent or not a number."
    return f"The unit along {axis.lower()} is {_unit(item, axis)}."


def _not_a_length(item: Elements, index: int, kind: str, but: str) -> Finding:
    units = f"x in {_unit(item, 'X')}, y in {_unit(item, 'Y')}"
    text = f"Region {index} ({kind}) is no place for 2-D lengths: {units}{but}."
    return finding("U02", text, region=index, kind=kind)


def _signs(item: Elements, index: int) -> tuple[Finding, ...]:
    deltas = {axis: item.number(f"PhysicalDelta{axis}") or 0.0 for axis in "XY"}
    if min(deltas.values()) >= 0:
        return ()
    text = f"Region {index} has a negative delta; a sign is a direction, not a size."
    return (finding("U09", text, delta_x_cm=deltas["X"], delta_y_cm=deltas["Y"]),)


def _anisotropy(index: int, x: float, y: float) -> tuple[Finding, ...]:
    """Rule A.5.7."""
    if abs(x - y) <= EQUAL_RELATIVE * max(x, y):
        return ()
    text = f"Region {index} has pixels of {plain(x)} mm across and {plain(y)} mm down."
    return (finding("U05", text, x_mm=x, y_mm=y),)
