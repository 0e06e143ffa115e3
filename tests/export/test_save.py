"""save: the suffix says in which form."""

from pathlib import Path

import numpy as np
import pytest

import millivox as mv
from millivox.errors import ExportError
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume


@pytest.fixture
def small() -> Volume:
    grid = VoxelGrid((2, 3, 4), np.diag([1.0, 2.0, 3.0, 1.0])[:, [2, 1, 0, 3]])
    return Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4), grid, unit="HU", holes_k=(1,))


def test_npy_holds_the_values(small: Volume, tmp_path: Path) -> None:
    path = mv.save(small, tmp_path / "a.npy")
    np.testing.assert_array_equal(np.load(path), small.values)


def test_npz_holds_the_grid_and_what_is_missing(small: Volume, tmp_path: Path) -> None:
    held = np.load(mv.save(small, tmp_path / "a.npz"))
    np.testing.assert_array_equal(held["values"], small.values)
    np.testing.assert_array_equal(held["index_kji_to_lps"], small.index_kji_to_lps)
    assert str(held["unit"]) == "HU"
    assert held["missing"][1].all()
    assert not held["missing"][0].any()


def test_another_suffix_is_refused_with_those_there_are(small: Volume, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.jpg is not a kind .* \.npy \.npz"):
        mv.save(small, tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())
