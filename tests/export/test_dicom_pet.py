"""PET stays PET: no intercept, its own units and times, valid."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import Dataset

import millivox as mv
from millivox.export import dicom_series
from millivox.images.series import Series
from millivox.phantoms import series as phantom

SLOPE = 0.7312


def _pet(k: int, dataset: Dataset) -> Dataset:
    for word in ("KVP", "RescaleType"):
        del dataset[word]
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.128"
    dataset.Modality, dataset.Units, dataset.CountsSource = "PT", "BQML", "EMISSION"
    dataset.SeriesType, dataset.ImageType = ["DYNAMIC", "IMAGE"], ["ORIGINAL", "PRIMARY"]
    dataset.RescaleSlope, dataset.RescaleIntercept = SLOPE, 0
    dataset.DecayCorrection, dataset.CorrectedImage = "START", ["DECY", "ATTN"]
    dataset.DecayFactor, dataset.ActualFrameDuration = 1.01, 60000
    dataset.FrameReferenceTime = 1000.0 * (k // 2)
    dataset.NumberOfSlices, dataset.ImageIndex, dataset.CollimatorType = 5, k + 1, "NONE"
    dataset.SeriesTime = dataset.AcquisitionTime = "120000"
    dataset.AcquisitionDate = "20000101"
    agent, isotope = Dataset(), Dataset()
    isotope.CodeValue, isotope.CodingSchemeDesignator = "C-111A1", "SRT"
    isotope.CodeMeaning = "^18^Fluorine"
    agent.RadionuclideCodeSequence, agent.Radiopharmaceutical = [isotope], "FDG"
    agent.RadionuclideHalfLife, agent.RadionuclideTotalDose = 6586.2, 3.7e8
    dataset.RadiopharmaceuticalInformationSequence = [agent]
    dataset.PatientOrientationCodeSequence = dataset.PatientGantryRelationshipCodeSequence = []
    return dataset


@pytest.fixture
def source(tmp_path: Path) -> Series:
    made = [_pet(k, one) for k, one in enumerate(phantom.series(phantom.Plan("PET", n=5)))]
    phantom.write(made, tmp_path / "source")
    return mv.open(tmp_path / "source").series[0]


def _written(source: Series, folder: Path) -> list[Dataset]:
    dicom_series.write(source.volume(), folder, source=source.instances)
    return [pydicom.dcmread(path) for path in sorted(folder.iterdir())]


def test_values_come_back_on_the_steps_of_the_source(source: Series, tmp_path: Path) -> None:
    made = _written(source, tmp_path / "out")
    assert {(float(one.RescaleSlope), float(one.RescaleIntercept)) for one in made} == {(SLOPE, 0)}
    read = mv.open(tmp_path / "out").series[0].volume()
    np.testing.assert_array_equal(read.values, source.volume().values)
    assert read.unit == "BQML"


def test_values_come_back_exactly_where_every_slice_has_a_slope_of_its_own(tmp_path: Path) -> None:
    made = [_pet(k, one) for k, one in enumerate(phantom.series(phantom.Plan("PET", n=5)))]
    for k, one in enumerate(made):
        one.RescaleSlope = 0.31 + 0.17 * k
    phantom.write(made, tmp_path / "source")
    source = mv.open(tmp_path / "source").series[0]
    written = _written(source, tmp_path / "out")
    slopes = [float(one.RescaleSlope) for one in written]
    assert slopes == pytest.approx([0.31, 0.48, 0.65, 0.82, 0.99])
    assert "values stored exactly" in written[0].DerivationDescription
    read = mv.open(tmp_path / "out").series[0].volume()
    np.testing.assert_array_equal(read.values, source.volume().values)


def test_one_volume_is_no_longer_dynamic(source: Series, tmp_path: Path) -> None:
    made = _written(source, tmp_path / "out")
    assert [list(one.SeriesType) for one in made] == [["STATIC", "IMAGE"]] * 5
    assert [one.ImageIndex for one in made] == [1, 2, 3, 4, 5]


def test_suv_is_pet_in_the_words_of_pet(source: Series, tmp_path: Path) -> None:
    volume = replace(source.volume(), unit="{SUVbsa}cm2/ml")
    made = list(dicom_series.datasets(volume, source=source.instances))
    assert {(one.SOPClassUID.name, one.Units, one.SUVType) for one in made} == {
        ("Positron Emission Tomography Image Storage", "CM2ML", "BSA")
    }


def test_what_pet_has_no_words_for_is_a_capture(source: Series) -> None:
    volume = replace(source.volume(), unit="mmol/l")
    made = next(dicom_series.datasets(volume, source=source.instances))
    assert made.SOPClassUID.name == "Secondary Capture Image Storage"
    assert made.RescaleType == "mmol/l"


def test_every_slice_keeps_its_own_reference_time(source: Series, tmp_path: Path) -> None:
    made = _written(source, tmp_path / "out")
    assert [float(one.FrameReferenceTime) for one in made] == [0, 0, 1000, 1000, 2000]


def test_dciodvfy_finds_no_error(source: Series, tmp_path: Path) -> None:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed")
    _written(source, tmp_path / "out")
    command = ["dciodvfy", str(tmp_path / "out" / "IM0003.dcm")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if line.startswith("Error")] == []
