"""Tables written in segments: discrete, linear, or a repeat of earlier ones (PS3.3 C.7.9.2)."""

from typing import TYPE_CHECKING, Any

from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

DISCRETE, LINEAR, INDIRECT = range(3)


def expanded(data: bytes, count: int, bits: int) -> "Array":
    """The entries that segments describe, ``count`` at most.

    Parameters
    ----------
    data
        Of a Segmented Palette Color Lookup Table, little endian.
    count
        Entries the descriptor promises.
    bits
        Of an entry: 8 or 16.

    Raises
    ------
    PixelError
        When a segment is of no known kind, or refers to what is not there.

    Examples
    --------
    >>> expanded(bytes([0, 2, 10, 20, 1, 4, 40]), 6, 8).tolist()
    [10, 20, 25, 30, 35, 40]
    """
    import numpy as np

    wide = bits > 8
    numbers = np.frombuffer(data[: len(data) // 2 * 2] if wide else data, "<u2" if wide else "u1")
    out: list[int] = []
    _expand(numbers.tolist(), 0, None, count, out, wide)
    return np.asarray(out[:count], "u2" if wide else "u1")


def _expand(
    data: list[int], at: int, most: int | None, count: int, out: list[int], wide: bool
) -> None:
    """Add the entries of the segments from ``at`` on, ``most`` of them; all where ``None``."""
    done = 0
    while at + 2 < len(data) and len(out) < count and (most is None or done < most):
        kind, length = data[at], data[at + 1]
        at += 2
        done += 1
        if length == 0:
            raise PixelError("The palette has a segment of no length.")
        if kind == DISCRETE:
            out += data[at : at + length]
            at += length
        elif kind == LINEAR:
            _draw_line(out, length, data[at])
            at += 1
        elif kind == INDIRECT and most is None:
            target, at = _target(data, at, wide)
            _expand(data, target, length, count, out, wide)
        else:
            raise PixelError(
                f"The palette has a segment of kind {kind}, which is not defined here."
            )


def _draw_line(out: list[int], length: int, end: int) -> None:
    """So many entries evenly from the last one to ``end``."""
    if not out:
        raise PixelError("The palette begins with a line, which has no beginning.")
    start = out[-1]
    out += [round(start + (end - start) * n / length) for n in range(1, length + 1)]


def _target(data: list[int], at: int, wide: bool) -> tuple[int, int]:
    """Where a repeat begins, and where the next segment does; its offset is one of bytes."""
    size = 2 if wide else 4
    parts = data[at : at + size]
    offset = sum(part << (n * (16 if wide else 8)) for n, part in enumerate(parts))
    if len(parts) < size or offset >= len(data) * (2 if wide else 1) or (wide and offset % 2):
        raise PixelError("The palette repeats segments that are not there.")
    return offset // 2 if wide else offset, at + size
