"""The value of any element as text and as JSON, by its VR (PS3.5 6.2)."""

import struct
from typing import Any

from millivox.dicom.charset import decoded
from millivox.dicom.elements import BINARY, unpack

#: VRs whose values are bytes without a meaning of their own here.
OPAQUE = frozenset(["OB", "OW", "OF", "OD", "OL", "OV", "UN", "SQ", "", "??"])
#: Text in which a backslash is a letter.
ONE_TEXT = frozenset(["LT", "ST", "UT", "UR"])
WITH_CHARSET = frozenset(["LO", "LT", "PN", "SH", "ST", "UC", "UT"])
#: Bytes of an opaque value that are shown.
PREVIEW_BYTES = 16
#: Digits of an IS or DS that are taken for a number; PS3.5 allows 16.
MOST_DIGITS = 64


def texts_of(vr: str, data: bytes, charset: bytes = b"") -> tuple[str, ...]:
    """The values as text; binary numbers in as few digits as tell them apart.

    Examples
    --------
    >>> texts_of("DS", b"0.7\\\\0.70 "), texts_of("US", b"\\x00\\x02")
    (('0.7', '0.70'), ('512',))
    """
    if vr in OPAQUE:
        return _readable(data) if vr == "UN" else ()
    if vr == "AT":
        pairs = struct.iter_unpack("<HH", data[: len(data) // 4 * 4])
        return tuple(f"({group:04X},{element:04X})" for group, element in pairs)
    if vr in BINARY:
        return tuple(_number_text(vr, number) for number in unpack(BINARY[vr], data))
    return _texts(vr, data, charset)


def _texts(vr: str, data: bytes, charset: bytes) -> tuple[str, ...]:
    plain = data.isascii() and b"\x1b" not in data
    if vr in ONE_TEXT:
        text = data.decode("ascii") if plain else "\\".join(_decoded(data, charset, vr))
        text = text.rstrip("\0 \r\n")
        return (text,) if text else ()
    if plain or vr not in WITH_CHARSET:
        text = data.decode("latin-1").strip("\0 ")
        return tuple(part.strip("\0 ") for part in text.split("\\")) if text else ()
    return _decoded(data, charset, vr)


def _decoded(data: bytes, charset: bytes, vr: str) -> tuple[str, ...]:
    if vr not in WITH_CHARSET:
        return (data.decode("latin-1"),)
    return decoded(data, charset)


def _number_text(vr: str, number: float) -> str:
    if vr not in ("FL", "OF"):
        return repr(number)
    texts = (f"{number:.{digits}g}" for digits in (6, 7, 8, 9))
    return next((text for text in texts if _as_single(float(text)) == number), repr(number))


def _as_single(number: float) -> float | None:
    try:
        single: float = struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        return None
    return single


def _readable(data: bytes) -> tuple[str, ...]:
    """Text in an element of unknown VR, where every byte of it can be read."""
    body = data.rstrip(b"\0 ")
    if body and body.isascii() and body.decode("ascii").isprintable():
        return tuple(body.decode("ascii").split("\\"))
    return ()


def json_value(vr: str, texts: tuple[str, ...]) -> Any:
    """The values as JSON holds them: numbers as numbers, one bare, several in a list.

    A number that is not finite, or is none, stays text (``"nan"`` is what is written).

    Examples
    --------
    >>> json_value("DS", ("0.7", "0.70")), json_value("CS", ("CT",)), json_value("SH", ())
    ([0.7, 0.7], 'CT', None)
    """
    numeric = vr in ("DS", "IS") or (vr in BINARY and vr not in OPAQUE)
    values = [_number(text) if numeric else text for text in texts]
    return values[0] if len(values) == 1 else values or None


def _number(text: str) -> float | int | str | None:
    if not text:
        return None
    if len(text) > MOST_DIGITS or "_" in text:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if abs(number) == float("inf") or number != number:
        return text
    whole = text.strip().lstrip("+-")
    return int(text) if whole.isdigit() and whole.isascii() else number


def preview(data: bytes, length: int | None) -> str:
    """The first bytes of an opaque value in hexadecimal.

    Examples
    --------
    >>> preview(b"\\x00\\x01", 2)
    '00 01'
    """
    shown = data[:PREVIEW_BYTES].hex(" ")
    more = length is None or length > PREVIEW_BYTES
    return f"{shown} ..." if more and shown else shown
