"""Every other frame: compressed, packed, in colour, in an archive, or in tiles."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np

from millivox.dicom.pixels.source import BIG_ENDIAN, DEFLATED, PixelSource, pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.errors import PixelError
from millivox.images.loading.numbers import TooNarrowError, fits
from millivox.images.loading.recipe import Recipe

Array = np.ndarray[Any, Any]
#: Frames of one object that a thread takes at a time.
_TOGETHER = 16
_OFFSET_TABLES = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")


def decode(
    recipes: Iterable[Recipe], out: Array, threads: int, done: Callable[[int], None]
) -> None:
    """Decode frames to ``out[k]``, rescaled, in so many processes at once."""
    with ThreadPoolExecutor(threads) as pool:

        def run(members: list[Recipe]) -> None:
            with _opened(members[0]) as source:
                _decode_some(members, source, out)
            done(len(members))

        for finished in pool.map(run, _portions(recipes)):
            assert finished is None


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
def _opened(one: Recipe) -> Iterator[PixelSource]:
    """The pixels where the scan found them; deflated and big-endian ones as pydicom finds them."""
    path = one.instance.place
    if not isinstance(path, str) or one.syntax in (DEFLATED, BIG_ENDIAN):
        with pixel_source(one.instance.open()) as source:
            yield source
        return
    from pydicom import Dataset

    found = [one.header.written(word) for word in _OFFSET_TABLES]
    tables = (found[0].data, found[1].data) if found[0] and found[1] else None
    vr = "OB" if one.form.bits_allocated <= 8 else "OW"
    with open(path, "rb") as stream:
        yield PixelSource(
            Dataset(),
            one.syntax,
            stream,
            one.place.offset,
            one.place.length,
            one.place.encapsulated,
            one.form.keyword,
            vr,
            one.instance.path,
            tables,
        )


def _decode_some(members: list[Recipe], source: PixelSource, out: Array) -> None:
    stored: StoredFrame | None = None
    last = -1
    for one in members:
        if stored is None or one.number != last:  # the tiles of a mosaic share a frame
            stored, last = stored_frame(source, one.number, form=one.form), one.number
        values = one.change.applied(stored.pixels)
        if one.frame.tile_px is not None:
            row, column = one.frame.tile_px
            values = values[row : row + one.frame.rows, column : column + one.frame.columns]
        if values.shape != out.shape[1:]:
            size, room = (
                " x ".join(map(str, shape[:2])) for shape in (values.shape, out.shape[1:])
            )
            text = f"Frame {one.number} is {size} pixels; the volume's slices are {room}."
            raise PixelError(text, path=one.instance.path)
        if not fits(values, out.dtype):
            text = f"A value of frame {one.number} does not fit {out.dtype}."
            raise TooNarrowError(text, path=one.instance.path)
        out[one.k] = values
