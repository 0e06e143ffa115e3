"""Six direction cosines in plain numbers: images are placed by the thousand, so no arrays."""

from math import sqrt

Point = tuple[float, float, float]


def cross(cosines: tuple[float, ...]) -> Point:
    """r x c of six direction cosines, not scaled."""
    a, b, c, d, e, f = cosines
    return b * f - c * e, c * d - a * f, a * e - b * d


def normal_of(cosines: tuple[float, ...]) -> Point:
    """The unit normal r x c of six direction cosines; zeros where they span no plane.

    Examples
    --------
    >>> normal_of((1, 0, 0, 0, 2, 0)), normal_of((1, 0, 0, 1, 0, 0))
    ((0.0, 0.0, 1.0), (0.0, 0.0, 0.0))
    """
    x, y, z = cross(cosines)
    length = sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length else (0.0, 0.0, 0.0)
