"""Whole-slide microscopy: Pixel Measures against the imaged extent (rules O1, O2)."""

from dataclasses import dataclass, replace

from millivox.decimals import plain
from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Check, Grade, Method, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axes import (
    Meaning,
    lowered,
    nothing,
    spacing_of,
    with_check,
    with_findings,
)
from millivox.spacing.axis import Alternative, AxisSpacing, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, pair
from millivox.tolerance import (
    UM_MISTAKE_RELATIVE,
    UM_PER_MM,
    WSI_EXTENT_HARD_RELATIVE,
    WSI_EXTENT_RELATIVE,
)

_BESIDE_THE_TISSUE = frozenset(["LABEL", "OVERVIEW", "LOCALIZER"])


@dataclass(frozen=True, slots=True)
class Extent:
    """The imaged volume over the total pixel matrix: another statement of the pixel's size."""

    column_mm: float
    row_mm: float
    paths: tuple[str, str]
    raw: tuple[tuple[str, ...], tuple[str, ...]]


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules O1 and O2: a slide is metric on its own plane."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if set(header.image_type[2:3]) & _BESIDE_THE_TISSUE:
        return beside_the_tissue(found)
    return tissue(header, found)


def tissue(header: Header, found: Pair) -> Spacing:
    """Rule O1: Pixel Measures, cross-checked with the imaged volume; else that volume alone."""
    extent = imaged_extent(header)
    if not found.usable:
        return _from_extent(extent, found) if extent else nothing("O1", found)
    spacing = _in_micrometres(spacing_of(found, _meaning("O1", Grade.B)))
    return spacing if extent is None else _against(extent, spacing)


def beside_the_tissue(found: Pair) -> Spacing:
    """Rule O2: label and overview pictures need no spacing; a given one holds on the slide."""
    if not found.usable:
        return nothing("O2", found)
    return _in_micrometres(spacing_of(found, _meaning("O2", Grade.C)))


def imaged_extent(header: Header) -> Extent | None:
    """Imaged Volume Width and Height over the total matrix (PS3.3 C.8.12.4.1.3)."""
    width, height = header.written("ImagedVolumeWidth"), header.written("ImagedVolumeHeight")
    width_mm, height_mm = header.number("ImagedVolumeWidth"), header.number("ImagedVolumeHeight")
    columns = header.number("TotalPixelMatrixColumns")
    rows = header.number("TotalPixelMatrixRows")
    if width is None or height is None or not columns or not rows:
        return None
    if not width_mm or not height_mm or min(width_mm, height_mm, columns, rows) <= 0:
        return None
    paths = (width.path, height.path)
    return Extent(width_mm / columns, height_mm / rows, paths, (width.raw, height.raw))


def slide_z_mm(header: Header) -> tuple[float | None, tuple[Finding, ...]]:
    """The height of a focal plane in mm: Z Offset is written in micrometres (S16, C.8.12.2).

    Examples
    --------
    >>> slide_z_mm(Header({0x0040074A: b"3.5"}))[0]
    0.0035
    """
    places: list[Elements] = [header, *header.items("TotalPixelMatrixOriginSequence")]
    for place in places:
        offset_um = place.number("ZOffsetInSlideCoordinateSystem")
        if offset_um is not None:
            text = f"Z Offset is {plain(offset_um)} µm; it was converted to mm."
            return offset_um / UM_PER_MM, (finding("S16", text, offset_um=offset_um),)
    return None, ()


def _meaning(name: str, grade: Grade, method: Method = Method.DIRECT) -> Meaning:
    return Meaning(name, grade, labels.MM, Plane.SPECIMEN, Calibration.INTRINSIC, method)


def _against(extent: Extent, spacing: Spacing) -> Spacing:
    checks = _checks(extent, spacing)
    if all(check.passed for check in checks):
        return with_check(spacing, *checks, grade=Grade.A)
    other = _axes_of(extent, "O1")
    why = "the imaged volume over the total pixel matrix"
    shown = replace(spacing, alternatives=(*spacing.alternatives, Alternative(*other, why)))
    factor = max(_factor(check) for check in checks)
    told = _mismatch(spacing, other, factor)
    if factor > 1 + WSI_EXTENT_HARD_RELATIVE:
        note = "Pixel Spacing and the imaged extent contradict each other."
        return with_check(lowered(shown, Grade.D, told, note=note), *checks)
    return with_check(with_findings(shown, told), *checks)


def _checks(extent: Extent, spacing: Spacing) -> tuple[Check, ...]:
    compared = (
        ("imaged volume width", extent.column_mm, spacing.x.number),
        ("imaged volume height", extent.row_mm, spacing.y.number),
    )
    return tuple(
        Check(name, stated, got, WSI_EXTENT_RELATIVE, abs(got / stated - 1) <= WSI_EXTENT_RELATIVE)
        for name, stated, got in compared
        if got is not None
    )


def _factor(check: Check) -> float:
    return max(check.expected / check.got, check.got / check.expected)


def _mismatch(spacing: Spacing, other: tuple[AxisSpacing, AxisSpacing], factor: float) -> Finding:
    """S11; a factor of a thousand is micrometres written as millimetres (B-37)."""
    stated = [spacing.x.number, spacing.y.number]
    extent = [axis.number for axis in other]
    text = f"Pixel Spacing and the imaged volume give pixels that differ by a factor {factor:.4g}"
    if abs(factor / UM_PER_MM - 1) <= UM_MISTAKE_RELATIVE:
        large = (spacing.x.number or 0) > (other[0].number or 0)
        text += f"; {'Pixel Spacing' if large else 'the extent'} seems to be in micrometres"
    return finding("S11", f"{text}.", pixel_spacing_mm=stated, from_extent_mm=extent)


def _from_extent(extent: Extent, found: Pair) -> Spacing:
    x, y = _axes_of(extent, "O1")
    return _in_micrometres(Spacing(x, y, findings=found.findings))


def _axes_of(extent: Extent, name: str) -> tuple[AxisSpacing, AxisSpacing]:
    def axis(number: float, which: int) -> AxisSpacing:
        origin = Origin(
            rule=name,
            grade=Grade.B,
            label=labels.MM,
            plane=Plane.SPECIMEN,
            calibration=Calibration.INTRINSIC,
            method=Method.EXTENT_OVER_COUNT,
            source=extent.paths[which],
            raw=extent.raw[which],
        )
        return AxisSpacing(number, origin)

    return axis(extent.column_mm, 0), axis(extent.row_mm, 1)


def _in_micrometres(spacing: Spacing) -> Spacing:
    """The same numbers once more in the unit microscopists use."""
    return replace(spacing, x=_noted(spacing.x), y=_noted(spacing.y))


def _noted(axis: AxisSpacing) -> AxisSpacing:
    if axis.number is None:
        return axis
    return axis.regraded(axis.grade, note=f"{plain(axis.number * UM_PER_MM)} µm.")
