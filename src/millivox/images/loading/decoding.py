"""Every other frame: compressed, packed, in colour, in an archive, or in tiles."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import groupby
from threading import Event
from typing import Any

import numpy as np

from millivox.dicom.decoder.process import NoProcessError
from millivox.dicom.pixels.placed import placed_source
from millivox.dicom.pixels.source import PixelSource, pixel_source
from millivox.dicom.pixels.stored import stored_frame
from millivox.errors import MillivoxError, PixelError
from millivox.images.loading.numbers import TooNarrowError, fits
from millivox.images.loading.recipe import Recipe
from millivox.images.lost import Failure, Policy, let_go

Array = np.ndarray[Any, Any]
#: Frames of one object that a thread takes at a time.
_TOGETHER = 16


def decode(
    recipes: Iterable[Recipe],
    out: Array,
    threads: int,
    done: Callable[[int], None],
    *,
    lost: Policy = "refuse",
) -> list[Failure]:
    """Decode frames to ``out[k]``, rescaled, in so many processes at once.

    Returns
    -------
    list
        The frames that could not be decoded, by ``k``; where ``lost`` is ``"refuse"`` the first
        one is raised and the others are no longer tried.
    """
    stop = Event()
    failures: list[Failure] = []
    with ThreadPoolExecutor(threads) as pool:
        running = {
            pool.submit(_decode_together, some, out, lost, stop): len(some)
            for some in _portions(recipes)
        }
        try:
            for finished in as_completed(running):
                failures += finished.result()
                done(running[finished])
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return failures


def _portions(recipes: Iterable[Recipe]) -> list[list[Recipe]]:
    """Frames of one object together, but not so many that a thread has all the work."""
    by_object: dict[int, list[Recipe]] = {}
    for one in recipes:
        by_object.setdefault(id(one.instance), []).append(one)
    return [
        members[start : start + _TOGETHER]
        for members in by_object.values()
        for start in range(0, len(members), _TOGETHER)
    ]


@contextmanager
def opened(one: Recipe) -> Iterator[PixelSource]:
    """The pixels where the scan found them; in archives as pydicom finds them."""
    held = one.instance.open()
    if isinstance(held, bytes):
        with pixel_source(held) as source:
            yield source
    else:
        with placed_source(held, one.header, one.place, one.form, one.syntax) as source:
            yield source


def _decode_together(members: list[Recipe], out: Array, lost: Policy, stop: Event) -> list[Failure]:
    """Frames of one object; all are lost where it cannot be opened."""
    failures: list[Failure] = []
    try:
        with opened(members[0]) as source:
            for k, error in _decode_some(members, source, out, stop):
                if lost == "refuse":
                    stop.set()  # here: what waits may begin before anybody hears of it
                    raise error
                failures.append((k, let_go(error)))
    except (TooNarrowError, NoProcessError):
        raise  # no fault of a frame
    except MillivoxError as error:
        if lost == "refuse":
            raise
        return [(one.k, error) for one in members]
    return failures


def _decode_some(
    members: list[Recipe], source: PixelSource, out: Array, stop: Event
) -> Iterator[Failure]:
    """Decode frames to their places; those that are lost, each with its error."""
    for _, same in groupby(members, lambda one: one.number):  # tiles of a mosaic share a frame
        if stop.is_set():
            return
        tiles = list(same)
        try:
            stored = stored_frame(source, tiles[0].number, form=tiles[0].form)
        except NoProcessError:
            raise
        except MillivoxError as error:
            yield from ((one.k, error) for one in tiles)
            continue
        for one in tiles:
            try:
                _put(one, stored.pixels, out)
            except TooNarrowError:
                raise
            except PixelError as error:
                yield one.k, error


def _put(one: Recipe, pixels: Array, out: Array) -> None:
    """The values of a slice into their place."""
    if one.frame.tile_px is not None:
        row, column = one.frame.tile_px
        pixels = pixels[row : row + one.frame.rows, column : column + one.frame.columns]
    if pixels.shape != out.shape[1:]:
        size, room = (" x ".join(map(str, shape[:2])) for shape in (pixels.shape, out.shape[1:]))
        text = f"Frame {one.number} is {size} pixels; the volume's slices are {room}."
        raise PixelError(text, path=one.instance.path)
    if one.change.is_whole and pixels.dtype.kind in "iu" and out.dtype.kind in "iu":
        fitting = _move(pixels, int(one.change.intercept), out[one.k])
    else:
        values = one.change.applied(pixels)
        fitting = fits(values, out.dtype)
        if fitting:
            out[one.k] = values
    if not fitting:
        text = f"A value of frame {one.number} does not fit {out.dtype}."
        raise TooNarrowError(text, path=one.instance.path)


def _move(pixels: Array, by: int, out: Array) -> bool:
    """Whole numbers, moved in one pass; whether they fit."""
    kind = np.iinfo(out.dtype)
    if int(pixels.min()) + by < kind.min or int(pixels.max()) + by > kind.max:
        return False
    # what wraps on the way comes back: the sums fit
    np.add(pixels, np.asarray(by).astype(out.dtype), out=out, dtype=out.dtype, casting="unsafe")
    return True
