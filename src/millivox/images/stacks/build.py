"""Build a stack: place the frames, classify their steps, measure, and say what is odd."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from millivox import tolerance
from millivox.errors import GeometryError
from millivox.geometry.orientation import Orientation
from millivox.images.asked import Profile
from millivox.images.frames import Frame
from millivox.images.stacks.cosines import worst_cosines
from millivox.images.stacks.measured import PixelSize, slice_geometry, thicknesses, voxel_grid
from millivox.images.stacks.positions import Positions, distinct
from millivox.images.stacks.regularity import Regularity, classify
from millivox.images.stacks.remarks import no_positions, remarks
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.through_plane import (
    claimed,
    compared,
    from_slice_location,
    through_plane,
)
from millivox.images.stacks.witnesses import Witnesses
from millivox.provenance import Grade, Plane, worst
from millivox.spacing.axis import AxisSpacing, unknown
from millivox.spacing.slices import Kind, SliceGeometry


def build(
    frames: Sequence[Frame],
    *,
    row_mm: float | None = None,
    column_mm: float | None = None,
    plane: Plane = Plane.PATIENT,
    profile: Profile = Profile.STRICT,
) -> Stack:
    """The stack that frames of one orientation and one split key make (D.1 steps 4-8).

    Parameters
    ----------
    frames
        In any order; their rows, columns and pixel spacing are taken as equal.
    row_mm, column_mm
        Distance between rows and between columns, as the in-plane rules found
        them; by default what the first frame's Pixel Spacing says.
    plane
        Where the interval holds: the patient, or the specimen.
    profile
        Whose tolerance for uneven slices to follow where our own finds none even.
    """
    placed = _placed(frames)
    if not placed:
        return _without_positions(tuple(frames))
    positions = distinct(placed)
    kept = tuple(placed[number] for number in positions.kept)
    witnesses = Witnesses(kept)
    cosines = worst_cosines(placed)
    regularity = _classified(positions, kept, witnesses, profile)
    if row_mm is None or column_mm is None:
        row_mm, column_mm = _pixel_mm(kept[0])
    slices = slice_geometry(positions, kept, regularity, cosines, (row_mm, column_mm))
    sbs = compared(slices, witnesses)
    clusters = (c for c in positions.clusters if len(c) > 1)
    stack = Stack(
        frames=kept,
        regularity=regularity,
        slices=slices,
        z=_by_profile(through_plane(slices, kept, sbs, cosines, plane), regularity),
        grid=voxel_grid(positions, regularity, kept[0], (row_mm, column_mm)),
        positions=positions,
        cosines=cosines,
        sbs=sbs,
        duplicates=tuple(tuple(placed[number] for number in cluster) for cluster in clusters),
        unplaced=_others(frames, placed),
    )
    return replace(stack, findings=remarks(stack, witnesses))


def _placed(frames: Sequence[Frame]) -> list[Frame]:
    """The frames with a position and two directions that span a plane."""
    usable = {cosines for cosines in {frame.orientation for frame in frames} if _spans(cosines)}
    return [f for f in frames if f.position_mm is not None and f.orientation in usable]


def _others(frames: Sequence[Frame], placed: Sequence[Frame]) -> tuple[Frame, ...]:
    known = {id(frame) for frame in placed}
    return tuple(f for f in frames if id(f) not in known) if len(known) < len(frames) else ()


def _spans(cosines: tuple[float, ...] | None) -> bool:
    try:
        return cosines is not None and bool(Orientation.from_cosines(cosines))
    except GeometryError:
        return False


def _by_profile(z: AxisSpacing, regularity: Regularity) -> AxisSpacing:
    """Rule D.4: an interval that only another tool's tolerance allows is C, and says so."""
    if regularity.profile is Profile.STRICT:
        return z
    share = 100 * (regularity.profile.share or 0.0)
    note = f"even by the tolerance profile {regularity.profile} ({share:g} %) only"
    return z.regraded(worst(z.grade, Grade.C), note=note)


def _classified(
    positions: Positions, kept: tuple[Frame, ...], witnesses: Witnesses, profile: Profile
) -> Regularity:
    """NONPARALLEL where the frames are turned against each other, else the class of D.3."""
    if positions.spread_deg > 2.0 * tolerance.ORIENTATION_DEG:
        return Regularity(Kind.NONPARALLEL, tuple(range(len(kept))))
    many = len(kept) < sum(positions.multiplicity)
    return classify(
        positions.t_mm,
        positions.points_mm,
        positions.quantum,
        thickness_mm=thicknesses(kept),
        witnesses=witnesses,
        zero_mm=positions.zero_mm,
        profile=profile,
        extent_mm=max(positions.extent_mm, np.finfo(float).tiny if many else 0.0),
    )


def _pixel_mm(frame: Frame) -> PixelSize:
    """Pixel Spacing as written: (between rows, between columns)."""
    pair = frame.header.vector("PixelSpacing", 2)
    if pair and min(pair) > tolerance.ABSURD_MIN_MM and max(pair) < tolerance.ABSURD_MAX_MM:
        return pair[0], pair[1]
    return None, None


def _without_positions(frames: tuple[Frame, ...]) -> Stack:
    """UNKNOWN: no positions, so nothing but claims (D.7.3, D.7.4)."""
    n = len(frames)
    slices = SliceGeometry(Kind.UNKNOWN, n_slices=n, n_grid=n)
    z = claimed(frames[0], "SpacingBetweenSlices") if n > 1 else None
    z = z or from_slice_location(frames) or unknown("Z.D7.5", note="no slice positions")
    return Stack(
        frames=frames,
        regularity=Regularity(Kind.UNKNOWN, tuple(range(n))),
        slices=slices,
        z=z,
        findings=(no_positions(frames, all_of_them=True),) if frames else (),
        unplaced=frames,
    )
