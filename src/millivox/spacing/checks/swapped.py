"""Rows and columns in the wrong order: suspected, never mended (P14, rule B-20)."""

from collections.abc import Callable

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing.axes import lowered
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.aspect import aspect_ratio
from millivox.spacing.checks.image_type import is_stale
from millivox.spacing.findings import finding
from millivox.tolerance import ASPECT_RELATIVE, FIELD_OF_VIEW_RELATIVE, RECON_DIAMETER_RELATIVE

#: Says whether (row_mm, column_mm) fits; ``None`` where the header has no such witness.
Witness = Callable[[Header, float, float], bool | None]

_BELOW = {Grade.A: Grade.B, Grade.B: Grade.C, Grade.C: Grade.D}


def suspicion(header: Header, spacing: Spacing) -> Spacing:
    """P14: the order as written fails an independent witness, the other order passes it."""
    x, y = spacing.x.number, spacing.y.number
    if x is None or y is None or x == y or spacing.x.origin.magnification is not None:
        return spacing
    for name, fits in WITNESSES:
        if fits(header, y, x) is False and fits(header, x, y) is True:
            return suspected(spacing, name)
    return spacing


def suspected(spacing: Spacing, witness: str) -> Spacing:
    """The spacing a grade lower, with the witness that fits the other order (P14)."""
    x, y = spacing.x.number or 0.0, spacing.y.number or 0.0
    fits, given = f"{plain(x)}\\{plain(y)}", f"{plain(y)}\\{plain(x)}"
    text = f"Rows and columns seem swapped: the {witness} fits {fits}, not {given}."
    below = _BELOW.get(spacing.x.grade, spacing.x.grade)
    return lowered(spacing, below, finding("P14", text), note=text)


def _field_of_view(header: Header, row_mm: float, column_mm: float) -> bool | None:
    stated = header.vector("FieldOfViewDimensions", 2)
    if stated is None or not header.rows or not header.columns or stated[0] == stated[1]:
        return None
    return _near(stated[0], header.rows * row_mm, FIELD_OF_VIEW_RELATIVE) and _near(
        stated[1], header.columns * column_mm, FIELD_OF_VIEW_RELATIVE
    )


def _diameter(header: Header, row_mm: float, column_mm: float) -> bool | None:
    """The uncropped image of a reconstruction is as wide and as high as its diameter."""
    diameter = header.number("ReconstructionDiameter")
    if diameter is None or diameter <= 0 or not header.rows or not header.columns:
        return None
    if is_stale(header):
        return None
    return _near(diameter, header.rows * row_mm, RECON_DIAMETER_RELATIVE) and _near(
        diameter, header.columns * column_mm, RECON_DIAMETER_RELATIVE
    )


def _field(header: Header, row_mm: float, column_mm: float) -> bool | None:
    """Reconstruction Field of View is width, then height."""
    field = header.vector("ReconstructionFieldOfView", 2)
    if field is None or min(field) <= 0 or not header.rows or not header.columns:
        return None
    return _near(field[1], header.rows * row_mm, RECON_DIAMETER_RELATIVE) and _near(
        field[0], header.columns * column_mm, RECON_DIAMETER_RELATIVE
    )


def _ratio(header: Header, row_mm: float, column_mm: float) -> bool | None:
    ratio = aspect_ratio(header)
    return None if ratio is None else _near(ratio, row_mm / column_mm, ASPECT_RELATIVE)


def _slide(header: Header, row_mm: float, column_mm: float) -> bool | None:
    sizes = [
        header.number(keyword)
        for keyword in (
            "ImagedVolumeHeight",
            "TotalPixelMatrixRows",
            "ImagedVolumeWidth",
            "TotalPixelMatrixColumns",
        )
    ]
    height, rows, width, columns = (size or 0.0 for size in sizes)
    if min(height, rows, width, columns) <= 0:
        return None
    return _near(height / rows, row_mm, RECON_DIAMETER_RELATIVE) and _near(
        width / columns, column_mm, RECON_DIAMETER_RELATIVE
    )


def _near(expected: float, got: float, relative: float) -> bool:
    return abs(expected - got) <= relative * expected


#: Independent witnesses of the order, as the rule book lists them.
WITNESSES: tuple[tuple[str, Witness], ...] = (
    ("field of view", _field_of_view),
    ("reconstruction diameter", _diameter),
    ("reconstruction field of view", _field),
    ("aspect ratio", _ratio),
    ("imaged volume", _slide),
)
