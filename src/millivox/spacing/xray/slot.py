"""Slot scanners: a fan magnifies across the slot, never along its way (rule A.4)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Magnification, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, lowered, spacing_of
from millivox.spacing.axis import Alternative, AxisSpacing, Spacing
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair
from millivox.spacing.rounding import Agreement, compare
from millivox.spacing.xray.magnification import is_mammography

_ALONG = "Along the way of the slot: at any depth, for nothing magnifies in that direction."
#: The detector's own number, which is the patient's along the scan.
_UNDIVIDED = Meaning("X.A4.slot", Grade.C, labels.MM, Plane.PATIENT, Calibration.NONE, note=_ALONG)


def along_the_scan(header: Header, ps: Pair, ips: Pair, spacing: Spacing) -> Spacing:
    """Rule A.4, slot scanning: a magnification belongs to one axis only.

    Where Pixel Spacing differs from the imager's in one direction, the other is the
    scan's.  Where one factor was taken for both, nobody says which axis it suits:
    both readings are offered and neither is millimetres.  Mammography scanners
    swing about the focal spot and magnify both ways.
    """
    if header.text("DetectorConfiguration") != "SLOT" or is_mammography(header):
        return spacing
    axis = _uncorrected_axis(ps, ips)
    if axis == "x":
        return replace(spacing, x=_at_any_depth(spacing.x))
    if axis == "y":
        return replace(spacing, y=_at_any_depth(spacing.y))
    applied = spacing.x.origin.magnification
    return _either_way(spacing, ips, applied) if applied is not None else spacing


def _uncorrected_axis(ps: Pair, ips: Pair) -> str | None:
    """The one axis in which Pixel Spacing equals the imager's, where the other clearly does not.

    Beside one that rounding may explain (X16) nobody says that anything was corrected.
    """
    if not ps.usable or not ips.usable:
        return None
    if None in (ps.row_mm, ps.column_mm, ips.row_mm, ips.column_mm):
        return None
    down = _compared(ps.row_mm, ips.row_mm, ps.quantum_row, ips.quantum_row)
    across = _compared(ps.column_mm, ips.column_mm, ps.quantum_column, ips.quantum_column)
    if {down, across} != {Agreement.EQUAL, Agreement.DIFFERENT}:
        return None
    return "y" if down is Agreement.EQUAL else "x"


def _compared(
    own: float | None, imager: float | None, own_step: float | None, step: float | None
) -> Agreement:
    return compare(own or 0.0, imager or 0.0, own_step, step)


def _at_any_depth(axis: AxisSpacing) -> AxisSpacing:
    return axis.regraded(axis.grade, plane=Plane.PATIENT, note=_ALONG)


def _either_way(spacing: Spacing, ips: Pair, applied: Magnification) -> Spacing:
    text = (
        f"A slot scanned this image: the magnification of {applied.factor:.4g} holds across the "
        "slot only, and nothing says which way it moved."
    )
    along = spacing_of(ips, _UNDIVIDED)
    offers = (
        Alternative(spacing.x, along.y, "If the slot moved along the columns."),
        Alternative(along.x, spacing.y, "If the slot moved along the rows."),
    )
    told = lowered(spacing, Grade.D, finding("X13", text), note=text)
    return replace(told, alternatives=(*offers, *told.alternatives))
