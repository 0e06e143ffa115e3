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
        Its index in the volume.
    reason
        The error in words, with the file it is about.
    """

    k: int
    reason: str


def let_go(error: MillivoxError) -> MillivoxError:
    """An error that no longer holds what was at hand when it was raised: frames, whole volumes."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def lost_frames(failures: Sequence[Failure]) -> tuple[LostFrame, ...]:
    """In the order of the slices, the first failure of each."""
    first: dict[int, str] = {}
    for k, error in failures:
        first.setdefault(k, str(error))
    return tuple(LostFrame(k, first[k]) for k in sorted(first))


def lost_said(lost: Sequence[LostFrame]) -> tuple[str, ...]:
    """A sentence about each of the first few, and one about the others.

    Examples
    --------
    >>> lost_said([LostFrame(3, "ct/4.dcm: Frame 0 is empty.")])
    ('slice 3 was lost: ct/4.dcm: Frame 0 is empty.',)
    """
    said = [f"slice {one.k} was lost: {one.reason}" for one in lost[:_TOLD]]
    more = ", ".join(str(one.k) for one in lost[_TOLD:])
    return (*said, f"slices {more} were lost too") if more else tuple(said)
