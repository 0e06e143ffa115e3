"""The centre of a CT image beside the point its reconstruction aimed at (rule C.10, check 3)."""

from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.provenance import Check, Grade
from millivox.spacing.axes import lowered, with_check
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.image_type import is_stale
from millivox.spacing.checks.recon_field import is_whole
from millivox.spacing.findings import finding
from millivox.spacing.parse import pair
from millivox.tolerance import RECON_CENTRE_PX, RECON_CENTRE_RELATIVE

_TARGET = tag_of("ReconstructionTargetCenterPatient")
_NAME = "reconstruction centre"
#: Rules whose images lie in the patient as they were reconstructed.
_RULES = ("T1", "T3")


def centred(header: Header, spacing: Spacing) -> Spacing:
    """C.10.3: pixel, matrix and position put the image's centre where it was reconstructed.

    A part of the reconstruction need not be centred; it is only confirmed, never
    contradicted.
    """
    offset_px = off_centre_px(header)
    if offset_px is None or spacing.x.origin.rule not in _RULES or spacing.x.number is None:
        return spacing
    fits = _fits(offset_px)
    size = max(spacing.x.number, spacing.y.number or 0.0)
    check = Check(_NAME, 0.0, offset_px * size, RECON_CENTRE_PX * size, fits)
    if fits:
        return with_check(spacing, check, grade=Grade.A)
    # How far is another matter for every slice, and stands in the check.
    text = (
        "The centre of the image lies more than a pixel from the point that its "
        "reconstruction aimed at: its position or its pixel was changed since."
    )
    return with_check(lowered(spacing, Grade.C, finding("S13", text)), check)


def off_centre_px(header: Header) -> float | None:
    """How far apart the centres are, to a tenth of a pixel; ``None`` where that proves nothing.

    That is so of a part of a reconstruction, of resampled pixels (A.9), and of an image
    so small that a wrong pixel would hardly move its centre.

    Examples
    --------
    >>> off_centre_px(Header({})) is None
    True
    """
    offset_px = _offset_px(header)
    if offset_px is None or is_stale(header):
        return None
    offset_px = round(offset_px, 1)
    tells = _could_fail(header) if _fits(offset_px) else is_whole(header)
    return offset_px if tells else None


def _fits(offset_px: float) -> bool:
    return offset_px <= RECON_CENTRE_PX


def _could_fail(header: Header) -> bool:
    """Whether a pixel wrong by a percent, on either axis, would have shown."""
    size = min(header.rows or 0, header.columns or 0)
    return RECON_CENTRE_RELATIVE * size / 2 > RECON_CENTRE_PX


def _offset_px(header: Header) -> float | None:
    """How far the centres are apart along rows or columns; the depth of the point is not told.

    Some writers give the point no place along the table, so only the plane counts.
    """
    if header.find(_TARGET) is None:
        return None
    target = header.vector("ReconstructionTargetCenterPatient", 3)
    first, cosines = header.image_position_patient, header.image_orientation_patient
    found = pair(header, "PixelSpacing")
    rows, columns = header.rows, header.columns
    if target is None or first is None or cosines is None or not rows or not columns:
        return None
    if not found.usable or not found.row_mm or not found.column_mm:
        return None
    away = [there - here for there, here in zip(target, first, strict=True)]
    across = sum(a * b for a, b in zip(away, cosines[:3], strict=True)) / found.column_mm
    down = sum(a * b for a, b in zip(away, cosines[3:], strict=True)) / found.row_mm
    return max(abs(across - (columns - 1) / 2), abs(down - (rows - 1) / 2))
