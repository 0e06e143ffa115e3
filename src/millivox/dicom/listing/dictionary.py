"""What the data dictionaries call an element or a UID (PS3.6, and vendors' private ones).

pydicom keeps these tables as plain data files.  They are read as such, without
importing pydicom itself, which would load NumPy for a question about names.
"""

import sys
from functools import lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

#: Transfer syntaxes of PS3.6 A-1 that pydicom's table lacks.
_NEWER_UIDS = {
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
}


class Entry(NamedTuple):
    """What a dictionary says of one element."""

    vr: str
    vm: str
    name: str
    keyword: str
    retired: bool = False


@lru_cache(maxsize=4)
def _table(module: str, attribute: str) -> dict[Any, Any]:
    """One of pydicom's tables, by the file it stands in."""
    loaded = sys.modules.get(f"pydicom.{module}")
    if loaded is None:
        package = find_spec("pydicom")
        places = package.submodule_search_locations if package else None
        if not places:
            return {}
        file = Path(places[0]) / f"{module}.py"
        spec = spec_from_file_location(f"_millivox_{module}", file)
        if spec is None or spec.loader is None:
            return {}
        loaded = module_from_spec(spec)
        spec.loader.exec_module(loaded)
    table: dict[Any, Any] = getattr(loaded, attribute)
    return table


@lru_cache(maxsize=8192)
def entry(tag: int) -> Entry | None:
    """The standard's entry for a tag, repeating groups and group lengths included.

    Examples
    --------
    >>> entry(0x00280030).keyword
    'PixelSpacing'
    """
    row = _table("_dicom_dict", "DicomDictionary").get(tag) or _repeating(tag)
    if row:
        vr, vm, name, retired, keyword = row
        return Entry(vr, vm, name, keyword, bool(retired))
    if tag & 0xFFFF == 0:
        return Entry("UL", "1", "Group Length", "GroupLength", True)
    if (tag >> 16) & 1 and 0x10 <= tag & 0xFFFF <= 0xFF:
        return Entry("LO", "1", "Private Creator", "PrivateCreator")
    return None


def _repeating(tag: int) -> tuple[str, str, str, str, str] | None:
    """Curves and overlays (50xx, 60xx) and the few other repeating elements."""
    if (tag >> 16) & 1:
        return None
    written = f"{tag:08X}"
    for mask, row in _table("_dicom_dict", "RepeatersDictionary").items():
        if all(a in ("x", b) for a, b in zip(mask, written, strict=True)):
            found: tuple[str, str, str, str, str] = row
            return found
    return None


def private_entry(tag: int, creator: str) -> Entry | None:
    """A vendor's entry for a private element of the block that ``creator`` reserved.

    Examples
    --------
    >>> private_entry(0x0019100A, "SIEMENS MR HEADER").name
    'NumberOfImagesInMosaic'
    """
    block = _table("_private_dict", "private_dictionaries").get(creator)
    if block is None:
        return None
    group, low = f"{tag >> 16:04X}", f"{tag & 0xFF:02X}"
    row = block.get(f"{group}xx{low}") or block.get(f"{tag:08X}")
    if row is None:
        return None
    vr, vm, name, retired = row
    return Entry(vr, vm, name, "", bool(retired))


def uid_name(uid: str) -> str | None:
    """What a well-known UID stands for, or ``None``.

    Examples
    --------
    >>> uid_name("1.2.840.10008.5.1.4.1.1.2")
    'CT Image Storage'
    """
    row = _table("_uid_dict", "UID_dictionary").get(uid)
    return str(row[0]) if row else _NEWER_UIDS.get(uid)


def tag_for(text: str) -> int | None:
    """The tag a person means by a keyword, ``gggg,eeee``, ``(gggg,eeee)`` or ``ggggeeee``.

    Examples
    --------
    >>> f"{tag_for('PixelSpacing'):08x}", f"{tag_for('(0028,0030)'):08x}"
    ('00280030', '00280030')
    """
    digits = text.strip().strip("()").replace(",", "").replace(" ", "").lower()
    if len(digits) == 8 and all(digit in "0123456789abcdef" for digit in digits):
        return int(digits, 16)
    return _by_keyword().get(text.strip().lower())


@lru_cache(maxsize=1)
def _by_keyword() -> dict[str, int]:
    rows = _table("_dicom_dict", "DicomDictionary").items()
    return {row[4].lower(): tag for tag, row in rows if row[4]}
