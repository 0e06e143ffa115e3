"""cine: frames of one file as a film, at the pace that the file says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from pydicom import Dataset

from millivox.dicom.written import with_meta
from millivox.errors import ExportError
from millivox.show.cine import cine

Invoke = Callable[..., Any]
FRAMES = 6


@pytest.fixture
def run() -> Callable[..., Dataset]:
    """An X-ray run of six frames, one brighter than the other."""

    def make(**attributes: Any) -> Dataset:
        made = Dataset()
        made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.12.1", "2.25.7"
        made.SeriesInstanceUID = made.StudyInstanceUID = "2.25.8"
        made.Modality, made.Rows, made.Columns, made.NumberOfFrames = "XA", 40, 60, FRAMES
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
        made.WindowCenter, made.WindowWidth = 128, 256
        grey = np.repeat(np.arange(FRAMES, dtype=np.uint8) * 40, 40 * 60)
        made.PixelData = grey.tobytes()
        for keyword, value in attributes.items():
            setattr(made, keyword, value)
        with_meta(made)
        return made

    return make


@pytest.mark.parametrize(
    ("attributes", "step_ms", "pace"),
    [
        ({"FrameTime": 50}, 50, "Frame Time, 50 ms"),
        ({"CineRate": 25}, 40, "Cine Rate, 25 a second"),
        ({"RecommendedDisplayFrameRate": 20}, 50, "Recommended Display Frame Rate, 20 a second"),
        ({"FrameTime": 50, "CineRate": 25}, 50, "Frame Time, 50 ms"),
        ({"FrameTime": 0}, 100, "10 frames a second; the file names no time"),
        ({}, 100, "10 frames a second; the file names no time"),
    ],
)
def test_the_pace_is_what_the_file_says(
    run: Callable[..., Dataset], tmp_path: Path, attributes: Any, step_ms: int, pace: str
) -> None:
    made = cine(run(**attributes), tmp_path / "a.gif")
    assert (made.frames, made.duration_ms, made.pace) == (FRAMES, FRAMES * step_ms, pace)
    with Image.open(tmp_path / "a.gif") as film:
        told = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    assert told == [step_ms] * FRAMES


def test_uneven_frames_stand_as_long_as_they_took(
    run: Callable[..., Dataset], tmp_path: Path
) -> None:
    cine(run(FrameTimeVector=[0, 20, 60, 20, 60, 40]), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as film:
        told = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    assert told == [20, 60, 20, 60, 40, 40]


def test_all_frames_are_seen_through_one_window(
    run: Callable[..., Dataset], tmp_path: Path
) -> None:
    cine(run(), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as film:
        seen = [
            int(np.array(frame.convert("L"))[200, 400]) for frame in ImageSequence.Iterator(film)
        ]
    assert seen == [0, 40, 80, 120, 160, 200]


def test_another_suffix_is_refused(run: Callable[..., Dataset], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no film"):
        cine(run(), tmp_path / "a.avi")


def test_a_film_that_fills_the_memory_is_refused(
    run: Callable[..., Dataset], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("millivox.export.pictures.video.FILM_BYTES", 1_000_000)
    with pytest.raises(ExportError, match="too large"):
        cine(run(), tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())
