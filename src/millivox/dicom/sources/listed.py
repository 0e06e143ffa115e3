"""What a source lists: files, bytes in memory, what was skipped, and problems.

Sources read no header; :mod:`millivox.dicom.reading` scans what they list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Union

from millivox.dicom.problem import Problem


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


def as_path(place: Place) -> bytes | Path:
    """The bytes at a place, or its path where it is a file of its own."""
    if isinstance(place, str):
        return Path(place)
    return place if isinstance(place, bytes) else place.read()
