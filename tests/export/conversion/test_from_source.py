"""convert to DICOM, pictures and films: what the source knows goes along."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image

import millivox as mv

Make = Callable[..., Path]


def _windowed(dataset: Any, _: int) -> None:
    dataset.WindowCenter, dataset.WindowWidth = 1000, 2001


@pytest.mark.parametrize(
    ("form", "suffix"),
    [("dicom", ".dicom"), ("tiff", ".tif"), ("png", ".pngs"), ("png16", ".pngs"), ("gif", ".gif"),
     ("webp", ".webp")],
)  # fmt: skip
def test_every_form_has_its_suffix(form: str, suffix: str, phantom: Make, tmp_path: Path) -> None:
    made = mv.convert(phantom(), tmp_path / "out", form=form)
    assert [Path(one.path).name for one in made.written] == [f"001_CT_axial-5mm{suffix}"]
    again = mv.convert(tmp_path / "series0", tmp_path / "out", form=form)
    assert [one.state for one in again.written] == ["kept"]


@pytest.mark.parametrize("name", ["a.dicom", "a.pngs", "a.tif"])
def test_one_output_takes_the_one_volume_there_is(name: str, phantom: Make, tmp_path: Path) -> None:
    made = mv.convert(phantom(), tmp_path / name)
    assert made.refused == ()
    assert (tmp_path / name).exists()


def test_derived_dicom_refers_to_the_images_it_was_made_of(phantom: Make, tmp_path: Path) -> None:
    source = phantom()
    (one,) = mv.convert(source, tmp_path / "out", form="dicom").written
    named = {
        pydicom.dcmread(path).SourceImageSequence[0].ReferencedSOPInstanceUID
        for path in Path(one.path).iterdir()
    }
    assert named == {pydicom.dcmread(path).SOPInstanceUID for path in source.iterdir()}


def test_patient_none_leaves_the_patient_out(phantom: Make, tmp_path: Path) -> None:
    (one,) = mv.convert(phantom(), tmp_path / "out", form="dicom", patient="none").written
    read = pydicom.dcmread(next(Path(one.path).iterdir()))
    assert read.PatientID == ""
    assert "SourceImageSequence" not in read


def test_an_uneven_series_made_even_is_one_of_dicom_too(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(table_mm=[0, 5, 10, 15, 22.5, 27.5, 32.5])
    (one,) = mv.convert(folder, tmp_path / "out", form="dicom", uneven="regular").written
    assert mv.open(one.path).series[0].verdict.startswith("7 slices, 5.000 mm apart")


@pytest.mark.parametrize("form", ["png", "gif"])
def test_high_values_are_dark_where_the_file_says_so(
    form: str, phantom: Make, tmp_path: Path
) -> None:
    def turned(dataset: Any, n: int) -> None:
        _windowed(dataset, n)
        dataset.PhotometricInterpretation = "MONOCHROME1"

    drawn = []
    for change in (_windowed, turned):
        (one,) = mv.convert(phantom(change), tmp_path / change.__name__, form=form).written
        path = Path(one.path) / "slice_0000.png" if form == "png" else Path(one.path)
        with Image.open(path) as image:
            drawn.append(np.array(image.convert("L"), int)[:40, :40])
    np.testing.assert_allclose(drawn[0] + drawn[1], 255, atol=1)


def test_a_window_of_the_file_that_shows_nothing_is_not_taken(
    phantom: Make, tmp_path: Path
) -> None:
    def far(dataset: Any, n: int) -> None:
        dataset.WindowCenter, dataset.WindowWidth = "30000", "10"

    (one,) = mv.convert(phantom(far), tmp_path / "out", form="png").written
    with Image.open(Path(one.path) / "slice_0000.png") as image:
        assert len(np.unique(np.array(image))) > 2


def test_pictures_are_seen_through_the_window_of_the_file(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(_windowed)
    (one,) = mv.convert(folder, tmp_path / "out", form="png").written
    values = mv.open(folder).series[0].volume().values[0]
    with Image.open(Path(one.path) / "slice_0000.png") as image:
        drawn = np.array(image, float)
    grey = np.clip((values - 999.5) / 2000 + 0.5, 0, 1)  # PS3.3 C.11.2.1.2
    np.testing.assert_allclose(drawn, grey * 255, atol=0.51)
