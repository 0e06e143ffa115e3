"""Small DICOM files made on the spot."""

import struct
from collections.abc import Callable

import pytest

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
MakeDicom = Callable[..., bytes]


def _element(tag: int, vr: str, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    if vr in ("OB", "OW", "SQ", "UN"):
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def _made(number: int = 1, *, rows: int = 4, preamble: bytes = bytes(128)) -> bytes:
    uid = f"1.2.3.{number}".encode()
    meta = (
        _element(0x00020001, "OB", b"\0\1")
        + _element(0x00020002, "UI", CT.encode())
        + _element(0x00020003, "UI", uid)
        + _element(0x00020010, "UI", EXPLICIT.encode())
        + _element(0x00020012, "UI", b"1.2.3")
    )
    data = (
        _element(0x00080016, "UI", CT.encode())
        + _element(0x00080018, "UI", uid)
        + _element(0x00080060, "CS", b"CT")
        + _element(0x0020000E, "UI", b"1.2.4")
        + _element(0x00200013, "IS", f"{number:02d}".encode())
        + _element(0x00280002, "US", struct.pack("<H", 1))
        + _element(0x00280010, "US", struct.pack("<H", rows))
        + _element(0x00280011, "US", struct.pack("<H", 4))
        + _element(0x00280100, "US", struct.pack("<H", 16))
        + _element(0x7FE00010, "OW", struct.pack("<H", number) * rows * 4)
    )
    length = _element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return preamble + b"DICM" + length + meta + data


@pytest.fixture(scope="session")
def make_dicom() -> MakeDicom:
    """Makes the bytes of a small CT slice: ``make_dicom(number, rows=4, preamble=...)``."""
    return _made


class Parts:
    """Pieces of DICOM files: elements, items, sequences, fragments, whole files."""

    IMPLICIT, EXPLICIT, BIG = "1.2.840.10008.1.2", EXPLICIT, "1.2.840.10008.1.2.2"
    ENDLESS = 0xFFFFFFFF
    LONG = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")

    @classmethod
    def element(
        cls, tag: int, vr: str, value: bytes, *, order: str = "<", length: int | None = None
    ) -> bytes:
        """An explicit element; ``vr=""`` writes an implicit one; ``length`` may lie."""
        value += b"\0" * (len(value) % 2)
        size = len(value) if length is None else length
        head = struct.pack(order + "HH", tag >> 16, tag & 0xFFFF) + vr.encode("latin-1")
        if not vr:
            return head + struct.pack(order + "I", size) + value
        if vr in cls.LONG:
            return head + struct.pack(order + "HI", 0, size) + value
        return head + struct.pack(order + "H", size) + value

    @staticmethod
    def mark(tag: int, length: int = 0, order: str = "<") -> bytes:
        """An item's header or a delimiter."""
        return struct.pack(order + "HHI", tag >> 16, tag & 0xFFFF, length)

    @classmethod
    def item(cls, *elements: bytes, endless: bool = False, length: int | None = None) -> bytes:
        """A sequence item or a fragment."""
        inside = b"".join(elements)
        if endless:
            return cls.mark(0xFFFEE000, cls.ENDLESS) + inside + cls.mark(0xFFFEE00D)
        return cls.mark(0xFFFEE000, len(inside) if length is None else length) + inside

    @classmethod
    def sequence(cls, tag: int, *items: bytes, vr: str = "SQ", endless: bool = False) -> bytes:
        """A sequence of items."""
        inside = b"".join(items)
        if endless:
            inside += cls.mark(0xFFFEE0DD)
        return cls.element(tag, vr, inside, length=cls.ENDLESS if endless else None)

    @classmethod
    def file(cls, *elements: bytes, syntax: str = EXPLICIT) -> bytes:
        """A whole file with a meta header."""
        meta = (
            cls.element(0x00020002, "UI", CT.encode())
            + cls.element(0x00020003, "UI", b"1.2.3")
            + cls.element(0x00020010, "UI", syntax.encode())
        )
        length = cls.element(0x00020000, "UL", struct.pack("<I", len(meta)))
        return bytes(128) + b"DICM" + length + meta + b"".join(elements)

    @classmethod
    def image(
        cls,
        *pixels: bytes,
        rows: int = 4,
        columns: int = 4,
        bits: int = 8,
        samples: int = 1,
        frames: bytes | None = None,
        photometric: bytes = b"MONOCHROME2",
        more: bytes = b"",
        syntax: str = EXPLICIT,
    ) -> bytes:
        """A file of an image; ``pixels`` are whole elements."""

        def short(tag: int, value: int) -> bytes:
            return cls.element(tag, "US", struct.pack("<H", value))

        return cls.file(
            cls.element(0x00080016, "UI", CT.encode()),
            short(0x00280002, samples),
            cls.element(0x00280004, "CS", photometric),
            cls.element(0x00280008, "IS", frames) if frames is not None else b"",
            short(0x00280010, rows),
            short(0x00280011, columns),
            short(0x00280100, bits),
            short(0x00280101, bits),
            short(0x00280102, bits - 1),
            more,
            *pixels,
            syntax=syntax,
        )

    @classmethod
    def fragments(cls, *parts: bytes, table: bytes = b"", end: bool = True) -> bytes:
        """Encapsulated pixels."""
        items = [cls.item(part + b"\0" * (len(part) % 2)) for part in (table, *parts)]
        inside = b"".join(items) + (cls.mark(0xFFFEE0DD) if end else b"")
        return cls.element(0x7FE00010, "OB", inside, length=cls.ENDLESS)


@pytest.fixture(scope="session")
def parts() -> type[Parts]:
    """Makes pieces of DICOM files."""
    return Parts
