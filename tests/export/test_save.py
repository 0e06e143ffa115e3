"""save: the suffix says in which form."""

from dataclasses import replace
from pathlib import Path

import dask.array
import numpy as np
import pytest

import millivox as mv
from millivox.errors import ExportError
from millivox.images.volume import Volume


def test_npy_holds_the_values(small: Volume, tmp_path: Path) -> None:
    path = mv.save(small, tmp_path / "a.npy")
    np.testing.assert_array_equal(np.load(path)[0], small.values[0])


def test_npz_holds_the_grid_and_what_is_missing(small: Volume, tmp_path: Path) -> None:
    held = np.load(mv.save(small, tmp_path / "a.npz"))
    np.testing.assert_array_equal(held["values"][0], small.values[0])
    np.testing.assert_array_equal(held["index_kji_to_lps"], small.index_kji_to_lps)
    assert str(held["unit"]) == "HU"
    assert held["missing"][1].all()
    assert not held["missing"][0].any()


@pytest.mark.parametrize("suffix", [".nrrd", ".dicom", ".pngs", ".gif"])
def test_complex_values_lose_no_part_silently(suffix: str, small: Volume, tmp_path: Path) -> None:
    volume = Volume(small.values.astype(np.complex64), small.grid)
    with pytest.raises(ExportError, match="omplex"):
        mv.save(volume, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_whole_numbers_of_64_bits_are_refused_by_tiff(small: Volume, tmp_path: Path) -> None:
    volume = Volume(small.values.astype(np.int64), small.grid)
    with pytest.raises(ExportError, match="TIFF cannot hold values of int64"):
        mv.save(volume, tmp_path / "a.tif")


def test_another_suffix_is_refused_with_those_there_are(small: Volume, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.jpg is not a kind .* \.nii \.nii\.gz"):
        mv.save(small, tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())


def test_a_lazy_volume_makes_the_file_of_the_eager_one(small: Volume, tmp_path: Path) -> None:
    lazy = replace(small, values=dask.array.from_array(small.values))
    for name in ("a.nii", "a.npy"):
        whole = mv.save(small, tmp_path / name).read_bytes()
        assert mv.save(lazy, tmp_path / f"lazy-{name}").read_bytes() == whole
