"""gzip in pieces: one member, whatever the pieces."""

import gzip
import io
import zlib

import pytest

from millivox.export import gzipped as room
from millivox.export.gzipped import gzipped


@pytest.mark.parametrize("sizes", [[0], [1], [100], [99, 101, 300], [1000]])
def test_any_number_of_pieces_is_one_member(sizes: list[int], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(room, "_PIECE", 100)
    parts = [bytes((n * 7 + size) % 256 for n in range(size)) for size in sizes]
    held = io.BytesIO()
    gzipped(parts, held, threads=3)
    made = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert made.decompress(held.getvalue()) == b"".join(parts)
    assert made.eof
    assert made.unused_data == b""
    assert gzip.decompress(held.getvalue()) == b"".join(parts)
