"""Coarser and coarser grids of one volume, for looking at it from afar."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from millivox import resample
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume

#: No further level once the longest side has no more voxels than this.
_SMALL = 128
#: Axes this much coarser than the finest are not halved yet.
_COARSER = 1.5


def levels_of(volume: Volume, *, method: str = "linear") -> Iterator[Volume]:
    """A volume, then coarser ones, each with half the voxels along its finer axes.

    A voxel of a coarser level is the mean of those it takes the place of, and lies in their
    middle; with ``"nearest"`` it is one of them.  An odd last one is left out.

    Examples
    --------
    >>> grid = VoxelGrid((2, 256, 512), np.diag([1.0, 1.0, 9.0, 1.0])[:, [2, 1, 0, 3]])
    >>> [level.shape_kji for level in levels_of(Volume(np.zeros(grid.shape_kji), grid))]
    [(2, 256, 512), (2, 128, 256), (2, 64, 128)]
    """
    yield volume
    while max(volume.shape_kji) > _SMALL:
        volume = _halved(volume, method)
        yield volume


def _halved(volume: Volume, method: str) -> Volume:
    grid = volume.grid
    sizes = np.array([grid.interval_mm, grid.row_mm, grid.column_mm])
    able = np.array(grid.shape_kji) > 1
    fine = able & (np.abs(sizes) <= _COARSER * np.abs(sizes[able]).min())
    steps = np.where(fine, 2, 1)
    shape = [int(count // step) for count, step in zip(grid.shape_kji, steps, strict=True)]
    matrix = np.array(grid.index_kji_to_lps)
    if method != "nearest":
        matrix[:3, 3] = grid.at((steps - 1) / 2)
    matrix[:3, :3] *= steps
    coarse = VoxelGrid((shape[0], shape[1], shape[2]), matrix, grid.frame_of_reference)
    made = resample.onto(volume, coarse, method=method)
    return _as_before(made, volume)


def _as_before(made: Volume, volume: Volume) -> Volume:
    """Means of whole numbers as whole numbers of the same type; what is missing stays so."""
    kind = volume.values.dtype
    if kind.kind == "f" or made.values.dtype == kind:
        return replace(made, values=made.values.astype(kind, copy=False))
    nowhere = made.missing
    whole = np.rint(np.nan_to_num(made.values)).astype(kind)
    return replace(made, values=whole, outside=nowhere, padding=volume.padding, holes_k=())
