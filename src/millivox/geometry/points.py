"""Points and directions in space, LPS, in mm."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from millivox.errors import GeometryError

Vector = NDArray[np.float64]
Point = tuple[float, float, float]

#: LPS to RAS and back: the first two axes change sign (rule book C.9).
_FLIP = np.array([-1.0, -1.0, 1.0])


def unit(vector: ArrayLike) -> Vector:
    """The vector scaled to length one.

    Raises
    ------
    GeometryError
        If it has no direction (zero or not finite).

    Examples
    --------
    >>> unit([0.0, 0.0, 5.0]).tolist()
    [0.0, 0.0, 1.0]
    """
    array = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(array))
    if not 0.0 < length < math.inf:
        raise GeometryError(f"{array.tolist()} is not a direction.")
    return np.asarray(array / length)


def angle_deg(first: ArrayLike, second: ArrayLike) -> float:
    """The angle between two directions, 0 to 180 degrees, accurate for small angles too.

    Examples
    --------
    >>> angle_deg([1, 0, 0], [0, 2, 0])
    90.0
    """
    a, b = unit(first), unit(second)
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b)))


def swap_lps_ras(points: ArrayLike) -> Vector:
    """Points (..., 3) from LPS to RAS, or from RAS to LPS: the same step both ways.

    Examples
    --------
    >>> swap_lps_ras([5.0, 6.0, 0.5]).tolist()
    [-5.0, -6.0, 0.5]
    """
    return np.asarray(np.asarray(points, dtype=np.float64) * _FLIP)


def as_point(vector: ArrayLike) -> Point:
    """Three numbers of any kind as a plain tuple of floats."""
    x, y, z = np.asarray(vector, dtype=np.float64).tolist()
    return (x, y, z)
