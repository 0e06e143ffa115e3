"""NRRD: what pynrrd and ITK read is what the volume holds."""

from collections.abc import Callable
from pathlib import Path

import nrrd
import numpy as np
import pytest

import millivox as mv
from millivox.errors import ExportError
from millivox.images.volume import Volume

Make = Callable[..., Volume]


@pytest.mark.parametrize("encoding", ["gzip", "raw"])
def test_values_and_directions_come_back(encoding: str, volume_of: Make, tmp_path: Path) -> None:
    volume = volume_of(tilt_deg=20.0)
    values, header = nrrd.read(str(mv.save(volume, tmp_path / "a.nrrd", encoding=encoding)))
    np.testing.assert_array_equal(values, volume.values.transpose(2, 1, 0))
    assert header["space"] == "left-posterior-superior"
    assert header["space units"] == ["mm"] * 3
    assert header["sample units"] == "HU"
    matrix = np.array(volume.index_kji_to_lps)
    np.testing.assert_array_equal(header["space directions"].T[:, ::-1], matrix[:3, :3])
    np.testing.assert_array_equal(header["space origin"], matrix[:3, 3])


def test_itk_puts_the_voxels_where_the_volume_does(volume_of: Make, tmp_path: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    volume = volume_of(orientation=(0.8, 0.6, 0.0, -0.36, 0.48, 0.8))
    image = sitk.ReadImage(str(mv.save(volume, tmp_path / "a.nrrd")))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), volume.values)
    point = image.TransformIndexToPhysicalPoint((3, 2, 1))
    np.testing.assert_allclose(point, volume.grid.at([1, 2, 3]), atol=1e-9)


def test_colour_is_an_axis_of_its_own(small: Volume, tmp_path: Path) -> None:
    values = np.arange(72, dtype=np.uint8).reshape(2, 3, 4, 3)
    read, header = nrrd.read(str(mv.save(Volume(values, small.grid), tmp_path / "a.nrrd")))
    np.testing.assert_array_equal(read, values.transpose(3, 2, 1, 0))
    assert header["kinds"] == ["RGB-color", "domain", "domain", "domain"]
    assert np.isnan(header["space directions"][0]).all()


def test_an_unknown_encoding_is_refused(small: Volume, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="zip is no encoding"):
        mv.save(small, tmp_path / "a.nrrd", encoding="zip")
