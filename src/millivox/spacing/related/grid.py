"""Segmentations and maps on the grid of the image they reference (rule T8)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, worst
from millivox.spacing.axes import with_findings
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import Finding
from millivox.spacing.parse import agreement, pair
from millivox.spacing.rounding import Agreement
from millivox.spacing.sop_classes import family_of


def is_on_a_grid(header: Header) -> bool:
    """Whether its pixels correspond to those of the image it references (rule T8)."""
    return family_of(header).id == "T8"


def of_reference(header: Header, spacing: Spacing, source: Header, theirs: Spacing) -> Spacing:
    """Rule T8: without a spacing of its own it has the source's; with one, the source's grade."""
    if not _same_matrix(header, source):
        return spacing
    if spacing.x.number is None and spacing.y.number is None:
        return spacing if _has_a_space_of_its_own(header) else _taken(spacing, source, theirs)
    return _graded(spacing, theirs) if _equal(header, source) else spacing


def _same_matrix(header: Header, source: Header) -> bool:
    return bool(header.rows) and (header.rows, header.columns) == (source.rows, source.columns)


def _has_a_space_of_its_own(header: Header) -> bool:
    """With a frame of reference its Pixel Measures are required: their lack is an error."""
    return header.frame_of_reference_uid is not None


def _taken(spacing: Spacing, source: Header, theirs: Spacing) -> Spacing:
    axes = [theirs.x, theirs.y, *(axis for one in theirs.regions for axis in (one.x, one.y))]
    if all(axis.number is None for axis in axes):
        return spacing
    x, y = (_from_image(axis, source) for axis in (theirs.x, theirs.y))
    kept = tuple(item for item in spacing.findings if item.code != "S06")
    told = tuple(item for item in theirs.findings if _concerns_the_plane(item))
    return replace(spacing, x=x, y=y, regions=theirs.regions, findings=(*kept, *told))


def _concerns_the_plane(item: Finding) -> bool:
    """What limits the source's number limits the copy; resolution and slices are its own."""
    return item.code[0] in "PXSU"


def _from_image(axis: AxisSpacing, source: Header) -> AxisSpacing:
    origin = axis.origin
    if axis.number is None:
        return axis
    note = "Its pixels are those of the image it references."
    changed = replace(
        origin,
        rule="T8.reference",
        method=Method.REGISTERED_REFERENCE,
        source=f"{origin.source} of {source.sop_instance_uid}",
        note=" ".join(filter(None, (note, origin.note))),
    )
    return replace(axis, origin=changed)


def _equal(header: Header, source: Header) -> bool:
    own, theirs = pair(header, "PixelSpacing"), pair(source, "PixelSpacing")
    return own.usable and theirs.usable and agreement(own, theirs) is Agreement.EQUAL


def _graded(spacing: Spacing, theirs: Spacing) -> Spacing:
    """The same number: what is known of it is known here too."""
    x, y = (_as_good(own, other) for own, other in ((spacing.x, theirs.x), (spacing.y, theirs.y)))
    told = [item for item in theirs.findings if _concerns_the_plane(item)]
    worse = max(theirs.x.grade, theirs.y.grade) > Grade.B
    return with_findings(replace(spacing, x=x, y=y), *(told if worse else ()))


def _as_good(own: AxisSpacing, other: AxisSpacing) -> AxisSpacing:
    if own.number is None or other.number is None:
        return own
    if other.grade > Grade.B:
        origin, note = other.origin, f"Graded {other.grade} as the image it references."
        return own.regraded(
            worst(own.grade, other.grade),
            label=origin.label,
            plane=origin.plane,
            calibration=origin.calibration,
            note=" ".join(filter(None, (note, origin.note))),
        )
    if own.grade != Grade.B:
        return own
    return own.regraded(other.grade, checks=(*own.origin.checks, *other.origin.checks))
