"""Slot scanners: a fan magnifies across the slot, never along its way (rule A.4)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Grade, Magnification, Plane
from millivox.spacing import labels
from millivox.spacing.axes import lowered
from millivox.spacing.axis import Alternative, AxisSpacing, Spacing
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair
from millivox.spacing.rounding import Agreement, compare
from millivox.spacing.xray.magnification import is_mammography

_ALONG = "Along the way of the slot: at any depth, for nothing magnifies in that direction."


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
    return _either_way(spacing, applied) if applied is not None else spacing


def _uncorrected_axis(ps: Pair, ips: Pair) -> str | None:
    """The one axis in which Pixel Spacing equals Imager Pixel Spacing."""
    if not ps.usable or not ips.usable:
        return None
    if None in (ps.row_mm, ps.column_mm, ips.row_mm, ips.column_mm):
        return None
    down = _equal(ps.row_mm, ips.row_mm, ps.quantum_row, ips.quantum_row)
    across = _equal(ps.column_mm, ips.column_mm, ps.quantum_column, ips.quantum_column)
    if down == across:
        return None
    return "y" if down else "x"


def _equal(
    own: float | None, imager: float | None, own_step: float | None, step: float | None
) -> bool:
    return compare(own or 0.0, imager or 0.0, own_step, step) is Agreement.EQUAL


def _at_any_depth(axis: AxisSpacing) -> AxisSpacing:
    return axis.regraded(axis.grade, plane=Plane.PATIENT, note=_ALONG)


def _either_way(spacing: Spacing, applied: Magnification) -> Spacing:
    text = (
        f"A slot scanned this image: the magnification of {applied.factor:.4g} holds across the "
        "slot only, and nothing says which way it moved."
    )
    x, y = spacing.x, spacing.y
    offers = (
        Alternative(x, _undivided(y, applied), "If the slot moved along the columns."),
        Alternative(_undivided(x, applied), y, "If the slot moved along the rows."),
    )
    told = lowered(spacing, Grade.D, finding("X13", text), note=text)
    return replace(told, alternatives=(*offers, *told.alternatives))


def _undivided(axis: AxisSpacing, applied: Magnification) -> AxisSpacing:
    """The detector's own number, which is the patient's along the scan."""
    if axis.number is None:
        return axis
    origin = replace(
        axis.origin, plane=Plane.PATIENT, label=labels.MM, magnification=None, note=_ALONG
    )
    return AxisSpacing(axis.number * applied.factor, origin, None)
