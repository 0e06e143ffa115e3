"""Spacing that only a vendor's own elements hold (P17, rules B.4 and B-35)."""

import re
import struct
from dataclasses import replace

from millivox.dicom.elements import Elements
from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, spacing_of
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair, pair

_CSA = (0x0029, "SIEMENS CSA HEADER", 0x10)
_PHILIPS = (0x2005, "Philips MR Imaging DD 005", 0x0F)
_METRIC = frozenset(["MR", "CT", "PT"])
_TAG_HEAD = struct.Struct("<64si4siii")  # name, VM, VR, syngo type, items, marker
_ITEM_HEAD = struct.Struct("<4i")


def private_only(header: Header, spacing: Spacing) -> Spacing:
    """P17: with no public number, a known vendor's private one, its creator checked; grade C."""
    if spacing.x.number is not None or (header.modality or "") not in _METRIC:
        return spacing
    for vendor, read in (("Siemens CSA header", _siemens), ("Philips frame item", _philips)):
        found = read(header)
        if found is not None and found.usable:
            return _told(found, vendor)
    return spacing


def _told(found: Pair, vendor: str) -> Spacing:
    text = f"Pixel Spacing stands only in private elements ({vendor})."
    square = found.row_mm == found.column_mm
    meaning = Meaning(
        "B-35",
        Grade.C if square else Grade.D,
        labels.MM if square else labels.UNVERIFIED,
        Plane.PATIENT,
        Calibration.INTRINSIC,
        method=Method.PRIVATE,
        note=text if square else f"{text} Its order of rows and columns is not documented.",
    )
    return spacing_of(found, meaning, finding("P17", text))


def _siemens(header: Header) -> Pair | None:
    written = header.private_written(*_CSA)
    if written is None:
        return None
    values = csa_values(written.data, "PixelSpacing")
    if len(values) != 2:
        return None
    inside = Elements({tag_of("PixelSpacing"): "\\".join(values).encode("latin-1")})
    found = pair(inside, "PixelSpacing")
    if found.written is None:
        return None
    return replace(found, written=found.written._replace(path=f"{written.path} CSA PixelSpacing"))


def _philips(header: Header) -> Pair | None:
    tag = header.private(*_PHILIPS)
    items = header.items_at(tag) if tag is not None else []
    return pair(items[0], "PixelSpacing") if items else None


def csa_values(data: bytes, name: str) -> tuple[str, ...]:
    """The values of one tag of a Siemens CSA2 header; empty where it is absent or damaged."""
    if not data.startswith(b"SV10"):
        return ()
    match = re.search(re.escape(name.encode("latin-1")) + b"\0", data)
    if match is None or len(data) < match.start() + _TAG_HEAD.size:
        return ()
    _, _, _, _, count, _ = _TAG_HEAD.unpack_from(data, match.start())
    values, place = [], match.start() + _TAG_HEAD.size
    for _ in range(min(max(count, 0), 64)):
        if place + _ITEM_HEAD.size > len(data):
            break
        length = _ITEM_HEAD.unpack_from(data, place)[1]
        if not 0 <= length <= len(data) - place:
            break
        start = place + _ITEM_HEAD.size
        text = data[start : start + length].split(b"\0")[0].decode("latin-1").strip()
        if text:
            values.append(text)
        place = start + (length + 3) // 4 * 4
    return tuple(values)
