"""Streams of bytes out of archives: bounded, metered, and never more than asked for."""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from millivox.dicom.sources.limits import Budget
from millivox.dicom.sources.listed import Place
from millivox.dicom.sources.opening import open_file
from millivox.errors import SourceError, TruncatedFileError

CHUNK = 1 << 16
#: An .xz file says how large a dictionary it wants; the strongest preset asks for 65 MiB.
XZ_MEMORY_BYTES = 1 << 28
#: What the decompressors raise for bytes that are not theirs.
BROKEN = (OSError, EOFError, ValueError, MemoryError, zlib.error, lzma.LZMAError)


class Readable(Protocol):
    """Something that gives up to so many bytes, fewer only at its end."""

    def read(self, size: int) -> bytes:
        """The next bytes; empty at the end."""
        ...


class Engine(Protocol):
    """An incremental decompressor, as :mod:`bz2` and :mod:`lzma` have it."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing is left of what it was given."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the stream."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most ``max_length`` inflated bytes."""
        ...


class Deflate:
    """Deflate with the interface of the other two.

    Parameters
    ----------
    wbits
        -15 for a raw stream (ZIP), 31 for gzip.
    """

    def __init__(self, wbits: int) -> None:
        self._engine = zlib.decompressobj(wbits)
        self._tail = b""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        return self._engine.eof

    @property
    def needs_input(self) -> bool:
        """Whether nothing is left of what it was given."""
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the stream."""
        return self._engine.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most ``max_length`` inflated bytes."""
        inflated = self._engine.decompress(self._tail + data, max_length)
        self._tail = self._engine.unconsumed_tail
        return inflated


def _xz() -> Engine:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)


#: Whole-file compressions by what the file starts with.
COMPRESSIONS: dict[bytes, Callable[[], Engine]] = {
    b"\x1f\x8b\x08": lambda: Deflate(31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": _xz,
}


def compression_of(head: bytes) -> Callable[[], Engine] | None:
    """How a whole file is compressed, seen from its first bytes."""
    return next((make for magic, make in COMPRESSIONS.items() if head.startswith(magic)), None)


def opened(place: Place) -> BinaryIO:
    """The bytes at a place as a file."""
    if isinstance(place, str):
        return open_file(place)
    return io.BytesIO(place if isinstance(place, bytes) else place.read())


class Slice:
    """Part of a file, from ``start``, ``length`` bytes long."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file = file
        self._at = start
        self._left = length

    def read(self, size: int) -> bytes:
        """The next bytes, whoever moved the file in between."""
        self._file.seek(self._at)
        data = self._file.read(min(size, self._left))
        self._at += len(data)
        self._left -= len(data)
        return data

    def skip(self, size: int) -> int:
        """Step over so many bytes, or to the end; how many it were."""
        size = min(size, self._left)
        self._at += size
        self._left -= size
        return size


class Inflated:
    """What a compressed stream holds; ``again`` reads concatenated streams as one."""

    def __init__(
        self,
        raw: Readable,
        make: Callable[[], Engine],
        budget: Budget,
        *,
        again: bool = False,
    ) -> None:
        self._raw = raw
        self._make = make
        self._engine = make()
        self._budget = budget
        self._again = again
        self._taken = self._given = 0

    def read(self, size: int) -> bytes:
        """The next bytes, fewer only at the end."""
        parts = []
        while size > 0 and (part := self._some(min(size, CHUNK))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _some(self, size: int) -> bytes:
        while True:
            if self._engine.eof:
                rest = self._engine.unused_data or (self._feed() if self._again else b"")
                if not self._again or not rest.strip(b"\0"):
                    return b""
                self._engine = self._make()
            else:
                rest = self._feed() if self._engine.needs_input else b""
            inflated = self._engine.decompress(rest, size)
            if inflated:
                self._meter(len(inflated))
                return inflated
            if not rest and not self._engine.eof and self._engine.needs_input:
                raise TruncatedFileError("The compressed data end too early.")

    def _feed(self) -> bytes:
        data = self._raw.read(CHUNK)
        self._taken += len(data)
        return data

    def _meter(self, size: int) -> None:
        self._given += size
        limits = self._budget.limits
        if limits.refuses_ratio(self._given, self._taken):
            raise SourceError(
                f"Every stored byte inflates to more than {limits.ratio}: a decompression bomb."
            )


def whole(stream: Readable, head: bytes, declared: int | None, budget: Budget) -> bytes:
    """All bytes of a member, ``head`` being those read before.

    Raises
    ------
    SourceError
        The member is longer than it declares, or than what may be held in memory.
    """
    most = budget.most_alone if declared is None else declared
    held = io.BytesIO()  # parts joined in the end would take as much again
    held.write(head)
    while held.tell() <= most and (part := stream.read(min(CHUNK, most + 1 - held.tell()))):
        budget.spend(len(part))
        held.write(part)
    size = held.tell()
    if size > most:
        raise SourceError(f"It is longer than {most} bytes, " + _reason(declared))
    if declared is not None and size < declared:
        raise TruncatedFileError(f"{size} of {declared} declared bytes are there.")
    return held.getvalue()


def _reason(declared: int | None) -> str:
    return "the most a member may have." if declared is None else "which is what it declares."
