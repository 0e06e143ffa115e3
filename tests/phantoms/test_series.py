"""Synthetic series are what they promise, on disk too."""

from pathlib import Path

import numpy as np
import pydicom
import pytest

from millivox.geometry.plane import PixelGrid
from millivox.phantoms import series as made_here
from millivox.phantoms.content import BODY, OUTSIDE, SPHERE, Body
from millivox.phantoms.datasets import STORED_OFFSET, decimal
from millivox.phantoms.series import ELEVEN, Plan, eleven, series, write


def _z(dataset: pydicom.Dataset) -> float:
    return float(dataset.ImagePositionPatient[2])


def test_the_same_plan_gives_the_same_bytes() -> None:
    first, again = series(n=2), series(n=2)
    assert [item.to_json() for item in first] == [item.to_json() for item in again]


def test_instances_of_the_eleven_series_have_names_of_their_own() -> None:
    uids = [item.SOPInstanceUID for made in eleven().values() for item in made]
    assert len(set(uids)) == len(uids)


@pytest.mark.parametrize(
    ("name", "count"),
    [("A", 40), ("C", 60), ("D", 39), ("E", 197), ("F", 40), ("G", 41), ("J", 100), ("K", 41)],
)
def test_each_series_has_its_number_of_instances(name: str, count: int) -> None:
    assert len(series(ELEVEN[name])) == count


def test_positions_are_written_with_the_decimals_asked_for() -> None:
    texts = [item.ImagePositionPatient[2].original_string for item in series(ELEVEN["I"])]
    assert texts[:4] == ["-100.0", "-99.7", "-99.3", "-99.0"]


def test_the_table_moves_straight_under_a_tilted_gantry() -> None:
    first, second = series(n=2, tilt_deg=20.0)
    step = np.subtract(second.ImagePositionPatient, first.ImagePositionPatient)
    assert step.tolist() == [0.0, 0.0, 5.0]
    cosines = np.array(first.ImageOrientationPatient, float)
    normal = np.cross(cosines[:3], cosines[3:])
    assert step @ normal == pytest.approx(5.0 * np.cos(np.radians(20.0)), abs=1e-8)


def test_absent_slices_keep_their_place_and_number() -> None:
    kept = series(n=4, absent=[1])
    assert [_z(item) for item in kept] == [-100.0, -90.0, -85.0]
    assert [item.InstanceNumber for item in kept] == [1, 3, 4]


def test_numbers_may_run_on_across_absent_slices() -> None:
    kept = series(n=4, absent=[1], numbering="running on")
    assert [item.InstanceNumber for item in kept] == [1, 2, 3]


def test_a_duplicate_is_another_instance_so_far_off() -> None:
    *_, twin = series(n=4, duplicates={2: 0.003})
    assert _z(twin) == pytest.approx(-89.997)
    assert twin.InstanceNumber == 5


def test_thickness_and_pixel_are_written_as_planned() -> None:
    made = series(n=2, thickness_mm=[2.5, 7.5], row_mm=2.0, column_mm=0.5)
    assert [item.SliceThickness for item in made] == [2.5, 7.5]
    assert list(made[0].PixelSpacing) == [2.0, 0.5]


def test_an_unknown_thickness_is_written_empty() -> None:
    assert not series(n=1, thickness_mm=None)[0].SliceThickness


def test_decimal_strings_fit_their_sixteen_characters() -> None:
    values = np.random.default_rng(3).uniform(-5000.0, 5000.0, 300)
    texts = [decimal(float(value), 14) for value in values]
    assert max(map(len, texts)) <= 16
    assert np.abs(np.array(texts, float) - values).max() < 1e-9


def test_files_read_back_as_they_were_made(tmp_path: Path) -> None:
    made = series(n=3)
    paths = write(made, tmp_path / "new")
    assert [path.name for path in paths] == ["IM0001.dcm", "IM0002.dcm", "IM0003.dcm"]
    read = [pydicom.dcmread(path) for path in paths]
    assert [item.to_json() for item in read] == [item.to_json() for item in made]
    assert read[0].pixel_array.shape == (16, 16)


def test_a_file_that_could_not_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(made_here.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(series(n=1), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_mr_series_have_no_rescale() -> None:
    (made,) = series(n=1, modality="MR")
    assert made.SOPClassUID == "1.2.840.10008.5.1.4.1.1.4"
    assert "RescaleSlope" not in made


def test_pictures_show_an_ellipsoid_and_an_off_centre_sphere() -> None:
    middle = series(n=41, rows=64, columns=64, row_mm=2.0, column_mm=2.0)[20]
    shown = middle.pixel_array.astype(int) - STORED_OFFSET
    assert shown[0, 0] == OUTSIDE
    assert shown[32, 32] == BODY
    all_slices = series(n=41, rows=64, columns=64, row_mm=2.0, column_mm=2.0)
    assert any((item.pixel_array == SPHERE + STORED_OFFSET).any() for item in all_slices)


def test_the_ellipsoid_has_the_volume_of_its_semi_axes() -> None:
    semi = np.array([30.0, 20.0, 25.0])
    body = Body(np.zeros(3), np.eye(3), semi)
    flat = Plan().plane
    count = sum(
        (body.values(PixelGrid((81, 81), (-40.0, -40.0, float(z)), flat, 1.0, 1.0)) > OUTSIDE).sum()
        for z in range(-30, 31)
    )
    assert count == pytest.approx(4.0 / 3.0 * np.pi * semi.prod(), rel=0.01)
