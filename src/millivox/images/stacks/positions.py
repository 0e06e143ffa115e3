"""Where the slices of one orientation lie along their common normal (rule book D.1 steps 4, 5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from millivox import tolerance
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector, unit
from millivox.images.frames import Frame
from millivox.images.stacks.gaps import base_gap_mm
from millivox.images.stacks.quantum import Quantum, quantum_of

_MICROSCOPES = ("SM", "GM")


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """The distinct positions of frames along their common normal, ascending.

    Parameters
    ----------
    orientation
        The mean orientation of the frames.
    spread_deg
        How far any frame is turned away from it.
    t_mm, points_mm
        Distance along the normal, shape (n,), and first pixel, (n, 3), of each position.
    clusters
        For each position the numbers of its frames (as given), the one to keep first.
    duplicate_mm
        Frames closer than this are at one position.
    zero_mm
        A stack shorter than this has no extent.
    extent_mm
        From the first to the last frame, before anything was joined.
    """

    orientation: Orientation
    spread_deg: float
    t_mm: Vector
    points_mm: Vector
    clusters: tuple[tuple[int, ...], ...]
    quantum: Quantum
    duplicate_mm: float
    zero_mm: float
    extent_mm: float

    @property
    def kept(self) -> tuple[int, ...]:
        """The number of the frame to keep at each position."""
        return tuple(cluster[0] for cluster in self.clusters)

    @property
    def multiplicity(self) -> tuple[int, ...]:
        """How many frames lie at each position."""
        return tuple(len(cluster) for cluster in self.clusters)

    @property
    def normal(self) -> Vector:
        """The common unit normal."""
        return np.asarray(self.orientation.normal)


def distinct(frames: Sequence[Frame]) -> Positions:
    """Project frames on their common normal and join those at one position.

    Parameters
    ----------
    frames
        At least one; each with a position and an orientation.
    """
    turned = Counter(_cosines(frame) for frame in frames)
    orientation, spread = _common(turned)
    points = np.array([frame.position_mm for frame in frames], np.float64)
    t = points @ np.asarray(orientation.normal)
    raws = [frame.position_raw for frame in frames]
    quantum = quantum_of(raws, points, np.asarray(orientation.normal))
    order = np.argsort(t, kind="stable")
    along = t[order]
    fine = is_microscopic(frames[0])
    within = _duplicate_mm(along, quantum, frames[0], fine=fine)
    clusters = _clusters(along, order, frames, within)
    kept = [cluster[0] for cluster in clusters]
    floor = tolerance.MICROSCOPY_ZERO_EXTENT_MM if fine else tolerance.ZERO_EXTENT_MM
    return Positions(
        orientation=orientation,
        spread_deg=spread,
        t_mm=t[kept],
        points_mm=points[kept],
        clusters=clusters,
        quantum=quantum,
        duplicate_mm=within,
        zero_mm=max(within, floor),
        extent_mm=float(along[-1] - along[0]),
    )


def _cosines(frame: Frame) -> tuple[float, ...]:
    assert frame.orientation is not None
    return frame.orientation


def _common(turned: Counter[tuple[float, ...]]) -> tuple[Orientation, float]:
    """The mean orientation, and the largest angle of a normal or a row to it."""
    if len(turned) == 1:
        return Orientation.from_cosines(next(iter(turned))), 0.0
    six = np.array(list(turned), np.float64)
    weights = np.array(list(turned.values()), np.float64)[:, None]
    mean = Orientation.from_cosines((six * weights).sum(axis=0) / weights.sum())
    rows, columns = six[:, :3], six[:, 3:]
    normals = np.cross(rows, columns)
    angles = [
        np.arctan2(np.linalg.norm(np.cross(vectors, axis), axis=1), vectors @ unit(axis))
        for vectors, axis in ((normals, mean.normal), (rows, mean.row_direction))
    ]
    return mean, float(np.degrees(np.max(angles)))


def is_microscopic(frame: Frame) -> bool:
    """Whether a frame is seen through a microscope: by its modality or its pixel."""
    header = frame.header
    pixel = header.vector("PixelSpacing", 2)
    return header.modality in _MICROSCOPES or bool(
        pixel and 0.0 < pixel[0] < tolerance.MICROSCOPY_PIXEL_MM
    )


def _duplicate_mm(along: Vector, quantum: Quantum, frame: Frame, *, fine: bool) -> float:
    """``d_dup`` of D.4: what a writer's rounding, or a thousandth of a gap, can have parted."""
    if fine:
        return tolerance.MICROSCOPY_DUPLICATE_MM
    rounding = max(tolerance.DUPLICATE_QUANTA * quantum.capped_mm, tolerance.POSITION_FLOOR_MM)
    hint = frame.thickness_mm or 0.0
    gaps = np.diff(along)
    far = max(rounding, tolerance.POSITION_FLOOR_RELATIVE * hint)
    real = gaps[gaps > far]
    if not real.size:
        return rounding
    return max(rounding, tolerance.POSITION_FLOOR_RELATIVE * base_gap_mm(real, quantum))


def _clusters(
    along: Vector, order: NDArray[np.intp], frames: Sequence[Frame], within: float
) -> tuple[tuple[int, ...], ...]:
    """Frame numbers by position; none farther than ``within`` from the first of its position."""
    numbers = order.tolist()
    if not (np.diff(along) <= within).any():
        return tuple((number,) for number in numbers)
    groups: list[list[int]] = []
    start = float("-inf")
    for number, place in zip(numbers, along.tolist(), strict=True):
        if place - start > within:
            groups.append([])
            start = place
        groups[-1].append(number)
    return tuple(tuple(_first_instance_first(group, frames)) for group in groups)


def _first_instance_first(group: list[int], frames: Sequence[Frame]) -> list[int]:
    """The order in which duplicates were made, as far as their numbers tell."""
    if len(group) == 1:
        return group

    def rank(number: int) -> tuple[float, int]:
        made = frames[number].header.instance_number
        return (float("inf") if made is None else float(made), number)

    return sorted(group, key=rank)
