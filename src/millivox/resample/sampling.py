"""The kernel's interpolation, asked for in arrays and matrices."""

import os
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from millivox.geometry.points import Vector

Array = np.ndarray[Any, Any]


class Method(StrEnum):
    """What lies between voxels: the nearest one, a straight line, or a cubic curve."""

    NEAREST = "nearest"
    LINEAR = "linear"
    CUBIC = "cubic"


class Blend(StrEnum):
    """What the samples through a slab become: their mean, the brightest, or the darkest."""

    MEAN = "mean"
    MAX = "max"
    MIN = "min"


def float_type(kind: np.dtype[Any]) -> type[np.floating[Any]]:
    """The floats that hold every value of a type: 32 bits up to 16 bit integers, else 64."""
    return np.float64 if kind.itemsize > 4 or kind in (np.int32, np.uint32) else np.float32


def with_holes(values: Array, missing: Array | None) -> Array:
    """The values as floats with NaN where there is no image; as they are where that is nowhere."""
    if missing is None:
        return values
    held = values.astype(float_type(values.dtype))
    held[missing] = np.nan
    return held


def interpolated(
    values: Array,
    index_of_index: Vector,
    shape_kji: tuple[int, int, int],
    method: Method,
    *,
    blend: Blend = Blend.MEAN,
    count: int = 1,
    step_kji: Sequence[float] = (0.0, 0.0, 0.0),
) -> Array:
    """Values at the indices of another grid; NaN outside and where a hole is touched.

    Parameters
    ----------
    values
        Shape (slices, rows, columns).
    index_of_index
        4 x 4, from (k, j, i, 1) of the output to (k, j, i, 1) of the values.
    shape_kji
        Of the output.
    count, step_kji
        Samples through a slab, and what lies between two of them in indices of the values.
    """
    from millivox.kernel import interpolate

    out = np.empty(shape_kji, float_type(values.dtype))
    interpolate(
        _plain(values),
        index_of_index[:3].tolist(),
        method,
        blend,
        count,
        tuple(float(part) for part in step_kji),
        out,
        _threads(),
    )
    return out


def nearest(
    values: Array, index_of_index: Vector, shape_kji: tuple[int, int, int]
) -> tuple[Array, Array]:
    """The nearest voxel at the indices of another grid, and where there is one; 0 elsewhere."""
    from millivox import kernel

    if values.dtype in (np.int64, np.uint64):
        return _nearest_of_64_bits(values, index_of_index, shape_kji)
    plain = _plain(values)
    out = np.zeros(shape_kji, plain.dtype)
    inside = np.empty(shape_kji, np.uint8)
    kernel.nearest(plain, index_of_index[:3].tolist(), out, inside, _threads())
    return out.astype(values.dtype, copy=False), inside.view(bool)


def _nearest_of_64_bits(
    values: Array, index_of_index: Vector, shape_kji: tuple[int, int, int]
) -> tuple[Array, Array]:
    """By halves: a float would round labels above 2**53."""
    halves = np.ascontiguousarray(values).view(np.uint32).reshape(*values.shape, 2)
    (low, inside), (high, _) = (
        nearest(halves[..., n], index_of_index, shape_kji) for n in range(2)
    )
    return np.stack([low, high], axis=-1).view(values.dtype)[..., 0], inside


def _plain(values: Array) -> Array:
    """In one piece, in this machine's byte order, and of a type that the kernel knows."""
    if values.dtype == bool:
        values = values.view(np.uint8)
    elif values.dtype == np.float16:
        values = values.astype(np.float32)
    elif values.dtype in (np.int64, np.uint64):
        values = values.astype(np.float64)
    return np.ascontiguousarray(values, values.dtype.newbyteorder("="))


def _threads() -> int:
    return os.cpu_count() or 1
