"""cine: the frames of one file as a film, at the pace at which they were taken."""

import math
import os
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from millivox.decimals import plain
from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.quiet import quiet
from millivox.display.picture import scene_of
from millivox.display.window import Window
from millivox.durable import durable
from millivox.errors import ExportError
from millivox.export.pictures.video import SUFFIXES, film
from millivox.show.frames import frame_views

if TYPE_CHECKING:
    from pydicom import Dataset

    from millivox.dicom.pixels.source import Readable

#: Frames a second of a film whose file names no time.
USUAL_PER_S = 10.0
#: Times between frames outside these are no film's: ms.
PLAUSIBLE_MS = (1.0, 10_000.0)


@dataclass(frozen=True, slots=True)
class Cine:
    """A film that was written: where, how many frames, and where its pace came from."""

    path: Path
    frames: int
    duration_ms: float
    pace: str


def cine(
    readable: "Readable",
    out: str | os.PathLike[str],
    *,
    frames_per_s: float | None = None,
    window: tuple[float, float] | None = None,
    width_px: int | None = None,
    codec: str = "av1",
) -> Cine:
    """All frames of a file as ``.gif``, ``.webp`` or ``.mp4``, each drawn as ``show`` does.

    Parameters
    ----------
    readable
        A file (its path, bytes or an open binary file), or a pydicom data set.
    out
        The film to write.
    frames_per_s
        By default what the file says: Frame Time Vector, Frame Time, Cine Rate or Recommended
        Display Frame Rate, and 10 where it says nothing.
    window
        (center, width); by default that of the middle frame, one for all.
    width_px
        Of the film; chosen where ``None``.
    codec
        Of MP4: ``"av1"``, or ``"h264"`` with a program ``ffmpeg`` on the path.

    Raises
    ------
    NotDicomError, PixelError
        There is nothing to draw.
    ExportError
        It cannot be written.

    References
    ----------
    PS3.3 C.7.6.5 (Cine).
    """
    target = Path(out)
    if not target.name.lower().endswith(SUFFIXES):
        raise ExportError("It is no film.", path=str(target), help=f"Use {' '.join(SUFFIXES)}.")
    chosen = None if window is None else Window(*window)
    if chosen is not None:
        chosen.require_linear()
    times, pace = _times(readable, frames_per_s)
    scenes = (scene_of(view, width_px=width_px) for view in frame_views(readable, window=chosen))
    with durable(target) as beside:
        film(scenes, times, beside, codec=codec)
    return Cine(target, len(times) - 1, times[-1], pace)


def _times(readable: "Readable", frames_per_s: float | None) -> tuple[list[float], str]:
    """When each frame begins and the last one ends, and why."""
    with quiet(), pixel_source(readable) as source:
        header = header_of(source.dataset, source.name, of="pixels")
        if frames_per_s is not None:
            return _even(header.n_frames, 1000.0 / frames_per_s), "chosen"
        return _written(header, source.dataset)


def _written(header: Header, dataset: "Dataset") -> tuple[list[float], str]:
    count = header.n_frames
    steps = [step for step in header.numbers("FrameTimeVector")[1:] if _is_plausible(step)]
    if len(steps) == count - 1 > 0:
        return [0.0, *accumulate([*steps, sum(steps) / len(steps)])], "Frame Time Vector"
    step = header.number("FrameTime")
    if _is_plausible(step):
        return _even(count, step), f"Frame Time, {plain(step, 5)} ms"
    for keyword, name in (
        ("CineRate", "Cine Rate"),
        ("RecommendedDisplayFrameRate", "Recommended Display Frame Rate"),
    ):
        rate = _number(dataset.get(keyword))
        if rate > 0.0 and _is_plausible(1000.0 / rate):
            return _even(count, 1000.0 / rate), f"{name}, {plain(rate, 5)} a second"
    return _even(count, 1000.0 / USUAL_PER_S), "10 frames a second; the file names no time"


def _even(count: int, step_ms: float) -> list[float]:
    return [n * step_ms for n in range(count + 1)]


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _is_plausible(step_ms: float | None) -> TypeGuard[float]:
    low, high = PLAUSIBLE_MS
    return step_ms is not None and math.isfinite(step_ms) and low <= step_ms <= high
