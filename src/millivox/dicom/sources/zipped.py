"""ZIP archives, member by member, each judged before a byte of it is inflated.

The standard library's reader makes an object per member before a limit can speak, and
up to Python 3.11.7 accepts members that overlap; so the directory is read here (APPNOTE
6.3: 4.3.7, 4.3.12, 4.3.14, 4.3.16, 4.5.3).  Nothing is ever written under a member's name.
"""

import bz2
import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from millivox.dicom.sources.limits import Budget
from millivox.dicom.sources.store import Store
from millivox.dicom.sources.streams import Deflate, Engine, Inflated, Readable, Slice, whole
from millivox.errors import SourceError

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_SIZES = struct.Struct("<3H")  # of a line's name, extra field and comment
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED, _UTF8 = 0x2041, 0x0800
_UNIX = 3
STORED, DEFLATED, BZIPPED = 0, 8, 12
_OTHER_METHODS = {6: "implode", 9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 99: "AES"}


@dataclass(frozen=True, slots=True)
class ZipMember:
    """Where a member lies in its archive, enough to read it without the directory."""

    archive: Store
    name: bytes
    start: int
    stored: int
    size: int
    method: int
    crc: int

    def read(self) -> bytes:
        """All bytes of the member."""
        with self.archive.opened() as file:
            return whole(self.stream(file, Budget()), b"", self.size, Budget())

    def stream(self, file: BinaryIO, budget: Budget) -> Readable:
        """The member's bytes, inflated as they are asked for."""
        raw = Slice(file, self._data_start(file), self.stored)
        if self.method == STORED:
            return raw
        make: Callable[[], Engine] = (
            bz2.BZ2Decompressor if self.method == BZIPPED else lambda: Deflate(-15)
        )
        return Inflated(raw, make, budget)

    def differs_from(self, data: bytes) -> bool:
        """Whether the bytes are not those that were put in."""
        return zlib.crc32(data) != self.crc

    def _data_start(self, file: BinaryIO) -> int:
        """Past the local header, which must name the same member as the directory does."""
        file.seek(self.start)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(MAGIC[0]):
            raise SourceError("The directory leads to no member.")
        *_, name_size, extra_size = _LOCAL.unpack(head)
        if file.read(name_size) != self.name:
            raise SourceError("The directory and the member itself differ in its name.")
        return self.start + _LOCAL.size + int(name_size) + int(extra_size)


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One line of the directory; ``refusal`` says why the member will not be read."""

    name: str
    member: ZipMember
    refusal: str | None


def zip_entries(file: BinaryIO, archive: Store, budget: Budget) -> list[ZipEntry]:
    """The members of a ZIP, folders left out, in the order of its directory.

    Raises
    ------
    SourceError
        There is no directory, it lies about itself, or it lists too many members.
    """
    data, shift, end = _directory(file, budget)
    entries = list(_listed(data, shift, archive, budget))
    overlapping = _overlapping(entries, end)
    return [
        replace(entry, refusal=entry.refusal or _OVERLAP) if n in overlapping else entry
        for n, entry in enumerate(entries)
        if not entry.name.endswith("/")
    ]


_OVERLAP = "It overlaps another member, or reaches beyond the archive."


def _directory(file: BinaryIO, budget: Budget) -> tuple[bytes, int, int]:
    """The directory's bytes, what to add to every offset, and where the members end."""
    length = file.seek(0, os.SEEK_END)
    end, fields = _end_record(file, length)
    disk, disk_of_start, _, _, size, offset = fields
    if _has_end_record_64(file, end) or _FULL32 in (size, offset) or _FULL16 in fields[:4]:
        end, (disk, disk_of_start, size, offset) = _end_record_64(file, end)
    if disk or disk_of_start:
        raise SourceError("This is one part of an archive of several.", help="Join them first.")
    start = end - size
    if start < 0 or start < offset:
        raise SourceError("The ZIP directory lies outside the file.")
    if size > budget.limits.directory_bytes:
        raise SourceError(f"The ZIP directory takes {size} bytes; no study needs that.")
    file.seek(start)
    return file.read(size), start - offset, start


def _end_record(file: BinaryIO, length: int) -> tuple[int, tuple[int, ...]]:
    """The place of the end record and its numbers: disks, counts, size and offset."""
    start = max(0, length - _END.size - _FULL16)
    file.seek(start)
    tail = file.read(length - start)
    at = tail.rfind(b"PK\x05\x06", 0, max(0, len(tail) - _END.size + 4))
    if at < 0:
        raise SourceError("It has no ZIP directory; the file is cut off or no ZIP.")
    return start + at, _END.unpack_from(tail, at)[1:7]


def _has_end_record_64(file: BinaryIO, end: int) -> bool:
    file.seek(max(0, end - _END64_PLACE.size))
    return end >= _END64_PLACE.size and file.read(4) == b"PK\x06\x07"


def _end_record_64(file: BinaryIO, end: int) -> tuple[int, tuple[int, ...]]:
    """The same of a ZIP64 archive, which must really have that record."""
    place = end - _END64_PLACE.size
    if not _has_end_record_64(file, end):
        raise SourceError("It says that it is ZIP64 and has no ZIP64 record.")
    file.seek(place)
    _, _, offset, _ = _END64_PLACE.unpack(_exactly(file, _END64_PLACE.size))
    for at in (offset, place - _END64.size):  # the second where something was put before it
        if 0 <= at <= place - _END64.size:
            file.seek(at)
            signature, _, _, _, disk, first, _, _, size, start = _END64.unpack(
                _exactly(file, _END64.size)
            )
            if signature == b"PK\x06\x06":
                return at, (disk, first, size, start)
    raise SourceError("Its ZIP64 record is not where it says.")


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise SourceError("The ZIP directory is cut off.")
    return data


def _listed(data: bytes, shift: int, archive: Store, budget: Budget) -> Iterator[ZipEntry]:
    lines = _lines(data, budget.members_left)
    budget.count(len(lines))
    for at in lines:
        fields = _CENTRAL.unpack_from(data, at)
        name_at = at + _CENTRAL.size
        extra_at = name_at + fields[10]
        extra = data[extra_at : extra_at + fields[11]]
        yield _entry(fields, data[name_at:extra_at], extra, shift, archive, budget)


def _lines(data: bytes, most: int) -> list[int]:
    """Where the lines of the directory start; one more than ``most`` is enough to refuse it."""
    found: list[int] = []
    at = 0
    while at < len(data) and len(found) <= most:
        if len(data) - at < _CENTRAL.size or not data.startswith(b"PK\x01\x02", at):
            raise SourceError(f"The ZIP directory is damaged {at} bytes after its start.")
        found.append(at)
        at += _CENTRAL.size + sum(_SIZES.unpack_from(data, at + 28))
    return found


def _entry(
    fields: tuple[int, ...],
    name: bytes,
    extra: bytes,
    shift: int,
    archive: Store,
    budget: Budget,
) -> ZipEntry:
    made_by, flags, method, crc = fields[1] >> 8, fields[3], fields[4], fields[7]
    stored, size, mode, offset = fields[8], fields[9], fields[15] >> 16, fields[16]
    lie = None
    if _FULL32 in (stored, size, offset):
        size, stored, offset, lie = _wide(extra, size, stored, offset)
    member = ZipMember(archive, name, offset + shift, stored, size, method, crc)
    refusal = (
        lie
        or _refused_kind(flags, method, mode if made_by == _UNIX else 0)
        or _refused_size(member, budget)
    )
    text = name.decode("utf-8" if flags & _UTF8 else "cp437", "backslashreplace")
    return ZipEntry(text, member, refusal)


def _wide(extra: bytes, *fields: int) -> tuple[int, int, int, str | None]:
    """Size, stored size and offset with their ZIP64 values in place of the full ones."""
    wide, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = extra[at + 4 : at + 4 + length]
            break
        at += 4 + length
    values, lie = list(fields), None
    for n, value in enumerate(fields):
        if value == _FULL32:
            if len(wide) < 8:
                lie = "It says that it is ZIP64 and gives no ZIP64 size."
                break
            values[n], wide = int.from_bytes(wide[:8], "little"), wide[8:]
    return values[0], values[1], values[2], lie


def _refused_kind(flags: int, method: int, mode: int) -> str | None:
    if flags & _ENCRYPTED:
        return "It is encrypted."
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It is a link." if stat.S_ISLNK(mode) else "It is a device, not a file."
    if method not in (STORED, DEFLATED, BZIPPED):
        name = _OTHER_METHODS.get(method, f"method {method}")
        return f"It is compressed by {name}, which is not supported."
    return None


def _refused_size(member: ZipMember, budget: Budget) -> str | None:
    limits = budget.limits
    if member.method == STORED and member.size != member.stored:
        return f"It declares {member.size} bytes and stores {member.stored} uncompressed."
    if limits.refuses_member(member.size, member.stored):
        return f"{member.stored} bytes declare to hold {member.size}: a decompression bomb."
    if member.size > limits.member_bytes:
        return (
            f"It has {member.size} bytes; at most {limits.member_bytes} are read from an archive."
        )
    return None


def _overlapping(entries: list[ZipEntry], end: int) -> set[int]:
    """The members that share bytes with another one, or with what follows them all."""
    found: set[int] = set()
    reach, holder = 0, -1
    for n in sorted(range(len(entries)), key=lambda n: entries[n].member.start):
        member = entries[n].member
        last = member.start + _LOCAL.size + len(member.name) + member.stored
        if member.start < reach:
            found |= {n, holder}
        if last > end or member.start < 0:
            found.add(n)
        if last > reach:
            reach, holder = last, n
    return found
