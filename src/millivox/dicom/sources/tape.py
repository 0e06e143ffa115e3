"""The tape in a TAR: its uncompressed bytes from front to back."""

import os
from typing import BinaryIO

from millivox.dicom.sources.limits import Budget
from millivox.dicom.sources.streams import CHUNK, Inflated, Readable, Slice, compression_of


class Tape:
    """The uncompressed bytes of an archive, which only move forwards."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        make = compression_of(file.read(8))
        plain = Slice(file, 0, length)
        self._budget = budget
        self._plain = plain if make is None else None
        self._stream: Readable = (
            plain if make is None else Inflated(plain, make, budget, again=True)
        )
        self.is_compressed = make is not None
        self.at = 0

    def read(self, size: int) -> bytes:
        """The next bytes, fewer only at the end."""
        data = self._stream.read(size)
        self.at += len(data)
        return data

    def skip(self, size: int) -> None:
        """Past so many bytes; inflated ones count, stored ones cost nothing."""
        if self._plain is not None:
            self.at += self._plain.skip(size)
            return
        while size > 0 and (data := self.read(min(size, CHUNK))):
            self._budget.spend(len(data))
            size -= len(data)


class Part:
    """The bytes of one member on the tape."""

    def __init__(self, tape: Tape, size: int) -> None:
        self._tape = tape
        self._left = size

    def read(self, size: int) -> bytes:
        """The next bytes of the member."""
        data = self._tape.read(min(size, self._left))
        self._left -= len(data)
        return data


class Again:
    """A stream with the bytes that were read already put back."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data, self._head = self._head[:size], self._head[size:]
        return data or self._rest.read(size)
