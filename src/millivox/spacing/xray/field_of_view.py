"""The detector's field of view and its elements as witnesses of the imager's spacing (X12)."""

from dataclasses import dataclass, replace

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Check, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, as_alternative, lowered, with_check
from millivox.spacing.axis import Alternative, Spacing
from millivox.spacing.checks.image_type import is_resampled
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair
from millivox.spacing.xray.magnification import reaches_isocentre
from millivox.tolerance import FIELD_OF_VIEW_MM, FIELD_OF_VIEW_RELATIVE, RESAMPLED_RELATIVE


@dataclass(frozen=True, slots=True)
class View:
    """The field of view as stated and the image as stored at the imager's spacing, in mm."""

    row_mm: float
    column_mm: float
    stored_row_mm: float
    stored_column_mm: float

    @property
    def factors(self) -> tuple[float, float]:
        """How many times larger the field of view is than the stored image: rows, columns."""
        return self.row_mm / self.stored_row_mm, self.column_mm / self.stored_column_mm

    @property
    def agrees(self) -> bool:
        """Whether both extents agree: to a millimetre or a percent, for they are integers."""
        return _close(self.row_mm, self.stored_row_mm) and _close(
            self.column_mm, self.stored_column_mm
        )

    @property
    def whole_factor(self) -> int | None:
        """The whole number of pixels that were joined into one, where that explains it."""
        down, across = self.factors
        whole = round((down + across) / 2)
        off = max(abs(down / whole - 1), abs(across / whole - 1)) if whole >= 2 else 1.0
        return whole if off <= RESAMPLED_RELATIVE else None

    @property
    def is_resampled(self) -> bool:
        """Whether the image was scaled: by the same factor both ways, or beyond the field."""
        down, across = self.factors
        sides = (self.row_mm, self.stored_row_mm), (self.column_mm, self.stored_column_mm)
        beyond = any(stored > stated and not _close(stated, stored) for stated, stored in sides)
        return beyond or abs(down / across - 1) <= RESAMPLED_RELATIVE


def against_field_of_view(header: Header, ips: Pair, spacing: Spacing) -> Spacing:
    """X12: an image that is not as large as its field of view was resampled, or cropped."""
    spacing = _against_elements(header, ips, spacing)
    view = None if is_resampled(header) else _view(header, ips)
    if view is None or (not view.agrees and _may_be_a_part(header, view)):
        return spacing
    spacing = with_check(spacing, _check(view))
    if view.agrees:
        return spacing
    from_imager = spacing.x.origin.source == ips.source(1)
    grade = Grade.D if view.is_resampled and from_imager else Grade.C
    others = tuple(_doubted(other, grade) for other in spacing.alternatives)
    spacing = replace(spacing, alternatives=(*others, *_explained(ips, view)))
    return lowered(spacing, grade, _mismatch(view), note="The field of view contradicts it.")


def _doubted(other: Alternative, grade: Grade) -> Alternative:
    """The same pixel at another depth is no better known than the pixel itself."""
    below = lowered(Spacing(other.x, other.y), grade)
    return replace(other, x=below.x, y=below.y)


def _may_be_a_part(header: Header, view: View) -> bool:
    """Angiography states the intensifier's field, of which the image may show any part."""
    declared = header.written("PixelDataAreaOriginRelativeToFOV") is not None
    inside = min(view.factors) >= 1
    return inside and (declared or (reaches_isocentre(header) and view.whole_factor is None))


def _mismatch(view: View) -> Finding:
    field = f"{plain(view.row_mm)} x {plain(view.column_mm)} mm (down x across)"
    stored = f"{plain(view.stored_row_mm, 5)} x {plain(view.stored_column_mm, 5)} mm"
    text = f"The field of view is {field}, the stored image {stored}: resampled or cropped."
    return finding("X12", text, factor=view.whole_factor)


def _explained(ips: Pair, view: View) -> tuple[Alternative, ...]:
    """The spacing that a whole factor would make; a suggestion only (B-25)."""
    factor = view.whole_factor
    if factor is None:
        return ()
    meaning = Meaning(
        "B-25",
        Grade.D,
        labels.UNVERIFIED,
        Plane.DETECTOR,
        Calibration.UNDETERMINED,
        scale=float(factor),
        relative_u=None,
    )
    return (as_alternative(ips, meaning, f"If {factor} x {factor} pixels were joined into one."),)


def _check(view: View) -> Check:
    worst = max(
        ((view.row_mm, view.stored_row_mm), (view.column_mm, view.stored_column_mm)),
        key=lambda both: abs(both[0] - both[1]),
    )
    allowed = max(FIELD_OF_VIEW_MM, FIELD_OF_VIEW_RELATIVE * worst[0])
    return Check("field of view", worst[0], worst[1], allowed, view.agrees)


def _against_elements(header: Header, ips: Pair, spacing: Spacing) -> Spacing:
    """Detector elements times binning; the standard promises no agreement, so no grade changes."""
    elements = header.vector("DetectorElementSpacing", 2)
    binning = header.vector("DetectorBinning", 2)
    if elements is None or binning is None or not ips.usable or ips.row_mm is None:
        return spacing
    expected = elements[0] * binning[0]
    if expected <= 0:
        return spacing
    close = abs(expected / ips.row_mm - 1) <= FIELD_OF_VIEW_RELATIVE
    check = Check("detector element x binning", expected, ips.row_mm, FIELD_OF_VIEW_RELATIVE, close)
    return with_check(spacing, check)


def _view(header: Header, ips: Pair) -> View | None:
    stated = _stated(header)
    rows, columns = header.rows, header.columns
    if stated is None or not rows or not columns or not ips.usable:
        return None
    if ips.row_mm is None or ips.column_mm is None:
        return None
    stored = rows * ips.row_mm, columns * ips.column_mm
    view = View(*stated, *stored)
    turned = View(stated[1], stated[0], *stored)
    return turned if _is_turned(header) and turned.agrees else view


def _is_turned(header: Header) -> bool:
    """A quarter turn of the field; writers state its sides before or after it."""
    return (header.number("FieldOfViewRotation") or 0.0) % 180 == 90


def _stated(header: Header) -> tuple[float, float] | None:
    """Row and column dimension; one diameter counts for both."""
    numbers = [value for value in header.numbers("FieldOfViewDimensions") if value is not None]
    if not 1 <= len(numbers) <= 2 or min(numbers) <= 0:
        return None
    return numbers[0], numbers[-1]


def _close(expected: float, got: float) -> bool:
    return abs(expected - got) <= max(FIELD_OF_VIEW_MM, FIELD_OF_VIEW_RELATIVE * expected)
