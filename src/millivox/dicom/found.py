"""What a scan finds: a tree, facts beside it, and damage."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from millivox.dicom.elements import Tree
from millivox.dicom.fields import FIELDS, PRIVATE
from millivox.errors import MillivoxError, NotDicomError, SourceError, TruncatedFileError

if TYPE_CHECKING:
    from millivox.kernel import Listing, Scanner

#: Lines of a walk made into Python objects at a time.
LINES = 1000
#: What the kernel says became of a file.
READ, UNREADABLE, NOT_DICOM, NOTHING_THERE, DEFLATED = range(5)


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that the file itself proves wrong.

    Parameters
    ----------
    offset
        Where in the file; behind a deflated data set's start, in its inflated bytes.
    tag
        The element concerned, written ``(gggg,eeee)``.
    text
        What is wrong, in one sentence.
    """

    offset: int
    tag: str | None
    text: str


@dataclass(frozen=True, slots=True)
class PixelPlace:
    """Where the pixels of a data set lie.

    Parameters
    ----------
    tag
        Pixel Data, Float Pixel Data or Double Float Pixel Data.
    offset
        Of the first byte after the element's header.
    length
        Bytes really there; of encapsulated pixels with all item headers.
    n_fragments
        Fragments of encapsulated pixels, the offset table not counted.
    fragments
        Offset and length of each fragment, where asked for.
    """

    tag: int
    offset: int
    length: int
    encapsulated: bool
    n_fragments: int
    fragments: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found in one file.

    Parameters
    ----------
    path
        The name it was asked for by.
    tree
        What geometry needs of the data set (:mod:`millivox.dicom.elements`); ``None``
        where nothing could be read.
    damage
        What the file proves wrong, in file order as far as it was met so.
    error
        Why there is no tree.
    size
        Bytes of the file.
    transfer_syntax
        UID as declared.
    encoding
        How the data set is really written, e.g. ``"explicit VR little endian"``.
    n_elements
        Elements, items and fragments met at any depth.
    pixels
        Where the pixels lie, if the data set has any.
    """

    path: str
    tree: Tree | None
    damage: tuple[Damage, ...]
    error: MillivoxError | None
    size: int
    transfer_syntax: str | None = None
    encoding: str | None = None
    n_elements: int = 0
    pixels: PixelPlace | None = None


class Walked(NamedTuple):
    """One element as a walk met it; sequences and their items have no value of their own.

    Parameters
    ----------
    vr
        As written; ``""`` in implicit VR and for items.
    length
        As written; ``None`` where undefined.
    value
        Binary numbers little endian; at most the cap, and never pixels.
    cut
        Whether the file holds more of the value than is given here.
    """

    offset: int
    depth: int
    tag: int
    vr: str
    length: int | None
    value: bytes
    cut: bool


#: ``Walked(*line)`` at half its cost.
_walked = partial(tuple.__new__, Walked)


class Walk:
    """Every element of one file in order, and what the scan found besides."""

    __slots__ = ("_listing", "scan")

    def __init__(self, scan: Scan, listing: "Listing") -> None:
        self.scan = scan
        self._listing = listing

    def __len__(self) -> int:
        """How many elements and items there are."""
        return len(self._listing)

    def __iter__(self) -> Iterator[Walked]:
        """One after the other, made as they are asked for."""
        for start in range(0, len(self._listing), LINES):
            yield from map(_walked, self._listing.lines(start, LINES))


@cache
def scanner(*, pixels: bool = False) -> "Scanner":
    """The kernel's scanner, made for what geometry needs, or for what pixels need too."""
    from millivox.kernel import Scanner

    tags = [(field.tag, field.vr) for field in FIELDS.values() if pixels or not field.with_pixels]
    privates = [(group, low, vr) for (group, low), vr in PRIVATE.items()]
    return Scanner(tags, privates, Scan, PixelPlace)


def scan_of(path: str, row: Any) -> Scan:
    """The scan that a row of the kernel describes."""
    outcome, problem, tree, size, damage, syntax, encoding, _, elements, pixels = row
    return Scan(
        path,
        tree,
        tuple(Damage(*one) for one in damage) if damage else (),
        _error_of(path, outcome, problem, size) if outcome else None,
        size,
        syntax,
        encoding if outcome == READ else None,
        elements,
        PixelPlace(*pixels) if pixels else None,
    )


def _error_of(path: str, outcome: int, problem: tuple[int, str], size: int) -> SourceError:
    """Why a file gave nothing."""
    number, text = problem
    if outcome == UNREADABLE:
        return SourceError(f"{os.strerror(number) if number else _sentence(text)}.", path=path)
    if outcome == NOTHING_THERE:
        text = "Nothing of its data set can be read."
        return TruncatedFileError(text, path=path, help="Copy the file from its source again.")
    text = "It is not a DICOM file." if size else "The file is empty."
    return NotDicomError(text, path=path)


def _sentence(text: str) -> str:
    return f"It is {text}" if text.startswith("a ") else text[:1].upper() + text[1:]
