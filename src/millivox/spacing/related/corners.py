"""Colour maps on the corners of the images they were computed from (rule B-52)."""

import math
from collections.abc import Iterable

from millivox.dicom.header import Header
from millivox.provenance import Check
from millivox.spacing.axes import believed
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.image_type import is_colour_map, is_derived
from millivox.spacing.related.beside import Beside
from millivox.spacing.related.known import Known, sources
from millivox.spacing.related.plane import ImagePlane, apart_mm, image_plane
from millivox.spacing.remembered import decide_cached

#: The rules by which a colour map is C at most; other captures in colour are other things.
_RULES = frozenset(["T1", "T3"])
_NOTE = "A computed colour map; its corners are those of the images it was made from."


def on_its_parents(headers: Iterable[Header], spacing: Spacing, known: Known) -> Spacing:
    """Rule B-52: every slice of a colour map lies on one of its parents: B again, else C.

    Parameters
    ----------
    headers
        The slices of the map.
    spacing
        What was decided about its pixel.
    known
        The instances at hand, its parents among them.
    """
    slices = list(headers)
    if spacing.x.origin.rule not in _RULES or not all(map(is_colour_map, slices)):
        return spacing
    space = slices[0].frame_of_reference_uid
    held = known.in_space(space) if space else ()
    beside = Beside(slices[0].image_orientation_patient, filter(_is_parent, held))
    misfits = [_misfit_mm(header, spacing, known, beside) for header in slices]
    allowed = max(spacing.x.number or 0.0, spacing.y.number or 0.0) / 2
    worst = max(misfits, default=math.inf)
    if worst > allowed:
        return spacing
    check = Check("corners of the parent series", 0.0, worst, allowed, passed=True)
    return believed(spacing, check, _NOTE)


def _is_parent(other: Header) -> bool:
    """What was itself computed may share the geometry that is doubted."""
    return not is_derived(other)


def _misfit_mm(header: Header, spacing: Spacing, known: Known, beside: Beside) -> float:
    """How far a slice's corners are from those of the nearest parent; infinite without one."""
    own = image_plane(header, spacing)
    if own is None:
        return math.inf
    # The first pixels of two grids over one field differ by half their sizes at most.
    reach_mm = 4 * max(own.row_mm, own.column_mm)
    named = [one for one in sources(header, known) if _is_parent(one)]
    parents = named or beside.nearest(own.first_mm, reach_mm)
    return min((_apart_mm(own, parent) for parent in parents), default=math.inf)


def _apart_mm(own: ImagePlane, parent: Header) -> float:
    other = image_plane(parent, decide_cached(parent))
    if other is None or not own.looks_like(other):
        return math.inf
    corners = zip(own.corners_mm(), other.corners_mm(), strict=True)
    return max(apart_mm(a, b) for a, b in corners)
