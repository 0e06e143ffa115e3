"""Frames that were there and could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from millivox.errors import MillivoxError

#: What becomes of a frame that cannot be read: an error, or a hole of the grid that is told.
Policy = Literal["refuse", "mark"]
#: The ``k`` of a frame, and the error.
Failure = tuple[int, MillivoxError]
#: So many are told one by one.
_TOLD = 3


@dataclass(frozen=True, slots=True)
class LostFrame:
    """A slice that could not be read, and why.

    Parameters
    ----------
    k
        Its index in the volume as it was loaded.
    reason
        What was found, in words.
    path
        The file or member it was found in.
    """

    k: int
    reason: str
    path: str | None = None


def let_go(error: MillivoxError) -> MillivoxError:
    """An error that no longer holds what was at hand when it was raised: frames, whole volumes."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def lost_frames(failures: Sequence[Failure]) -> tuple[LostFrame, ...]:
    """In the order of the slices, the first failure of each."""
    first: dict[int, MillivoxError] = {}
    for k, error in failures:
        first.setdefault(k, error)
    return tuple(LostFrame(k, first[k].text, first[k].path) for k in sorted(first))


def lost_said(lost: Sequence[LostFrame], *, of: str = "slice") -> tuple[str, ...]:
    """A sentence about each of the first few, and one about the others; no file is named.

    Examples
    --------
    >>> lost_said([LostFrame(3, "Frame 0 is empty.", "ct/4.dcm")])
    ('slice 3 was lost: Frame 0 is empty.',)
    """
    said = [f"{of} {one.k} was lost: {one.reason}" for one in lost[:_TOLD]]
    more = ", ".join(str(one.k) for one in lost[_TOLD:])
    return (*said, f"{of}s {more} were lost too") if more else tuple(said)
