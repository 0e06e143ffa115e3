"""Phantoms through convert and through dcm2niix: the same voxels in the same places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

import millivox as mv
from millivox.phantoms.series import series, write

nibabel = pytest.importorskip("nibabel")

OBLIQUE = (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)
Both = Callable[[Path], tuple[float, np.ndarray, np.ndarray]]


def noisy(folder: Path, change: Callable[[Any, int], None] | None = None, **plan: Any) -> Path:
    """A series whose every pixel is another number."""
    shape = {"n": 6, "rows": 14, "columns": 12, "row_mm": 0.8, "column_mm": 0.6, "interval_mm": 3.0}
    datasets = series(**(shape | plan))
    noise = np.random.default_rng(0)
    for n, dataset in enumerate(datasets):
        dataset.PixelData = noise.integers(
            0, 4000, (dataset.Rows, dataset.Columns), "<u2"
        ).tobytes()
        if change is not None:
            change(dataset, n)
    write(datasets, folder)
    return folder


def reversed_numbers(dataset: Any, n: int) -> None:
    dataset.InstanceNumber = 100 - n


def slope(dataset: Any, n: int) -> None:
    dataset.RescaleSlope, dataset.RescaleIntercept = "0.37", "-12.5"


def slope_of_each(dataset: Any, n: int) -> None:
    dataset.RescaleSlope, dataset.RescaleIntercept = f"{0.5 + n / 8}", "0"


@pytest.fixture
def both(laid_on: Any, dcm2niix: Any, tmp_path: Path) -> Both:
    """Our file and dcm2niix's of one series, laid on each other."""

    def make(folder: Path) -> tuple[float, np.ndarray, np.ndarray]:
        (one,) = mv.convert(folder, tmp_path / "ours", form="nii").written
        (theirs,) = dcm2niix(map(str, folder.iterdir()), tmp_path / "theirs")
        found = laid_on(one.path, theirs)
        assert found is not None
        return found

    return make


@pytest.mark.parametrize(
    ("change", "plan"),
    [
        (None, {}),
        (None, {"modality": "MR"}),
        (None, {"orientation": (1, 0, 0, 0, 0, -1)}),
        (None, {"orientation": (0, 1, 0, 0, 0, -1)}),
        (None, {"orientation": OBLIQUE, "origin_mm": (12.25, -40.5, 33.125)}),
        (None, {"orientation": (-1, 0, 0, 0, 1, 0)}),
        (reversed_numbers, {"orientation": OBLIQUE}),
    ],
    ids=["axial", "MR", "coronal", "sagittal", "oblique", "from-below", "reversed"],
)
def test_whole_numbers_are_equal_and_places_within_a_micrometre(
    change: Any, plan: dict[str, Any], both: Both, tmp_path: Path
) -> None:
    apart_mm, ours, theirs = both(noisy(tmp_path / "in", change, **plan))
    assert apart_mm < 1e-3
    assert ours.dtype.kind in "iu"
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("change", [slope, slope_of_each])
def test_a_slope_makes_the_same_floats(change: Any, both: Both, tmp_path: Path) -> None:
    apart_mm, ours, theirs = both(noisy(tmp_path / "in", change, modality="MR"))
    assert apart_mm < 1e-3
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_a_tilted_stack_has_the_same_voxels_and_the_places_of_its_headers(
    laid_on: Any, dcm2niix: Any, tmp_path: Path
) -> None:
    folder = noisy(tmp_path / "in", tilt_deg=20.0, gantry_detector_tilt=20.0)
    (one,) = mv.convert(folder, tmp_path / "ours", form="nii").written
    image = nibabel.load(one.path)
    plain = [
        p for p in dcm2niix(map(str, folder.iterdir()), tmp_path / "t") if "Tilt" not in p.name
    ]
    theirs = np.asarray(nibabel.load(plain[0]).dataobj)
    np.testing.assert_array_equal(np.asarray(image.dataobj), theirs[:, ::-1])
    for k, path in enumerate(sorted(folder.iterdir())):
        dataset = pydicom.dcmread(path)
        first = np.array(dataset.ImagePositionPatient, float)
        cosines = np.array(dataset.ImageOrientationPatient, float)
        last = first + cosines[:3] * 0.6 * 11 + cosines[3:] * 0.8 * 13
        for index, point in (((0, 0, k), first), ((11, 13, k), last)):
            ours = nibabel.affines.apply_affine(image.affine, index) * [-1, -1, 1]
            np.testing.assert_allclose(ours, point, atol=1e-4)


def test_an_enhanced_object_is_the_same_volume(both: Both, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    enhanced().save_as(folder / "enhanced.dcm", enforce_file_format=True)
    apart_mm, ours, theirs = both(folder)
    assert apart_mm < 1e-3
    np.testing.assert_array_equal(ours, theirs)


def enhanced() -> Dataset:
    """An enhanced MR object of five oblique frames, stored from the last to the first."""
    (plain,) = series(n=1, modality="MR", rows=14, columns=12)
    made = Dataset()
    keep = ("PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "Modality",
            "FrameOfReferenceUID", "SeriesNumber", "StudyDate", "StudyTime", "Manufacturer",
            "SamplesPerPixel", "PhotometricInterpretation", "Rows", "Columns", "BitsAllocated",
            "BitsStored", "HighBit", "PixelRepresentation", "SOPInstanceUID", "InstanceNumber",
            "ImageType", "PatientPosition")  # fmt: skip
    for word in keep:
        setattr(made, word, plain[word].value)
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.4.1"
    made.NumberOfFrames = 5
    normal = np.cross(OBLIQUE[:3], OBLIQUE[3:])
    frames = []
    for number, place in enumerate([12.0, 9.0, 6.0, 3.0, 0.0], start=1):
        position, content = Dataset(), Dataset()
        position.ImagePositionPatient = [round(float(part), 6) for part in place * normal]
        content.StackID, content.InStackPositionNumber = "1", number
        content.DimensionIndexValues = [1, number]
        frame = Dataset()
        frame.PlanePositionSequence, frame.FrameContentSequence = [position], [content]
        frames.append(frame)
    made.PerFrameFunctionalGroupsSequence = frames
    measures, orientation, shared = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = [0.8, 0.6], 3.0
    measures.SpacingBetweenSlices = 3.0
    orientation.ImageOrientationPatient = list(OBLIQUE)
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [orientation]
    made.SharedFunctionalGroupsSequence = [shared]
    noise = np.random.default_rng(0).integers(0, 4000, (5, 14, 12), "<u2")
    made.PixelData = noise.tobytes()
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return made
