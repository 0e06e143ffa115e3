"""Stack: frames of one orientation as a volume, or the reasons why they are none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from millivox import tolerance
from millivox.errors import GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.images.frames import Frame
from millivox.images.stacks.cosines import Cosines, worst_cosines
from millivox.images.stacks.measured import PixelSize, slice_geometry, thicknesses, voxel_grid
from millivox.images.stacks.positions import Positions, distinct
from millivox.images.stacks.regularity import Regularity, classify
from millivox.images.stacks.remarks import no_positions, remarks
from millivox.images.stacks.through_plane import (
    claimed,
    compared,
    from_slice_location,
    through_plane,
)
from millivox.images.stacks.witnesses import Witnesses
from millivox.provenance import Plane
from millivox.spacing.axis import AxisSpacing, unknown
from millivox.spacing.findings import Finding
from millivox.spacing.interval import Comparison
from millivox.spacing.slices import Kind, SliceGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Slices sorted along their normal, and what they make together.

    Parameters
    ----------
    frames
        The frames kept, ascending along the normal (those without a place where
        nothing is placed).
    regularity
        Their class; ``regularity.k`` is the grid index of every frame.
    slices
        Interval, thickness, gap, coverage, tilt in numbers.
    grid
        Where every voxel lies; ``None`` where no affine is honest.
    z
        The slice axis with its origin.
    findings
        What is odd, each with a sentence.
    duplicates
        Frames at one position: the kept one first, then those set aside.
    unplaced
        Frames without a usable position, left out.
    """

    frames: tuple[Frame, ...]
    regularity: Regularity
    slices: SliceGeometry
    z: AxisSpacing
    grid: VoxelGrid | None = None
    positions: Positions | None = None
    cosines: Cosines | None = None
    sbs: Comparison | None = None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[tuple[Frame, ...], ...] = ()
    unplaced: tuple[Frame, ...] = ()

    @property
    def kind(self) -> Kind:
        """The regularity class."""
        return self.regularity.kind

    @property
    def k(self) -> tuple[int, ...]:
        """Grid index of every frame."""
        return self.regularity.k

    @property
    def position_mm(self) -> tuple[float, ...]:
        """Distance of every frame along the normal."""
        return tuple(self.positions.t_mm.tolist()) if self.positions else ()

    @property
    def set_aside(self) -> tuple[Frame, ...]:
        """The duplicates that were not kept."""
        return tuple(frame for cluster in self.duplicates for frame in cluster[1:])

    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(item.code for item in self.findings)


def build(
    frames: Sequence[Frame],
    *,
    row_mm: float | None = None,
    column_mm: float | None = None,
    plane: Plane = Plane.PATIENT,
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
    """
    placed = _placed(frames)
    if not placed:
        return _without_positions(tuple(frames))
    positions = distinct(placed)
    kept = tuple(placed[number] for number in positions.kept)
    witnesses = Witnesses(kept)
    cosines = worst_cosines(placed)
    regularity = _classified(positions, kept, witnesses)
    if row_mm is None or column_mm is None:
        row_mm, column_mm = _pixel_mm(kept[0])
    slices = slice_geometry(positions, kept, regularity, cosines, (row_mm, column_mm))
    sbs = compared(slices, witnesses)
    clusters = (c for c in positions.clusters if len(c) > 1)
    stack = Stack(
        frames=kept,
        regularity=regularity,
        slices=slices,
        z=through_plane(slices, kept, sbs, cosines, plane),
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


def _classified(positions: Positions, kept: tuple[Frame, ...], witnesses: Witnesses) -> Regularity:
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
