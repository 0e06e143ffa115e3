"""curved: a volume straightened along a line through it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector, unit
from millivox.images.volume import Volume
from millivox.resample.mpr import smallest_mm
from millivox.resample.sampling import Method, float_type, interpolated, with_holes
from millivox.resample.touched import touched

Array = np.ndarray[Any, Any]
_FLAT = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def curved(
    volume: Volume,
    points_lps: ArrayLike,
    *,
    height_mm: float,
    up: ArrayLike = (0.0, 0.0, 1.0),
    pixel_mm: float | None = None,
    method: str = "linear",
) -> Volume:
    """A curved planar reformat: columns follow a polyline, rows stand across it.

    Parameters
    ----------
    points_lps
        Corners of the line in LPS mm, shape (n, 3), two at least.
    height_mm
        How far the picture reaches across the line, half on either side.
    up
        Direction of the picture's upper edge, LPS; need not be perpendicular to the line.
    pixel_mm
        Along the line and across it; by default the smallest distance between voxels.

    Returns
    -------
    Volume
        Of one slice. Lengths along its columns are lengths along the line; its grid is flat and
        of its own, not a place in the patient, and names no frame of reference.

    Raises
    ------
    GeometryError
        The line has no length, or runs along ``up``.
    """
    corners = np.asarray(points_lps, np.float64).reshape(-1, 3)
    size = smallest_mm(volume.grid) if pixel_mm is None else pixel_mm
    along, directions = _followed(corners, size)
    rows = max(1, round(height_mm / size))
    offsets = (np.arange(rows) - (rows - 1) / 2.0) * size
    across = np.array([_across(direction, up) for direction in directions])
    values = _columns(volume, along + offsets[0] * across, across * size, rows, Method(method))
    flat = affine.of_planes(
        (0.0, offsets[0], 0.0), _FLAT, (0.0, 0.0, size), row_mm=size, column_mm=size
    )
    said = f"straightened along {len(corners)} points, {size:g} mm a pixel ({method})"
    return Volume(
        values,
        VoxelGrid((1, rows, len(along)), flat),
        unit=volume.unit,
        verdict=volume.verdict,
        history=(*volume.history, said),
    )


def _followed(corners: Vector, size: float) -> tuple[Vector, Vector]:
    """Points every ``size`` mm along a polyline, and the direction of the line at each."""
    legs = np.diff(corners, axis=0)
    lengths = np.linalg.norm(legs, axis=1)
    legs, lengths = legs[lengths > 0.0], lengths[lengths > 0.0]
    if len(lengths) == 0:
        raise GeometryError("A line needs two different points at least.")
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    where = np.arange(0.0, ends[-1] + 1e-9, size)
    leg = np.clip(np.searchsorted(ends, where, side="right") - 1, 0, len(legs) - 1)
    starts = np.concatenate([corners[:1], corners[:1] + np.cumsum(legs, axis=0)])[:-1]
    part = (where - ends[leg]) / lengths[leg]
    return starts[leg] + part[:, None] * legs[leg], legs[leg] / lengths[leg][:, None]


def _across(direction: Vector, up: ArrayLike) -> Vector:
    """Down the picture: against ``up``, perpendicular to the line."""
    rest = np.asarray(up, np.float64) - (np.asarray(up, np.float64) @ direction) * direction
    if np.linalg.norm(rest) < 1e-3 * np.linalg.norm(up):
        raise GeometryError("The line runs along the direction that was to be up.")
    return -unit(rest)


def _columns(volume: Volume, first: Vector, step: Vector, rows: int, way: Method) -> Array:
    """Pictures of one column each, side by side: shape (1, rows, columns)."""
    starts = volume.grid.index_of(first)
    steps = volume.grid.index_of(first + step) - starts
    part, first_k = touched(volume, np.concatenate([starts, starts + steps * (rows - 1)]))
    starts[:, 0] -= first_k
    held = with_holes(part.values, part.missing)
    values = np.empty((1, rows, len(first)), float_type(held.dtype))
    journey = np.zeros((4, 4))
    for n, (start, downward) in enumerate(zip(starts, steps, strict=True)):
        journey[:3, 2], journey[:3, 3] = downward, start
        values[0, :, n] = interpolated(held, journey, (1, 1, rows), way)[0, 0]
    return values
