"""TAR archives, plain or compressed, read from front to back (POSIX.1-2017 pax, ustar, GNU).

The standard library's reader recurses over chained headers, takes a name of any length
into memory, and in some releases does not end on a negative size; so the headers are read
here.  Nothing is ever written under a member's name.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from millivox.dicom.sources.limits import Budget
from millivox.dicom.sources.store import Store
from millivox.dicom.sources.streams import Readable, whole
from millivox.dicom.sources.tape import Again, Part, Tape
from millivox.errors import NotDicomError, SourceError, TruncatedFileError

BLOCK = 512
_FILES = b"0\x007"
_REFUSED = {
    b"1": "It is a hard link.",
    b"2": "It is a link.",
    b"3": "It is a device, not a file.",
    b"4": "It is a device, not a file.",
    b"6": "It is a FIFO, not a file.",
    b"S": "It is a sparse file, which is not supported.",
}
_FOLDERS_AND_LABELS = b"5DV"
_SPARSE = "It is a sparse file, which is not supported."


@dataclass(frozen=True, slots=True)
class TarMember:
    """Where a member lies in its archive; ``size`` is ``None`` for all there is."""

    archive: Store
    start: int
    size: int | None

    def differs_from(self, data: bytes) -> bool:
        """A TAR keeps no checksum of its members."""
        return False

    def read(self) -> bytes:
        """All bytes of the member."""
        budget = Budget()
        with self.archive.opened() as file:
            tape = Tape(file, budget)
            if tape.is_compressed and self.size is not None:
                data = self.archive.inflated(self.start, self.size)
                if data is not None:
                    return data
            tape.skip(self.start)
            part = tape if self.size is None else Part(tape, self.size)
            return whole(part, b"", self.size, budget)


@dataclass(frozen=True, slots=True)
class TarEntry:
    """One file of the archive; ``stream`` gives its bytes until the next file is asked for."""

    name: str
    member: TarMember
    refusal: str | None
    stream: Callable[[], Readable]


@dataclass(slots=True)
class _Said:
    """What extended headers say about the next member."""

    name: bytes | None = None
    size: int | None = None
    sparse: bool = False


@dataclass(slots=True)
class _Head:
    """One header block."""

    name: bytes
    size: int
    kind: bytes
    said: _Said = field(default_factory=_Said)


def tar_entries(file: BinaryIO, archive: Store, budget: Budget) -> Iterator[TarEntry]:
    """The files of a TAR, or the one file that was compressed on its own.

    Raises
    ------
    NotDicomError
        It is neither a TAR nor a compressed DICOM file.
    SourceError
        It is damaged, or exceeds a limit.
    """
    tape = Tape(file, budget)
    block = tape.read(BLOCK)
    if is_tar(block):
        yield from _entries(tape, block, archive, budget)
    elif tape.is_compressed and block[128:132] == b"DICM":
        yield TarEntry("", TarMember(archive, 0, None), None, partial(Again, block, tape))
    else:
        raise NotDicomError("This is no TAR archive.")


def is_tar(block: bytes) -> bool:
    """Whether a block is a TAR header: its checksum is right.

    Examples
    --------
    >>> is_tar(bytes(512))
    False
    """
    if len(block) < BLOCK or not block.strip(b"\0"):
        return False
    said = _number(block[148:156])
    blank = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(blank)
    if said is None or said == unsigned:
        return said is not None
    return said == unsigned - 256 * sum(byte > 127 for byte in blank)  # as old systems summed


def _number(text: bytes) -> int | None:
    """An octal number, or a binary one where the first bit says so; ``None`` for neither."""
    if text[:1] == b"\x80":
        return int.from_bytes(text[1:], "big")
    digits = text.split(b"\0")[0].strip()
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        return None if digits else 0
    return int(digits, 8)


def _entries(tape: Tape, block: bytes, archive: Store, budget: Budget) -> Iterator[TarEntry]:
    said = _Said()
    while block.strip(b"\0"):
        budget.count()
        head = _head(block, said, tape.at - BLOCK)
        data_at, end = tape.at, tape.at + -(-head.size // BLOCK) * BLOCK
        if head.kind in (b"x", b"X", b"L"):
            _extend(head, _payload(tape, head, budget), said)
        else:
            said = _Said()
            if head.kind not in (b"g", b"K") and not _is_folder(head):
                member = TarMember(archive, data_at, head.size)
                stream = partial(Part, tape, head.size)
                yield TarEntry(_text(head.name), member, _refusal(head, budget), stream)
        tape.skip(end - tape.at)
        if tape.at < data_at + head.size:
            raise TruncatedFileError("The archive ends inside its last member.")
        block = tape.read(BLOCK)
        if block and len(block) < BLOCK:
            raise TruncatedFileError(f"The archive ends inside a header, at {tape.at}.")


def _head(block: bytes, said: _Said, at: int) -> _Head:
    size = _number(block[124:136])
    if not is_tar(block) or size is None:
        raise SourceError(f"The archive is damaged: no TAR header at {at}.")
    name = block[:100].split(b"\0")[0]
    prefix = block[345:500].split(b"\0")[0]
    if prefix and block[257:263] == b"ustar\0":
        name = prefix + b"/" + name
    kind = block[156:157]
    if kind in b"12346":
        size = 0  # links and devices have no bytes, whatever their header says
    elif said.size is not None:
        size = said.size
    return _Head(said.name or name, size, kind, said)


def _payload(tape: Tape, head: _Head, budget: Budget) -> bytes:
    if head.size > budget.limits.record_bytes:
        raise SourceError(f"An extended header of {head.size} bytes; no name needs that.")
    data = tape.read(head.size)
    budget.spend(len(data))
    return data


def _extend(head: _Head, data: bytes, said: _Said) -> None:
    """Keep what a GNU long name or a pax header says of the next member."""
    if head.kind == b"L":
        said.name = data.rstrip(b"\0")
        return
    for key, value in _pax(data):
        if key == b"path":
            said.name = value
        elif key == b"size" and value.isdigit() and len(value) < 20:
            said.size = int(value)
        elif key.startswith(b"GNU.sparse"):
            said.sparse = True


def _pax(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        digits = data[at : at + 8].split(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        record = data[at + len(digits) + 1 : at + length]
        key, equals, value = record.partition(b"=")
        if length <= len(digits) + 1 or not equals:
            return
        yield key, value.removesuffix(b"\n")
        at += length


def _is_folder(head: _Head) -> bool:
    return head.kind in _FOLDERS_AND_LABELS or (head.kind in _FILES and head.name.endswith(b"/"))


def _refusal(head: _Head, budget: Budget) -> str | None:
    if head.said.sparse:
        return _SPARSE
    if head.kind not in _FILES:
        return _REFUSED.get(head.kind, f"It is of an unknown kind, {head.kind!r}.")
    most = budget.most_alone
    if head.size > most:
        return f"It has {head.size} bytes; at most {most} are read from an archive."
    return None


def _text(name: bytes) -> str:
    return os.fsdecode(name)
