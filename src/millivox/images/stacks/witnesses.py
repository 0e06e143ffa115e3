"""What the headers of a stack say beside its positions: numbers, counts, names (rule book D.3)."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from millivox.decimals import plain
from millivox.dicom.fields import FIELDS
from millivox.dicom.header import Header
from millivox.images.frames import Frame

#: At least this share of the neighbours must differ by one step for numbers to count as a series.
_STEADY_SHARE = 0.66


class Fate(StrEnum):
    """What became of a slice that is not there."""

    LOST = "lost"
    NEVER_ACQUIRED = "never acquired"
    UNKNOWN = "not known"


class Headed(Protocol):
    """A slice, or an image that is none: whatever has a header."""

    @property
    def header(self) -> Header:
        """What is written."""


def column(frames: Sequence[Headed], keyword: str) -> list[float | None]:
    """One numeric attribute of many frames; equal bytes are read once.

    Examples
    --------
    >>> column([], "SliceLocation")
    []
    """
    field = FIELDS[keyword]
    known: dict[bytes, float | None] = {b"": None}
    values: list[float | None] = []
    for frame in frames:
        header = frame.header
        raw = None if header.has_groups else header.tree.get(field.tag, b"")
        if not isinstance(raw, bytes):
            values.append(header.number(keyword))
            continue
        if raw not in known:
            plain = _plain(raw) if field.vr in ("DS", "IS") else None
            known[raw] = header.number(keyword) if plain is None else plain
        values.append(known[raw])
    return values


def _plain(raw: bytes) -> float | None:
    """A decimal string that needs no care, as a number; ``None`` for any other."""
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if b"_" not in raw and abs(value) < float("inf") else None


def one_value(values: Sequence[float | None]) -> float | None:
    """The value that all frames share, ``None`` where they differ or lack it."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


class Witnesses:
    """The attributes of a stack's frames (in order of position) that can confirm its holes.

    Each is read when it is asked for; the frames' own positions are not among them.
    """

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = frames

    @cached_property
    def sbs_mm(self) -> float | None:
        """Spacing Between Slices where every slice says the same."""
        return one_value(column(self.frames, "SpacingBetweenSlices"))

    @cached_property
    def instance_numbers(self) -> list[float | None]:
        """Instance Number of every slice; frames of one instance have none that tells them."""
        numbers = column(self.frames, "InstanceNumber")
        return numbers if len(set(numbers)) == len(numbers) else [None] * len(numbers)

    @cached_property
    def in_stack_numbers(self) -> list[float | None]:
        """In-Stack Position Number of every slice."""
        return column(self.frames, "InStackPositionNumber")

    def in_stack_step(self, k: Sequence[int]) -> int | None:
        """By how much In-Stack Position Number goes up (or down) from place to place of a grid."""
        known = [number for number in self.in_stack_numbers if number is not None]
        if len(known) < max(2, len(self.frames)) or k[-1] == k[0]:
            return None
        step = (known[-1] - known[0]) / (k[-1] - k[0])
        steady = all(
            number - known[0] == step * (place - k[0])
            for number, place in zip(known, k, strict=True)
        )
        return int(step) if steady and step == int(step) and step else None

    @cached_property
    def uid_numbers(self) -> list[float | None]:
        """The last component of every SOP Instance UID."""
        uids = [frame.sop_instance_uid for frame in self.frames]
        if len(set(uids)) < len(uids) or len({uid.rpartition(".")[0] for uid in uids}) > 1:
            return [None] * len(uids)
        tails = [uid.rpartition(".")[2] for uid in uids]
        return [float(tail) if tail.isdecimal() and len(tail) < 16 else None for tail in tails]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many slices the headers say there are, by attribute."""
        if not self.frames:
            return {}
        header = self.frames[0].header
        found = {word: header.integer(word) for word in ("NumberOfSlices", "ImagesInAcquisition")}
        private = header.private_written(0x2001, "Philips Imaging DD 001", 0x18)
        if private and private.numbers and private.numbers[0] is not None:
            found["Philips number of slices"] = int(private.numbers[0])
        return {word: count for word, count in found.items() if count and count > 1}

    def confirm(self, k: Sequence[int], interval_mm: float) -> list[str]:
        """The witnesses that fit a grid: in words, none where nothing supports it."""
        found = []
        if self.sbs_mm and abs(abs(self.sbs_mm) - interval_mm) <= 0.01 * interval_mm:
            found.append(f"Spacing Between Slices is {plain(self.sbs_mm)} mm")
        if _follow(self.in_stack_numbers, k):
            found.append("In-Stack Position Numbers leave the same places out")
        if _follow(self.instance_numbers, k):
            found.append("Instance Numbers leave the same places out")
        return found

    def fate(self, before: int, k: Sequence[int]) -> tuple[Fate, str]:
        """The best guess about the hole after slice ``before`` of a grid, and what it rests on."""
        told = [
            (name, _fate(numbers, before, k))
            for name, numbers in (
                ("instance numbers", self.instance_numbers),
                ("in-stack numbers", self.in_stack_numbers),
                ("instance UIDs", self.uid_numbers),
            )
        ]
        told += [(name, self._counted(count, k)) for name, count in self.counts.items()]
        for fate in (Fate.LOST, Fate.NEVER_ACQUIRED):
            names = [name for name, said in told if said == fate]
            against = [name for name, said in told if said not in (fate, Fate.UNKNOWN)]
            if names and len(names) > len(against):
                verb = "skip" if fate == Fate.LOST else "run on across"
                return fate, f"{' and '.join(names)} {verb} it"
        return Fate.UNKNOWN, "nothing in the headers tells"

    @staticmethod
    def _counted(count: int, k: Sequence[int]) -> Fate:
        places = k[-1] - k[0] + 1
        if count == places:
            return Fate.LOST
        return Fate.NEVER_ACQUIRED if count == len(k) else Fate.UNKNOWN


def _follow(numbers: Sequence[float | None], k: Sequence[int]) -> bool:
    """Whether numbers go up (or down) by one for every place of the grid."""
    if None in numbers or len(numbers) != len(k):
        return False
    known = [number for number in numbers if number is not None]
    for sign in (1, -1):
        if all(sign * (b - known[0]) == place - k[0] for b, place in zip(known, k, strict=True)):
            return True
    return False


def _fate(numbers: Sequence[float | None], before: int, k: Sequence[int]) -> Fate:
    """Lost where the numbers skip the hole as they would over slices, never acquired if not."""
    steps = [
        b - a
        for a, b, place, after in zip(numbers, numbers[1:], k, k[1:], strict=False)
        if a is not None and b is not None and after - place == 1
    ]
    a, b = numbers[before], numbers[before + 1]
    if not steps or a is None or b is None:
        return Fate.UNKNOWN
    step, times = Counter(steps).most_common(1)[0]
    if step == 0 or times < _STEADY_SHARE * len(steps):
        return Fate.UNKNOWN
    if b - a == step * (k[before + 1] - k[before]):
        return Fate.LOST
    return Fate.NEVER_ACQUIRED if b - a == step else Fate.UNKNOWN
