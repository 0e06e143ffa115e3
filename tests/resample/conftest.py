"""Volumes whose value is known at every point."""

from collections.abc import Callable

import numpy as np
import pytest

from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.images.volume import Volume

SLOPE = np.array([0.5, -0.25, 2.0])
Make = Callable[..., Volume]


def grid_of(
    shape_kji: tuple[int, int, int],
    cosines: tuple[float, ...] = (1, 0, 0, 0, 1, 0),
    *,
    step: tuple[float, float, float] = (0, 0, 3),
    row_mm: float = 0.9,
    column_mm: float = 0.7,
    space: str | None = "1.2.3",
) -> VoxelGrid:
    matrix = affine.of_planes(
        (-20.0, 30.0, 5.0),
        Orientation.from_cosines(cosines),
        step,
        row_mm=row_mm,
        column_mm=column_mm,
    )
    return VoxelGrid(shape_kji, matrix, space)


def ramp_at(points: np.ndarray) -> np.ndarray:
    """The value at LPS points."""
    return np.asarray(points @ SLOPE + 100.0)


@pytest.fixture
def ramp() -> Make:
    """A volume whose value rises linearly through space, on a grid of any kind."""

    def make(shape_kji: tuple[int, int, int] = (8, 20, 24), **grid: object) -> Volume:
        held = grid_of(shape_kji, **grid)  # type: ignore[arg-type]
        index = np.moveaxis(np.indices(shape_kji), 0, -1)
        return Volume(ramp_at(held.at(index)), held, unit="HU", history=("made",))

    return make
