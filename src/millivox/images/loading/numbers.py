"""Which type of number holds the values of all frames: none is ever clipped or wrapped."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.transformation import Transformation
from millivox.errors import PixelError

_WHOLE = ("u1", "i2", "u2", "i4", "u4")
#: A 32-bit float holds whole numbers of so many bits exactly.
_BITS_OF_A_FLOAT = 24


def stored_range(form: PixelFormat) -> tuple[int, int]:
    """The smallest and largest number that Bits Stored allows.

    Examples
    --------
    >>> stored_range(PixelFormat(1, 1, 1, 16, 12, 11, True, "MONOCHROME2", 0, 1))
    (-2048, 2047)
    """
    bits = form.bits_stored
    return (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if form.signed else (0, (1 << bits) - 1)


class TooNarrowError(PixelError):
    """A value does not fit the type that the values were to have."""


def types_for(frames: Iterable[tuple[PixelFormat, Transformation]]) -> list[np.dtype[Any]]:
    """The types to try in turn; the last one holds every value the frames can have.

    Whole numbers stay whole where every rescale keeps them so; otherwise they become 32-bit
    floats, or 64-bit ones where the stored numbers need them.  Numbers of 16 bits below which
    an intercept reaches hardly ever do: HU fit 16 bits, so these are tried first.
    """
    sure = _type_for(frames)
    return [np.dtype("i2"), sure] if sure == np.dtype("i4") else [sure]


def fits(values: np.ndarray[Any, Any], kind: np.dtype[Any]) -> bool:
    """Whether a type holds all of some values."""
    if kind.kind == "f" or values.size == 0:
        return True
    return bool(np.iinfo(kind).min <= values.min() and values.max() <= np.iinfo(kind).max)


def _type_for(frames: Iterable[tuple[PixelFormat, Transformation]]) -> np.dtype[Any]:
    low, high, wide, whole = 0, 0, False, True
    for form, change in set(frames):
        floating = form.keyword != "PixelData"
        wide |= form.bits_stored > _BITS_OF_A_FLOAT and form.keyword != "FloatPixelData"
        whole &= change.is_whole and not change.is_table and not floating
        if whole:
            ends = [end + int(change.intercept) for end in stored_range(form)]
            low, high = min(low, *ends), max(high, *ends)
    if not whole:
        return np.dtype("f8" if wide else "f4")
    for name in _WHOLE:
        kind = np.iinfo(name)
        if kind.min <= low and high <= kind.max:
            return np.dtype(name)
    return np.dtype("f8")
