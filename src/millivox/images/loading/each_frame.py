"""The frames of one object one after another: never more than one of them in memory."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from millivox.dicom.decoder.process import NoProcessError
from millivox.dicom.pixels.source import PixelSource
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.errors import MillivoxError, PixelError
from millivox.images.loading.decoding import opened
from millivox.images.loading.numbers import TooNarrowError
from millivox.images.loading.recipe import Recipe, believe_bytes
from millivox.images.lost import Failure, let_go

T = TypeVar("T")
Work = Callable[[Recipe, StoredFrame], T]


def each_frame(
    todo: Sequence[Recipe], work: Work[T], failures: list[Failure]
) -> Iterator[tuple[Recipe, T | None]]:
    """What becomes of each frame in turn; ``None`` where it cannot be read.

    Parameters
    ----------
    todo
        Frames of one object.
    work
        What is made of a frame.
    failures
        Gets the frames that cannot be read, each with its error.

    Raises
    ------
    MillivoxError
        The object cannot be opened, or none of its frames can be read.
    """
    with opened(todo[0]) as source:
        for one in todo:
            try:
                made = _made(one, source, work)
            except (TooNarrowError, NoProcessError):
                raise  # no fault of the frame
            except PixelError as error:
                failures.append((one.k, let_go(error)))
                if len(failures) == len(todo):
                    raise failures[0][1] from None
                yield one, None
            else:
                yield one, made


def first_that_can_be_read(todo: Sequence[Recipe], work: Work[T]) -> T | None:
    """What becomes of the middle frame, or of the first one that can be read."""
    with opened(todo[0]) as source:
        for one in (todo[len(todo) // 2], *todo):
            try:
                return _made(one, source, work)
            except NoProcessError:
                raise
            except MillivoxError as error:
                let_go(error)
    return None


def _made(one: Recipe, source: PixelSource, work: Work[T]) -> T:
    believe_bytes(one)
    stored = stored_frame(source, one.number, form=one.form)
    rows, columns = stored.pixels.shape[:2]
    if (rows, columns) != (one.form.rows, one.form.columns):
        said = f"{one.form.rows} x {one.form.columns}"
        text = f"Frame {one.number} is {rows} x {columns} pixels; the header says {said}."
        raise PixelError(text, path=one.instance.path)
    return work(one, stored)
