"""Enhanced multi-frame objects: every frame has its own plane (PS3.3 C.7.6.16; rule book C.3)."""

from millivox.dicom.header import PER_FRAME, Header
from millivox.images.frames import Frame, NotSlices, Unpacked
from millivox.images.sorting.exclude import excluded
from millivox.images.unpack import philips, plain
from millivox.images.unpack.direction import point, usable


def unpack(header: Header) -> Unpacked:
    """The frames of an enhanced CT, MR, PET, XA 3-D, segmentation or legacy converted object."""
    return _unpack(header, "ImagePositionPatient", "ImageOrientationPatient")


def unpack_ultrasound(header: Header) -> Unpacked:
    """The planes of an enhanced ultrasound volume, in its own frame of reference (rule T7)."""
    return _unpack(header, "ImagePositionVolume", "ImageOrientationVolume")


def _unpack(header: Header, position: str, orientation: str) -> Unpacked:
    items = header.tree.get(PER_FRAME)
    # More frames than groups cannot be placed; a count without its groups is not believed.
    held = len(items) if isinstance(items, list) else 0
    count = min(header.number_of_frames, held) or 1
    found = Unpacked([], [])
    refused: dict[tuple[str, str], list[NotSlices]] = {}
    for number in range(count):
        own = header.at_frame(number)
        reason = excluded(own)
        frame = None if reason else _frame(own, position, orientation)
        if frame is not None:
            found.frames.append(frame)
            continue
        reason = reason or plain.no_positions(own)
        refused.setdefault((reason.reason, reason.text), []).append(reason)
    found.set_aside = [_together(group) for group in refused.values()]
    return found


def _frame(header: Header, position: str, orientation: str) -> Frame | None:
    written = header.written(position)
    place = point(header.vector(position, 3))
    cosines = usable(header.vector(orientation, 6))
    rows, columns = header.rows or 0, header.columns or 0
    if written is None or place is None or cosines is None:
        return philips.frame(header, rows, columns)
    return Frame(header, place, cosines, rows, columns, written.raw, header.slice_thickness)


def _together(group: list[NotSlices]) -> NotSlices:
    """One entry for all frames of an instance that are set aside for the same reason."""
    first = group[0]
    numbers = tuple(item.header.frame for item in group)
    return NotSlices(first.header, first.reason, first.text, numbers, first.findings)
