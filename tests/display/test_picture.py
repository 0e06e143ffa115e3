"""A frame becomes a picture of square pixels; a picture becomes a file, whole or not at all."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from millivox.display.marks import Sides
from millivox.display.picture import Picture, picture, scene
from millivox.display.scale import PixelSize
from millivox.display.terminal import drawn_in_text
from millivox.display.writing import write
from millivox.errors import ExportError


def disk(rows: int, columns: int, row_mm: float, column_mm: float, radius_mm: float) -> np.ndarray:
    """A white disk in the middle, true in mm, sampled on pixels that need not be square."""
    y = (np.arange(rows) - (rows - 1) / 2) * row_mm
    x = (np.arange(columns) - (columns - 1) / 2) * column_mm
    return (np.hypot(*np.meshgrid(x, y)) < radius_mm).astype(np.float32)


def extent(mask: np.ndarray) -> tuple[int, int]:
    """Columns and rows that a mask covers."""
    return int(mask.any(axis=0).sum()), int(mask.any(axis=1).sum())


NON_SQUARE = PixelSize(0.5, 1.5, True, "mm")


def drawn(size: PixelSize = NON_SQUARE) -> Picture:
    return picture(scene(disk(80, 240, 1.5, 0.5, 40), size, sides=Sides("R", "L", "A", "P")))


@pytest.mark.parametrize("between", ["smooth", "nearest"])
def test_a_disk_of_tall_pixels_is_round(between: str) -> None:
    made = scene(disk(80, 240, 1.5, 0.5, 40), NON_SQUARE, between=between)
    across, down = extent(made.rgb[..., 0] > 127)
    assert across == pytest.approx(down, abs=1.5 / made.step)
    assert across * made.step == pytest.approx(80, abs=1.6)


def test_a_pixel_is_as_wide_as_high() -> None:
    made = drawn()
    assert made.mm_per_px_x == made.mm_per_px_y == made.scene.step


def test_without_millimetres_none_are_given() -> None:
    made = drawn(PixelSize(1.0, 3.0, False, "px"))
    assert made.to_dict()["mm_per_px_x"] is None
    assert made.label == "px"


def test_labels_are_not_mixed() -> None:
    made = scene(disk(20, 20, 1, 1, 6), PixelSize(1, 1, True, "mm"), between="nearest")
    assert set(np.unique(made.rgb)) == {0, 255}


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    made = picture(scene(np.zeros((100, 100), np.float32), PixelSize(1.0, 1.0, True, "mm")))
    white = (made.rgba[..., :3] > 200).all(axis=2)
    longest = max(int(row.sum()) for row in white)
    assert longest * made.scene.step == pytest.approx(20, rel=0.05)


def test_text_beneath_adds_height_and_no_width() -> None:
    texts = {"caption": ("CT", "0.5 mm between columns and rows in the patient.")}
    made = picture(scene(np.zeros((64, 64), np.float32), NON_SQUARE, texts=texts))
    assert made.width_px == made.scene.rgb.shape[1]
    assert made.height_px > made.scene.rgb.shape[0]


def test_a_png_tells_pixels_per_metre(tmp_path: Path) -> None:
    made = drawn()
    write(made, tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    at = data.index(b"pHYs") + 4
    x, y, unit = (
        int.from_bytes(data[at : at + 4]),
        int.from_bytes(data[at + 4 : at + 8]),
        data[at + 8],
    )
    assert (x, y, unit) == (round(1000 / made.scene.step), round(1000 / made.scene.step), 1)


def test_a_png_without_millimetres_tells_no_resolution(tmp_path: Path) -> None:
    write(drawn(PixelSize(1, 1, False, "px")), tmp_path / "a.png")
    assert b"pHYs" not in (tmp_path / "a.png").read_bytes()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_a_file_has_the_size_of_its_picture(suffix: str, tmp_path: Path) -> None:
    made = drawn()
    with Image.open(write(made, tmp_path / f"a{suffix}")) as image:
        assert image.size == (made.width_px, made.height_px)
        assert image.info["dpi"][0] == pytest.approx(25.4 / made.scene.step, rel=0.02)


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.bmp"):
        write(drawn(), tmp_path / "a.bmp")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(b"before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        write(drawn(), tmp_path / "a.png")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nowhere"):
        write(drawn(), tmp_path / "nowhere" / "a.png")


def test_a_terminal_picture_keeps_the_aspect() -> None:
    lines = drawn_in_text(drawn().scene, columns=60, colour=False)
    inside = [line[2:-2].strip(" .:-=+L") for line in lines[1:-2]]
    across = max(len(line) for line in inside)
    down = sum(bool(line) for line in inside)
    assert across == pytest.approx(2 * down, abs=3)


def test_a_terminal_picture_fits_its_columns() -> None:
    lines = drawn_in_text(drawn().scene, columns=50, colour=False)
    assert max(map(len, lines)) <= 50


def test_without_colour_a_terminal_gets_plain_characters() -> None:
    assert all(line.isascii() for line in drawn_in_text(drawn().scene, colour=False))


def test_with_colour_every_line_ends_plain() -> None:
    coloured = [line for line in drawn_in_text(drawn().scene) if "▀" in line]
    assert coloured
    assert all("\x1b[0m" in line for line in coloured)


def test_the_letters_stand_around_a_terminal_picture() -> None:
    text = "\n".join(drawn_in_text(drawn().scene, colour=False))
    assert [letter in text for letter in "RLAP"] == [True] * 4


@pytest.mark.parametrize(("grey", "ink"), [(0.0, 255), (1.0, 0)])
def test_marks_are_dark_on_bright_pictures_and_bright_on_dark_ones(grey: float, ink: int) -> None:
    flat = np.full((64, 64), grey, np.float32)
    made = picture(scene(flat, PixelSize(1.0, 1.0, True, "mm"), sides=Sides(left="R")))
    beside = made.rgba[220:300, :40, 0]
    assert (beside == ink).any()
    assert (np.abs(beside.astype(int) - ink) > 250).any()
