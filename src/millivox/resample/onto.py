"""onto: the same patient on another grid."""

from typing import Any

import numpy as np

from millivox.errors import FrameOfReferenceError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.volume import Volume
from millivox.resample.sampling import Method, interpolated, nearest, with_holes
from millivox.resample.touched import corners_of, touched

Array = np.ndarray[Any, Any]


def onto(volume: Volume, grid: VoxelGrid, *, method: str = "linear") -> Volume:
    """The values of a volume at the voxels of another grid.

    Parameters
    ----------
    volume
        Its shear, if it has one, is followed exactly; of a lazy one the slices that the grid
        touches are brought to memory.
    grid
        Any affine; in the same frame of reference.
    method
        ``"linear"`` or ``"cubic"`` give floats, NaN where there is no image; ``"nearest"`` keeps
        labels labels, and says in :attr:`Volume.outside` where there is none.

    Raises
    ------
    FrameOfReferenceError
        Both name a frame of reference, and not the same one.

    Examples
    --------
    >>> grid = VoxelGrid((1, 1, 3), np.eye(4)[[2, 1, 0, 3]])
    >>> volume = Volume(np.array([[[0.0, 10.0, 20.0]]]), grid)
    >>> finer = VoxelGrid((1, 1, 5), np.diag([0.5, 1.0, 1.0, 1.0])[:, [2, 1, 0, 3]])
    >>> onto(volume, finer).values.ravel().tolist()
    [0.0, 5.0, 10.0, 15.0, 20.0]

    References
    ----------
    Cubic convolution: R. Keys, 1981, doi:10.1109/TASSP.1981.1163711.
    """
    way = Method(method)
    return laid(volume, grid, way, f"resampled onto {_words(grid)} ({way})")


def laid(volume: Volume, grid: VoxelGrid, way: Method, said: str) -> Volume:
    """The values at the voxels of another grid, told in the history in other words."""
    journey = journey_between(volume.grid, grid)
    part, first = touched(volume, corners_of(journey, grid.shape_kji))
    journey[0, 3] -= first
    if way == Method.NEAREST:
        values, outside = _nearest(part, journey, grid)
        return volume.regridded(values, grid, said, outside=outside)
    return volume.regridded(_between(part, journey, grid, way), grid, said)


def journey_between(source: VoxelGrid, target: VoxelGrid) -> Vector:
    """4 x 4, from indices (k, j, i, 1) of the target to those of the source.

    Raises
    ------
    FrameOfReferenceError
        Both name a frame of reference, and not the same one.
    """
    if None not in (source.frame_of_reference, target.frame_of_reference) and (
        source.frame_of_reference != target.frame_of_reference
    ):
        raise FrameOfReferenceError(
            "The volume and the grid lie in different frames of reference: "
            f"{source.frame_of_reference} and {target.frame_of_reference}.",
            help="A registration between them is needed first.",
        )
    return np.asarray(affine.inverse(source.index_kji_to_lps) @ target.index_kji_to_lps)


def _between(volume: Volume, journey: Vector, grid: VoxelGrid, way: Method) -> Array:
    values = with_holes(volume.values, volume.missing)
    if values.ndim == 3:
        return interpolated(values, journey, grid.shape_kji, way)
    colours = [
        interpolated(values[..., n], journey, grid.shape_kji, way) for n in range(values.shape[3])
    ]
    return np.stack(colours, axis=3)


def _nearest(volume: Volume, journey: Vector, grid: VoxelGrid) -> tuple[Array, Array | None]:
    channels = volume.values[..., None] if volume.values.ndim == 3 else volume.values
    found = [nearest(channels[..., n], journey, grid.shape_kji) for n in range(channels.shape[3])]
    outside = ~found[0][1]
    missing = volume.missing
    if missing is not None:
        outside |= nearest(missing, journey, grid.shape_kji)[0].astype(bool)
    values = found[0][0] if len(found) == 1 else np.stack([each for each, _ in found], axis=3)
    return values, outside if outside.any() else None


def _words(grid: VoxelGrid) -> str:
    size = " x ".join(str(count) for count in grid.shape_kji)
    return f"{size} voxels of {grid.column_mm:.4g} x {grid.row_mm:.4g} x {grid.interval_mm:.4g} mm"
