"""show: real files become true-aspect pictures that say what a millimetre is."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset

from millivox.errors import ExportError, MillivoxError, PixelError, PixelTooLargeError
from millivox.show import show


def ct(pixels: np.ndarray, **said: Any) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    dataset.SOPClassUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.2", "CT"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 1
    dataset.PixelData = pixels.astype("<i2").tobytes()
    dataset["PixelData"].VR = "OW"
    for keyword, value in said.items():
        setattr(dataset, keyword, value)
    return dataset


def centre(picture: Any) -> int:
    """Grey in the middle of the frame."""
    rgb = picture.scene.rgb
    return int(rgb[rgb.shape[0] // 2, rgb.shape[1] // 2, 0])


FLAT = np.full((32, 64), 40)


def test_rows_twice_as_far_apart_make_a_square_of_a_wide_frame() -> None:
    picture = show(ct(FLAT, PixelSpacing=["2", "1"]))
    assert picture.scene.rgb.shape[:2] == (512, 512)
    assert picture.mm_per_px_x == picture.mm_per_px_y == 0.125


def test_a_window_that_was_chosen_is_used() -> None:
    assert centre(show(ct(FLAT), window=(40, 400))) == pytest.approx(128, abs=1)


def test_hounsfield_units_are_windowed_and_not_stored_values() -> None:
    dataset = ct(FLAT, RescaleSlope="1", RescaleIntercept="-1000")
    assert centre(show(dataset, window=(-960, 2))) == pytest.approx(128, abs=128)
    assert centre(show(dataset, window=(40, 10))) == 0


def test_monochrome1_is_drawn_dark_where_values_are_high() -> None:
    pixels = np.tile(np.arange(64), (32, 1))
    picture = show(ct(pixels, PhotometricInterpretation="MONOCHROME1"))
    assert picture.scene.rgb[0, 0, 0] > picture.scene.rgb[0, -1, 0]


def test_padding_is_black() -> None:
    pixels = FLAT.copy()
    pixels[:, :32] = -2000
    picture = show(ct(pixels, PixelPaddingValue=-2000, PhotometricInterpretation="MONOCHROME1"))
    assert picture.scene.rgb[:, :200].max() == 0


def test_the_caption_says_where_the_millimetres_are_written() -> None:
    caption = " ".join(show(ct(FLAT, PixelSpacing=["2", "1"])).scene.caption)
    assert "Pixel Spacing" in caption
    assert "1 mm between columns" in caption


def test_a_frame_of_another_size_than_the_header_says_has_no_millimetres(tmp_path: Path) -> None:
    import imagecodecs
    from pydicom.encaps import encapsulate

    dataset = ct(FLAT, PixelSpacing=["1", "1"], Rows=16)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.80"
    frame = bytes(imagecodecs.jpegls_encode(FLAT.astype(np.uint16)))
    dataset.PixelData = encapsulate([frame])
    picture = show(dataset)
    assert picture.mm_per_px_x is None
    assert picture.scene.warnings


def test_a_supplied_path_is_written_and_stands_in_the_json(tmp_path: Path) -> None:
    file = get_testdata_file("CT_small.dcm")
    picture = show(file, tmp_path / "ct.png")
    assert (tmp_path / "ct.png").stat().st_size > 1000
    said = picture.to_dict()
    assert {"path", "width_px", "height_px", "mm_per_px_x", "mm_per_px_y"} <= set(said)
    assert math.isclose(said["mm_per_px_x"], 0.661468 / 4)


def test_nothing_is_written_where_the_suffix_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        show(get_testdata_file("CT_small.dcm"), tmp_path / "ct.gif")
    assert not list(tmp_path.iterdir())


def test_a_frame_too_large_to_draw_is_refused() -> None:
    with pytest.raises(PixelTooLargeError, match="higher limit"):
        show(ct(FLAT), limit_bytes=1000)


def test_a_negative_frame_is_refused() -> None:
    with pytest.raises(PixelError):
        show(ct(FLAT), frame=-1)


def test_real_files_of_every_kind_are_drawn(shared_data: Path) -> None:
    """Everything with pixels under pydicom's own files is drawn, or refused in one sentence."""
    folder = shared_data / "pydicom/src/pydicom/data/test_files"
    refused = []
    for path in sorted(folder.glob("*.dcm")):
        try:
            show(path)
        except MillivoxError as error:
            refused.append((path.name, str(error)))
    drawable = [(name, text) for name, text in refused if "no pixel data" not in text]
    assert {name for name, _ in drawable} <= REFUSED, drawable


#: What nobody can draw, and why.
REFUSED = {
    "JPEG2000-embedded-sequence-delimiter.dcm",  # the codestream's size is damaged on purpose
    "MR_truncated.dcm",  # ends inside its pixels
    "meta_missing_tsyntax.dcm",  # pixels without Bits Allocated
    "nested_priv_SQ.dcm",  # pixels without Bits Allocated
}


def test_a_whole_slide_tile_is_measured_in_micrometres(shared_data: Path) -> None:
    picture = show(shared_data / "highdicom/data/test_files/sm_image.dcm")
    assert picture.mm_per_px_x == pytest.approx(0.000499 / 52, rel=1e-6)


def test_uncorrected_radiographs_are_in_detector_millimetres(shared_data: Path) -> None:
    folder = shared_data / "fo-dicom/Tests/FO-DICOM.Tests/Test Data"
    assert show(folder / "CR-ModalitySequenceLUT.dcm").label == "mm (detector)"


def test_a_window_of_the_file_is_chosen_by_its_name() -> None:
    dataset = ct(
        np.arange(32 * 64).reshape(32, 64) % 500,
        WindowCenter=["40", "400"],
        WindowWidth=["80", "2000"],
        WindowCenterWidthExplanation=["BRAIN", "BONE"],
    )
    assert "W 2000 L 400" in show(dataset, window="bone").scene.caption[0]
    assert "W 80 L 40" in show(dataset, window=0).scene.caption[0]
    assert "W 9 L 5" in show(dataset, window=[5, 9]).scene.caption[0]
    with pytest.raises(PixelError, match="no window 'liver'"):
        show(dataset, window="liver")
