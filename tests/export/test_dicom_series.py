"""A derived DICOM series says of its slices what is true, and no more."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

import millivox as mv
from millivox.errors import GeometryError
from millivox.export import dicom_series
from millivox.geometry.grid import VoxelGrid
from millivox.images.series import Series
from millivox.images.volume import Volume
from millivox.phantoms import series as phantom
from millivox.resample.mpr import mpr
from millivox.resample.onto import onto
from millivox.resample.upright import upright

WINDOW = (55, 333)
Made = Callable[..., Series]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(**plan: Any) -> Series:
        datasets = phantom.series(phantom.Plan(**plan))
        for dataset in datasets:
            dataset.WindowCenter, dataset.WindowWidth = WINDOW
            dataset.ContrastBolusAgent = "typed by somebody"
        phantom.write(datasets, tmp_path / "source")
        return mv.open(tmp_path / "source").series[0]

    return make


def _written(series: Series, volume: Volume, folder: Path, **options: Any) -> Series:
    dicom_series.write(volume, folder, source=series.instances, **options)
    return mv.open(folder).series[0]


def _read(folder: Path) -> list[pydicom.Dataset]:
    return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]


def _errors(path: Path) -> list[str]:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed")
    said = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
    return [line for line in said.stderr.splitlines() if line.startswith("Error")]


@pytest.mark.parametrize(
    "plan",
    [
        {"n": 5},
        {"n": 5, "tilt_deg": 20.0, "gantry_detector_tilt": 20.0},
        {"n": 5, "modality": "MR", "row_mm": 0.8, "column_mm": 0.6},
        {"n": 5, "interval_mm": 1.0 / 3.0, "spacing_between_slices": 0.3333333333},
    ],
    ids=["CT", "tilted CT", "MR", "thirds of a mm"],
)
def test_values_grid_verdict_and_grades_come_back(
    made: Made, tmp_path: Path, plan: dict[str, Any]
) -> None:
    series = made(**plan)
    volume = series.volume()
    again = _written(series, volume, tmp_path / "out")
    read = again.volume()
    np.testing.assert_array_equal(read.values, volume.values)
    np.testing.assert_allclose(
        read.index_kji_to_lps, volume.index_kji_to_lps, rtol=1e-12, atol=1e-11
    )
    assert again.verdict == series.verdict
    before, after = volume.spacing, read.spacing
    assert before is not None
    assert after is not None
    assert [axis and axis.grade for axis in (after.x, after.y, after.z)] == [
        axis and axis.grade for axis in (before.x, before.y, before.z)
    ]


@pytest.mark.parametrize("modality", ["CT", "MR"])
def test_dciodvfy_finds_no_error(made: Made, tmp_path: Path, modality: str) -> None:
    series = made(n=3, modality=modality)
    volume = series.volume()
    _written(series, onto(volume, volume.grid), tmp_path / "resampled")
    _written(series, volume, tmp_path / "same")
    for folder in ("same", "resampled"):
        assert _errors(tmp_path / folder / "IM0002.dcm") == []


def test_dcm2niix_finds_the_same_places_and_values(made: Made, tmp_path: Path) -> None:
    if shutil.which("dcm2niix") is None:
        pytest.skip("dcm2niix is not installed")
    nibabel = pytest.importorskip("nibabel")
    series = made(n=5, row_mm=0.8, column_mm=0.6)
    volume = series.volume()
    _written(series, volume, tmp_path / "out")
    command = ["dcm2niix", "-b", "n", "-f", "a", "-o", str(tmp_path), str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    image = nibabel.load(tmp_path / "a.nii")
    for i, j, k in ((0, 0, 0), (15, 15, 4)):
        theirs = image.affine @ np.array([i, 15 - j, k, 1.0])  # dcm2niix turns the rows round
        ours = volume.index_ijk_to_ras @ np.array([i, j, k, 1.0])
        np.testing.assert_allclose(theirs, ours, atol=1e-4)
        assert image.get_fdata()[i, 15 - j, k] == volume.values[k, j, i]


def test_two_runs_give_the_same_bytes(made: Made, tmp_path: Path) -> None:
    series = made(n=2)
    for name in ("a", "b"):
        _written(series, series.volume(), tmp_path / name)
    for name in ("IM0001.dcm", "IM0002.dcm"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_another_history_or_unit_gives_another_series(made: Made, tmp_path: Path) -> None:
    series = made(n=4)
    volume = series.volume()
    first = _written(series, volume, tmp_path / "a")
    other = _written(series, volume.crop(k=slice(1, 3)), tmp_path / "b")
    third = _written(series, replace(volume, unit="g/cm3"), tmp_path / "c")
    assert len({series.uid, first.uid, other.uid, third.uid}) == 4


def test_it_is_derived_and_names_the_image_of_every_slice(made: Made, tmp_path: Path) -> None:
    series = made(n=3)
    _written(series, series.volume(), tmp_path / "out")
    sources = [frame.sop_instance_uid for frame in series.volumes[0].frames]
    for one, uid in zip(_read(tmp_path / "out"), sources, strict=True):
        assert list(one.ImageType) == ["DERIVED", "SECONDARY", "AXIAL"]
        assert [item.ReferencedSOPInstanceUID for item in one.SourceImageSequence] == [uid]
        assert one.ReferencedSeriesSequence[0].SeriesInstanceUID == series.uid
        assert "3 slices read" in one.DerivationDescription


def test_a_slice_between_two_names_both_and_has_no_thickness(made: Made, tmp_path: Path) -> None:
    series = made(n=3)
    volume = series.volume()
    matrix = np.array(volume.index_kji_to_lps)
    matrix[:3, 3] = volume.grid.at((0.5, 0, 0))
    _written(series, onto(volume, VoxelGrid((2, 16, 16), matrix)), tmp_path / "out")
    one = _read(tmp_path / "out")[0]
    assert len(one.SourceImageSequence) == 2
    assert one.SliceThickness is None


def test_a_slab_has_the_thickness_that_is_stated(made: Made, tmp_path: Path) -> None:
    series = made(n=5)
    volume = mpr(series.volume(), "axial", slab_mm=10.0)
    _written(series, volume, tmp_path / "unsaid")
    _written(series, volume, tmp_path / "said", thickness_mm=10.0)
    assert _read(tmp_path / "unsaid")[0].SliceThickness is None
    said = _read(tmp_path / "said")[0]
    assert float(said.SliceThickness) == 10.0
    assert len(said.SourceImageSequence) == 3


def test_holes_are_slices_of_padding(made: Made, tmp_path: Path) -> None:
    series = made(n=6, absent=[2])
    volume = series.volume()
    read = _written(series, volume, tmp_path / "out").volume()
    assert read.missing is not None
    assert read.missing[2].all()
    assert not read.missing[[0, 1, 3, 4, 5]].any()
    hole = _read(tmp_path / "out")[2]
    assert hole.ImageComments == dicom_series.HOLE
    assert "SourceImageSequence" not in hole


def test_what_a_resampling_found_no_image_for_is_padding(made: Made, tmp_path: Path) -> None:
    series = made(n=4, tilt_deg=20.0)
    volume = upright(series.volume())
    read = _written(series, volume, tmp_path / "out").volume()
    assert volume.missing is not None
    np.testing.assert_array_equal(read.missing, volume.missing)


def test_floats_are_off_by_half_a_step_at_most(made: Made, tmp_path: Path) -> None:
    series = made(n=3)
    volume = series.volume()
    noisy = Volume(volume.values + np.random.default_rng(1).normal(0, 0.3, volume.values.shape),
                   volume.grid, unit="HU")  # fmt: skip
    read = _written(series, noisy, tmp_path / "out").volume(dtype=np.float64)
    slope = float(_read(tmp_path / "out")[0].RescaleSlope)
    assert slope < 0.05
    assert np.abs(read.values - noisy.values).max() <= slope / 2 * (1 + 1e-9)


def test_patient_none_leaves_out_who_and_whence(made: Made, tmp_path: Path) -> None:
    series = made(n=2)
    _written(series, series.volume(), tmp_path / "out", patient="none")
    source = pydicom.dcmread(series.instances[0].path)
    for one in _read(tmp_path / "out"):
        assert one.PatientName == ""
        assert one.StudyInstanceUID != source.StudyInstanceUID
        assert one.FrameOfReferenceUID != source.FrameOfReferenceUID
        assert str(source.SOPInstanceUID) not in one.to_json()
        assert one.SeriesDescription == "(derived)"
        assert "ContrastBolusAgent" not in one


def test_the_frame_of_reference_is_kept(made: Made, tmp_path: Path) -> None:
    series = made(n=2)
    _written(series, series.volume(), tmp_path / "out")
    source = pydicom.dcmread(series.instances[0].path)
    assert _read(tmp_path / "out")[1].FrameOfReferenceUID == source.FrameOfReferenceUID


def test_without_a_source_it_is_a_capture_that_claims_no_machine(tmp_path: Path) -> None:
    matrix = np.array([[0, 0, 0.6, 1], [0.5, 0.8, 0, 2], [3.0, 0, 0, 3], [0, 0, 0, 1]])
    values = np.arange(60, dtype=np.float32).reshape(3, 4, 5) / 7
    dicom_series.write(Volume(values, VoxelGrid((3, 4, 5), matrix)), tmp_path / "out")
    one = _read(tmp_path / "out")[1]
    assert one.SOPClassUID.name == "Secondary Capture Image Storage"
    assert (one.Modality, "KVP" in one) == ("OT", False)
    read = mv.open(tmp_path / "out").series[0].volume()
    np.testing.assert_allclose(read.index_kji_to_lps, matrix, atol=1e-12)
    np.testing.assert_allclose(read.values, values, atol=1e-4)
    assert _errors(tmp_path / "out" / "IM0001.dcm") == []


def test_rows_and_columns_that_are_not_perpendicular_are_refused(tmp_path: Path) -> None:
    matrix = np.array([[0, 0.1, 1, 0], [0, 1, 0, 0], [1.0, 0, 0, 0], [0, 0, 0, 1]])
    volume = Volume(np.zeros((2, 2, 2), np.int16), VoxelGrid((2, 2, 2), matrix))
    with pytest.raises(GeometryError, match="not perpendicular"):
        dicom_series.write(volume, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_window_made_for_other_values_is_not_taken_over(made: Made) -> None:
    series = made(n=2)
    volume = series.volume()
    other = replace(volume, values=volume.values / np.float32(1000), unit="g/cm3")
    own, changed = (
        next(dicom_series.datasets(one, source=series.instances)) for one in (volume, other)
    )
    assert float(own.WindowWidth) == WINDOW[1]
    assert float(changed.WindowWidth) != WINDOW[1]
