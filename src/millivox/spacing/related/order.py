"""Rows and columns in another order than in an image of the same space (P14, rule B-20)."""

from millivox.dicom.header import Header
from millivox.provenance import Grade, worst
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.swapped import suspected
from millivox.spacing.parse import Pair, agreement, pair
from millivox.spacing.related.plane import same_directions
from millivox.spacing.rounding import Agreement


def against_reference(header: Header, spacing: Spacing, source: Header, theirs: Spacing) -> Spacing:
    """P14: the source of an image has its very numbers, in the other order.

    Both lie in one space, hold as many pixels and look the same way; the source's
    numbers give millimetres.
    """
    if "P14" in spacing.codes() or not _share_a_grid(header, source):
        return spacing
    own, other = pair(header, "PixelSpacing"), pair(source, "PixelSpacing")
    if worst(theirs.x.grade, theirs.y.grade) > Grade.C or not _are_swapped(own, other):
        return spacing
    return suspected(spacing, "image it was made from")


def _share_a_grid(header: Header, source: Header) -> bool:
    return (
        header.frame_of_reference_uid is not None
        and header.frame_of_reference_uid == source.frame_of_reference_uid
        and (header.rows, header.columns) == (source.rows, source.columns)
        and same_directions(header.image_orientation_patient, source.image_orientation_patient)
    )


def _are_swapped(own: Pair, other: Pair) -> bool:
    if not own.usable or not other.usable or agreement(own, other) is Agreement.EQUAL:
        return False
    turned = Pair(
        own.keyword,
        own.verdict,
        own.column_mm,
        own.row_mm,
        own.quantum_column,
        own.quantum_row,
    )
    return agreement(turned, other) is Agreement.EQUAL
