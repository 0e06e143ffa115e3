"""mpr: one plane through a volume, any way it is turned, as thick as asked."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.volume import Volume
from millivox.resample.onto import journey_between, laid
from millivox.resample.planes import orientation_of, plane_through
from millivox.resample.sampling import Blend, Method, interpolated, with_holes
from millivox.resample.touched import corners_of, touched


def mpr(
    volume: Volume,
    plane: str | Sequence[Sequence[float]] = "axial",
    *,
    at: ArrayLike | None = None,
    pixel_mm: float | None = None,
    slab_mm: float = 0.0,
    blend: str = "mean",
    method: str = "linear",
) -> Volume:
    """One plane of square pixels through a volume.

    Parameters
    ----------
    plane
        ``"axial"``, ``"coronal"``, ``"sagittal"`` (as a radiologist looks at each), or the two
        directions, LPS, along which columns and rows are counted.
    at
        A point of the plane in LPS mm; the middle of the volume by default.
    pixel_mm
        By default the smallest distance between neighbouring voxels.
    slab_mm
        How thick; 0 for a plane without thickness.
    blend
        What the samples through a slab become: ``"mean"``, ``"max"`` (MIP) or ``"min"`` (MinIP).
    method
        ``"linear"``, ``"cubic"``, or ``"nearest"`` for labels.

    Returns
    -------
    Volume
        Of one slice, whose grid says where it lies.

    Examples
    --------
    >>> grid = VoxelGrid((3, 3, 3), np.eye(4)[[2, 1, 0, 3]])
    >>> volume = Volume(np.arange(27.0).reshape(3, 3, 3), grid)
    >>> mpr(volume, "coronal").values[0].tolist()
    [[21.0, 22.0, 23.0], [12.0, 13.0, 14.0], [3.0, 4.0, 5.0]]
    """
    orientation = orientation_of(plane)
    middle = volume.grid.at((np.array(volume.shape_kji) - 1.0) / 2.0)
    size = smallest_mm(volume.grid) if pixel_mm is None else pixel_mm
    grid = plane_through(volume.grid, orientation, middle if at is None else at, size)
    name = plane if isinstance(plane, str) else "oblique"
    if slab_mm <= 0.0:
        return laid(volume, grid, Method(method), f"{name} plane ({method})")
    return slab(volume, grid, slab_mm=slab_mm, blend=blend, method=method, name=name)


def slab(
    volume: Volume,
    grid: VoxelGrid,
    *,
    slab_mm: float,
    blend: str = "mean",
    method: str = "linear",
    name: str = "slab",
) -> Volume:
    """A grid whose every voxel draws a thickness of the volume together.

    Raises
    ------
    GeometryError
        Labels have no mean: ``nearest`` is refused.
    """
    way = Method(method)
    if way == Method.NEAREST or volume.values.ndim > 3:
        raise GeometryError("A slab draws grey values together, not labels or colours.")
    journey = journey_between(volume.grid, grid)
    count, step = _samples(volume.grid, grid, slab_mm)
    part, first = touched(volume, corners_of(journey, grid.shape_kji, step * count / 2.0))
    journey[0, 3] -= first
    values = interpolated(
        with_holes(part.values, part.missing), journey, grid.shape_kji, way,
        blend=Blend(blend), count=count, step_kji=step.tolist(),
    )  # fmt: skip
    said = f"{name} slab of {slab_mm:g} mm, {blend} of {count} ({way})"
    return volume.regridded(values, grid, said)


def smallest_mm(grid: VoxelGrid) -> float:
    """The smallest distance between neighbouring voxels along an axis."""
    return min(grid.column_mm, grid.row_mm, grid.interval_mm)


def _samples(source: VoxelGrid, target: VoxelGrid, slab_mm: float) -> tuple[int, Vector]:
    """Samples no further apart than the volume's own voxels, each for an equal part of the slab."""
    count = max(1, math.ceil(slab_mm / smallest_mm(source) - 1e-6))
    along = target.normal * (slab_mm / count)
    return count, np.asarray(affine.inverse(source.index_kji_to_lps)[:3, :3] @ along)
