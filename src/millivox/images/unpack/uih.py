"""UIH grids: slices tiled in one image, their positions in a private sequence (rule book B-50)."""

from dataclasses import replace
from math import ceil, sqrt

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.images.frames import Frame, NotSlices, Unpacked
from millivox.images.unpack import plain
from millivox.images.unpack.direction import point, usable
from millivox.spacing.findings import Finding, finding

CREATOR = "Image Private Header"


def unpack(header: Header) -> Unpacked:
    """The tiles of a UIH grid; a plain slice where there is no private frame sequence."""
    tag = header.private(0x0065, CREATOR, 0x51)
    items = header.items_at(tag) if tag is not None else []
    if len(items) < 2:
        return plain.unpack(header)
    layout = grid_of(len(items), header.rows or 0, header.columns or 0)
    orientation = usable(header.image_orientation_patient)
    if layout is None or orientation is None:
        text = f"a UIH grid of {len(items)} slices that does not divide the image"
        return Unpacked([], [NotSlices(header, "mosaic", text)])
    frames = [_tile(header, item, n, layout, orientation) for n, item in enumerate(items)]
    placed = [frame for frame in frames if frame is not None]
    if len(placed) < len(items):
        text = f"{len(items) - len(placed)} of {len(items)} slices of the grid have no position"
        return Unpacked([], [NotSlices(header, "no positions", text)])
    placed[0] = replace(placed[0], findings=_notes(header, len(items)))
    return Unpacked(placed, [])


def grid_of(count: int, rows: int, columns: int) -> tuple[int, int, int] | None:
    """Rows and columns of one tile, and tiles a row; the last grid row may be left out.

    Where both readings divide the image, the tiles nearest to square are taken.

    Examples
    --------
    >>> grid_of(20, 256, 320), grid_of(20, 320, 320)
    ((64, 64, 5), (64, 64, 5))
    """
    across = ceil(sqrt(count))
    downs = [
        down
        for down in dict.fromkeys((ceil(count / across), across))
        if rows >= down and columns >= across and rows % down == 0 and columns % across == 0
    ]
    if not downs:
        return None
    down = min(downs, key=lambda number: abs(rows // number - columns // across))
    return rows // down, columns // across, across


def _tile(
    header: Header,
    item: Elements,
    number: int,
    layout: tuple[int, int, int],
    orientation: tuple[float, ...],
) -> Frame | None:
    written = item.written("ImagePositionPatient")
    place = point(item.vector("ImagePositionPatient", 3))
    if place is None or written is None:
        return None
    rows, columns, across = layout
    corner = (number // across * rows, number % across * columns)
    return Frame(
        header, place, orientation, rows, columns, written.raw, header.slice_thickness, corner,
        position_source=written.path,
    )  # fmt: skip


def _notes(header: Header, count: int) -> tuple[Finding, ...]:
    uid = (header.sop_instance_uid or "",)
    return (
        finding("V21", f"One image holds {count} slices in a UIH grid; taken apart.", where=uid),
        finding("P17", "The slices' positions stand in UIH's private sequence only.", where=uid),
    )
