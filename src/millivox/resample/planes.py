"""Grids to look at a volume through: one plane, or a box about the whole of it."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector

#: Directions of rising column and row index, LPS: as a radiologist looks at each.
PLANES = {
    "axial": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    "coronal": ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "sagittal": ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
}


def orientation_of(plane: str | Sequence[Sequence[float]]) -> Orientation:
    """A named plane, or the two directions of an oblique one.

    Examples
    --------
    >>> orientation_of("coronal").column_direction
    (0.0, 0.0, -1.0)
    """
    if isinstance(plane, str):
        if plane not in PLANES:
            raise GeometryError(f"{plane!r} is no plane; there are {', '.join(PLANES)}.")
        return Orientation(*PLANES[plane])
    row, column = plane
    return Orientation.from_cosines((*row, *column))


def edges_mm(grid: VoxelGrid, directions: Vector, *, half: float = 0.5) -> tuple[Vector, Vector]:
    """How far a grid reaches along three directions: least, most.

    Parameters
    ----------
    half
        How much of a step before the first slice and behind the last one belongs to the grid.
    """
    slices, rows, columns = grid.shape_kji
    ends = [(-half, slices - 1.0 + half), (-0.5, rows - 0.5), (-0.5, columns - 0.5)]
    corners = grid.at([(k, j, i) for k in ends[0] for j in ends[1] for i in ends[2]])
    along = corners @ np.asarray(directions).T
    return along.min(axis=0), along.max(axis=0)


def box(
    grid: VoxelGrid,
    orientation: Orientation,
    *,
    column_mm: float,
    row_mm: float,
    interval_mm: float,
    half: float = 0.5,
) -> VoxelGrid:
    """The smallest grid of an orientation that covers another one whole, from its nearest edge on.

    Raises
    ------
    GeometryError
        A distance is not above 0 mm.
    """
    directions = orientation.matrix
    low, high = edges_mm(grid, directions.T, half=half)
    sizes = np.array([column_mm, row_mm, interval_mm])
    if not (np.isfinite(sizes).all() and (sizes > 0.0).all()):
        raise GeometryError(f"A grid needs distances above 0 mm, not {sizes.tolist()}.")
    columns, rows, slices = (
        max(1, math.ceil(reach / size - 1e-6))
        for reach, size in zip((high - low).tolist(), sizes.tolist(), strict=True)
    )
    first = low + sizes * [0.5, 0.5, half]
    matrix = affine.of_planes(
        directions @ first,
        orientation,
        directions[:, 2] * interval_mm,
        row_mm=row_mm,
        column_mm=column_mm,
    )
    return VoxelGrid((slices, rows, columns), matrix, grid.frame_of_reference)


def plane_through(
    grid: VoxelGrid, orientation: Orientation, point_lps: ArrayLike, pixel_mm: float
) -> VoxelGrid:
    """One plane of square pixels through a point, as wide as the grid it cuts."""
    whole = box(grid, orientation, column_mm=pixel_mm, row_mm=pixel_mm, interval_mm=pixel_mm)
    away = (np.asarray(point_lps, np.float64) - whole.index_kji_to_lps[:3, 3]) @ whole.normal
    matrix = np.array(whole.index_kji_to_lps)
    matrix[:3, 3] += away * whole.normal
    return VoxelGrid((1, *whole.shape_kji[1:]), matrix, grid.frame_of_reference)
