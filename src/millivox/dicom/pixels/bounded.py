"""A bound on what pydicom reads of a file before its pixels."""

from typing import BinaryIO

from millivox.errors import PixelError

#: What stands before the pixels is shorter, and has fewer elements (three reads each).
HEADER_BYTES = 512 << 20
MOST_READS = 6_000_000


class Bounded:
    """A stream as pydicom reads a header from it, which must come to an end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.tell, self.seek = stream.tell, stream.seek
        self._read = stream.read
        self._reads_left, self._bytes_left = MOST_READS, HEADER_BYTES

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes, unless it were too many."""
        most = self._bytes_left + 1
        data = self._read(most if size is None or size < 0 else min(size, most))
        self._reads_left -= 1
        self._bytes_left -= len(data)
        if self._reads_left < 0 or self._bytes_left < 0:
            bound = f"{HEADER_BYTES >> 20} MiB and {MOST_READS // 3:,} elements"
            raise PixelError(f"What stands before its pixels is longer than {bound}.")
        return data
