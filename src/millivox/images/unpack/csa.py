"""The Siemens CSA header: a bounds-checked reader of the few values geometry needs.

Layout after nibabel's ``nicom.csareader`` documentation: an optional ``SV10``
magic, a tag count, then tags of 84 bytes with items of a 16-byte head each.
"""

import struct
from collections.abc import Mapping

_TAG = struct.Struct("<64si4s3i")
_ITEM = struct.Struct("<4i")
TAGS_MAX = 1000
ITEMS_MAX = 10_000


def read(data: bytes, wanted: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """The wanted tags' values as strings; reading stops where the bytes make no sense.

    Parameters
    ----------
    data
        Value of (0029,xx10) under creator SIEMENS CSA HEADER.
    wanted
        Names of the CSA tags, e.g. ``"SliceNormalVector"``.

    Examples
    --------
    >>> dict(read(b"not a CSA header", frozenset({"SliceNormalVector"})))
    {}
    """
    newer = data[:4] == b"SV10"
    at = 8 if newer else 0
    if len(data) < at + 8:
        return {}
    count = struct.unpack_from("<I", data, at)[0]
    at += 8
    found: dict[str, tuple[str, ...]] = {}
    base = 0
    for number in range(min(count, TAGS_MAX)):
        if at + _TAG.size > len(data):
            break
        name, _, _, _, items, _ = _TAG.unpack_from(data, at)
        at += _TAG.size
        base = items if number == 0 else base
        values, after = _items(data, at, items, None if newer else base)
        word = _text(name)
        if word in wanted:
            found[word] = values
        if after is None:
            break
        at = after
    return found


def _items(
    data: bytes, at: int, count: int, base: int | None
) -> tuple[tuple[str, ...], int | None]:
    """The non-empty items of a tag and where the next tag starts (``None``: damaged)."""
    values: list[str] = []
    if not 0 <= count <= ITEMS_MAX:
        return (), None
    for _ in range(count):
        if at + _ITEM.size > len(data):
            return tuple(values), None
        first, second, _, _ = _ITEM.unpack_from(data, at)
        at += _ITEM.size
        # CSA1 counts an item's length from the first tag's number of items.
        length = second if base is None else first - base
        if length < 0 or at + length > len(data):
            return tuple(values), None
        if length:
            values.append(_text(data[at : at + length]))
        at += length + -length % 4
    return tuple(value for value in values if value), at


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("latin-1").strip()
