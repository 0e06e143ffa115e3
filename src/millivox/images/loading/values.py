"""Values of many frames in one array: which way each is read, into which type."""

import math
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from millivox.decimals import plain
from millivox.errors import PixelError, PixelTooLargeError
from millivox.images.absent import nothing
from millivox.images.loading.decoding import decode
from millivox.images.loading.numbers import TooNarrowError, as_asked, types_for
from millivox.images.loading.padding import padding_said
from millivox.images.loading.placing import place
from millivox.images.loading.recipe import Recipe, believe_bytes
from millivox.images.lost import Failure, LostFrame, Policy, let_go, lost_frames

Array = np.ndarray[Any, Any]
#: Of a slope in the history: more than its Decimal String or a float of 32 bits has.
_DIGITS = 12
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
    return values_and_lost(todo, shape_kji, dtype=dtype, threads=threads, progress=progress)[0]


def values_and_lost(
    todo: list[Recipe],
    shape_kji: tuple[int, int, int],
    *,
    lost: Policy = "refuse",
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Array, tuple[LostFrame, ...]]:
    """The same, and the frames that could not be read where ``lost`` is ``"mark"``.

    Their slices are NaN, or 0 where the type has none.

    Raises
    ------
    PixelError
        A frame cannot be decoded and ``lost`` is ``"refuse"``, or none can; or the frames do not
        fit one another or ``dtype``.
    """
    frames = {(one.form, one.change) for one in todo}
    read = partial(_values, todo, shape_kji, lost, threads or os.cpu_count() or 1, progress)
    try:
        values, failures = _first_that_fits(read, types_for(frames, dtype))
        values = as_asked(values, dtype)
    except TooNarrowError as error:
        error.help = f"{types_for(frames)[-1]} holds every value."
        raise
    values[[k for k, _ in failures]] = nothing(values.dtype)
    return values, lost_frames(failures)


Read = Callable[[np.dtype[Any]], tuple[Array, list[Failure]]]


def _first_that_fits(read: Read, kinds: Sequence[np.dtype[Any]]) -> tuple[Array, list[Failure]]:
    for kind in kinds[:-1]:
        try:
            return read(kind)
        except TooNarrowError as error:
            let_go(error)  # the values so far; the wider ones need room of their own
    return read(kinds[-1])


def _values(
    todo: list[Recipe],
    shape_kji: tuple[int, int, int],
    lost: Policy,
    threads: int,
    progress: Progress | None,
    kind: np.dtype[Any],
) -> tuple[Array, list[Failure]]:
    shape = with_samples(todo, shape_kji)
    readable, failures = _believed(todo, lost)
    _not_all(failures, todo)
    values = _room(shape, kind)
    count = len(failures)

    def done(more: int) -> None:
        nonlocal count
        count += more
        if progress is not None:
            progress(count, len(todo))

    straight = [one for one in readable if one.is_straight]
    if straight:
        failures += place(straight, values, threads, lost=lost)
        done(len(straight))
    rest = [one for one in readable if not one.is_straight]
    if rest:
        failures += decode(rest, values, threads, done, lost=lost)
    _not_all(failures, todo)
    return values, failures


def with_samples(todo: Sequence[Recipe], shape_kji: tuple[int, int, int]) -> tuple[int, ...]:
    """The shape of the values: that of the voxels, and the samples of colour.

    Raises
    ------
    PixelError
        Some frames are grey and others in colour.
    """
    samples = {one.form.samples for one in todo}
    if len(samples) > 1:
        raise PixelError("Some slices are grey, others in colour.")
    return shape_kji if samples == {1} else (*shape_kji, *samples)


def _believed(todo: list[Recipe], lost: Policy) -> tuple[list[Recipe], list[Failure]]:
    """The frames that their bytes can hold, and the others."""
    readable: list[Recipe] = []
    failures: list[Failure] = []
    for one in todo:
        try:
            believe_bytes(one)
            readable.append(one)
        except PixelError as error:
            if lost == "refuse":
                raise
            failures.append((one.k, error))
    return readable, failures


def _not_all(failures: list[Failure], todo: list[Recipe]) -> None:
    """A volume of holes is none."""
    if failures and len({k for k, _ in failures}) == len({one.k for one in todo}):
        raise min(failures, key=lambda failure: failure[0])[1]


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
            _line(one.change.slope, one.change.intercept)
            if len(changes) == 1
            else f"stored values rescaled, {len(changes)} different ways"
        )
        said.append(what)
    said += dict.fromkeys(each.change.note for each in todo if each.change.note)
    said += padding_said(todo, kind)
    return tuple(said)


def _line(slope: float, intercept: float) -> str:
    """A rescale with the digits it has.

    Examples
    --------
    >>> _line(0.00305180437, -1024.0)
    'stored x 0.00305180437 - 1024'
    """
    sign = "-" if intercept < 0.0 else "+"
    return f"stored x {plain(slope, _DIGITS)} {sign} {plain(abs(intercept), _DIGITS)}"
