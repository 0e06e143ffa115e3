"""The reconstructed field as a witness of the spacing of CT, MR and PET (S13, S14, B-34)."""

from collections.abc import Callable
from dataclasses import dataclass

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Check, Grade
from millivox.spacing.axes import bounded_quantum, lowered, with_check, with_findings
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.image_type import is_stale
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, number, pair
from millivox.tolerance import (
    CROP_MATRIX_PX,
    RECON_DIAMETER_HARD_RELATIVE,
    RECON_DIAMETER_RELATIVE,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A stated field and the image that should fill it: extents in mm, sizes in pixels."""

    width_mm: float
    height_mm: float
    step_mm: float
    columns: int
    rows: int
    column_mm: float
    row_mm: float
    step_column_mm: float
    step_row_mm: float

    @property
    def misfit_x(self) -> float:
        """How much wider than the field the image is, as a share of the image."""
        extent = self.columns * self.column_mm
        return (extent - self.width_mm) / extent

    @property
    def misfit_y(self) -> float:
        """How much higher than the field the image is, as a share of the image."""
        extent = self.rows * self.row_mm
        return (extent - self.height_mm) / extent

    @property
    def tolerance(self) -> float:
        """Half a percent, or the rounding of what is written, whichever is larger (B-34)."""
        rounding = max(self.step_column_mm / self.column_mm, self.step_row_mm / self.row_mm)
        return max(RECON_DIAMETER_RELATIVE, rounding, self.step_mm / self.width_mm)


def checked(header: Header, spacing: Spacing) -> Spacing:
    """Compare with Reconstruction Diameter or Field of View; agreement makes a B an A.

    Attributes of the acquisition are no witness of resampled pixels (A.9).
    """
    field = None if is_stale(header) else _field(header)
    if field is None:
        return spacing
    for outcome, says in _OUTCOMES:
        if outcome(field):
            return says(field, spacing)
    return spacing


def fills_one_axis(field: Field) -> bool:
    """Whether the image is exactly as large as the field on one axis at least."""
    return min(abs(field.misfit_x), abs(field.misfit_y)) <= field.tolerance


def fills(field: Field) -> bool:
    """Whether the image fills the field and no axis reaches beyond it."""
    return fills_one_axis(field) and max(field.misfit_x, field.misfit_y) <= field.tolerance


def is_whole(header: Header) -> bool:
    """Whether the image is known to show all that was reconstructed, and nothing else."""
    field = None if is_stale(header) else _field(header)
    return field is not None and fills(field)


def is_cut_from_a_whole_matrix(field: Field) -> bool:
    """Whether the field is a whole number of these pixels, more than are stored (S14).

    Only where the numbers are written finely enough that this could have failed.
    """
    return all(
        _whole(extent, step, mm, quantum, size)
        for extent, step, mm, quantum, size in (
            (field.width_mm, field.step_mm, field.column_mm, field.step_column_mm, field.columns),
            (field.height_mm, field.step_mm, field.row_mm, field.step_row_mm, field.rows),
        )
    )


def is_smaller(field: Field) -> bool:
    """Whether the image lies within the field: cropped, to a matrix nobody can name."""
    return max(field.misfit_x, field.misfit_y) <= field.tolerance


def is_close(field: Field) -> bool:
    """Whether the image exceeds the field by little, or on one axis only."""
    return fills_one_axis(field) or min(field.misfit_x, field.misfit_y) <= (
        RECON_DIAMETER_HARD_RELATIVE
    )


def _passed(field: Field, spacing: Spacing) -> Spacing:
    return with_check(spacing, _check(field, True), grade=Grade.A)


def _cropped(field: Field, spacing: Spacing) -> Spacing:
    count = round(field.width_mm / field.column_mm)
    text = (
        f"Cut from a field of {plain(field.width_mm)} mm, that is {count} of these pixels; "
        f"{field.columns} x {field.rows} are stored."
    )
    return with_check(
        with_findings(spacing, finding("S14", text)), _check(field, True), grade=Grade.A
    )


def _cropped_unchecked(field: Field, spacing: Spacing) -> Spacing:
    text = f"The field was {plain(field.width_mm)} mm; the image shows a part of it."
    return with_findings(spacing, finding("S14", text))


def _tolerance_failed(field: Field, spacing: Spacing) -> Spacing:
    return with_check(lowered(spacing, Grade.C, _mismatch(field)), _check(field, False))


def _hard_failed(field: Field, spacing: Spacing) -> Spacing:
    note = "The stated field contradicts the spacing."
    return with_check(lowered(spacing, Grade.D, _mismatch(field), note=note), _check(field, False))


_Outcome = tuple[Callable[[Field], bool], Callable[[Field, Spacing], Spacing]]
_OUTCOMES: tuple[_Outcome, ...] = (
    (fills, _passed),
    (is_cut_from_a_whole_matrix, _cropped),
    (is_smaller, _cropped_unchecked),
    (is_close, _tolerance_failed),
    (lambda field: True, _hard_failed),
)


def _mismatch(field: Field) -> Finding:
    across, down = plain(field.columns * field.column_mm), plain(field.rows * field.row_mm)
    stated = f"{plain(field.width_mm)} x {plain(field.height_mm)} mm"
    text = f"The image is {across} x {down} mm, but its field is stated as {stated}."
    return finding("S13", text)


def _check(field: Field, passed: bool) -> Check:
    extent = max(field.columns * field.column_mm, field.rows * field.row_mm)
    name = "reconstructed field"
    return Check(name, max(field.width_mm, field.height_mm), extent, field.tolerance, passed)


def _whole(extent: float, step: float, mm: float, quantum: float, size: int) -> bool:
    count = extent / mm
    blur = count * (step / extent + quantum / mm) / 2
    if blur > CROP_MATRIX_PX or round(count) < size:
        return False
    return abs(count - round(count)) <= max(blur, CROP_MATRIX_PX / 10)


def _field(header: Header) -> Field | None:
    found = pair(header, "PixelSpacing")
    rows, columns = header.rows, header.columns
    if not found.usable or not rows or not columns or found.row_mm is None:
        return None
    if found.column_mm is None:
        return None
    stated = _stated(header)
    if stated is None:
        return None
    width, height, step = stated
    quanta = _quanta(found)
    return Field(width, height, step, columns, rows, found.column_mm, found.row_mm, *quanta)


def _quanta(found: Pair) -> tuple[float, float]:
    return (
        bounded_quantum(found.column_mm or 0.0, found.quantum_column),
        bounded_quantum(found.row_mm or 0.0, found.quantum_row),
    )


def _stated(header: Header) -> tuple[float, float, float] | None:
    """Width, height and rounding of the stated field; a diameter counts for both axes."""
    diameter = number(header, "ReconstructionDiameter")
    if diameter.value is not None and diameter.value > 0:
        step = bounded_quantum(diameter.value, diameter.quantum)
        return diameter.value, diameter.value, min(step, 0.005 * diameter.value)
    field = header.vector("ReconstructionFieldOfView", 2)
    if field is not None and min(field) > 0:
        return field[0], field[1], 0.0
    return None
