"""gzip on several processors: one stream that every reader knows."""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO

#: A quarter of the time of gzip's own 6 for a CT, and 1.5 % more bytes.
LEVEL = 4
#: Bytes that are deflated on their own; what is lost for not knowing those before is below 0.1 %.
_PIECE = 1 << 20
#: No name and no time, so that the same volume gives the same file; from an unknown system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"


def gzipped(
    parts: Iterable[bytes], file: IO[bytes], *, level: int = LEVEL, threads: int = 0
) -> None:
    """Write bytes as one gzip member whose pieces are deflated beside each other.

    A piece ends on a whole byte and is not the last of the stream (zlib's full flush), so that
    pieces can stand behind one another; an empty last block ends it.

    References
    ----------
    RFC 1951, RFC 1952; pigz (https://zlib.net/pigz/) does the same.

    Examples
    --------
    >>> import gzip, io
    >>> held = io.BytesIO()
    >>> gzipped([b"millimetre " * 3], held)
    >>> gzip.decompress(held.getvalue())
    b'millimetre millimetre millimetre '
    """
    check, size = 0, 0
    file.write(_HEAD)
    count = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(count) as pool:
        for piece, deflated in _in_order(pool, _pieces(parts), level, 2 * count):
            file.write(deflated)
            check = zlib.crc32(piece, check)
            size += len(piece)
    file.write(_END + struct.pack("<II", check, size & 0xFFFFFFFF))


def _in_order(
    pool: ThreadPoolExecutor, pieces: Iterator[memoryview], level: int, ahead: int
) -> Iterator[tuple[memoryview, bytes]]:
    """Pieces and what became of them; no more than some at a time, so that memory stays small."""
    waiting: list[tuple[memoryview, Future[bytes]]] = []
    for piece in pieces:
        waiting.append((piece, pool.submit(_deflated, piece, level)))
        if len(waiting) >= ahead:
            first, done = waiting.pop(0)
            yield first, done.result()
    for piece, done in waiting:
        yield piece, done.result()


def _pieces(parts: Iterable[bytes]) -> Iterator[memoryview]:
    for part in parts:
        whole = memoryview(part).cast("B")
        yield from (whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE))


def _deflated(piece: memoryview, level: int) -> bytes:
    made = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return made.compress(piece) + made.flush(zlib.Z_FULL_FLUSH)
