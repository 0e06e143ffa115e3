"""Directions of one plane in plain numbers; a frame is placed thousands of times, so no arrays."""

from millivox.geometry.cosines import cross
from millivox.images.frames import Point
from millivox.tolerance import COSINE_MAX, POSITION_MAX_MM


def usable(cosines: tuple[float, ...] | None) -> tuple[float, ...] | None:
    """The direction cosines if they span a plane: neither zero, huge nor nearly parallel."""
    if cosines is None or max(cosines) >= COSINE_MAX or min(cosines) <= -COSINE_MAX:
        return None
    return cosines if sum(v * v for v in cross(cosines)) > 0.25 else None


def moved(origin: tuple[float, ...], direction: tuple[float, ...], by_mm: float) -> Point:
    """A point moved along a direction.

    Examples
    --------
    >>> moved((1.0, 2.0, 3.0), (0.0, 0.0, 1.0), 2.5)
    (1.0, 2.0, 5.5)
    """
    return (
        origin[0] + direction[0] * by_mm,
        origin[1] + direction[1] * by_mm,
        origin[2] + direction[2] * by_mm,
    )


def point(numbers: tuple[float, ...] | None) -> Point | None:
    """Three numbers as a position; ``None`` where they are none or lie out of this world."""
    if numbers is None or len(numbers) != 3:
        return None
    x, y, z = numbers
    # NaN fails every comparison.
    inside = abs(x) < POSITION_MAX_MM and abs(y) < POSITION_MAX_MM and abs(z) < POSITION_MAX_MM
    return (x, y, z) if inside else None
