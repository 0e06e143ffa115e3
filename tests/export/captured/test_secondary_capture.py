"""Pictures become DICOM with the millimetres that somebody stated, and with no others."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image

import millivox as mv
from millivox.errors import ExportError, MillivoxError, PixelError, SourceError
from millivox.export.captured.secondary_capture import secondary_capture
from millivox.phantoms import series as phantom

GREY = (np.arange(35 * 21) % 251).astype(np.uint8).reshape(35, 21)
WIDE = (np.arange(35 * 21) * 89).astype(np.uint16).reshape(35, 21)
COLOUR = np.random.default_rng(5).integers(0, 256, (35, 21, 3), dtype=np.uint8)


def _made(pixels: np.ndarray, folder: Path, name: str = "a.png", **known: Any) -> Path:
    Image.fromarray(pixels).save(folder / name, **known)
    return folder / name


def _errors(path: Path) -> list[str]:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed")
    said = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
    return [line for line in said.stderr.splitlines() if line.startswith("Error")]


@pytest.mark.parametrize("pixels", [GREY, WIDE, COLOUR], ids=["8 bit", "16 bit", "RGB"])
@pytest.mark.parametrize("suffix", ["png", "tif", "bmp"])
def test_pixels_come_through_exactly(pixels: np.ndarray, suffix: str, tmp_path: Path) -> None:
    if suffix == "bmp" and pixels.dtype == np.uint16:
        pytest.skip("BMP holds no 16-bit grey")
    secondary_capture(_made(pixels, tmp_path, f"a.{suffix}"), tmp_path / "a.dcm")
    np.testing.assert_array_equal(pydicom.dcmread(tmp_path / "a.dcm").pixel_array, pixels)
    assert _errors(tmp_path / "a.dcm") == []


@pytest.mark.parametrize("pixels", [GREY, WIDE, COLOUR], ids=["8 bit", "16 bit", "RGB"])
def test_pages_become_frames(pixels: np.ndarray, tmp_path: Path) -> None:
    pages = [Image.fromarray(pixels), Image.fromarray(pixels[::-1].copy())]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    made = secondary_capture(tmp_path / "a.tif", tmp_path / "a.dcm", spacing_mm=0.2)
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert made.pages == read.NumberOfFrames == 2
    np.testing.assert_array_equal(read.pixel_array, [pixels, pixels[::-1]])
    assert _errors(tmp_path / "a.dcm") == []


@pytest.mark.parametrize(("count", "photometric"), [(1, "MONOCHROME1"), (2, "MONOCHROME2")])
def test_white_that_is_zero_stays_white(count: int, photometric: str, tmp_path: Path) -> None:
    pages = np.stack([WIDE] * count)
    tifffile.imwrite(tmp_path / "a.tif", pages, photometric="miniswhite")
    secondary_capture(tmp_path / "a.tif", tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    dark = pages if photometric == "MONOCHROME1" else 65_535 - pages
    assert read.PhotometricInterpretation == photometric
    np.testing.assert_array_equal(read.pixel_array.reshape(dark.shape), dark)
    assert _errors(tmp_path / "a.dcm") == []


def test_without_a_stated_size_there_is_no_spacing(tmp_path: Path) -> None:
    made = secondary_capture(_made(GREY, tmp_path, dpi=(254, 127)), tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert not [item.keyword for item in read if "Spacing" in item.keyword]
    assert "0.2" in made.said[0]
    assert "--spacing file takes it" in made.said[0]
    assert mv.spacing(tmp_path / "a.dcm").spacing.x.number is None


@pytest.mark.parametrize(
    ("measures", "grade", "label"),
    [
        ("unsaid", "D", "mm?"),
        ("film", "C", "mm (film)"),
        ("fiducial", "C", "mm (fiducial)"),
        ("geometry", "C", "mm (geometry)"),
    ],
)
def test_what_a_size_measures_decides_what_is_told_of_it(
    measures: str, grade: str, label: str, tmp_path: Path
) -> None:
    picture = _made(GREY, tmp_path)
    secondary_capture(picture, tmp_path / "a.dcm", spacing_mm=(0.2, 0.3), measures=measures)
    found = mv.spacing(tmp_path / "a.dcm").spacing
    assert (str(found.x.grade), found.x.label) == (grade, label)
    assert (found.y.number, found.x.number) == (0.2, 0.3)
    assert _errors(tmp_path / "a.dcm") == []


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_the_files_own_resolution_is_taken_when_asked_for(suffix: str, tmp_path: Path) -> None:
    picture = _made(GREY, tmp_path, f"a.{suffix}", dpi=(254, 127))
    secondary_capture(picture, tmp_path / "a.dcm", spacing_mm="file")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert [float(size) for size in read.NominalScannedPixelSpacing] == pytest.approx([0.2, 0.1])


def test_a_turned_photograph_is_upright_with_its_sizes(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = _made(GREY, tmp_path, "a.jpg", exif=exif, dpi=(254, 127), quality=95)
    secondary_capture(picture, tmp_path / "a.dcm", spacing_mm="file")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert (read.Rows, read.Columns) == (21, 35)
    assert [float(size) for size in read.NominalScannedPixelSpacing] == pytest.approx([0.1, 0.2])


def test_loss_is_told(tmp_path: Path) -> None:
    secondary_capture(_made(COLOUR, tmp_path, "a.jpg"), tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert read.LossyImageCompression == "01"
    assert float(read.LossyImageCompressionRatio) > 0
    assert _errors(tmp_path / "a.dcm") == []


def test_transparency_is_black_and_told(tmp_path: Path) -> None:
    clear = np.dstack([COLOUR, np.full((35, 21), 255, np.uint8)])
    clear[0, 0, 3] = 0
    made = secondary_capture(_made(clear, tmp_path), tmp_path / "a.dcm")
    assert pydicom.dcmread(tmp_path / "a.dcm").pixel_array[0, 0].tolist() == [0, 0, 0]
    assert "Transparent parts became black" in made.said[1]


def test_the_picture_belongs_to_the_study_of_another_file(tmp_path: Path) -> None:
    (path,) = phantom.write(phantom.series(phantom.Plan(n=1)), tmp_path / "ct")
    secondary_capture(_made(GREY, tmp_path), tmp_path / "a.dcm", like=path)
    read, other = pydicom.dcmread(tmp_path / "a.dcm"), pydicom.dcmread(path)
    assert read.PatientName == other.PatientName
    assert read.StudyInstanceUID == other.StudyInstanceUID
    assert read.SeriesInstanceUID != other.SeriesInstanceUID


def test_an_original_is_never_overwritten(tmp_path: Path) -> None:
    (path,) = phantom.write(phantom.series(phantom.Plan(n=1)), tmp_path / "ct")
    before, picture = Path(path).read_bytes(), _made(GREY, tmp_path)
    with pytest.raises(ExportError, match="no capture made here"):
        secondary_capture(picture, path, like=path)
    assert Path(path).read_bytes() == before
    for size in (0.2, 0.3):  # a capture of ours can be made again
        secondary_capture(picture, tmp_path / "a.dcm", spacing_mm=size)
    assert pydicom.dcmread(tmp_path / "a.dcm").PixelSpacing == [0.3, 0.3]


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    picture = _made(GREY, tmp_path)
    for name in ("a.dcm", "b.dcm"):
        secondary_capture(picture, tmp_path / name)
    assert (tmp_path / "a.dcm").read_bytes() == (tmp_path / "b.dcm").read_bytes()


@pytest.mark.parametrize("size", [0.0, -1.0, (0.2, float("nan"))])
def test_no_size_is_no_size(size: Any, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="above 0 mm"):
        secondary_capture(_made(GREY, tmp_path), tmp_path / "a.dcm", spacing_mm=size)


def test_file_without_a_resolution_cannot_give_one(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="states no resolution"):
        secondary_capture(_made(GREY, tmp_path), tmp_path / "a.dcm", spacing_mm="file")


def test_bad_pictures_are_refused_with_their_reason(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    whole = _made(COLOUR, tmp_path).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    _made(WIDE.astype(np.float32), tmp_path, "float.tif")
    with pytest.raises(SourceError):
        secondary_capture(tmp_path / "none.png", tmp_path / "a.dcm")
    for name in ("text.png", "cut.png", "float.tif"):
        with pytest.raises(PixelError):
            secondary_capture(tmp_path / name, tmp_path / "a.dcm")
    assert not (tmp_path / "a.dcm").exists()


def test_pages_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("millivox.export.captured.scanned.MOST_BYTES", GREY.nbytes * 2)
    pages = [Image.fromarray(GREY)] * 3
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(PixelError, match="more than"):
        secondary_capture(tmp_path / "a.tif", tmp_path / "a.dcm")


def test_damaged_pictures_never_end_in_another_error(tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    for suffix in ("png", "jpg", "tif", "bmp"):
        whole = bytearray(_made(COLOUR, tmp_path, f"w.{suffix}").read_bytes())
        for _ in range(25):
            hurt = whole.copy()
            for place in random.integers(0, len(hurt), 8):
                hurt[place] = random.integers(0, 256)
            (tmp_path / f"x.{suffix}").write_bytes(hurt)
            try:
                secondary_capture(tmp_path / f"x.{suffix}", tmp_path / "x.dcm")
            except MillivoxError:
                continue
