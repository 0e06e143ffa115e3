"""found: from what a caller points at to the views to be drawn."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

from millivox.dicom.problem import Problem
from millivox.dicom.reading import Reading, read, read_bytes
from millivox.display.view import View
from millivox.errors import HeaderError, NotDicomError
from millivox.images.loading.slices import Slices
from millivox.images.series import Series
from millivox.images.studies import Studies, open_
from millivox.images.volume import Volume
from millivox.resample.regular import regular
from millivox.show.choosing import chosen_series
from millivox.show.frames import frame_view
from millivox.show.look import Look
from millivox.show.series import MADE_EVEN, Page, series_views
from millivox.show.volumes import slices_views, volume_views
from millivox.show.wanted import Wanted

if TYPE_CHECKING:
    from millivox.dicom.pixels.source import Readable
    from millivox.dicom.reading import Progress

    Thing = Union["Readable", Reading, Studies, Series, Slices, Volume]


@dataclass(frozen=True, slots=True)
class Found:
    """The views of what was wanted, what they were read from, and the problems on the way."""

    views: tuple[View, ...]
    source: str | None = None
    frame: int = 0
    problems: tuple[Problem, ...] = ()


def found(thing: "Thing", wanted: Wanted, progress: "Progress | None" = None) -> Found:
    """The views of a file, a folder, an archive, a series, slices or a volume.

    Raises
    ------
    HeaderError
        It holds several instances or series, and it was not said which is meant.
    GeometryError
        There is no such slice, or no plane goes through what there is.
    ValueError
        A frame was asked for of what has slices.
    """
    if wanted.frame is not None and isinstance(thing, (Volume, Slices, Series, Studies)):
        raise ValueError("A frame is one of a file; k counts the slices.")
    if isinstance(thing, Volume):
        return Found(volume_views(thing, wanted))
    if isinstance(thing, Slices):
        return Found(_of_slices(thing, wanted))
    if isinstance(thing, Series):
        return _of_series(thing, wanted, progress)
    if isinstance(thing, Studies):
        return _of_series(chosen_series(thing, wanted.series), wanted, progress, thing.problems)
    reading = _reading(thing)
    if reading is None or _only_pydicom_reads(reading, thing):
        return _in_memory(thing, wanted, progress)
    return _of_reading(reading, wanted, progress)


def _reading(thing: Any) -> Reading | None:
    """Everything at a path or in bytes; ``None`` for a data set or an open file."""
    if isinstance(thing, Reading):
        return thing
    if isinstance(thing, bytes):
        return read_bytes(thing)
    return read(thing) if isinstance(thing, (str, os.PathLike)) else None


def _only_pydicom_reads(reading: Reading, thing: Any) -> bool:
    """A file that is no DICOM file by our scanner: pydicom may find pixels in it all the same."""
    is_file = isinstance(thing, bytes) or (not isinstance(thing, Reading) and os.path.isfile(thing))
    return is_file and not reading.instances


def _of_reading(reading: Reading, wanted: Wanted, progress: "Progress | None") -> Found:
    problems = tuple(reading.problems)
    count = len(reading.instances)
    if not count:
        raise problems[0].as_error() if problems else NotDicomError("No DICOM object was found.")
    if count == 1 and wanted.is_plain:
        instance = reading.instances[0]
        number = wanted.frame or 0
        view, _ = frame_view(
            instance.open(), number, window=wanted.chosen_window, limit_bytes=wanted.limit_bytes
        )
        return Found((view,), instance.path, number, problems)
    if wanted.frame is not None:
        text = f"It holds {count} instances, and a frame is one of a file."
        raise HeaderError(text, help="Give one file, or the number of a slice (k).")
    series = chosen_series(open_([reading]), wanted.series)
    return _of_series(series, wanted, progress, problems)


def _of_series(
    series: Series,
    wanted: Wanted,
    progress: "Progress | None",
    problems: tuple[Problem, ...] = (),
) -> Found:
    views, pages = series_views(series, wanted, progress)
    one: Page | None = pages[0] if len(pages) == 1 else None
    if one is None:
        return Found(views, problems=problems)
    return Found(views, one.instance.path, one.number, problems)


def _in_memory(thing: Any, wanted: Wanted, progress: "Progress | None") -> Found:
    """A pydicom data set, or a file of one image."""
    if not hasattr(thing, "get_item") or wanted.is_plain:
        number = wanted.frame or 0
        view, name = frame_view(
            thing, number, window=wanted.chosen_window, limit_bytes=wanted.limit_bytes
        )
        return Found((view,), name, number)
    return _of_series(chosen_series(open_([thing]), wanted.series), wanted, progress)


def _of_slices(slices: Slices, wanted: Wanted) -> tuple[View, ...]:
    if wanted.plane is None:
        return slices_views(slices, wanted)
    volume = regular(slices)
    look = Look.at(volume, wanted)
    return volume_views(volume, wanted, look.noting(MADE_EVEN))
