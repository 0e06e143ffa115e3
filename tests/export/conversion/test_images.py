"""Images that are no slices of a volume become pictures: values, millimetres, what is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image
from pydicom.encaps import encapsulate, generate_frames
from pydicom.pixels import apply_color_lut, apply_modality_lut
from pydicom.uid import RLELossless

import millivox as mv
from millivox.export.conversion.outcome import Written
from millivox.export.conversion.sidecar import OURS

Make = Callable[..., Path]
_DX = "1.2.840.10008.5.1.4.1.1.1.1"
_XA = "1.2.840.10008.5.1.4.1.1.12.1"


def radiograph(dataset: Any, _: int, sop_class: str = _DX) -> None:
    """What the phantom's slice lacks to be one, and nothing of what places a slice."""
    dataset.SOPClassUID, dataset.Modality = sop_class, "DX" if sop_class == _DX else "XA"
    dataset.SeriesNumber = 7
    dataset.ImagerPixelSpacing = [0.2, 0.15]
    dataset.PatientName = "Doe^Jane"
    for word in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        delattr(dataset, word)


def frames(dataset: Any, n: int, count: int = 3) -> None:
    """Several of them in one object, each brighter than the one before."""
    radiograph(dataset, n, _XA)
    dataset.NumberOfFrames = count
    values = np.arange(count * dataset.Rows * dataset.Columns, dtype="<u2")
    dataset.PixelData = values.tobytes()


def own_of(one: Written) -> dict[str, Any]:
    own: dict[str, Any] = json.loads(Path(one.sidecar).read_text())[OURS]
    return own


def values_in(path: str | Path) -> Any:
    """What the grey of a 16-bit PNG stands for."""
    with Image.open(path) as image:
        assert image.mode == "I;16"
        return np.asarray(image) * float(image.info["Slope"]) + float(image.info["Intercept"])


def expected(folder: Path, n: int = 0) -> Any:
    dataset = pydicom.dcmread(sorted(folder.iterdir())[n])
    return apply_modality_lut(dataset.pixel_array, dataset)


@pytest.mark.parametrize(("form", "ending"), [("png", "png"), ("png16", "png"), ("tiff", "tif")])
def test_each_radiograph_is_a_file_named_by_its_instance(
    form: str, ending: str, phantom: Make, tmp_path: Path
) -> None:
    made = mv.convert(phantom(radiograph, n=2), tmp_path / "out", form=form)
    assert made.refused == ()
    assert [Path(one.path).name for one in made.written] == [
        f"007_DX_image-{n}.{ending}" for n in (1, 2)
    ]
    assert made.written[0].shape == (10, 12, 1)


def test_a_png_of_16_bits_leads_to_the_values_of_pydicom(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(radiograph, n=1)
    (one,) = mv.convert(folder, tmp_path / "out", form="png16").written
    np.testing.assert_array_equal(values_in(one.path), expected(folder))


def test_signed_numbers_of_16_bits_keep_every_value(phantom: Make, tmp_path: Path) -> None:
    def signed(dataset: Any, n: int) -> None:
        radiograph(dataset, n)
        dataset.PixelRepresentation = 1
        dataset.BitsStored, dataset.HighBit = 16, 15
        ends = np.linspace(-32768, 32767, dataset.Rows * dataset.Columns).astype("<i2")
        dataset.PixelData = ends.tobytes()

    folder = phantom(signed, n=1)
    (one,) = mv.convert(folder, tmp_path / "out", form="png16").written
    np.testing.assert_array_equal(values_in(one.path), expected(folder))


def test_a_tiff_holds_fractions_as_floats(phantom: Make, tmp_path: Path) -> None:
    def fractions(dataset: Any, n: int) -> None:
        radiograph(dataset, n)
        dataset.RescaleSlope, dataset.RescaleIntercept = 0.37, -5.25

    folder = phantom(fractions, n=1)
    (one,) = mv.convert(folder, tmp_path / "out", form="tiff").written
    page = tifffile.imread(one.path)
    assert page.dtype == np.float32
    np.testing.assert_array_equal(page, expected(folder).astype(np.float32))


def test_the_resolution_is_that_of_the_detector_and_says_so(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(radiograph, n=1)
    (png,) = mv.convert(folder, tmp_path / "png", form="png").written
    with Image.open(png.path) as image:
        assert [round(25.4 / dots, 4) for dots in image.info["dpi"]] == [0.15, 0.2]
    (tiff,) = mv.convert(folder, tmp_path / "tiff", form="tiff").written
    with tifffile.TiffFile(tiff.path) as held:
        across, down = (
            held.pages[0].tags[f"{axis}Resolution"].value for axis in ("X", "Y")
        )  # dots a centimetre
    assert (10 * across[1] / across[0], 10 * down[1] / down[0]) == pytest.approx((0.15, 0.2))
    label = {"column_mm": 0.15, "row_mm": 0.2, "label": "mm (detector)"}
    assert own_of(png)["resolution"] == own_of(tiff)["resolution"] == label
    assert own_of(png)["spacing"]["x"]["plane"] == "DETECTOR"


def test_without_millimetres_no_file_states_a_resolution(phantom: Make, tmp_path: Path) -> None:
    def bare(dataset: Any, n: int) -> None:
        radiograph(dataset, n)
        del dataset.ImagerPixelSpacing

    folder = phantom(bare, n=1)
    (png,) = mv.convert(folder, tmp_path / "png", form="png16").written
    with Image.open(png.path) as image:
        assert "dpi" not in image.info
    (tiff,) = mv.convert(folder, tmp_path / "tiff", form="tiff").written
    with tifffile.TiffFile(tiff.path) as held:
        assert held.pages[0].tags["ResolutionUnit"].value == 1
    assert own_of(png)["resolution"] is None


def test_the_sidecar_says_why_it_is_no_volume_and_nothing_of_the_patient(
    phantom: Make, tmp_path: Path
) -> None:
    (one,) = mv.convert(phantom(radiograph, n=1), tmp_path / "out", form="png").written
    own = own_of(one)
    assert (own["reason"], own["verdict"]) == ("radiograph", "A projection radiograph.")
    assert "X01" in [finding["code"] for finding in own["findings"]]
    assert "Doe" not in Path(one.sidecar).read_text()


def test_dark_film_is_drawn_as_show_draws_it(phantom: Make, tmp_path: Path) -> None:
    def film(dataset: Any, n: int) -> None:
        radiograph(dataset, n)
        dataset.PhotometricInterpretation = "MONOCHROME1"
        dataset.ImagerPixelSpacing = [1, 1]

    folder = phantom(film, n=1)
    (one,) = mv.convert(folder, tmp_path / "out", form="png").written
    with Image.open(one.path) as image:
        seen = np.asarray(image).astype(int)
    stored = expected(folder)
    assert seen[stored == stored.max()].max() < seen[stored == stored.min()].min()
    assert own_of(one)["falls"] == "bright to dark"


def test_frames_are_pngs_of_a_folder_and_pages_of_a_tiff(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(frames, n=1)
    (png,) = mv.convert(folder, tmp_path / "png", form="png16").written
    assert (Path(png.path).name, png.shape) == ("007_XA_image-1.pngs", (10, 12, 3))
    pages = [values_in(path) for path in sorted(Path(png.path).iterdir())]
    np.testing.assert_array_equal(pages, expected(folder))
    (tiff,) = mv.convert(folder, tmp_path / "tiff", form="tiff").written
    np.testing.assert_array_equal(tifffile.imread(tiff.path), expected(folder))


def test_several_frames_are_seen_through_one_window(phantom: Make, tmp_path: Path) -> None:
    (one,) = mv.convert(phantom(frames, n=1), tmp_path / "out", form="png").written
    texts = set()
    for path in Path(one.path).iterdir():
        with Image.open(path) as image:
            texts.add(image.info["Window"])
    assert texts == {own_of(one)["window"]}


def test_run_again_a_picture_is_kept(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(radiograph, n=2)
    for state in ("written", "kept"):
        made = mv.convert(folder, tmp_path / "out", form="png")
        assert {one.state for one in made.written} == {state}


def test_a_single_slice_is_a_picture_unless_its_thickness_is_asked_for(
    phantom: Make, tmp_path: Path
) -> None:
    folder = phantom(n=1)
    (one,) = mv.convert(folder, tmp_path / "a", form="tiff").written
    assert Path(one.path).name == "001_CT_axial_image-1.tif"
    np.testing.assert_array_equal(tifffile.imread(one.path), expected(folder))
    (volume,) = mv.convert(folder, tmp_path / "b", form="tiff", single="thickness").written
    assert "reason" not in own_of(volume)


def test_a_file_named_png_of_several_images_is_refused(phantom: Make, tmp_path: Path) -> None:
    with pytest.raises(mv.errors.ExportError, match="There are 2 images to convert"):
        mv.convert(phantom(radiograph, n=2), tmp_path / "one.png")


def test_a_file_named_png_can_hold_16_bits(phantom: Make, tmp_path: Path) -> None:
    (one,) = mv.convert(phantom(radiograph, n=1), tmp_path / "a.png", form="png16").written
    assert values_in(one.path).shape == (12, 10)


def test_a_frame_that_cannot_be_read_costs_that_frame(phantom: Make, tmp_path: Path) -> None:
    def damaged(dataset: Any, n: int) -> None:
        frames(dataset, n)
        dataset.compress(RLELossless)
        held = list(generate_frames(dataset.PixelData, number_of_frames=3))
        dataset.PixelData = encapsulate([held[0], b"\xff" * 80, held[2]])

    folder = phantom(damaged, n=1)
    made = mv.convert(folder, tmp_path / "png", form="png16")
    (png,) = made.written
    assert png.to_dict()["lost_k"] == [1]
    assert any("frame 1 was lost" in problem.text for problem in made.problems)
    assert [path.name for path in sorted(Path(png.path).iterdir())] == [
        "frame_0000.png", "frame_0002.png",
    ]  # fmt: skip
    (tiff,) = mv.convert(folder, tmp_path / "tiff", form="tiff").written
    pages = tifffile.imread(tiff.path)
    assert (pages.shape, pages[1].max()) == ((3, 12, 10), 0)
    assert [one["k"] for one in own_of(tiff)["lost"]] == [1]


@pytest.mark.parametrize("form", ["nifti", "nrrd", "npy", "zarr", "dicom", "gif"])
def test_forms_of_volumes_refuse_it_and_name_those_that_work(
    form: str, phantom: Make, tmp_path: Path
) -> None:
    made = mv.convert(phantom(radiograph, n=1), tmp_path / "out", form=form)
    assert made.written == ()
    assert "--form png, png16 or tiff" in made.refused[0].text


def test_a_palette_becomes_the_colours_that_pydicom_gives(
    pydicom_file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = pydicom_file("examples_palette.dcm")
    dataset = pydicom.dcmread(path)
    wide = apply_color_lut(dataset.pixel_array, dataset)
    for form in ("png", "png16", "tiff"):
        (one,) = mv.convert(path, tmp_path / form, form=form).written
        held = tifffile.imread(one.path) if form == "tiff" else np.asarray(Image.open(one.path))
        np.testing.assert_array_equal(held, np.rint(wide / 257.0))


def test_colour_of_an_ultrasound_is_kept(
    pydicom_file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = pydicom_file("examples_rgb_color.dcm")
    for form in ("png", "png16", "tiff"):
        (one,) = mv.convert(path, tmp_path / form, form=form).written
        held = tifffile.imread(one.path) if form == "tiff" else np.asarray(Image.open(one.path))
        np.testing.assert_array_equal(held, pydicom.dcmread(path).pixel_array)


def test_an_image_without_a_frame_is_refused_with_its_reason(phantom: Make, tmp_path: Path) -> None:
    def empty(dataset: Any, n: int) -> None:
        radiograph(dataset, n)
        dataset.PixelData = b""

    made = mv.convert(phantom(empty, n=1), tmp_path / "out", form="png")
    assert (made.written, made.refused[0].error) == ((), "PixelError")
