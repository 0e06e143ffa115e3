"""Philips' private copy of the plane, read only where the public one is absent (rule book B-51)."""

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.images.frames import Frame
from millivox.images.unpack.direction import point, usable
from millivox.spacing.findings import finding

CREATOR = b"PHILIPS MR IMAGING DD 005"


def frame(header: Header, rows: int, columns: int) -> Frame | None:
    """The frame placed by (2005,xx0F) of Philips MR, with a P17 finding; ``None`` without it."""
    for held in _items(header):
        place = point(held.vector("ImagePositionPatient", 3))
        written = held.written("ImagePositionPatient")
        cosines = held.vector("ImageOrientationPatient", 6)
        orientation = usable(cosines or header.vector("ImageOrientationPatient", 6))
        if place is None or written is None or orientation is None:
            continue
        text = "The position comes from Philips' private sequence; the public one is absent."
        note = finding("P17", text, where=(header.sop_instance_uid or "",))
        thickness = held.number("SliceThickness") or header.slice_thickness
        return Frame(
            header, place, orientation, rows, columns, written.raw, thickness, None, (note,),
            position_source=written.path,
        )  # fmt: skip
    return None


def _items(header: Header) -> list[Elements]:
    """Items of the private per-frame sequence, in whatever block Philips reserved."""
    for block in range(0x10, 0x100):
        hit = header.find(0x20050000 | block)
        value = hit[0] if hit else None
        name = value[1] if isinstance(value, tuple) else value
        if isinstance(name, bytes) and name.strip(b"\0 ").upper() == CREATOR:
            return header.items_at(0x20050000 | (block << 8) | 0x0F)
    return []
