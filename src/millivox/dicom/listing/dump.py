"""Every element of a file, in order, with its name and its value: nested, private, damaged too.

It stands on the bounds-checked walk of :mod:`millivox.dicom.scan`, never on a
general reader, so a hostile file costs no more than its own size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from zlib import crc32

from millivox.dicom.elements import BINARY
from millivox.dicom.fields import written_tag
from millivox.dicom.listing.dictionary import Entry, entry, private_entry, uid_name
from millivox.dicom.listing.rendering import ONE_TEXT, OPAQUE, json_value, preview, texts_of

ITEM = 0xFFFEE000
#: A tag path ends in the tag: "(gggg,eeee)".
TAG_LETTERS = 11
DELIMITERS = (0xFFFEE00D, 0xFFFEE0DD)
CHARSET = 0x00080005
PIXEL_REPRESENTATION = 0x00280103
STRINGS = ONE_TEXT | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "PN", "SH", "TM", "UC", "UI"}
UNSAID = frozenset(["UN", "", "??"])
KNOWN_VRS = STRINGS | OPAQUE | frozenset(BINARY) | {"AT", "SQ"}


class Walked(Protocol):
    """One element as the walk met it; ``value`` is capped, ``cut`` says so.

    An item stands at the depth of the elements inside it.
    """

    @property
    def offset(self) -> int:
        """Of the tag, in the file."""

    @property
    def depth(self) -> int:
        """Sequences around it; 0 for the data set."""

    @property
    def tag(self) -> int:
        """Group and element in one number."""

    @property
    def vr(self) -> str:
        """As written; empty where the file does not write it."""

    @property
    def length(self) -> int | None:
        """As written; ``None`` where it is left open."""

    @property
    def value(self) -> bytes:
        """Its bytes, binary numbers little endian."""

    @property
    def cut(self) -> bool:
        """Whether there is more than ``value`` holds."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: where it stands, what it is called, what it holds.

    Parameters
    ----------
    path
        Tag path with item numbers, e.g. ``(0010,1002)[0].(0010,0020)``.
    values
        Its values as text; empty for a sequence, bulk data, or no value.
    value
        The same as JSON holds them: numbers as numbers, one value bare, several in a list.
    length
        Bytes the file states; ``None`` where it leaves the length open.
    shown
        The first bytes in hexadecimal, of a value that has no text.
    digest
        CRC-32 of such a value, as far as it was read: tells two of them apart.
    """

    tag: int
    vr: str
    keyword: str
    name: str
    path: str
    depth: int
    offset: int
    length: int | None
    values: tuple[str, ...] = ()
    value: Any = None
    creator: str | None = None
    shown: str = ""
    cut: bool = False
    digest: int = 0

    @property
    def written(self) -> str:
        """The tag as the standard writes it."""
        return self.path[-TAG_LETTERS:] if not self.is_item else written_tag(self.tag)

    @property
    def is_item(self) -> bool:
        """Whether it is the start of a sequence item."""
        return self.tag == ITEM

    @property
    def meaning(self) -> str | None:
        """What a well-known UID stands for."""
        return uid_name(self.values[0]) if self.vr == "UI" and len(self.values) == 1 else None

    def to_dict(self) -> dict[str, Any]:
        """The element as it stands in the JSON output."""
        parts: dict[str, Any] = {
            "tag": self.written,
            "keyword": self.keyword,
            "vr": self.vr,
            "value": self.value,
            "path": self.path,
            "depth": self.depth,
            "length": self.length,
        }
        if self.vr in ("DS", "IS") and self.values:
            parts["raw"] = list(self.values)
        private = self.creator is not None
        extra = {
            "name": self.name if private else self.meaning,
            "creator": self.creator,
            "bytes": self.shown or None,
            "cut": self.cut or None,
        }
        return parts | {key: held for key, held in extra.items() if held is not None}


class _Level:
    """What holds inside one data set or item."""

    __slots__ = ("charset", "creators", "items", "prefix", "sequence", "signed")

    def __init__(self, prefix: str, outer: "_Level | None" = None) -> None:
        self.prefix = prefix
        self.charset: bytes = outer.charset if outer else b""
        self.signed: bool = outer.signed if outer else False
        self.creators: dict[int, str] = {}
        self.sequence = ""
        self.items = 0

    def creator(self, tag: int) -> str | None:
        """Who reserved the block of a private element; ``None`` of a standard one."""
        if (tag >> 16) & 1 and tag & 0xFFFF > 0xFF:
            return self.creators.get((tag >> 16) << 8 | (tag >> 8) & 0xFF, "")
        return None


#: The element last met at a place, and what it was made from.
Known = dict[tuple[str, int], tuple[Any, Element]]


def elements(walked: Iterable[Walked], known: Known | None = None) -> Iterator[Element]:
    """Name what a walk met, and give its values; items count from 0, delimiters are left out.

    Parameters
    ----------
    known
        Kept from one header to the next of a series, for most of them repeat the one before: an
        element that says the same again is not made again, and so keeps its offset.
    """
    levels = [_Level("")]
    for met in walked:
        if met.tag in DELIMITERS:
            continue
        if met.tag == ITEM:
            yield _item(met, levels)
            continue
        del levels[met.depth + 1 :]
        level = levels[-1]
        element = _element(met, level) if known is None else _again(met, level, known)
        _remember(met, level, element)
        yield element


def _item(met: Walked, levels: list[_Level]) -> Element:
    """The start of an item, which opens a level of its own."""
    del levels[max(met.depth, 1) :]
    outer = levels[-1]
    path = f"{outer.sequence}[{outer.items}]"
    outer.items += 1
    levels.append(_Level(f"{path}.", outer))
    return Element(ITEM, "", "Item", "Item", path, met.depth, met.offset, met.length)


def _again(met: Walked, level: _Level, known: Known) -> Element:
    """The element last met here if it says the same, else a new one."""
    place = (level.prefix, met.tag)
    creator = level.creator(met.tag)
    said = (met.vr, met.length, met.value, met.cut, creator, level.charset, level.signed)
    before = known.get(place)
    if before is not None and before[0] == said:
        return before[1]
    element = _element(met, level)
    known[place] = (said, element)
    return element


def _element(met: Walked, level: _Level) -> Element:
    creator = level.creator(met.tag)
    known = entry(met.tag) if creator is None else private_entry(met.tag, creator)
    vr = met.vr or _resolved(known.vr if known else "UN", level.signed)
    meant = _meant(vr, known, level.signed)
    data = met.value or b""
    texts = texts_of(meant, data, level.charset) if data else ()
    return Element(
        tag=met.tag,
        vr=vr,
        keyword=known.keyword if known else "",
        name=known.name if known else "",
        path=level.prefix + written_tag(met.tag),
        depth=met.depth,
        offset=met.offset,
        length=met.length,
        values=texts,
        value=json_value(meant, texts) if texts else None,
        creator=creator,
        shown="" if texts or meant == "SQ" else preview(data, met.length),
        cut=met.cut,
        digest=crc32(data) if data and not texts else 0,
    )


def _remember(met: Walked, level: _Level, element: Element) -> None:
    """What later elements of the same level need."""
    level.sequence, level.items = element.path, 0
    if met.tag == CHARSET:
        level.charset = met.value
    elif met.tag == PIXEL_REPRESENTATION:
        level.signed = element.values == ("1",)
    elif (met.tag >> 16) & 1 and 0x10 <= met.tag & 0xFFFF <= 0xFF and element.values:
        level.creators[(met.tag >> 16) << 8 | met.tag & 0xFF] = element.values[0]


def _resolved(vr: str, signed: bool) -> str:
    """One VR where the dictionary leaves a choice (PS3.5 A.1)."""
    if " or " not in vr:
        return vr
    choices = vr.split(" or ")
    if "OW" in choices and "US" not in choices:
        return "OW"
    return "SS" if signed and "SS" in choices else "US"


def _meant(vr: str, known: Entry | None, signed: bool) -> str:
    """The VR to read the value by: as written, unless that is unknown and the dictionary knows."""
    if vr in KNOWN_VRS and vr not in UNSAID:
        return vr
    return _resolved(known.vr, signed) if known else "UN"
