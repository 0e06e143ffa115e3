"""What a file holds where there is no image: NaN, or a number that is said beside it."""

from typing import Any

import numpy as np

from millivox.images.absent import absent
from millivox.images.volume import Volume

Array = np.ndarray[Any, Any]


def filled(volume: Volume, *, like: Volume | None = None) -> tuple[Array, float | int | None]:
    """The values to write, and what stands among them where there is no image.

    Floats hold NaN there.  Integers have none: voxels of the files' own padding keep its value,
    and what no image filled (holes of the grid, what lies outside a resampled volume) has that
    value too, or the smallest one of the image where there is no padding.

    Parameters
    ----------
    like
        The first volume of the same file, whose value is taken, so that a file has one.

    Returns
    -------
    values
        Those of the volume itself where nothing is missing.
    fill
        ``None`` where nothing is missing.

    Examples
    --------
    >>> from millivox.geometry.grid import VoxelGrid
    >>> grid = VoxelGrid((2, 1, 2), np.eye(4)[[2, 1, 0, 3]])
    >>> volume = Volume(np.array([[[7, 5]], [[0, 0]]]), grid, holes_k=(1,))
    >>> filled(volume)[0].tolist(), int(filled(volume)[1])
    ([[[7, 5]], [[5, 5]]], 5)
    """
    fill = fill_of(volume, like=like)
    if volume.values.dtype.kind in "fc":
        return _with_nan(volume), fill
    unfilled = _unfilled(volume)
    if unfilled is None:
        return volume.values, fill
    values = volume.values.copy()
    values[unfilled] = fill
    return values, fill


def fill_of(volume: Volume, *, like: Volume | None = None) -> float | int | None:
    """What stands where there is no image, as :func:`filled` has it, without the values."""
    if volume.values.dtype.kind in "fc":
        return None if volume.missing is None else np.nan
    if _unfilled(volume) is None:
        return _padding(volume)
    first = volume if like is None else like
    padding = _padding(first)
    return _smallest(first) if padding is None else padding


def _with_nan(volume: Volume) -> Array:
    missing = volume.missing
    if missing is None:
        return volume.values
    found = absent(volume.values, None)
    if found is not None and (found == missing).all():
        return volume.values
    values = volume.values.copy()
    values[missing] = np.nan
    return values


def _unfilled(volume: Volume) -> Array | None:
    """Where a volume of integers has no value of any image."""
    if volume.outside is None and not volume.holes_k:
        return None
    nowhere = np.zeros(volume.shape_kji, bool)
    if volume.outside is not None:
        nowhere |= volume.outside
    nowhere[list(volume.holes_k)] = True
    return nowhere


def _padding(volume: Volume) -> int | None:
    """The files' own value for no image, where the type holds it."""
    if volume.padding is None or volume.values.ndim > 3:
        return None
    value, kind = volume.padding[0], np.iinfo(volume.values.dtype)
    return int(value) if value == int(value) and kind.min <= value <= kind.max else None


def _smallest(volume: Volume) -> int:
    """Of the values that an image filled."""
    unfilled = _unfilled(volume)
    held = volume.values if unfilled is None else volume.values[~unfilled]
    return int(held.min()) if held.size else 0
