"""Colour maps on the corners of the images they were computed from (rule B-52)."""

import math
from collections.abc import Iterable
from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Check, Grade
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.checks.image_type import is_colour_map
from millivox.spacing.related.known import Known, sources
from millivox.spacing.related.plane import ImagePlane, apart_mm, image_plane
from millivox.spacing.remembered import decide_cached
from millivox.spacing.tomographic import COLOUR_MAP

#: Images at one place that are looked at when a map names no source.
_NEAREST = 16
Placed = list[tuple[tuple[float, ...], Header]]


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
    if spacing.x.origin.note != COLOUR_MAP or not all(map(is_colour_map, slices)):
        return spacing
    beside = _of_the_same_space(slices[0], known)
    misfits = [_misfit_mm(header, spacing, known, beside) for header in slices]
    allowed = max(spacing.x.number or 0.0, spacing.y.number or 0.0) / 2
    worst = max(misfits, default=math.inf)
    if worst > allowed:
        return spacing
    check = Check("corners of the parent series", 0.0, worst, allowed, passed=True)
    x, y = (_believed(axis, check) for axis in (spacing.x, spacing.y))
    return replace(spacing, x=x, y=y)


def _believed(axis: AxisSpacing, check: Check) -> AxisSpacing:
    sound = all(one.passed for one in axis.origin.checks)
    grade = Grade.B if sound and axis.grade == Grade.C else axis.grade
    note = "A computed colour map; its corners are those of the images it was made from."
    return axis.regraded(grade, checks=(*axis.origin.checks, check), note=note)


def _misfit_mm(header: Header, spacing: Spacing, known: Known, beside: Placed) -> float:
    """How far a slice's corners are from those of the nearest parent; infinite without one."""
    own = image_plane(header, spacing)
    if own is None:
        return math.inf
    parents = sources(header, known) or _coplanar(own, beside)
    return min((_apart_mm(own, parent) for parent in parents), default=math.inf)


def _of_the_same_space(header: Header, known: Known) -> Placed:
    """Where the images lie that share the frame of reference and are no maps themselves."""
    space = header.frame_of_reference_uid
    held = known.in_space(space) if space else ()
    return [
        (place, other)
        for other in held
        if (place := other.image_position_patient) is not None and not is_colour_map(other)
    ]


def _coplanar(own: ImagePlane, beside: Placed) -> list[Header]:
    """The few nearest that start in the plane of a slice."""
    near = [(apart_mm(own.first_mm, place), n) for n, (place, _) in enumerate(beside)]
    reach = max(own.row_mm, own.column_mm)
    # The first pixels of two grids over one field differ by half their sizes at most.
    return [beside[n][1] for mm, n in sorted(near) if mm <= 4 * reach][:_NEAREST]


def _apart_mm(own: ImagePlane, parent: Header) -> float:
    other = image_plane(parent, decide_cached(parent))
    if other is None or not own.looks_like(other):
        return math.inf
    corners = zip(own.corners_mm(), other.corners_mm(), strict=True)
    return max(apart_mm(a, b) for a, b in corners)
