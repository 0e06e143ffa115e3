"""Films have square pixels, a scale bar, the right pace, and forms that others can play."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence, features

from millivox.errors import ExportError, MissingExtraError
from millivox.export.pictures import mp4, video
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume

ROW_MM, COLUMN_MM = 0.8, 0.6
av1 = pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AV1")


@pytest.fixture
def volume() -> Volume:
    """A square of 24 x 24 mm, brighter from slice to slice."""
    values = np.zeros((4, 60, 80), np.int16)
    for k in range(4):
        values[k, 15:45, 20:60] = 300 + 100 * k
    matrix = np.diag([COLUMN_MM, ROW_MM, 5.0, 1.0])[:, [2, 1, 0, 3]]
    return Volume(values, VoxelGrid((4, 60, 80), matrix), unit="HU")


def _frames(path: Path) -> list[Image.Image]:
    with Image.open(path) as film:
        return [frame.convert("L") for frame in ImageSequence.Iterator(film)]


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_a_square_of_the_patient_is_a_square_of_the_film(
    volume: Volume, tmp_path: Path, suffix: str
) -> None:
    video.write(volume, tmp_path / f"a.{suffix}", window=(300, 601))
    for frame in _frames(tmp_path / f"a.{suffix}"):
        grey = np.array(frame)
        middle = grey[grey.shape[0] // 2, grey.shape[1] // 2]
        square = grey > middle / 2
        rows, columns = square[:, frame.width // 2].sum(), square[frame.height // 2].sum()
        assert rows == pytest.approx(columns, abs=2)
        assert frame.width / frame.height == pytest.approx(80 * COLUMN_MM / (60 * ROW_MM), rel=0.01)


def test_a_gif_holds_the_values_of_the_screen_exactly(volume: Volume, tmp_path: Path) -> None:
    video.write(volume, tmp_path / "a.gif", window=(300, 601))
    for k, frame in enumerate(_frames(tmp_path / "a.gif")):
        wanted = round(((300 + 100 * k - 299.5) / 600 + 0.5) * 255)  # PS3.3 C.11.2.1.2
        assert np.array(frame)[frame.height // 2, frame.width // 2] == wanted


def test_the_bar_is_as_long_as_it_says(tmp_path: Path) -> None:
    matrix = np.diag([COLUMN_MM, ROW_MM, 5.0, 1.0])[:, [2, 1, 0, 3]]
    black = Volume(np.zeros((1, 60, 80), np.int16), VoxelGrid((1, 60, 80), matrix))
    (made,) = video.scenes(black, window=(1000, 100))
    video.film([made], [0.0, 100.0], tmp_path / "a.gif")
    drawn = np.array(_frames(tmp_path / "a.gif")[0])
    base = drawn[: int(drawn.shape[0] * 0.99)] == 255
    longest = max(int(row[: row.size // 2].sum()) for row in base[base.shape[0] * 3 // 4 :])
    assert longest * made.step == pytest.approx(10.0, abs=4 * made.step)


@pytest.mark.parametrize(("rate", "total"), [(10.0, 400), (7.5, 530), (3.0, 1330), (80.0, 80)])
def test_a_gif_takes_the_time_it_should(
    volume: Volume, tmp_path: Path, rate: float, total: int
) -> None:
    video.write(volume, tmp_path / "a.gif", frames_per_s=rate)
    with Image.open(tmp_path / "a.gif") as film:
        told = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    assert sum(told) == pytest.approx(total, abs=5)


@av1
def test_an_mp4_is_the_same_av1_in_the_boxes_of_a_film(volume: Volume, tmp_path: Path) -> None:
    video.write(volume, tmp_path / "a.mp4", window=(300, 601))
    film = (tmp_path / "a.mp4").read_bytes()
    assert film[4:12] == b"ftypiso6"
    assert film.count(b"vide") == 1
    back = film.replace(b"ftypiso6", b"ftypavis", 1).replace(b"vide", b"pict", 1)
    back = back.replace(b"free", b"meta", 1).replace(b"iso6av01mp41iso6", b"avifavismsf1iso8", 1)
    with Image.open(BytesIO(back)) as read:
        for k, frame in enumerate(ImageSequence.Iterator(read)):
            wanted = ((300 + 100 * k - 299.5) / 600 + 0.5) * 255
            seen = np.array(frame.convert("L"))[frame.height // 2, frame.width // 2]
            assert seen == pytest.approx(wanted, abs=4)


@av1
def test_ffmpeg_plays_the_mp4(volume: Volume, tmp_path: Path) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    video.write(volume, tmp_path / "a.mp4", frames_per_s=4.0)
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries"]
    command += ["stream=codec_name,nb_read_frames,avg_frame_rate", "-of", "csv=p=0"]
    said = subprocess.run([*command, tmp_path / "a.mp4"], check=True, capture_output=True)
    assert said.stdout.decode().strip() == "av1,4/1,4"


def test_without_ffmpeg_h264_says_what_helps(
    volume: Volume, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match=r"Install ffmpeg, or make AV1"):
        video.write(volume, tmp_path / "a.mp4", codec="h264")


@av1
def test_odd_sizes_get_a_black_edge(tmp_path: Path) -> None:
    images = [Image.new("RGB", (33, 17), (200, 200, 200))]
    (made,) = [video.even(image) for image in images]
    assert made.size == (34, 18)
    assert made.getpixel((33, 17)) == (0, 0, 0)


def test_what_is_no_film_is_refused(volume: Volume, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="frames a second"):
        video.write(volume, tmp_path / "a.gif", frames_per_s=0.0)
    with pytest.raises(ExportError, match="no animation"):
        mp4.as_film(b"\0\0\0\x08free")
    with pytest.raises(ExportError, match="no codec"):
        video.write(volume, tmp_path / "a.mp4", codec="mpeg1")
