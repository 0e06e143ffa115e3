"""From a pydicom data set to the same tree a scan of its file would give."""

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from millivox.dicom.elements import BINARY, BYTES, Tree, Value
from millivox.dicom.fields import BY_TAG, PIXELS, PRIVATE
from millivox.dicom.header import Header
from millivox.dicom.quiet import quiet
from millivox.dicom.written import written

if TYPE_CHECKING:
    from pydicom import Dataset

_PRIVATE_GROUPS = {group for group, _ in PRIVATE}


def header_of(
    dataset: Any, file: str | None = None, *, frame: int = 0, of: str = "geometry"
) -> Header:
    """The header of a frame of a pydicom data set, with what ``of`` needs: see :func:`tree_of`.

    Raises
    ------
    TypeError
        It is no data set.
    """
    if not hasattr(dataset, "get_item"):
        raise TypeError(not_accepted(dataset))
    held = any(tag in dataset for tag in PIXELS)
    with quiet():
        return Header(tree_of(dataset, of=of), frame, file, holds_pixels=held)


def each(things: Any) -> Iterable[Any]:
    """Several things one by one; an open file has lines, but is no list of paths.

    Raises
    ------
    TypeError
        It is not several things.
    """
    if isinstance(things, Iterable) and not hasattr(things, "read"):
        return things
    raise TypeError(not_accepted(things))


def not_accepted(thing: object) -> str:
    """What is said of a thing that is neither a path nor a data set."""
    what = type(thing).__name__
    text = f"Paths (str or os.PathLike) and pydicom data sets are accepted, not {what}."
    if isinstance(thing, (bytes, bytearray, memoryview)):
        text += " Bytes are not a path; pydicom.dcmread(io.BytesIO(...)) makes a data set of them."
    return text


def tree_of(dataset: "Dataset", *, of: str = "geometry") -> Tree:
    """What geometry needs of a pydicom data set, as stored; or what ``"pixels"`` need too.

    Elements pydicom has not yet converted keep their raw bytes; values set in
    memory are written out as pydicom would.
    """
    tree: Tree = {}
    for holder in (getattr(dataset, "file_meta", None), dataset):
        if holder is None:
            continue
        for tag in list(holder.keys()):
            if _is_kept(int(tag), of):
                value = _value(_element(holder, tag), int(tag), of)
                if value is not None:
                    tree[int(tag)] = value
    return tree


class InMemory:
    """A data set in memory as a place whose bytes can be read."""

    __slots__ = ("_dataset",)

    def __init__(self, dataset: "Dataset") -> None:
        self._dataset = dataset

    def read(self) -> bytes:
        """The data set as a file would hold it.

        Raises
        ------
        SourceError
            pydicom cannot write it.
        """
        return written(self._dataset)


def _element(holder: "Dataset", tag: Any) -> Any:
    """The element as stored, or converted where it is a sequence pydicom has not parsed yet."""
    element = holder.get_item(tag)
    if element is not None and isinstance(element.value, bytes) and _expected_vr(tag) == "SQ":
        return holder[tag]
    return element


def _is_kept(tag: int, of: str) -> bool:
    group, element = tag >> 16, tag & 0xFFFF
    if tag in BY_TAG:
        return of == "pixels" or not BY_TAG[tag].with_pixels
    return group in _PRIVATE_GROUPS and (
        0x10 <= element <= 0xFF or (group, element & 0xFF) in PRIVATE
    )


def _expected_vr(tag: int) -> str:
    known = BY_TAG.get(tag)
    if known:
        return known.vr
    creator = tag & 0xFFFF <= 0xFF
    return "LO" if creator else PRIVATE[tag >> 16, tag & 0xFF]


def _value(element: Any, tag: int, of: str) -> Value | None:
    if element is None or element.value is None:
        return None
    vr = str(element.VR or "UN").split(" ")[0]
    expected = _expected_vr(tag)
    if vr == "SQ" or (isinstance(element.value, (list, tuple)) and expected == "SQ"):
        return [tree_of(item, of=of) for item in element.value]
    try:
        data = _bytes(element, vr)
    except (struct.error, TypeError, ValueError):  # no value of its VR: as text, it reads as it is
        vr, data = "UT", str(element.value).encode("utf-8", "surrogateescape")
    return data if vr in (expected, "UN") else (vr.encode("latin-1"), data)


def _bytes(element: Any, vr: str) -> bytes:
    value = element.value
    if isinstance(value, bytes):
        width = 2 if vr == "AT" else struct.calcsize(BINARY.get(vr, ""))
        swap = width and getattr(element, "is_little_endian", True) is False
        return _swapped(value, width) if swap else value
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        values = list(value)
    else:
        values = [value]
    if vr in BINARY and vr not in BYTES:
        return struct.pack(f"<{len(values)}{BINARY[vr]}", *values)
    if vr == "AT":
        pairs = [(int(item) >> 16, int(item) & 0xFFFF) for item in values]
        return b"".join(struct.pack("<HH", *pair) for pair in pairs)
    return "\\".join(_text(item) for item in values).encode("utf-8", "surrogateescape")


def _text(value: Any) -> str:
    return str(getattr(value, "original_string", None) or value)


def _swapped(data: bytes, size: int) -> bytes:
    usable = data[: len(data) // size * size]
    return b"".join(usable[n : n + size][::-1] for n in range(0, len(usable), size))
