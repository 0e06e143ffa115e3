"""Classic single-frame slices: Image Plane at the root of the data set (PS3.3 C.7.6.2)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from millivox.dicom.elements import Elements, Value
from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.images.frames import Frame, NotSlices, Point, Unpacked
from millivox.images.sorting import kinds
from millivox.images.unpack import philips
from millivox.images.unpack.direction import point, usable
from millivox.spacing.findings import Finding, Severity, finding
from millivox.spacing.sop_classes import family_of

POSITION = tag_of("ImagePositionPatient")
_PLANE = tuple(
    tag_of(word) for word in ("ImageOrientationPatient", "SliceThickness", "Rows", "Columns")
)
#: What places a plane: the attribute, how many numbers, what makes them usable.
_PLACING: tuple[tuple[str, str, int, Callable[..., object], str], ...] = (
    ("ImagePositionPatient", "Position", 3, point, "place near a scanner"),
    ("ImageOrientationPatient", "Orientation", 6, usable, "pair of perpendicular directions"),
)
Raw = Any  # a raw value, which is hashable unless it is a sequence
Plane = tuple[tuple[float, ...] | None, float | None, int, int]


def unpack(header: Header) -> Unpacked:
    """The one slice of a classic instance."""
    tree = header.tree
    position, raw = position_of(tree.get(POSITION))
    shared: list[Any] = [tree.get(tag) for tag in _PLANE]
    try:
        orientation, thickness, rows, columns = _plane(*shared)
    except TypeError:  # written as a sequence, which cannot be hashed
        orientation, thickness, rows, columns = _plane.__wrapped__(*shared)
    if position is None or orientation is None:
        private = philips.frame(header, rows, columns)
        return Unpacked([private], []) if private else Unpacked([], [no_positions(header)])
    return Unpacked([Frame(header, position, orientation, rows, columns, raw, thickness)], [])


def unpack_frames_without_places(header: Header) -> Unpacked:
    """A classic multi-frame object: frames of one picture in time, no place for each."""
    if header.n_frames == 1:  # it claims more than it has pixels for
        return unpack(header)
    return Unpacked([], [no_positions(header)])


def position_of(value: Value | None) -> tuple[Point | None, tuple[str, ...]]:
    """A stored position as three finite numbers and its strings (``None`` if it is not that)."""
    data = value[1] if isinstance(value, tuple) else value
    if not isinstance(data, bytes) or b"_" in data:
        return None, ()
    raw = data.decode("latin-1").strip("\0 ").split("\\")
    try:
        place = point(tuple(map(float, raw)))
    except ValueError:
        return None, ()
    return (place, tuple(raw)) if place else (None, ())


@lru_cache(maxsize=2048)
def _plane(orientation: Raw, thickness: Raw, rows: Raw, columns: Raw) -> Plane:
    """What all slices of a series share, parsed once."""
    values = zip(_PLANE, (orientation, thickness, rows, columns), strict=True)
    held = Elements({tag: value for tag, value in values if value is not None})
    return (
        usable(held.vector("ImageOrientationPatient", 6)),
        held.number("SliceThickness"),
        held.integer("Rows") or 0,
        held.integer("Columns") or 0,
    )


def no_positions(header: Header) -> NotSlices:
    """V01: nothing says where the image lies, so nothing says how far apart slices are."""
    count = header.n_frames
    frames = tuple(range(min(count, 1 << 16)))
    if count > 1:
        reason, text = "frames", f"{count} frames without a position for each"
    elif family_of(header).id == kinds.CAPTURE:
        reason, text = "capture", "a captured picture without a position"
    else:
        reason, text = "no positions", _lacking(header)
    return NotSlices(header, reason, text, frames, (_v01(header, text),))


def _lacking(header: Header) -> str:
    """Which of the two attributes that place a plane cannot be used, and what it says."""
    for keyword, name, length, use, meaning in _PLACING:
        written, vector = header.written(keyword), header.vector(keyword, length)
        if written is None:
            return f"Image {name} (Patient) is absent"
        shown = "\\".join(written.raw)[:60]
        if vector is None:
            return f"Image {name} (Patient) is {shown}, not {length} numbers"
        if use(vector) is None:
            return f"Image {name} (Patient) is {shown}, which is no {meaning}"
    return "Image Position and Orientation (Patient) do not place it"


def _v01(header: Header, text: str) -> Finding:
    promised = family_of(header).id in kinds.POSITIONED
    severity = Severity.WARNING if promised else Severity.INFO
    sentence = f"No distance between slices: {text}."
    uids = (header.sop_instance_uid or "",)
    return finding("V01", sentence, severity=severity, where=uids, because=text)
