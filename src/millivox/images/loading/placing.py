"""Uncompressed frames, read by the kernel straight into their place."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from millivox.dicom.pixels.source import BIG_ENDIAN
from millivox.errors import MillivoxError, PixelError, TruncatedFileError
from millivox.images.loading.numbers import TooNarrowError
from millivox.images.loading.recipe import Recipe
from millivox.images.lost import Failure, Policy

_FLOATS = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}
#: What all frames of one call of the kernel share.
_Kind = tuple[str, int, int, bool]


def place(
    recipes: Iterable[Recipe],
    out: "np.ndarray[Any, Any]",
    threads: int,
    *,
    lost: Policy = "refuse",
) -> list[Failure]:
    """Read frames to ``out[k]``, rescaled, in as many calls as there are kinds of pixels.

    Returns
    -------
    list
        The frames that could not be read, by ``k``; where ``lost`` is ``"refuse"`` the first one
        is raised.

    Raises
    ------
    TruncatedFileError
        A file ends before its frame does.
    PixelError
        A file can no longer be read.
    TooNarrowError
        A value does not fit the type of ``out``.
    """
    from millivox.kernel import place_frames

    if out.dtype.kind in "iu" and out.dtype.itemsize == 8:
        raise PixelError("Frames of 64 bits and of fewer do not make one volume.")
    found: list[Failure] = []
    for kind, members in _by_kind(recipes).items():
        paths = list(dict.fromkeys(str(one.instance.place) for one in members))
        number = {path: n for n, path in enumerate(paths)}
        jobs = [
            (number[str(one.instance.place)], one.offset, one.k,
             one.change.slope, one.change.intercept)
            for one in members
        ]  # fmt: skip
        stored, bits, high, big = kind
        failures = place_frames(paths, jobs, stored, bits, high, big, out, threads)
        for failure in failures:
            error = _failure(members, out.dtype, *failure)
            if lost == "refuse" or isinstance(error, TooNarrowError):
                raise error
            found.append((members[failure[0]].k, error))
    return found


def _by_kind(recipes: Iterable[Recipe]) -> dict[_Kind, list[Recipe]]:
    found: dict[_Kind, list[Recipe]] = {}
    for one in recipes:
        form = one.form
        whole = f"{'i' if form.signed else 'u'}{form.bits_allocated // 8}"
        stored = _FLOATS.get(form.keyword, whole)
        high = form.high_bit if form.high_bit < form.bits_allocated else form.bits_stored - 1
        high = max(high, form.bits_stored - 1)
        kind = (stored, form.bits_stored, high, one.syntax == BIG_ENDIAN)
        found.setdefault(kind, []).append(one)
    return found


def _failure(
    members: Sequence[Recipe], kind: Any, job: int, number: int, got: int, too_narrow: bool
) -> MillivoxError:
    path, frame = members[job].instance.path, members[job].number
    if too_narrow:
        return TooNarrowError(f"A value of frame {frame} does not fit {kind}.", path=path)
    if number:
        return PixelError(f"Frame {frame} cannot be read ({os.strerror(number)}).", path=path)
    text = f"The file ends {got:,} bytes into frame {frame}."
    return TruncatedFileError(text, path=path, help="Copy the file from its source again.")
