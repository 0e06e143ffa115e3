"""RT Dose: planes at the offsets of Grid Frame Offset Vector (PS3.3 C.8.8.3.2; rule book C.5)."""

from itertools import pairwise

from millivox.dicom.header import Header
from millivox.geometry.cosines import normal_of
from millivox.images.frames import Frame, NotSlices, Point, Unpacked
from millivox.images.unpack import plain
from millivox.images.unpack.direction import moved
from millivox.provenance import Method
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import DOSE_OFFSET_MM, POSITION_MAX_MM

#: A tenth of a millimetre apart they would span six metres; more planes only cost memory.
MOST_PLANES = 1 << 16
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def unpack(header: Header) -> Unpacked:
    """The planes of a dose grid; a single plane where it has one frame."""
    found = plain.unpack(header)
    if not found.frames:
        return found
    first, count = found.frames[0], header.number_of_frames
    written = header.written("GridFrameOffsetVector")
    offsets = written.numbers if written else ()
    if count == 1:
        return _single(first, len(offsets))
    reason = _invalid(first, offsets, count)
    if reason or written is None:
        return _refused(header, reason or "the offsets are absent")
    start = 0.0 if _is_relative(offsets) else first.position_mm[2] if first.position_mm else 0.0
    texts, path = written.raw, written.path  # split once, for a grid may claim very many planes
    moves = [((offset or 0.0) - start, text) for offset, text in zip(offsets, texts, strict=True)]
    return Unpacked([_plane(first, k, *move, path) for k, move in enumerate(moves)], [])


def _single(frame: Frame, offsets: int) -> Unpacked:
    """B-54: one frame with many offsets keeps its own position."""
    if offsets <= 1:
        return Unpacked([frame], [])
    note = _v24(frame.header, f"there are {offsets} offsets for one frame")
    parts = (frame.header, frame.position_mm, frame.orientation, frame.rows, frame.columns)
    return Unpacked([Frame(*parts, frame.position_raw, None, None, (note,))], [])


def _invalid(first: Frame, offsets: tuple[float | None, ...], count: int) -> str | None:
    """Why the offsets cannot place the frames, or ``None``."""
    if count > MOST_PLANES:
        return f"{count} frames are more than a dose grid can have"
    if len(offsets) != count or None in offsets:
        return f"{len(offsets)} usable offsets for {count} frames"
    numbers = [value for value in offsets if value is not None]
    if max(map(abs, numbers)) >= POSITION_MAX_MM:
        return "the offsets leave every patient far behind"
    steps = [after - before for before, after in pairwise(numbers)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        return "the offsets neither rise nor fall throughout"
    z = first.position_mm[2] if first.position_mm else 0.0
    absolute = abs(numbers[0] - z) <= DOSE_OFFSET_MM and first.orientation == AXIAL
    if not _is_relative(offsets) and not absolute:
        return f"the first offset is {numbers[0]:g}, neither 0 nor the position's z {z:g}"
    return None


def _is_relative(offsets: tuple[float | None, ...]) -> bool:
    """Option a: offsets count from the first plane."""
    return bool(offsets) and abs(offsets[0] or 0.0) <= DOSE_OFFSET_MM


def _plane(first: Frame, k: int, along_mm: float, text: str, source: str) -> Frame:
    normal = normal_of(first.orientation or AXIAL)
    place = moved(first.position_mm or (), normal, along_mm)
    raw = _raw(first, place, text)
    return Frame(
        first.header.at_frame(k), place, first.orientation, first.rows, first.columns, raw,
        first.thickness_mm or None, method=Method.GRID_OFFSETS, position_source=source,
    )  # fmt: skip


def _raw(first: Frame, place: Point, offset: str) -> tuple[str, ...]:
    """The position as it would be written with the offsets' decimals (they carry the rounding)."""
    digits = max(_decimals(offset), *(_decimals(text) for text in first.position_raw))
    return tuple(f"{value:.{digits}f}" for value in place)


def _decimals(text: str) -> int:
    mantissa, _, exponent = text.lower().partition("e")
    shift = int(exponent) if exponent.lstrip("+-").isdigit() else 0
    return min(max(len(mantissa.partition(".")[2]) - shift, 0), 12)


def _refused(header: Header, reason: str) -> Unpacked:
    frames = tuple(range(min(header.number_of_frames, MOST_PLANES)))
    note = _v24(header, reason)
    return Unpacked([], [NotSlices(header, "offsets", reason, frames, (note,))])


def _v24(header: Header, reason: str) -> Finding:
    text = f"Grid Frame Offset Vector cannot be used: {reason}."
    return finding("V24", text, where=(header.sop_instance_uid or "",))
