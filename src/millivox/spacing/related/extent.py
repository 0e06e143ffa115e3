"""A derived image beside the extent of the image it was made from (rule B-36)."""

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Check, Grade, worst
from millivox.spacing.axes import lowered, with_check
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.image_type import is_derived
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import agreement, pair
from millivox.spacing.related.plane import ImagePlane, apart_mm, image_plane
from millivox.spacing.rounding import Agreement
from millivox.tolerance import RECON_DIAMETER_RELATIVE, RESAMPLED_RELATIVE

_NAME = "extent of the source image"


def against_source(header: Header, spacing: Spacing, source: Header, theirs: Spacing) -> Spacing:
    """Rule B-36: pixels joined or multiplied, and the spacing of the source kept.

    Told where both images look the same way and start at the same place, so that
    they ought to show the same field: with as large a field the spacing of a
    resampled image is confirmed; with the source's own spacing on a matrix scaled
    alike in both directions it was copied.  A source that is doubtful itself
    confirms nothing.
    """
    if not is_derived(header) or _worst(theirs, spacing) > Grade.C:
        return spacing
    own, other = image_plane(header, spacing), image_plane(source, theirs)
    if own is None or other is None or (own.rows, own.columns) == (other.rows, other.columns):
        return spacing
    if not own.looks_like(other):
        return spacing
    if _fields_agree(own, other):
        sound = _worst(theirs) <= Grade.B
        return with_check(spacing, _check(own, other), grade=Grade.A) if sound else spacing
    if not _is_copied(header, source) or not _scaled(own, other):
        return spacing
    grade = Grade.D if _multiplied(own, other) else Grade.C
    note = "Its source's spacing seems copied."
    return with_check(lowered(spacing, grade, _copied(own, other), note=note), _check(own, other))


def _worst(*spacings: Spacing) -> Grade:
    return worst(*(axis.grade for one in spacings for axis in (one.x, one.y)))


def _fields_agree(own: ImagePlane, other: ImagePlane) -> bool:
    """The same field, edge to edge, give or take the first pixels' halves."""
    sizes = zip(own.extent_mm, other.extent_mm, strict=True)
    same = all(abs(a / b - 1) <= RECON_DIAMETER_RELATIVE for a, b in sizes)
    corner = apart_mm(own.corners_mm()[0], other.corners_mm()[0])
    return same and corner <= max(own.row_mm, own.column_mm, other.row_mm, other.column_mm)


def _scaled(own: ImagePlane, other: ImagePlane) -> bool:
    """The matrix is another by one factor both ways, and the first pixel stayed where it was."""
    down, across = own.rows / other.rows, own.columns / other.columns
    stayed = apart_mm(own.first_mm, other.first_mm) <= max(other.row_mm, other.column_mm)
    return stayed and abs(down / across - 1) <= RESAMPLED_RELATIVE


def _multiplied(own: ImagePlane, other: ImagePlane) -> bool:
    """So many pixels for each of the source; a rim that was added, or a cut, leaves any number."""
    return own.rows % other.rows == 0 and own.columns % other.columns == 0


def _is_copied(header: Header, source: Header) -> bool:
    own, theirs = pair(header, "PixelSpacing"), pair(source, "PixelSpacing")
    return own.usable and theirs.usable and agreement(own, theirs) is Agreement.EQUAL


def _check(own: ImagePlane, other: ImagePlane) -> Check:
    expected, got = max(other.extent_mm), max(own.extent_mm)
    allowed = RECON_DIAMETER_RELATIVE * expected
    return Check(_NAME, expected, got, allowed, abs(got - expected) <= allowed)


def _copied(own: ImagePlane, other: ImagePlane) -> Finding:
    text = (
        f"The image has {own.columns} x {own.rows} pixels, its source {other.columns} x "
        f"{other.rows}, and both say {plain(other.row_mm)}\\{plain(other.column_mm)} mm: "
        "the spacing seems copied from the source."
    )
    factor = other.columns / own.columns
    if own.rows < other.rows:
        text += " Or a corner was cut out."
    elif not _multiplied(own, other):
        text += " Or a rim was added."
    return finding("S13", text, if_resampled_mm=[other.row_mm * factor, other.column_mm * factor])
