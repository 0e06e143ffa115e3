"""A spacing once the other images at hand have been heard."""

from collections.abc import Callable, Iterable, Sequence

from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing.axes import with_findings
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.image_type import is_derived
from millivox.spacing.findings import finding
from millivox.spacing.related import corners, extent, grid, order
from millivox.spacing.related.known import Known, Pair, pairs
from millivox.spacing.remembered import decide_cached

#: Compares an image with one it was made from: its header, spacing, and theirs.
Relation = Callable[[Header, Spacing, Header, Spacing], Spacing]

#: In the order they are asked.
RELATIONS: tuple[Relation, ...] = (order.against_reference, extent.against_source)


def judged(headers: Iterable[Header], spacing: Spacing, known: Known) -> Spacing:
    """A spacing beside those of the images at hand that its image was made from or names.

    Parameters
    ----------
    headers
        The frames that have this spacing.
    spacing
        What their own headers say.
    known
        The instances at hand.

    Returns
    -------
    Spacing
        The same where nothing at hand bears on it.
    """
    frames = [header for header in headers if grid.is_on_a_grid(header) or is_derived(header)]
    if not frames:
        return spacing
    held = pairs(frames, known)
    heard = _worst([_heard(pair, spacing) for pair in held], spacing)
    return corners.on_its_parents(frames, heard, known)


def _heard(pair: Pair, spacing: Spacing) -> Spacing:
    header, source = pair
    theirs = decide_cached(source)
    if grid.is_on_a_grid(header):
        spacing = grid.of_reference(header, spacing, source, theirs)
    for relation in RELATIONS:
        spacing = relation(header, spacing, source, theirs)
    return spacing


def _worst(heard: Sequence[Spacing], spacing: Spacing) -> Spacing:
    """The least that any of its sources allows; nothing where they allow different numbers."""
    if not heard:
        return spacing
    numbers = {(one.x.number, one.y.number) for one in heard}
    if len(numbers) > 1:
        text = "The images that it references differ in spacing; none of theirs was taken."
        sources = sorted([y, x] for x, y in numbers if x is not None and y is not None)
        return with_findings(spacing, finding("S15", text, sources_mm=sources))
    return max(heard, key=_rank)


def _rank(spacing: Spacing) -> tuple[Grade, Grade]:
    return max(spacing.x.grade, spacing.y.grade), min(spacing.x.grade, spacing.y.grade)
