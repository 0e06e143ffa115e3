"""Whole slides: tiles of one picture a focal plane and optical path (PS3.3 C.8.12; rule C.7)."""

from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices, Point, Unpacked
from millivox.images.numbers import counted
from millivox.images.unpack.direction import moved

_UM_PER_MM = 1000.0
FRAMES_MAX = 1 << 16


@dataclass(frozen=True, slots=True)
class TotalMatrix:
    """The picture that the tiles make together, and where its first pixel lies on the slide.

    ``origin_mm`` is (x, y) in slide coordinates of the centre of the first pixel.
    """

    rows: int
    columns: int
    focal_planes: int
    optical_paths: int
    origin_mm: tuple[float, float] | None
    orientation: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Tile:
    """Where one frame stands in the total matrix; rows and columns count from 0."""

    row: int
    column: int
    focal_plane: int
    optical_path: int


def unpack(header: Header) -> Unpacked:
    """A slide is one picture however many tiles it has; it is never a stack."""
    whole = total_matrix(header)
    count = header.n_frames
    text = "a whole slide image"
    if whole is not None:
        text = f"{text} of {whole.columns} x {whole.rows} pixels in {counted(count, 'tile')}"
        many = [(whole.focal_planes, "focal plane"), (whole.optical_paths, "optical path")]
        for number, word in many:
            text += f", {counted(number, word)}" if number > 1 else ""
    return Unpacked(
        [], [NotSlices(header, "whole slide", text, tuple(range(min(count, FRAMES_MAX))))]
    )


def total_matrix(header: Header) -> TotalMatrix | None:
    """The total pixel matrix; ``None`` where its size is not written."""
    rows, columns = (
        header.integer("TotalPixelMatrixRows"),
        header.integer("TotalPixelMatrixColumns"),
    )
    if not rows or not columns:
        return None
    origins = header.items("TotalPixelMatrixOriginSequence")
    x = origins[0].number("XOffsetInSlideCoordinateSystem") if origins else None
    y = origins[0].number("YOffsetInSlideCoordinateSystem") if origins else None
    return TotalMatrix(
        rows,
        columns,
        max(1, header.integer("TotalPixelMatrixFocalPlanes") or 1),
        max(1, len(header.items("OpticalPathSequence"))),
        None if x is None or y is None else (x, y),
        header.vector("ImageOrientationSlide", 6),
    )


def tile_of(header: Header) -> Tile | None:
    """Where this frame stands: written for it, or by its number in a full tiling.

    Full tilings run along the columns, then the rows, then the focal planes, then
    the optical paths (PS3.3 C.7.6.17.3).
    """
    column = header.integer("ColumnPositionInTotalImagePixelMatrix")
    row = header.integer("RowPositionInTotalImagePixelMatrix")
    if column is not None and row is not None:
        return Tile(row - 1, column - 1, 0, 0)
    whole, height, width = total_matrix(header), header.rows, header.columns
    if whole is None or not height or not width:
        return None
    across, down = -(-whole.columns // width), -(-whole.rows // height)
    rest, at = divmod(header.frame, across)
    rest, below = divmod(rest, down)
    path, plane = divmod(rest, whole.focal_planes)
    return Tile(below * height, at * width, plane, path) if path < whole.optical_paths else None


def position_mm(header: Header, *, row_mm: float, column_mm: float) -> Point | None:
    """The centre of a frame's first pixel in slide coordinates, mm.

    X and Y offsets are written in mm, Z offsets in micrometres.

    Examples
    --------
    >>> position_mm(Header({}), row_mm=0.001, column_mm=0.001) is None
    True
    """
    whole, tile = total_matrix(header), tile_of(header)
    if whole is None or tile is None or whole.origin_mm is None or whole.orientation is None:
        return None
    depth = header.number("ZOffsetInSlideCoordinateSystem") or 0.0
    origin = (*whole.origin_mm, depth / _UM_PER_MM)
    along = moved(origin, whole.orientation[:3], tile.column * column_mm)
    return moved(along, whole.orientation[3:], tile.row * row_mm)
