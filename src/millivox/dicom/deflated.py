"""Deflated data sets (PS3.5 A.5): inflated a piece at a time, and never without a bound."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from millivox.dicom.found import Damage, Scan, Walk, scan_of, scanner
from millivox.errors import MillivoxError, SourceError

#: Inflated bytes allowed for any file; a data set that large is never deflated in earnest.
MOST_BYTES = 512 << 20
#: Inflated bytes allowed for each byte of the file, where that is more.
MOST_RATIO = 64
PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Inflated:
    """An object with its data set inflated, and what was wrong with the stream, if anything."""

    data: bytearray
    damage: str | None


def rescan(name: str, source: str | Any, row: Any, fragments: bool) -> Scan:
    """The scan of an object whose data set is, or seems to be, deflated."""
    whole = _whole(name, source, row)
    if isinstance(whole, Scan):
        return whole
    if whole is None:
        again = _as_is(source, fragments)
        return again if isinstance(again, Scan) else scan_of(name, again)
    found = scan_of(name, scanner().scan_bytes(whole.data, fragments, True, False))
    return _with_stream_damage(found, whole, row)


def rewalk(name: str, source: str | Any, row: Any, cap_bytes: int) -> Walk:
    """The walk through the same."""
    whole = _whole(name, source, row)
    if isinstance(whole, Scan):
        return Walk(whole, scanner().walk_bytes(b"", cap_bytes, False, True))
    if whole is not None:
        listing = scanner().walk_bytes(whole.data, cap_bytes, True, False)
        found = scan_of(name, scanner().row(listing))
        return Walk(_with_stream_damage(found, whole, row), listing)
    if isinstance(source, str):
        listing = scanner().walk_file(source, cap_bytes, True)
    else:
        listing = scanner().walk_bytes(source, cap_bytes, False, True)
    return Walk(scan_of(name, scanner().row(listing)), listing)


def _as_is(source: str | Any, fragments: bool) -> Any:
    if isinstance(source, str):
        return scanner().scan_files([source], 1, fragments, True)[0]
    return scanner().scan_bytes(source, fragments, False, True)


def _whole(name: str, source: str | Any, row: Any) -> "Inflated | Scan | None":
    """The inflated object; a scan that says why not; ``None`` where it is not deflated."""
    start, size = row[7], row[3]
    try:
        whole = inflate(source, start, size)
    except (MillivoxError, OSError) as error:
        failed = scan_of(name, row)
        text = error.text if isinstance(error, MillivoxError) else f"{error.strerror}."
        return replace(failed, error=SourceError(text, path=name))
    return whole if len(whole.data) > start else None


def _with_stream_damage(found: Scan, whole: "Inflated", row: Any) -> Scan:
    """The scan with its true size, and with what is wrong with the deflated stream."""
    own = (Damage(row[7], None, whole.damage),) if whole.damage else ()
    return replace(found, size=row[3], damage=own + found.damage)


def inflate(source: str | Any, start: int, size: int) -> Inflated:
    """The object with its data set inflated.

    Parameters
    ----------
    source
        A path, or bytes.
    start
        Where the deflated data set starts; what stands before is kept as it is.
    size
        Bytes of the whole object.

    Raises
    ------
    SourceError
        It inflates to more than ``max(512 MiB, 64 x size)``.
    OSError
        The file can no longer be read.
    """
    data = bytearray()
    engine = zlib.decompressobj(-15)
    most = max(MOST_BYTES, MOST_RATIO * size)
    try:
        for piece in _pieces(source, start):
            if len(data) < start:
                data += piece
            else:
                _inflate(engine, piece, data, most)
    except zlib.error as error:
        return Inflated(data, f"The deflated data set is damaged ({error}); the rest is not read.")
    if not engine.eof:
        return Inflated(data, "The deflated data set is cut; the file ends inside it.")
    rest = len(engine.unused_data)
    return Inflated(data, f"{rest} bytes follow the deflated data set." if rest > 1 else None)


def _pieces(source: str | Any, start: int) -> Iterator[bytes]:
    """The first ``start`` bytes, then the rest in pieces."""
    if not isinstance(source, str):
        view = memoryview(source).cast("B")
        yield bytes(view[:start])
        for at in range(start, len(view), PIECE_BYTES):
            yield bytes(view[at : at + PIECE_BYTES])
        return
    with open(source, "rb") as file:
        yield file.read(start)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _inflate(engine: Any, piece: bytes, data: bytearray, most: int) -> None:
    """One piece more, as far as the bound allows."""
    while piece and not engine.eof:
        data += engine.decompress(piece, PIECE_BYTES)
        if len(data) > most:
            raise SourceError(
                f"The deflated data set inflates to more than {most >> 20} MiB; it is not read."
            )
        piece = engine.unconsumed_tail
