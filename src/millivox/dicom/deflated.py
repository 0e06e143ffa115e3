"""Deflated data sets (PS3.5 A.5): inflated a piece at a time, and never without a bound.

Only the first bytes are kept while the rest is counted; they hold the header.  Where more is
needed (elements behind the pixels), the data set is inflated once more and kept whole.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from millivox.dicom.found import DEFLATED, Damage, Scan, Walk, scan_of, scanner
from millivox.dicom.sources.opening import open_file
from millivox.errors import MillivoxError, SourceError

#: Inflated bytes allowed for any file; a data set that large is never deflated in earnest.
MOST_BYTES = 512 << 20
#: Inflated bytes allowed for each byte of the file, where that is more.
MOST_RATIO = 64
#: Inflated bytes kept at first; headers are shorter.
KEPT_BYTES = 8 << 20
#: Bytes read and inflated at a time; few, for what is not yet inflated is copied each time.
READ_BYTES = 1 << 14
PIECE_BYTES = 1 << 18
#: A gzip trailer (checksum and length), which some writers leave behind the stream.
GZIP_TRAILER = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inflated:
    """An object with its data set inflated.

    Parameters
    ----------
    data
        Its first bytes, or all of them.
    size
        How many there are in all.
    damage
        What is wrong with the deflated stream.
    """

    data: bytearray
    size: int
    damage: str | None


def rescan(name: str, source: str | Any, row: Any, fragments: bool) -> Scan:
    """The scan of an object whose data set is, or seems to be, deflated."""

    def look(whole: Inflated) -> tuple[Any, None]:
        return scanner().scan_bytes(whole.data, whole.size, fragments, True, False), None

    looked = _looked(name, source, row, look)
    if isinstance(looked, Scan):
        return looked
    if looked is not None:
        return looked[0]
    again = (
        scanner().scan_files([source], 1, fragments, True)[0]
        if isinstance(source, str)
        else scanner().scan_bytes(source, 0, fragments, False, True)
    )
    return again if isinstance(again, Scan) else scan_of(name, again)


def rewalk(name: str, source: str | Any, row: Any, cap_bytes: int) -> Walk:
    """The walk through the same."""

    def look(whole: Inflated) -> tuple[Any, Any]:
        listing = scanner().walk_bytes(whole.data, whole.size, cap_bytes, True, False)
        return scanner().row(listing), listing

    looked = _looked(name, source, row, look)
    if isinstance(looked, Scan):
        return Walk(looked, scanner().walk_bytes(b"", 0, cap_bytes, False, True))
    if looked is not None:
        return Walk(*looked)
    listing = (
        scanner().walk_file(source, cap_bytes, True)
        if isinstance(source, str)
        else scanner().walk_bytes(source, 0, cap_bytes, False, True)
    )
    return Walk(scan_of(name, scanner().row(listing)), listing)


def _looked(
    name: str, source: str | Any, row: Any, look: Callable[[Inflated], tuple[Any, T]]
) -> tuple[Scan, T] | Scan | None:
    """The inflated object, looked at; a scan that says why not; ``None`` if not deflated."""
    start, size = row[7], row[3]
    try:
        for most_kept in (KEPT_BYTES, MOST_RATIO * size + MOST_BYTES):
            whole = inflate(source, start, size, most_kept)
            if whole.size <= start:
                return None
            found, more = look(whole)
            if found[0] != DEFLATED:
                break
    except (MillivoxError, OSError) as error:
        text = error.text if isinstance(error, MillivoxError) else f"{error.strerror}."
        return replace(scan_of(name, row), error=SourceError(text, path=name))
    own = (Damage(start, None, whole.damage),) if whole.damage else ()
    scan = scan_of(name, found)
    return replace(scan, size=size, damage=own + scan.damage), more


def inflate(source: str | Any, start: int, size: int, most_kept: int) -> Inflated:
    """The object with its data set inflated.

    Parameters
    ----------
    source
        A path, or bytes.
    start
        Where the deflated data set starts; what stands before is kept as it is.
    size
        Bytes of the whole object.
    most_kept
        Inflated bytes to keep; the rest is only counted.

    Raises
    ------
    SourceError
        It inflates to more than ``max(512 MiB, 64 x size)``.
    OSError
        The file can no longer be read.
    """
    pieces = _pieces(source, start)
    stream = _Stream(next(pieces), most_kept, max(MOST_BYTES, MOST_RATIO * size))
    try:
        for piece in pieces:
            stream.take(piece)
    except zlib.error as error:
        text = f"The deflated data set is damaged ({error}); the rest is not read."
        return Inflated(stream.data, stream.size, text)
    return Inflated(stream.data, stream.size, stream.damage())


class _Stream:
    """A deflate stream on its way, as far as the bound allows."""

    def __init__(self, meta: bytes, most_kept: int, most: int) -> None:
        self.data = bytearray(meta)
        self.size = len(meta)
        self._start = len(meta)
        self._most_kept = most_kept
        self._most = most
        self._engine = zlib.decompressobj(-15)
        self._n_behind = 0

    def take(self, piece: bytes) -> None:
        """One deflated piece more."""
        if self._engine.eof:
            self._n_behind += len(piece)
            return
        while piece and not self._engine.eof:
            out = self._engine.decompress(piece, PIECE_BYTES)
            self.size += len(out)
            self.data += out[: max(0, self._most_kept - len(self.data))]
            if self.size > self._most:
                text = f"The data set inflates to more than {self._most >> 20} MiB; it is not read."
                raise SourceError(text)
            piece = self._engine.unconsumed_tail
        self._n_behind = len(self._engine.unused_data)

    def damage(self) -> str | None:
        """What is wrong at its end."""
        if not self._engine.eof:
            return "The deflated data set is cut; the file ends inside it."
        if self._n_behind <= 1 or self._is_gzip_trailer():
            return None
        return f"{self._n_behind} bytes follow the deflated data set."

    def _is_gzip_trailer(self) -> bool:
        """Whether what follows is a checksum and the true length, as some writers leave it."""
        behind = self._engine.unused_data
        length = (self.size - self._start) & 0xFFFFFFFF
        return self._n_behind in (GZIP_TRAILER, GZIP_TRAILER + 1) and behind[
            4:8
        ] == length.to_bytes(4, "little")


def _pieces(source: str | Any, start: int) -> Iterator[bytes]:
    """The first ``start`` bytes, then the rest in pieces."""
    if not isinstance(source, str):
        view = memoryview(source).cast("B")
        yield bytes(view[:start])
        for at in range(start, len(view), READ_BYTES):
            yield bytes(view[at : at + READ_BYTES])
        return
    with open_file(source) as file:
        yield file.read(start)
        while piece := file.read(READ_BYTES):
            yield piece
