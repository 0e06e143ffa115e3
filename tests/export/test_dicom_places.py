"""Places of derived slices, read back by formulas and by others' readers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest

import millivox as mv
from millivox.export import dicom_series
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume


def _any_grid(seed: int) -> VoxelGrid:
    """Turned at will, its slices leaning, far from the origin, of odd sizes."""
    random = np.random.default_rng(seed)
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
    matrix = np.eye(4)
    matrix[:3, 2] = turn[:, 0] * random.uniform(0.01, 3)
    matrix[:3, 1] = turn[:, 1] * random.uniform(0.01, 3)
    matrix[:3, 0] = turn @ [*random.uniform(-2, 2, 2), random.uniform(0.1, 7)]
    matrix[:3, 3] = random.uniform(-2000, 2000, 3)
    return VoxelGrid((3, 5, 4), matrix)


@pytest.mark.parametrize("seed", range(12))
def test_positions_and_directions_say_the_grid(seed: int, tmp_path: Path) -> None:
    """PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1."""
    grid = _any_grid(seed)
    dicom_series.write(Volume(np.zeros((3, 5, 4), np.int16), grid), tmp_path / "out")
    for k, path in enumerate(sorted((tmp_path / "out").iterdir())):
        read = pydicom.dcmread(path)
        across, down = np.reshape(np.array(read.ImageOrientationPatient, float), (2, 3))
        row_mm, column_mm = map(float, read.PixelSpacing)
        first = np.array(read.ImagePositionPatient, float)
        for j, i in ((0, 0), (4, 3), (2, 1)):
            point = first + across * column_mm * i + down * row_mm * j
            np.testing.assert_allclose(point, grid.at((k, j, i)), rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_no_decimal_string_is_longer_than_16_characters(seed: int, tmp_path: Path) -> None:
    values = np.random.default_rng(seed).normal(size=(3, 5, 4)) * 10.0 ** (seed - 6)
    dicom_series.write(Volume(values, _any_grid(seed)), tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        for element in pydicom.dcmread(path):
            if element.VR == "DS" and element.value is not None:
                several = element.value if element.VM > 1 else [element.value]
                assert all(len(str(one.original_string)) <= 16 for one in several)


def test_simpleitk_finds_the_same_places_and_values(
    phantom: Callable[..., Path], tmp_path: Path
) -> None:
    itk = pytest.importorskip("SimpleITK")
    (series,) = mv.open(phantom(orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0))).series
    volume = series.volume()
    out = mv.save(volume, tmp_path / "out.dicom", source=series.instances)
    reader = itk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(out)))
    image = reader.Execute()
    np.testing.assert_array_equal(itk.GetArrayFromImage(image), volume.values)
    for index in ((0, 0, 0), (9, 11, 4), (3, 2, 1)):
        theirs = image.TransformIndexToPhysicalPoint(index)
        np.testing.assert_allclose(theirs, volume.grid.at(index[::-1]), atol=1e-6)


def test_colour_is_stored_as_rgb(tmp_path: Path) -> None:
    values = np.random.default_rng(4).integers(0, 256, (3, 5, 4, 3), dtype=np.uint8)
    dicom_series.write(Volume(values, _any_grid(1)), tmp_path / "out")
    for k, path in enumerate(sorted((tmp_path / "out").iterdir())):
        read = pydicom.dcmread(path)
        assert read.PhotometricInterpretation == "RGB"
        np.testing.assert_array_equal(read.pixel_array, values[k])
