"""Elements: what is written in a data set or an item, typed on demand; absent is ``None``."""

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Union

from millivox.dicom.fields import BY_TAG, FIELDS, PRIVATE, tag_of, written_tag

#: A value as scanned: the bytes of the expected VR (binary VRs little endian), or
#: (VR, bytes) where the file says another VR, or the items of a sequence.
Value = Union[bytes, tuple[bytes, bytes], list["Tree"]]
Tree = dict[int, Value]

BINARY: Mapping[str, str] = {
    "US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "UV": "Q", "SV": "q",
    "OW": "H", "OL": "I", "OF": "f", "OD": "d",
}  # fmt: skip
BYTES = ("OB", "UN", "OW", "OL", "OF", "OD", "OV")


class Written(NamedTuple):
    """One attribute as it stands in the file: its VR, its bytes and where it was found."""

    tag: int
    vr: str
    data: bytes
    path: str
    charset: bytes = b""

    @property
    def expected_vr(self) -> str:
        """The VR the dictionary gives this attribute."""
        known = BY_TAG.get(self.tag)
        return known.vr if known else self.vr

    @property
    def raw(self) -> tuple[str, ...]:
        """The values as strings, as stored; a binary value printed in full."""
        code = BINARY.get(self.vr)
        if code is None:
            text = self.data.decode("latin-1").strip("\0 \t\r\n")
            return tuple(part.strip() for part in text.split("\\")) if text else ()
        return tuple(repr(number) for number in unpack(code, self.data))

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as text in their character set."""
        if self.data.isascii() and b"\x1b" not in self.data:
            return self.raw
        from millivox.dicom.charset import decoded

        return decoded(self.data, self.charset)

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """The values as numbers; what is not a finite number is ``None``."""
        if self.vr in BINARY:
            numbers = map(float, unpack(BINARY[self.vr], self.data))
            return tuple(number if abs(number) < float("inf") else None for number in numbers)
        return _decimal_numbers(self.data)


def unpack(code: str, data: bytes) -> tuple[Any, ...]:
    """Little-endian numbers of a binary value; a ragged tail is left out."""
    count = len(data) // struct.calcsize(code)
    return struct.unpack_from(f"<{count}{code}", data)


@lru_cache(maxsize=4096)
def _decimal_numbers(data: bytes) -> tuple[float | None, ...]:
    """Numbers of a DS or IS; the same bytes come again with every slice."""
    text = data.decode("latin-1").strip("\0 \t\r\n")
    return tuple(_decimal(part) for part in text.split("\\")) if text else ()


def _decimal(text: str) -> float | None:
    """A decimal string as a finite float, strictly; anything else is ``None``."""
    try:
        number = float(text) if "_" not in text else float("nan")
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


class Elements:
    """What is written in one data set or sequence item.

    Parameters
    ----------
    tree
        Tag to value, as the scanner or :func:`from_dataset` made it.
    path
        Prefix of the tag paths, ``""`` for the data set itself.
    charset
        Specific Character Set in force (PS3.5 6.1), raw.
    """

    __slots__ = ("charset", "path", "tree")

    def __init__(self, tree: Tree, path: str = "", charset: bytes = b"") -> None:
        self.tree = tree
        self.path = path
        own = tree.get(0x00080005)
        self.charset = own if isinstance(own, bytes) else charset

    def find(self, tag: int) -> tuple[Value, str] | None:
        """The value of a tag and the path of the place it stands in."""
        value = self.tree.get(tag)
        return None if value is None else (value, self.path)

    def written(self, keyword: str) -> Written | None:
        """An attribute as it stands in the file, or ``None`` if absent or empty."""
        field = FIELDS[keyword]
        return self.written_at(field.tag, field.vr)

    def written_at(self, tag: int, vr: str) -> Written | None:
        """The same by tag; ``vr`` is the one the dictionary gives."""
        value, path = self.find(tag) or (None, "")
        if value is None or isinstance(value, list):
            return None
        if isinstance(value, tuple):
            vr, value = value[0].decode("latin-1"), value[1]
        if not value.strip(b"\0 " if vr not in BINARY else b""):
            return None
        return Written(tag, vr, value, path + written_tag(tag), self.charset)

    def text(self, keyword: str) -> str | None:
        """The first value as text."""
        found = self.written(keyword)
        return (found.texts or (None,))[0] if found else None

    def texts(self, keyword: str) -> tuple[str, ...]:
        """All values as text; empty where absent."""
        found = self.written(keyword)
        return found.texts if found else ()

    def numbers(self, keyword: str) -> tuple[float | None, ...]:
        """All values as numbers; empty where absent."""
        found = self.written(keyword)
        return found.numbers if found else ()

    def number(self, keyword: str) -> float | None:
        """The first value as a finite number."""
        return (self.numbers(keyword) or (None,))[0]

    def integer(self, keyword: str) -> int | None:
        """The first value as an integer (``None`` if it is not one)."""
        number = self.number(keyword)
        return int(number) if number is not None and number == int(number) else None

    def vector(self, keyword: str, length: int) -> tuple[float, ...] | None:
        """Exactly ``length`` finite numbers, else ``None``."""
        numbers = self.numbers(keyword)
        if len(numbers) != length or None in numbers:
            return None
        return tuple(number for number in numbers if number is not None)

    def items(self, keyword: str) -> list["Elements"]:
        """The items of a sequence; empty where absent."""
        return self.items_at(tag_of(keyword))

    def items_at(self, tag: int) -> list["Elements"]:
        """The items of a sequence by tag."""
        hit = self.find(tag)
        if hit is None or not isinstance(hit[0], list):
            return []
        prefix = hit[1] + written_tag(tag)
        return [Elements(tree, f"{prefix}[{n}].", self.charset) for n, tree in enumerate(hit[0])]

    def private(self, group: int, creator: str, low: int) -> int | None:
        """The tag of a private element in the block that ``creator`` reserved (PS3.5 7.8.1)."""
        for tag, value in self._creators(group):
            name = value.decode("latin-1").strip("\0 ").upper()
            full = (group << 16) | ((tag & 0xFF) << 8) | low
            if name == creator.upper() and full in self.tree:
                return full
        return None

    def private_written(self, group: int, creator: str, low: int) -> Written | None:
        """A private element as it stands in the file, after checking its creator."""
        tag = self.private(group, creator, low)
        return None if tag is None else self.written_at(tag, PRIVATE[group, low])

    def _creators(self, group: int) -> Iterator[tuple[int, bytes]]:
        first, last = group << 16 | 0x10, group << 16 | 0xFF
        # A tree holds fewer tags than a group may have creators.
        for tag in sorted(tag for tag in self.tree if first <= tag <= last):
            value = self.tree[tag]
            if isinstance(value, tuple):
                value = value[1]
            if isinstance(value, bytes):
                yield tag, value
