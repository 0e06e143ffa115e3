"""Resampled lazy volumes: the values of the eager ones, and no slice read that is not needed."""

from collections.abc import Callable
from typing import Any

import dask.array
import numpy as np
import pytest
from tests.resample.conftest import Make, grid_of

from millivox import resample
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume

SHAPE = (40, 20, 24)
#: Oblique, and sheared.
TURNED = {"cosines": (0.8, 0.6, 0.0, -0.6, 0.8, 0.0), "step": (0.4, 0.0, 3.0)}


class Read:
    """The slices of an array that were looked at."""

    def __init__(self, values: Any) -> None:
        self.values, self.shape, self.dtype = values, values.shape, values.dtype
        self.ndim = values.ndim
        self.slices: set[int] = set()

    def __getitem__(self, index: Any) -> Any:
        self.slices |= set(range(self.shape[0])[index[0]])
        return self.values[index]


def lazy(volume: Volume) -> tuple[Volume, Read]:
    read = Read(volume.values)
    chunks = (1, *volume.values.shape[1:])
    values = dask.array.from_array(read, chunks, meta=np.empty((0, 0, 0), read.dtype))
    held = Volume(values, volume.grid, unit=volume.unit, history=volume.history,
                  padding=volume.padding)  # fmt: skip
    return held, read


def middle(volume: Volume) -> Any:
    return volume.grid.at((np.array(volume.shape_kji) - 1.0) / 2.0)


def small(volume: Volume) -> VoxelGrid:
    """A box of a few voxels about the middle of a volume."""
    matrix = np.array(grid_of((4, 5, 6)).index_kji_to_lps)
    matrix[:3, 3] = middle(volume)
    return VoxelGrid((4, 5, 6), matrix, "1.2.3")


Way = Callable[[Volume], Volume]
WAYS: dict[str, Way] = {
    "onto, linear": lambda v: resample.onto(v, small(v)),
    "onto, cubic": lambda v: resample.onto(v, small(v), method="cubic"),
    "onto, nearest": lambda v: resample.onto(v, small(v), method="nearest"),
    "plane": lambda v: resample.mpr(v, "axial"),
    "slab": lambda v: resample.mpr(v, "axial", slab_mm=10.0, blend="max"),
    "line": lambda v: resample.curved(
        v, middle(v) + np.array([[-5, -3, 0], [6, 2, 1]]), height_mm=4.0
    ),
}


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("grid", [{}, TURNED])
def test_a_lazy_volume_gives_what_the_eager_one_gives(
    ramp: Make, name: str, grid: dict[str, Any]
) -> None:
    eager = ramp(SHAPE, **grid)
    held, read = lazy(eager)
    expected, made = WAYS[name](eager), WAYS[name](held)
    np.testing.assert_allclose(made.values, expected.values, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(made.index_kji_to_lps, expected.index_kji_to_lps)
    assert (made.history, made.verdict) == (expected.history, expected.verdict)
    assert isinstance(made.values, np.ndarray)
    assert 0 < len(read.slices) < 20


def test_what_lies_beside_a_lazy_volume_is_missing(ramp: Make) -> None:
    held, read = lazy(ramp(SHAPE))
    matrix = np.array(small(held).index_kji_to_lps)
    matrix[2, 3] += 1000.0
    made = resample.onto(held, VoxelGrid((2, 2, 2), matrix, "1.2.3"))
    assert np.isnan(made.values).all()
    assert len(read.slices) <= 3


def test_padding_of_a_lazy_volume_stays_missing(ramp: Make) -> None:
    whole = ramp(SHAPE)
    eager = Volume(whole.values, whole.grid, padding=(0.0, 150.0))
    held, _ = lazy(eager)
    for name in ("onto, linear", "onto, nearest", "slab"):
        expected, made = WAYS[name](eager), WAYS[name](held)
        np.testing.assert_allclose(made.values, expected.values, rtol=0, atol=1e-9)
        np.testing.assert_array_equal(made.outside, expected.outside)
