"""Sources: what a path stands for, and what lies there.

A source lists what it finds and reads no header; :mod:`millivox.dicom.reading`
scans what it lists.  Nothing here raises for bad input: it is listed as a problem.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Union

from millivox.dicom.problem import Problem

#: Largest thing read whole into memory: one member of an archive, or standard input.
WHOLE_BYTES = 1 << 30
CHUNK_BYTES = 1 << 20


class Member(Protocol):
    """A file inside an archive, which can be read again at any time."""

    def read(self) -> bytes:
        """All bytes of the member."""
        ...


#: Where bytes are: a path on disk, a member of an archive, or memory.
Place = Union[str, bytes, Member]


@dataclass(frozen=True, slots=True)
class File:
    """A regular file on disk; ``named`` where somebody said that it is DICOM."""

    path: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are in memory already, with the place to read them from again."""

    path: str
    data: bytes
    place: Place
    named: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is not DICOM and does not claim to be."""

    path: str


#: What a source lists.
Found = Union[File, Content, Skipped, Problem]


class Source(Protocol):
    """Something that holds instances: a folder, an archive, a file set, standard input."""

    def __iter__(self) -> Iterator[Found]:
        """List what is here."""
        ...


class Seen:
    """The files and folders already listed, so that each is read once.

    A file is what its device and inode say, whatever links lead to it.
    """

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: set[tuple[int, int]] = set()

    def first(self, device: int, inode: int) -> bool:
        """Whether this is the first time; from now on it no longer is."""
        key = (device, inode)
        if key in self._keys:
            return False
        self._keys.add(key)
        return True

    def __contains__(self, key: tuple[int, int]) -> bool:
        """Whether a device and inode were listed."""
        return key in self._keys


def source_of(path: str, seen: Seen) -> Iterator[Found]:
    """What a path given by the caller stands for.

    Parameters
    ----------
    path
        A file, a folder, ``-`` for standard input, or a ``file://`` address.
    seen
        What was listed before; added to.
    """
    if path == "-":
        yield from Input()
        return
    if "://" in path and not os.path.lexists(path):
        local = _local(path)
        if local is None:
            yield Problem.refused(path, "No source understands this address.")
            return
        path = local
    yield from _on_disk(path, seen)


def _on_disk(path: str, seen: Seen) -> Iterator[Found]:
    from millivox.dicom.sources.folder import Folder

    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        yield unopened(path, error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from Folder(path, seen)
    elif not stat.S_ISREG(status.st_mode):
        yield special(path, status.st_mode)
    elif seen.first(status.st_dev, status.st_ino):
        yield File(path, named=True)


def _local(address: str) -> str | None:
    """The path of a ``file://`` address of this machine."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() != "file" or parts.netloc.lower() not in ("", "localhost"):
        return None
    path = unquote(parts.path, errors="surrogateescape")
    drive = os.name == "nt" and path[2:3] == ":"  # file:///C:/study
    return path[1:] if drive else path


class Input:
    """Standard input: one file, or one archive."""

    def __iter__(self) -> Iterator[Found]:
        """Read it to its end."""
        data = bytearray()
        try:
            stream = sys.stdin.buffer  # there is none without a console
            while piece := stream.read(CHUNK_BYTES):
                data += piece
                if len(data) > WHOLE_BYTES:
                    text = f"Standard input is longer than {WHOLE_BYTES >> 20} MiB."
                    yield Problem.refused("-", text, help="Write it to a file first.")
                    return
        except (OSError, ValueError, AttributeError) as error:
            yield unopened("-", error)
            return
        yield Content("-", bytes(data), bytes(data), named=True)


def without_waiting(path: str, flags: int) -> int:
    """Open a file so that one which became a FIFO in the meantime does not hold us up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def first_bytes(path: str, size: int) -> bytes:
    """The start of a file; a folder of other files asks for it once for each."""
    handle = without_waiting(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(handle, size)
    finally:
        os.close(handle)


def unopened(path: str, error: Exception) -> Problem:
    """A path that the system would not open, in its words."""
    code = getattr(error, "errno", None)
    if code == errno.ENOENT and os.path.islink(path):
        return Problem.refused(path, "A link that leads nowhere.")
    if code == errno.ELOOP:
        return Problem.refused(path, "A link that leads back to itself.")
    if code == errno.ENOENT:
        return Problem.refused(path, "There is no such file or folder.")
    said = getattr(error, "strerror", None) or str(error)
    return Problem.refused(path, f"It cannot be opened: {said}.")


def special(path: str, mode: int) -> Problem:
    """A path that is neither a file nor a folder; never opened, for that may wait for ever."""
    kinds = (
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a character device"),
        (stat.S_ISBLK, "a block device"),
    )
    kind = next((word for test, word in kinds if test(mode)), "a special file")
    help = "Send it to standard input and give '-'." if stat.S_ISFIFO(mode) else None
    return Problem.refused(path, f"This is {kind}, not a file.", help=help)


def as_path(place: Place) -> bytes | Path:
    """The bytes at a place, or its path where it is a file of its own."""
    if isinstance(place, str):
        return Path(place)
    return place if isinstance(place, bytes) else place.read()
