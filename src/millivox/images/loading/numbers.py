"""Which type of number holds the values of all frames: none is ever clipped or wrapped."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.transformation import Transformation
from millivox.errors import PixelError

Array = np.ndarray[Any, Any]
_WHOLE = ("u1", "i2", "u2", "i4", "u4")
#: What values may be asked for; those of 64 bits are made of others after reading.
_ASKED = ("i1", *_WHOLE, "i8", "u8", "f4", "f8")
#: A float of 32 and of 64 bits holds whole numbers of so many bits exactly.
_BITS_OF_A_FLOAT, _BITS_OF_A_DOUBLE = 24, 53
_MOST_OF_A_FLOAT = float(np.finfo("f4").max)
Frames = Iterable[tuple[PixelFormat, Transformation]]


class TooNarrowError(PixelError):
    """A value does not fit the type that the values were to have."""


def types_for(frames: Frames, dtype: DTypeLike | None = None) -> list[np.dtype[Any]]:
    """The types to read in, tried in turn; without ``dtype`` the last one holds every value.

    Whole numbers stay whole where every rescale keeps them so; otherwise they become 32-bit
    floats, or 64-bit ones where the stored numbers need them.  Numbers of 16 bits below which
    an intercept reaches hardly ever do: HU fit 16 bits, so these are tried first.

    Raises
    ------
    PixelError
        ``dtype`` is no type for values, or one of whole numbers where they have fractions.
    """
    frames = set(frames)
    sure = _type_for(frames)
    kinds = [np.dtype("i2"), sure] if sure == np.dtype("i4") else [sure]
    if dtype is None:
        return kinds
    asked = np.dtype(dtype)
    if asked not in map(np.dtype, _ASKED):
        raise PixelError(
            f"Values are whole numbers or floats of 8 to 64 bits, not {asked}.",
            help=f"{sure} holds all of them here.",
        )
    if asked.kind in "iu" and not _are_whole(frames):
        text = f"The values may have fractions, which {asked} does not hold; {sure} holds them."
        raise PixelError(text)
    return kinds if asked.itemsize == 8 and asked.kind in "iu" else [asked]


def as_asked(values: Array, dtype: DTypeLike | None) -> Array:
    """Values in the type that was asked for.

    Raises
    ------
    TooNarrowError
        It does not hold all of them.
    """
    if dtype is None or values.dtype == dtype:
        return values
    asked = np.dtype(dtype)
    if not fits(values, asked):
        raise TooNarrowError(f"A value does not fit {asked}.")
    return values.astype(asked)


def fits(values: Array, kind: np.dtype[Any]) -> bool:
    """Whether a type holds all of some values: no fraction lost, none clipped or made infinite.

    Examples
    --------
    >>> fits(np.array([1.0, 2.0]), np.dtype("u1")), fits(np.array([0.5]), np.dtype("u1"))
    (True, False)
    """
    if values.size == 0 or kind == values.dtype:
        return True
    finite = values if values.dtype.kind in "iu" else values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0, 0)
    if kind.kind == "f":
        return bool(max(-float(low), float(high)) <= float(np.finfo(kind).max))
    whole = finite.size == values.size and (
        values.dtype.kind in "iu" or bool((np.trunc(values) == values).all())
    )
    return whole and int(np.iinfo(kind).min) <= int(low) and int(high) <= int(np.iinfo(kind).max)


def _are_whole(frames: Frames) -> bool:
    return all(change.is_whole and form.keyword == "PixelData" for form, change in frames)


def _type_for(frames: set[tuple[PixelFormat, Transformation]]) -> np.dtype[Any]:
    if not _are_whole(frames):
        return np.dtype("f8" if any(_needs_64_bits(*each) for each in frames) else "f4")
    ends = [end + int(change.intercept) for form, change in frames for end in form.stored_range]
    low, high = min(0, *ends), max(0, *ends)
    exact = max(-low, high) <= 1 << _BITS_OF_A_DOUBLE
    for name in _WHOLE if exact else ("i8", "u8"):
        if np.iinfo(name).min <= low and high <= np.iinfo(name).max:
            kind: np.dtype[Any] = np.dtype(name)
            return kind
    return np.dtype("f8")


def _needs_64_bits(form: PixelFormat, change: Transformation) -> bool:
    """Whether a 32-bit float would round stored numbers, or have no room for the values."""
    if form.keyword != "PixelData":
        return form.keyword == "DoubleFloatPixelData"
    if form.bits_stored > _BITS_OF_A_FLOAT:
        return True
    most = float(1 << form.bits_stored) * abs(change.slope) + abs(change.intercept)
    return not most <= _MOST_OF_A_FLOAT
