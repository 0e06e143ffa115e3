"""Numbers that are well-formed and hard to believe (rules A.1.4, B-04, B-13, B-38)."""

from collections.abc import Mapping
from math import isclose

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method
from millivox.spacing.axes import lowered, with_findings
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.optics.optical import usual_dpi
from millivox.spacing.parse import pair
from millivox.spacing.sop_classes import CLASSES
from millivox.tolerance import ROUND_EXTENT_MM, ROUND_EXTENT_RELATIVE

#: Smallest and largest usual spacing in mm, by modality (rule A.1.4).
WINDOWS_MM: Mapping[str, tuple[float, float]] = {
    "CT": (0.05, 3),
    "MR": (0.05, 10),
    "PT": (0.2, 15),
    "NM": (0.2, 15),
    "MG": (0.02, 0.2),
    "IO": (0.005, 0.1),
    "CR": (0.03, 1),
    "DX": (0.03, 1),
    "XA": (0.05, 1),
    "RF": (0.05, 1),
    "US": (0.005, 2),
    "SM": (5e-5, 0.1),
    "OPT": (5e-4, 0.1),
    "RTDOSE": (0.3, 20),
    "RTIMAGE": (0.05, 3),
}
OTHER_MM = (1e-4, 30.0)

_CAPTURES = frozenset(["SC", "OT", "US", "XC", "ES"])
_PHOTOGRAPHS = frozenset(["SC", "OT", "XC", "ES"])
_CALIBRATED = frozenset([Calibration.FIDUCIAL, Calibration.GEOMETRY, Calibration.REGION])


def window(header: Header, spacing: Spacing) -> Spacing:
    """P12: outside what this modality makes; a number that was mended is then not believed."""
    low, high = WINDOWS_MM.get((header.modality or "").upper(), OTHER_MM)
    outside = [axis for axis in (spacing.x, spacing.y) if not _within(axis, low, high)]
    if not outside:
        return spacing
    shown = outside[0].number
    usual = f"the usual {plain(low)} to {plain(high)} mm of this kind of image"
    text = f"{plain(shown)} mm is outside {usual}."
    told = with_findings(spacing, finding("P12", text))
    if "P03" in told.codes():
        return lowered(told, Grade.D, note="A comma was read as a decimal point; implausible.")
    return told


def placeholder(header: Header, spacing: Spacing) -> Spacing:
    """P11: a number that programs write where nothing was measured (B-13, B-38)."""
    if spacing.x.number is None or not _is_pixel_spacing(spacing.x) or "P11" in spacing.codes():
        return spacing
    found = (
        _ones(header, spacing) or _round_extent(header, spacing) or _dots_per_inch(header, spacing)
    )
    if found is None:
        return spacing
    return lowered(spacing, Grade.D, found, note=found.text)


def _within(axis: AxisSpacing, low: float, high: float) -> bool:
    return axis.number is None or low * (1 - 1e-9) <= axis.number <= high * (1 + 1e-9)


def _is_pixel_spacing(axis: AxisSpacing) -> bool:
    origin = axis.origin
    source = origin.source or ""
    return origin.method is Method.DIRECT and "(0028,0030)" in source


def _kind(header: Header) -> str:
    """The modality, or SC for a secondary capture of whatever modality."""
    captured = CLASSES.get(header.sop_class_uid or "") == "S2"
    return "SC" if captured else (header.modality or "").upper()


def _ones(header: Header, spacing: Spacing) -> Finding | None:
    if _kind(header) not in _CAPTURES or not spacing.x.number == spacing.y.number == 1.0:
        return None
    return finding("P11", "Pixel Spacing is 1\\1 on a capture: a placeholder, not a measurement.")


def _round_extent(header: Header, spacing: Spacing) -> Finding | None:
    """An image of exactly 100 mm (or 1, 10, 1000) with pixels no device has."""
    y, rows = spacing.y.number, header.rows
    if _kind(header) not in _CAPTURES or y is None or not rows or "P12" not in spacing.codes():
        return None
    if not any(
        isclose(y * rows, extent, rel_tol=ROUND_EXTENT_RELATIVE) for extent in ROUND_EXTENT_MM
    ):
        return None
    text = f"Pixel Spacing makes the image exactly {plain(y * rows, 4)} mm high: a placeholder."
    return finding("P11", text)


def _dots_per_inch(header: Header, spacing: Spacing) -> Finding | None:
    """A resolution setting of a screen, printer or photograph (B-38)."""
    if _kind(header) not in _PHOTOGRAPHS or spacing.x.origin.calibration in _CALIBRATED:
        return None
    found = pair(header, "PixelSpacing")
    if not found.usable or found.row_mm is None or found.row_mm != found.column_mm:
        return None
    dpi = usual_dpi(found.row_mm)
    if dpi is None:
        return None
    text = f"Pixel Spacing {plain(found.row_mm)} mm equals {dpi} dots per inch: a setting."
    return finding("P11", text, dpi=dpi)
