"""How a plane of pixels is turned in space."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry.points import Point, Vector, angle_deg, as_point, unit

#: Which end of each LPS axis a positive and a negative component point to.
_LETTERS = (("L", "R"), ("P", "A"), ("H", "F"))
#: A component below this (about 6 degrees off) is not named.
_LETTER_COSINE = 0.1


@dataclass(frozen=True, slots=True)
class Orientation:
    """Two perpendicular unit vectors of an image plane, in LPS.

    ``row_direction`` points along a row (the column index grows), and
    ``column_direction`` down a column (the row index grows).

    Examples
    --------
    >>> Orientation.from_cosines([1, 0, 0, 0, 1, 0]).normal
    (0.0, 0.0, 1.0)
    """

    row_direction: Point
    column_direction: Point

    @classmethod
    def from_cosines(cls, cosines: ArrayLike) -> "Orientation":
        """From six direction cosines; rounding is mended by Gram-Schmidt, the row kept.

        Raises
        ------
        GeometryError
            If the two directions do not span a plane.
        """
        six = np.asarray(cosines, dtype=np.float64).reshape(6)
        row = unit(six[:3])
        rest = six[3:] - (six[3:] @ row) * row
        if not np.linalg.norm(rest) > 0.1 * np.linalg.norm(six[3:]):
            raise GeometryError(f"The directions {six.tolist()} do not span a plane.")
        return cls(as_point(row), as_point(unit(rest)))

    @classmethod
    def mean(cls, cosines: ArrayLike) -> "Orientation":
        """The mean of many nearly equal orientations, shape (n, 6)."""
        rows = np.asarray(cosines, dtype=np.float64).reshape(-1, 6)
        if (rows == rows[0]).all():
            return cls.from_cosines(rows[0])
        return cls.from_cosines(rows.mean(axis=0))

    @property
    def normal(self) -> Point:
        """The unit normal, row direction x column direction."""
        return as_point(np.cross(self.row_direction, self.column_direction))

    @property
    def matrix(self) -> Vector:
        """Shape (3, 3): row direction, column direction and normal as columns."""
        return np.array([self.row_direction, self.column_direction, self.normal]).T

    def angle_deg(self, other: "Orientation") -> float:
        """How far two orientations differ: the larger of the normals' and the rows' angle."""
        return max(
            angle_deg(self.normal, other.normal),
            angle_deg(self.row_direction, other.row_direction),
        )


def defects(cosines: Sequence[float]) -> tuple[float, float]:
    """How far six cosines are from unit length, and from perpendicular (their dot product).

    Examples
    --------
    >>> defects([1, 0, 0, 0, 1, 0])
    (0.0, 0.0)
    """
    row, column = np.asarray(cosines[:3], np.float64), np.asarray(cosines[3:6], np.float64)
    norms = abs(float(np.linalg.norm(row)) - 1.0), abs(float(np.linalg.norm(column)) - 1.0)
    return max(norms), abs(float(row @ column))


def letters(direction: ArrayLike) -> str:
    """The ends of the body a direction points to, strongest first (PS3.3 C.7.6.1.1.1).

    Examples
    --------
    >>> letters([0.0, 0.9, -0.4])
    'PF'
    """
    parts = zip(unit(direction).tolist(), _LETTERS, strict=True)
    ranked = sorted(parts, key=lambda part: -abs(part[0]))
    return "".join(ends[value < 0] for value, ends in ranked if abs(value) > _LETTER_COSINE)
