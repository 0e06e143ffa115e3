"""A square of 60 x 60 mm in pixels of 0.8 x 0.6 mm is a square wherever it is drawn."""

import re
import shutil
import subprocess
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import millivox as mv
from millivox.cli.graphics import Room
from millivox.display.inline import fitted, in_sixels
from millivox.display.terminal import drawn_in_text
from millivox.phantoms.datasets import with_pixels
from millivox.phantoms.series import series, write

ROW_MM, COLUMN_MM, SIDE_MM = 0.8, 0.6, 60.0
ROWS, COLUMNS = 120, 160


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three slices of 96 x 96 mm, each with the square in its middle."""
    made = series(
        n=3, rows=ROWS, columns=COLUMNS, row_mm=ROW_MM, column_mm=COLUMN_MM, interval_mm=2.0
    )
    high, wide = round(SIDE_MM / ROW_MM), round(SIDE_MM / COLUMN_MM)
    pixels = np.full((ROWS, COLUMNS), -1000, np.int16)
    top, left = (ROWS - high) // 2, (COLUMNS - wide) // 2
    pixels[top : top + high, left : left + wide] = 400
    for one in made:
        with_pixels(one, pixels)
    folder = tmp_path_factory.mktemp("square")
    write(made, folder)
    return folder


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    return folder / "IM0002.dcm"


def sides(grey: np.ndarray, *, above: float = 128.0) -> tuple[int, int]:
    """Width and height of the bright square: what is bright through its very middle."""
    bright = grey > above
    middle = grey.shape[0] // 2, grey.shape[1] // 2
    return _run(bright[middle[0]], middle[1]), _run(bright[:, middle[1]], middle[0])


def _run(line: np.ndarray, start: int) -> int:
    """How many pixels around a start are bright without a gap."""
    assert line[start]
    before = np.flatnonzero(~line[:start])
    after = np.flatnonzero(~line[start:])
    first = int(before[-1]) + 1 if len(before) else 0
    return (start + int(after[0]) if len(after) else len(line)) - first


def grey_of(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("L"), np.float64)


def assert_square(wide: int, high: int, mm_per_px: float | None = None) -> None:
    assert abs(wide - high) <= 1
    assert wide > 20
    if mm_per_px is not None:
        assert wide * mm_per_px == pytest.approx(SIDE_MM, abs=2 * mm_per_px)


@pytest.mark.parametrize("width_px", [None, 301, 1000])
def test_in_a_png(file: Path, tmp_path: Path, width_px: int | None) -> None:
    picture = mv.show(file, tmp_path / "square.png", width_px=width_px)
    grey = grey_of((tmp_path / "square.png").read_bytes())[: picture.scene.rgb.shape[0]]
    assert_square(*sides(grey), picture.mm_per_px_x)


@pytest.mark.parametrize("plane", ["axial", None])
def test_in_a_plane_and_in_a_slice_of_the_volume(folder: Path, plane: str | None) -> None:
    window = (-300.0, 1400.0)  # half way between inside and outside, where the edge lies
    picture = mv.show(mv.open(folder).series[0].volume(), plane=plane, window=window)
    assert_square(*sides(picture.scene.rgb[..., 0]), picture.mm_per_px_x)


def test_in_a_montage(folder: Path) -> None:
    picture = mv.show(folder, layout="montage")
    tile = picture.scene.tiles[1]
    part = picture.scene.rgb[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width]
    assert_square(*sides(part[..., 0]), picture.mm_per_px_x)


def in_axes(figure: Any) -> tuple[np.ndarray, float]:
    """The pixels of a figure's first axes, and how many mm one of them is."""
    canvas = BytesIO()
    figure.savefig(canvas, format="png", dpi=150)
    grey = grey_of(canvas.getvalue())
    axes = figure.axes[0]
    box = axes.get_position()
    high, wide = grey.shape
    part = grey[
        round((1 - box.y1) * high) : round((1 - box.y0) * high),
        round(box.x0 * wide) : round(box.x1 * wide),
    ]
    left, right = axes.get_xlim()
    return part, abs(right - left) / part.shape[1]


def test_in_a_figure(file: Path) -> None:
    grey, mm_per_px = in_axes(mv.plot(file))
    assert_square(*sides(grey), mm_per_px)


def test_in_the_figure_of_a_volume(folder: Path) -> None:
    grey, mm_per_px = in_axes(mv.open(folder).series[0].volume().show())
    assert_square(*sides(grey), mm_per_px)


@pytest.mark.parametrize(("wide_px", "high_px"), [(8, 16), (10, 19)])
def test_in_half_blocks(file: Path, wide_px: int, high_px: int) -> None:
    """In pixels of the terminal: a half block is as wide as a cell and half as high."""
    tall = high_px / wide_px
    lines = drawn_in_text(mv.show(file).scene, columns=80, lines=40, cell_high_by_wide=tall)
    dots = [dots_of(line) for line in lines if "▀" in line]
    halves = np.array([half for pair in dots for half in pair], np.float64)
    across, down = sides(halves)
    assert abs(across * wide_px - down * high_px / 2) <= max(wide_px, high_px / 2)


def dots_of(line: str) -> tuple[list[int], list[int]]:
    """The red of the upper and the lower half of every block in a line."""
    upper: list[int] = []
    lower: list[int] = []
    top = bottom = 0
    for code, block in re.findall(r"\x1b\[([0-9;]+)m|(▀)", line):
        if block:
            upper.append(top)
            lower.append(bottom)
        elif code.startswith("38;2;"):
            numbers = [int(number) for number in code.split(";")]
            top, bottom = numbers[2], numbers[7]
    return upper, lower


def test_in_sixels(file: Path) -> None:
    picture = fitted(mv.show(file).scene, *Room(80, 24, (10.0, 20.0)).size_px)
    assert_square(*sides(decoded(in_sixels(picture))), picture.mm_per_px_x)


@pytest.mark.skipif(not shutil.which("sixel2png"), reason="no sixel2png (apt: libsixel-bin)")
def test_sixels_are_read_by_libsixel_as_they_were_meant(file: Path) -> None:
    picture = fitted(mv.show(file).scene, 480, 480)
    done = subprocess.run(
        ["sixel2png"], input=in_sixels(picture).encode(), capture_output=True, check=True
    )
    there = np.asarray(Image.open(BytesIO(done.stdout)).convert("RGB"), np.float64)
    assert_square(*sides(there[..., 0]), picture.mm_per_px_x)
    assert np.abs(there - picture.rgba[..., :3]).max() <= 2  # a register holds whole per cent


def decoded(text: str) -> np.ndarray:
    """Sixels as grey, by a reader of the manual that shares nothing with the writer."""
    found = re.fullmatch(r'\x1bP0;0;0q"1;1;(\d+);(\d+)(.*)\x1b\\', text, re.S)
    assert found is not None
    width, height = int(found[1]), int(found[2])
    out = np.zeros((height + 6, width))
    colours: dict[int, float] = {}
    x = y = 0
    colour = 0
    for token in re.finditer(r"#(\d+)(?:;2;(\d+);\d+;\d+)?|!(\d+)(.)|([-$])|(.)", found[3]):
        if token[1]:
            colour = int(token[1])
            if token[2]:
                colours[colour] = int(token[2]) * 2.55
        elif token[5]:
            x, y = 0, y + (6 if token[5] == "-" else 0)
        else:
            count, sign = int(token[3] or 1), ord(token[4] or token[6]) - 63
            for bit in range(6):
                if sign >> bit & 1:
                    out[y + bit, x : x + count] = colours[colour]
            x += count
    return out[:height]


NOTEBOOK = """
import millivox as mv
mv.show({file!r})
---
mv.plot({file!r})
---
mv.open({folder!r}).series[0]
---
%load_ext millivox
mv.open({folder!r}).series[0].volume().show()
"""


@pytest.fixture(scope="module")
def outputs(folder: Path, file: Path) -> list[dict[str, str]]:
    """What an executed notebook shows for each of its cells."""
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    cells = NOTEBOOK.format(file=str(file), folder=str(folder)).split("---")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c.strip()) for c in cells])
    nbclient.NotebookClient(made, timeout=300, kernel_name="python3").execute()
    shown: list[dict[str, str]] = []
    for cell in made.cells:
        (output,) = [one for one in cell.outputs if one.output_type == "execute_result"]
        shown.append(dict(output.data))
    return shown


def test_in_a_notebook_as_a_picture(outputs: list[dict[str, str]]) -> None:
    grey = grey_of(b64decode(outputs[0]["image/png"]))
    assert_square(*sides(grey[: grey.shape[1]]))


@pytest.mark.parametrize("cell", [1, 3])
def test_in_a_notebook_as_a_figure(outputs: list[dict[str, str]], cell: int) -> None:
    grey = grey_of(b64decode(outputs[cell]["image/png"]))
    white = grey > 250
    # of the page's white, only the square's rows are bright between dark ones
    dark = grey < 5
    rows, columns = np.flatnonzero(dark.sum(axis=1) > 100), np.flatnonzero(dark.sum(axis=0) > 100)
    inside = white[rows[0] : rows[-1], columns[0] : columns[-1]]
    assert_square(*sides(inside * 255.0))


def test_in_a_notebook_as_a_card(outputs: list[dict[str, str]]) -> None:
    page = outputs[2]["text/html"]
    assert "3 slices, 2.000 mm apart" in page
    assert "0.6 ± " in page
    (png,) = re.findall(r"base64,([^']+)'", page)
    assert_square(*sides(grey_of(b64decode(png))))
