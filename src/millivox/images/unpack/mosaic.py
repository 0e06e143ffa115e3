"""Siemens mosaics: the slices of a volume tiled in one image (rule book C.4)."""

from dataclasses import dataclass, replace
from math import ceil, isfinite, sqrt

from millivox.dicom.header import Header
from millivox.geometry.cosines import normal_of
from millivox.images.frames import Frame, NotSlices, Point, Unpacked
from millivox.images.unpack import csa, plain
from millivox.images.unpack.direction import moved, point, usable
from millivox.provenance import Method
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import ABSURD_MAX_MM, POSITION_MAX_MM

WANTED = frozenset({"NumberOfImagesInMosaic", "SliceNormalVector", "SpacingBetweenSlices"})
TILES_MAX = 4096


@dataclass(frozen=True, slots=True)
class _Private:
    count: int | None
    normal: tuple[float, ...] | None
    interval_mm: float | None


def unpack(header: Header) -> Unpacked:
    """The tiles of a mosaic, each at its true position; the trailing empty tiles left out."""
    private = _private(header)
    if private.count == 1:
        return plain.unpack(header)
    reason = _unusable(header, private)
    if reason:
        where = (header.sop_instance_uid or "",)
        note = finding("V20", f"The mosaic cannot be taken apart: {reason}.", where=where)
        return Unpacked([], [NotSlices(header, "mosaic", reason, (0,), (note,))])
    return Unpacked(_tiles(header, private), [])


def _unusable(header: Header, private: _Private) -> str | None:
    rows, columns = header.rows or 0, header.columns or 0
    if private.count is None or not 1 < private.count <= TILES_MAX:
        return "the number of slices in the mosaic is absent"
    side = ceil(sqrt(private.count))
    if rows < side or columns < side or rows % side or columns % side:
        return f"{rows} x {columns} pixels do not divide into {side} x {side} tiles"
    if _interval(header, private) is None:
        return "Spacing Between Slices is absent"
    if usable(header.image_orientation_patient) is None:
        return "Image Orientation (Patient) is absent"
    if point(header.image_position_patient) is None or _pixel(header) is None:
        return "Image Position (Patient) or Pixel Spacing is absent"
    return None


def _tiles(header: Header, private: _Private) -> list[Frame]:
    count, side = private.count or 0, ceil(sqrt(private.count or 0))
    rows, columns = (header.rows or 0) // side, (header.columns or 0) // side
    axis, notes = _axis(header, private)
    first, step = _first_tile(header, rows, columns), _interval(header, private) or 0.0
    written = header.written("SpacingBetweenSlices")
    source = written.path if written else "(0029,1010) SpacingBetweenSlices"
    tiles = [
        Frame(
            header, moved(first, axis, step * m), header.image_orientation_patient, rows, columns,
            (), header.slice_thickness, (m // side * rows, m % side * columns),
            method=Method.SIGNED_SBS, position_source=source,
        )
        for m in range(count)
    ]  # fmt: skip
    tiles[0] = replace(tiles[0], findings=notes)
    return tiles


def _first_tile(header: Header, rows: int, columns: int) -> Point:
    """The stored position is that of the big image; the tile's centre is the same."""
    position, cosines = header.image_position_patient or (), header.image_orientation_patient or ()
    row_mm, column_mm = _pixel(header) or (0.0, 0.0)
    right = column_mm * ((header.columns or 0) - columns) / 2
    down = row_mm * ((header.rows or 0) - rows) / 2
    return moved(moved(position, cosines[:3], right), cosines[3:], down)


def _axis(header: Header, private: _Private) -> tuple[Point, tuple[Finding, ...]]:
    """The slice direction: the plane's normal, its sign from the private header."""
    normal = normal_of(header.image_orientation_patient or ())
    where = (header.sop_instance_uid or "",)
    text = f"One image holds {private.count} slices in a mosaic; taken apart (rule C.4)."
    notes = [finding("V21", text, where=where)]
    along = sum(a * b for a, b in zip(normal, private.normal or (0.0, 0.0, 0.0), strict=True))
    if abs(along) < 0.9:
        text = "The mosaic's slice direction is not stated; the plane's normal is assumed."
        notes.append(finding("V20", text, where=where))
    sign = -1.0 if along < -0.9 else 1.0
    return (sign * normal[0], sign * normal[1], sign * normal[2]), tuple(notes)


def _pixel(header: Header) -> tuple[float, ...] | None:
    pair = header.vector("PixelSpacing", 2)
    return pair if pair and min(pair) > 0 and max(pair) < ABSURD_MAX_MM else None


def _interval(header: Header, private: _Private) -> float | None:
    stated = header.spacing_between_slices or private.interval_mm
    return stated if stated and 0 < stated < POSITION_MAX_MM / TILES_MAX else None


def _private(header: Header) -> _Private:
    written = header.private_written(0x0029, "SIEMENS CSA HEADER", 0x10)
    tags = csa.read(written.data, WANTED) if written else {}
    normal = _floats(tags.get("SliceNormalVector", ()))
    counted = header.private_written(0x0019, "SIEMENS MR HEADER", 0x0A)
    count = (counted.numbers if counted else ()) or _floats(tags.get("NumberOfImagesInMosaic", ()))
    interval = _floats(tags.get("SpacingBetweenSlices", ()))
    return _Private(
        int(count[0]) if count and count[0] else None,
        normal if len(normal) == 3 else None,
        interval[0] if interval else None,
    )


def _floats(texts: tuple[str, ...]) -> tuple[float, ...]:
    try:
        numbers = tuple(float(text) for text in texts)
    except ValueError:
        return ()
    return numbers if all(isfinite(number) for number in numbers) else ()
