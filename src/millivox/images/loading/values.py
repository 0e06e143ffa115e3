"""Values of many frames in one array: which way each is read, into which type."""

import contextlib
import math
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from millivox.errors import PixelError, PixelTooLargeError
from millivox.images.loading.decoding import decode
from millivox.images.loading.numbers import TooNarrowError, as_asked, types_for
from millivox.images.loading.padding import padding_said
from millivox.images.loading.placing import place
from millivox.images.loading.recipe import Recipe, believe_bytes

Array = np.ndarray[Any, Any]
#: Called with the number of frames read and of all frames.
Progress = Callable[[int, int], None]


def values_of(
    todo: list[Recipe],
    shape_kji: tuple[int, int, int],
    *,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Array:
    """Every frame at its ``k``, rescaled; a ``k`` that no frame has is left as it comes.

    Parameters
    ----------
    dtype
        By default the smallest that holds every value.

    Raises
    ------
    PixelError
        A frame cannot be decoded, or does not fit the others or ``dtype``.
    """
    frames = {(one.form, one.change) for one in todo}
    kinds = types_for(frames, dtype)
    try:
        read = _first_that_fits(todo, shape_kji, kinds, threads or os.cpu_count() or 1, progress)
        return as_asked(read, dtype)
    except TooNarrowError as error:
        error.help = f"{types_for(frames)[-1]} holds every value."
        raise


def _first_that_fits(
    todo: list[Recipe],
    shape_kji: tuple[int, int, int],
    kinds: Sequence[np.dtype[Any]],
    threads: int,
    progress: Progress | None,
) -> Array:
    for kind in kinds[:-1]:
        with contextlib.suppress(TooNarrowError):
            return _values(todo, shape_kji, kind, threads, progress)
    return _values(todo, shape_kji, kinds[-1], threads, progress)


def _values(
    todo: list[Recipe],
    shape_kji: tuple[int, int, int],
    kind: np.dtype[Any],
    threads: int,
    progress: Progress | None,
) -> Array:
    samples = {one.form.samples for one in todo}
    if len(samples) > 1:
        raise PixelError("Some slices are grey, others in colour.")
    for one in todo:
        believe_bytes(one)
    values = _room(shape_kji if samples == {1} else (*shape_kji, *samples), kind)
    count = 0

    def done(more: int) -> None:
        nonlocal count
        count += more
        if progress is not None:
            progress(count, len(todo))

    straight = [one for one in todo if one.is_straight]
    if straight:
        place(straight, values, threads)
        done(len(straight))
    rest = [one for one in todo if not one.is_straight]
    if rest:
        decode(rest, values, threads, done)
    return values


def _room(shape: tuple[int, ...], kind: np.dtype[Any]) -> Array:
    try:
        return np.empty(shape, kind)
    except MemoryError as error:
        gib = math.prod(shape) * kind.itemsize / (1 << 30)
        raise PixelTooLargeError(
            f"The volume takes {gib:.1f} GiB; there is no such room."
        ) from error


def history_of(todo: list[Recipe], kind: np.dtype[Any]) -> tuple[str, ...]:
    """What was done to the stored numbers, in sentences."""
    one = todo[0]
    said = [f"{len(todo)} slices read as {kind}"]
    changes = {(each.change.slope, each.change.intercept) for each in todo}
    if changes != {(1.0, 0.0)}:
        what = (
            f"stored x {one.change.slope:g} + {one.change.intercept:g}"
            if len(changes) == 1
            else f"stored values rescaled, {len(changes)} different ways"
        )
        said.append(what)
    said += dict.fromkeys(each.change.note for each in todo if each.change.note)
    said += padding_said(todo, kind)
    return tuple(said)
