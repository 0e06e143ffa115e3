"""The slices of a lazy volume that a resampling looks at, brought to memory; no others."""

from itertools import product

import numpy as np

from millivox.geometry.points import Vector
from millivox.images.volume import Volume

#: A cubic curve asks two voxels on either side.
_MARGIN = 2


def touched(volume: Volume, index_kji: Vector) -> tuple[Volume, int]:
    """The volume from its first slice that is needed to its last, and the index of that first one.

    A volume in memory is given back whole.

    Parameters
    ----------
    index_kji
        Indices of the volume, shape (n, 3), between which all samples lie.
    """
    if isinstance(volume.values, np.ndarray):
        return volume, 0
    last = volume.shape_kji[0] - 1
    ends = np.clip([index_kji[:, 0].min(), index_kji[:, 0].max()], 0, last)
    first = max(int(np.floor(ends[0])) - _MARGIN, 0)
    behind = min(int(np.ceil(ends[1])) + _MARGIN, last) + 1
    return volume.crop(k=slice(first, behind)).compute(), first


def corners_of(
    journey: Vector, shape_kji: tuple[int, int, int], beyond_kji: Vector | None = None
) -> Vector:
    """Where the corners of a grid lie in the indices that a journey leads to.

    Parameters
    ----------
    beyond_kji
        How far samples go to either side of the grid, in the same indices.
    """
    corners = np.array(list(product(*[(0.0, count - 1.0) for count in shape_kji])))
    there = corners @ journey[:3, :3].T + journey[:3, 3]
    if beyond_kji is None:
        return np.asarray(there)
    return np.concatenate([there - beyond_kji, there + beyond_kji])
