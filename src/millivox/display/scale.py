"""Scale: how large one pixel is for drawing, and how many pixels a picture gets."""

from dataclasses import dataclass
from math import ceil, floor

from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing.axis import AxisSpacing, Spacing

#: A picture is enlarged until its short side has this many pixels, and never past the longest.
SHORT_SIDE_PX = 512
LONG_SIDE_PX = 2048
#: Rounding that a length of so many pixels may carry before it counts as one more pixel.
PIXEL_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class PixelSize:
    """How wide and how high one stored pixel is drawn.

    ``x`` and ``y`` are in mm where ``is_mm``, else only their ratio means something.  ``label``
    is the unit a length in the picture carries.
    """

    x: float
    y: float
    is_mm: bool
    label: str


def pixel_size(spacing: Spacing | None, header: Header) -> PixelSize:
    """The size to draw pixels at: millimetres, a ratio, or square (rule book A.8 and F.2).

    Parameters
    ----------
    spacing
        What was decided about the frame; ``None`` where nothing could be.
    header
        Its own, asked for Pixel Aspect Ratio only.
    """
    pair = _millimetres(spacing) if spacing else None
    if pair is not None:
        x, y = pair
        return PixelSize(x.mm or 1.0, y.mm or 1.0, True, x.label)
    ratio = _ratio(spacing) or _aspect(header)
    return PixelSize(1.0, ratio or 1.0, False, "px")


def _millimetres(spacing: Spacing) -> tuple[AxisSpacing, AxisSpacing] | None:
    """Both axes in mm, or those of the only ultrasound scaling there is."""
    if spacing.x.mm and spacing.y.mm:
        return spacing.x, spacing.y
    metric = [region for region in spacing.regions if region.x.mm and region.y.mm]
    scalings = {(region.x.mm, region.y.mm) for region in metric}
    return (metric[0].x, metric[0].y) if len(scalings) == 1 else None


def _ratio(spacing: Spacing | None) -> float | None:
    """Height over width where numbers are written whose unit cannot be trusted."""
    if spacing is None or not (spacing.x.number and spacing.y.number):
        return None
    graded = {spacing.x.grade, spacing.y.grade} <= {Grade.D, Grade.E}
    return spacing.y.number / spacing.x.number if graded else None


def _aspect(header: Header) -> float | None:
    """Pixel Aspect Ratio: vertical, then horizontal size (PS3.3 C.7.6.3.1.7)."""
    pair = header.vector("PixelAspectRatio", 2)
    return pair[0] / pair[1] if pair is not None and min(pair) > 0 else None


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture's size in pixels, and the part of the stored frame that it shows.

    The picture's pixels are square: ``step`` is their side in the unit of :class:`PixelSize`.
    ``box_px`` (left, top, right, bottom, in stored pixels) leaves out less than one picture pixel.
    """

    width_px: int
    height_px: int
    step: float
    box_px: tuple[float, float, float, float]


def fit(
    rows: int,
    columns: int,
    size: PixelSize,
    *,
    width_px: int | None = None,
    step: float | None = None,
) -> Fit:
    """How a frame becomes a picture of square pixels.

    Parameters
    ----------
    rows, columns
        The frame.
    size
        One stored pixel.
    width_px
        The width wanted; chosen where ``None``.
    step
        The side of a picture pixel wanted instead, in the unit of ``size``.

    Examples
    --------
    >>> made = fit(64, 28, PixelSize(2.0, 1.0, True, "mm"))
    >>> made.width_px, made.height_px, made.step
    (560, 640, 0.1)
    """
    wide, high = columns * size.x, rows * size.y
    finest = min(size.x, size.y)
    if width_px is not None:
        step = wide / width_px
    elif step is None:
        step = finest / _enlargement(min(wide, high) / finest, max(wide, high) / finest)
    width = max(floor(wide / step + PIXEL_ROUNDING), 1)
    height = max(floor(high / step + PIXEL_ROUNDING), 1)
    right, bottom = width * step / size.x, height * step / size.y
    return Fit(width, height, step, (0.0, 0.0, min(right, columns), min(bottom, rows)))


def _enlargement(short: float, long: float) -> float:
    """A whole number while enlarging, so that stored pixels stay equally large."""
    if long > LONG_SIDE_PX:
        return LONG_SIDE_PX / long
    wanted = ceil(SHORT_SIDE_PX / short)
    return max(min(wanted, floor(LONG_SIDE_PX / long)), 1)
