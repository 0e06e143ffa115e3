"""Pictures of slices: values exact, millimetres in their resolution."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from millivox.errors import ExportError
from millivox.export.pictures import picture
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume

tifffile = pytest.importorskip("tifffile")
ROW_MM, COLUMN_MM, INTERVAL_MM = 0.8, 0.6, 5.0


@pytest.fixture
def volume(volume_of: Callable[..., Volume]) -> Volume:
    return volume_of(n=3)


def _sizes(image: Image.Image) -> list[float]:
    return [25.4 / float(dots) for dots in image.info["dpi"]]


@pytest.mark.parametrize("bits", [8, 16])
def test_a_png_is_life_size_in_both_directions(volume: Volume, tmp_path: Path, bits: int) -> None:
    picture.write(volume, tmp_path / "a.pngs", bits=bits)
    with Image.open(tmp_path / "a.pngs" / "slice_0001.png") as image:
        assert _sizes(image) == pytest.approx([COLUMN_MM, ROW_MM], rel=4e-4)
        assert image.size == (10, 12)


def test_16_bits_hold_the_values_exactly(volume: Volume, tmp_path: Path) -> None:
    picture.write(volume, tmp_path / "a.pngs", bits=16)
    for k in range(3):
        with Image.open(tmp_path / "a.pngs" / f"slice_{k:04d}.png") as image:
            assert image.mode.startswith("I;16")
            told = image.info
            back = np.array(image) * float(told["Slope"]) + float(told["Intercept"])
        np.testing.assert_array_equal(back, volume.values[k])
        assert told["Unit"] == "HU"


def test_8_bits_are_seen_through_one_window(volume: Volume, tmp_path: Path) -> None:
    picture.write(volume, tmp_path / "a.pngs", window=(40.0, 401.0))
    with Image.open(tmp_path / "a.pngs" / "slice_0002.png") as image:
        drawn = np.array(image, float)
        assert image.info["Window"].startswith("W 401 L 40 HU")
    grey = np.clip((volume.values[2] - 39.5) / 400 + 0.5, 0, 1)  # PS3.3 C.11.2.1.2
    np.testing.assert_allclose(drawn, grey * 255, atol=0.51)


def test_where_there_is_no_image_it_is_black_or_told(tmp_path: Path) -> None:
    values = np.arange(8, dtype=np.int16).reshape(2, 2, 2)
    volume = Volume(values, VoxelGrid((2, 2, 2), np.eye(4)[[2, 1, 0, 3]]), holes_k=(1,))
    for bits in (8, 16):
        picture.write(volume, tmp_path / f"{bits}.pngs", bits=bits)
    with Image.open(tmp_path / "8.pngs" / "slice_0001.png") as image:
        assert not np.array(image).any()
    with Image.open(tmp_path / "16.pngs" / "slice_0001.png") as image:
        assert (np.array(image) == int(image.info["NoImage"])).all()


def test_several_slices_for_one_png_are_refused(volume: Volume, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"^A PNG holds one slice, and there are 3"):
        picture.write(volume, tmp_path / "a.png")


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32])
def test_a_tiff_holds_values_and_sizes_of_all_three_axes(dtype: type, tmp_path: Path) -> None:
    values = np.arange(-20, 40).clip(0 if dtype in (np.uint8, np.uint16) else -20)
    matrix = np.diag([COLUMN_MM, ROW_MM, INTERVAL_MM, 1.0])[:, [2, 1, 0, 3]]
    volume = Volume(values.reshape(3, 4, 5).astype(dtype), VoxelGrid((3, 4, 5), matrix))
    picture.write(volume, tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif") as read:
        np.testing.assert_array_equal(read.asarray(), volume.values)
        assert read.asarray().dtype == dtype
        assert 'PhysicalSizeZ="5.0"' in read.ome_metadata
        tags = read.pages[0].tags
        across, down = (tags[name].value for name in ("XResolution", "YResolution"))
        assert tags["ResolutionUnit"].value == 3
    assert 10 * across[1] / across[0] == pytest.approx(COLUMN_MM, rel=1e-6)
    assert 10 * down[1] / down[0] == pytest.approx(ROW_MM, rel=1e-6)
    with Image.open(tmp_path / "a.tif") as image:
        assert image.n_frames == 3
        assert _sizes(image) == pytest.approx([COLUMN_MM, ROW_MM], rel=1e-6)


def test_two_runs_give_the_same_bytes(volume: Volume, tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        picture.write(volume, tmp_path / name)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_colour_is_written_as_colour(tmp_path: Path) -> None:
    values = np.random.default_rng(1).integers(0, 256, (1, 4, 5, 3), dtype=np.uint8)
    volume = Volume(values, VoxelGrid((1, 4, 5), np.eye(4)[[2, 1, 0, 3]]))
    picture.write(volume, tmp_path / "a.png")
    picture.write(volume, tmp_path / "a.tif")
    with Image.open(tmp_path / "a.png") as image:
        np.testing.assert_array_equal(np.array(image), values[0])
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "a.tif").reshape(4, 5, 3), values[0])
