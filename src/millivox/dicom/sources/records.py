"""The records of a DICOMDIR (PS3.3 F), read without following where they point.

The records are read in the order in which they stand, so no offset of theirs can lead
in a circle; the offsets are checked only to say where the directory contradicts itself.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from millivox.dicom.fields import written_tag

MOST_ELEMENTS = 2_000_000
#: Eight components of eight characters are allowed; writers that ignore it stay below this.
LONGEST_ID = 4096

_FIRST, _SEQUENCE = 0x00041200, 0x00041220
_NEXT, _IN_USE, _LOWER, _FILE_ID = 0x00041400, 0x00041410, 0x00041420, 0x00041500
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_UNDEFINED = 0xFFFFFFFF
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())


@dataclass(frozen=True, slots=True)
class Record:
    """One directory record: where it starts, where it points, and the file it names."""

    offset: int
    next: int
    lower: int
    file_id: tuple[str, ...]
    in_use: bool


@dataclass(slots=True)
class Directory:
    """The records of a DICOMDIR.

    Parameters
    ----------
    first
        Where the first record of the root is said to be.
    ends
        Offset and reason where the records end too early.
    contradictions
        Offset, tag and sentence where the records' own offsets lead astray.
    """

    first: int = 0
    records: list[Record] = field(default_factory=list)
    ends: tuple[int, str] | None = None
    contradictions: list[tuple[int, str, str]] = field(default_factory=list)


class _EndError(Exception):
    """The bytes end, or stop making sense, at an offset."""

    def __init__(self, offset: int, text: str) -> None:
        super().__init__(text)
        self.offset = offset
        self.text = text


class _Walk:
    """A walk over the elements of a data set held in memory, forwards only."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.elements = 0
        self.at = 132 if data[128:132] == b"DICM" else 0
        self.explicit, self.order = True, "<"
        while self.at < len(data) and self._group() == 2:
            self.skip(self.element()[1])
        self._syntax()

    def _group(self) -> int:
        return int.from_bytes(self.data[self.at : self.at + 2], "little")

    def _syntax(self) -> None:
        """How the data set is written, seen from its first element."""
        head = self.data[self.at : self.at + 6]
        self.order = ">" if head[:2] == b"\0\x04" else "<"
        self.explicit = head[4:6].isalpha() and head[4:6].isupper()

    def numbers(self, code: str, at: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(self.order + code, self.data, at)
        except struct.error:
            raise _EndError(at, "The directory ends inside an element.") from None

    def number(self, value: bytes) -> int:
        """A value of two or four bytes; zero where it is empty."""
        return int.from_bytes(value[:4], "big" if self.order == ">" else "little")

    def element(self) -> tuple[int, int]:
        """The tag and the length of the next element; the walk then stands at its value."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _EndError(self.at, f"More than {MOST_ELEMENTS} elements.")
        group, number = self.numbers("HH", self.at)
        tag = group << 16 | number
        vr = self.data[self.at + 4 : self.at + 6] if self.explicit and group != 0xFFFE else b""
        short = bool(vr) and vr not in _LONG_VRS
        if short:
            length, size = self.numbers("H", self.at + 6)[0], 8
        else:
            place = 8 if vr else 4
            length, size = self.numbers("I", self.at + place)[0], place + 4
        self.at += size
        return tag, length

    def skip(self, length: int) -> None:
        """Past a value, whatever nests in it."""
        if length != _UNDEFINED:
            if self.at + length > len(self.data):
                raise _EndError(self.at, f"A value of {length} bytes reaches beyond the end.")
            self.at += length
            return
        depth = 1
        while depth:
            tag, length = self.element()
            if tag in (_ITEM_END, _SEQUENCE_END):
                depth -= 1
            elif length == _UNDEFINED:
                depth += 1
            else:
                self.skip(length)


def read_directory(data: bytes) -> Directory:
    """The records of a DICOMDIR; what cannot be read is said in it, nothing is raised."""
    found = Directory()
    try:
        walk = _Walk(data)
        while walk.at < len(data):
            tag, length = walk.element()
            if tag == _SEQUENCE:
                _read_records(walk, length, found.records)
                break
            start = walk.at
            walk.skip(length)
            if tag == _FIRST:
                found.first = walk.number(data[start : walk.at])
        else:
            found.ends = (len(data), "There are no directory records.")
    except _EndError as end:
        found.ends = (end.offset, end.text)
    found.contradictions.extend(_contradictions(found))
    return found


def _read_records(walk: _Walk, length: int, records: list[Record]) -> None:
    end = len(walk.data) if length == _UNDEFINED else walk.at + length
    while walk.at < min(end, len(walk.data)):
        offset = walk.at
        tag, length = walk.element()
        if tag == _SEQUENCE_END:
            return
        if tag != _ITEM:
            raise _EndError(offset, "A directory record does not start with an item.")
        records.append(_record(walk, offset, length))
        if length != _UNDEFINED and offset + length > len(walk.data):
            raise _EndError(offset, "A directory record reaches beyond the end.")
    if end > len(walk.data):
        raise _EndError(walk.at, "The directory ends before its last record.")


def _record(walk: _Walk, offset: int, length: int) -> Record:
    held: dict[int, bytes] = {}
    end = len(walk.data) if length == _UNDEFINED else walk.at + length
    while walk.at < min(end, len(walk.data)):
        tag, size = walk.element()
        if tag == _ITEM_END:
            break
        start = walk.at
        walk.skip(size)
        if tag >> 16 == 4:
            held[tag] = walk.data[start : walk.at]
        elif length != _UNDEFINED and tag >> 16 > 4 and tag < _ITEM:
            walk.at = end  # elements ascend: what we want is behind us
    return _made(walk, offset, held)


def _made(walk: _Walk, offset: int, held: dict[int, bytes]) -> Record:
    text = os.fsdecode(held.get(_FILE_ID, b"")[:LONGEST_ID].strip(b"\0 "))
    parts = tuple(part.strip() for part in text.split("\\")) if text else ()
    following, lower = (walk.number(held.get(tag, b"")) for tag in (_NEXT, _LOWER))
    in_use = walk.number(held.get(_IN_USE, b"")) != 0 or not held.get(_IN_USE)
    return Record(offset, following, lower, parts, in_use)


def _contradictions(found: Directory) -> Iterator[tuple[int, str, str]]:
    """The first offset that leads nowhere, and the first that leads where another does."""
    starts = {record.offset for record in found.records}
    reached: set[int] = set()
    said: set[str] = set()
    for place, tag, target in _offsets(found):
        if target not in starts:
            kind = "leads to no record"
        elif target in reached or target == place:
            kind = "leads to a record that another offset leads to: a loop, or two parents"
        else:
            reached.add(target)
            continue
        if kind not in said:
            said.add(kind)
            yield place, written_tag(tag), f"Offset {target} {kind}."


def _offsets(found: Directory) -> Iterator[tuple[int, int, int]]:
    """Every offset that is written: the place it stands in, its tag, where it leads."""
    if found.first:
        yield 0, _FIRST, found.first
    for record in found.records:
        if record.next:
            yield record.offset, _NEXT, record.next
        if record.lower:
            yield record.offset, _LOWER, record.lower
