"""Volumes of phantoms for the tests of files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import millivox as mv
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.phantoms.series import series, write


@pytest.fixture
def phantom(tmp_path: Path) -> Callable[..., Path]:
    """``phantom(tilt_deg=20)``: the folder of a series with noise in it; see phantoms.Plan."""

    def make(change: Callable[[Any, int], None] | None = None, /, **plan: Any) -> Path:
        shape = {"n": 5, "rows": 12, "columns": 10, "row_mm": 0.8, "column_mm": 0.6}
        datasets = series(**(shape | plan))
        noise = np.random.default_rng(0)
        for n, dataset in enumerate(datasets):
            count = (dataset.Rows, dataset.Columns)
            dataset.PixelData = noise.integers(0, 4000, count).astype("<u2").tobytes()
            if change is not None:
                change(dataset, n)
        folder = tmp_path / f"series{len(list(tmp_path.iterdir()))}"
        write(datasets, folder)
        return folder

    return make


@pytest.fixture
def volume_of(phantom: Callable[..., Path]) -> Callable[..., Volume]:
    """The volume of such a series."""
    return lambda *change, **plan: mv.open(phantom(*change, **plan)).series[0].volume()


@pytest.fixture
def small() -> Volume:
    """Two slices of 3 x 4 voxels of 3 x 2 x 1 mm, the last of which no image filled."""
    grid = VoxelGrid((2, 3, 4), np.diag([1.0, 2.0, 3.0, 1.0])[:, [2, 1, 0, 3]])
    return Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4), grid, unit="HU", holes_k=(1,))
