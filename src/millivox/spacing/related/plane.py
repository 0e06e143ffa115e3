"""Where an image lies in the patient, as far as two images must be compared (rule C.1)."""

import math
from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.spacing.axis import Spacing
from millivox.tolerance import ORIENTATION_DEG

Point = tuple[float, float, float]
_WITHIN = math.radians(ORIENTATION_DEG)


@dataclass(frozen=True, slots=True)
class ImagePlane:
    """An image in the patient: its first pixel, its two directions, its matrix and pixel."""

    first_mm: tuple[float, ...]
    cosines: tuple[float, ...]
    rows: int
    columns: int
    row_mm: float
    column_mm: float

    @property
    def extent_mm(self) -> tuple[float, float]:
        """Height and width from edge to edge."""
        return self.rows * self.row_mm, self.columns * self.column_mm

    def corners_mm(self) -> list[Point]:
        """The outer corners, half a pixel beyond the centres of the corner pixels."""
        down, across = (-0.5, self.rows - 0.5), (-0.5, self.columns - 0.5)
        return [self._at(j * self.row_mm, i * self.column_mm) for j in down for i in across]

    def _at(self, down_mm: float, across_mm: float) -> Point:
        x, y, z = (
            self.first_mm[n] + self.cosines[n] * across_mm + self.cosines[n + 3] * down_mm
            for n in range(3)
        )
        return x, y, z

    def looks_like(self, other: "ImagePlane") -> bool:
        """Whether both look the same way, to the tenth of a degree that slices may differ."""
        return same_directions(self.cosines, other.cosines)


def image_plane(header: Header, spacing: Spacing) -> ImagePlane | None:
    """The plane of one image; ``None`` where a part of it is not known.

    Examples
    --------
    >>> from millivox.spacing.rules import decide
    >>> image_plane(Header({}), decide(Header({}))) is None
    True
    """
    first, cosines = header.image_position_patient, header.image_orientation_patient
    row_mm, column_mm = spacing.y.number, spacing.x.number
    rows, columns = header.rows, header.columns
    if first is None or cosines is None or not rows or not columns:
        return None
    if row_mm is None or column_mm is None:
        return None
    return ImagePlane(first, cosines, rows, columns, row_mm, column_mm)


def same_directions(cosines: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    """Whether six direction cosines differ by no more than a tenth of a degree.

    Examples
    --------
    >>> same_directions((1, 0, 0, 0, 1, 0), (1, 0, 0, 0, 0, -1))
    False
    """
    if cosines is None or other is None:
        return False
    return all(abs(a - b) <= _WITHIN for a, b in zip(cosines, other, strict=True))


def apart_mm(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The distance of two points.

    Examples
    --------
    >>> apart_mm((0.0, 0.0, 0.0), (3.0, 4.0, 0.0))
    5.0
    """
    return math.dist(one, other)
