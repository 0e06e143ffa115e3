"""Straight lines through points that ought to be evenly spaced."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from millivox.geometry.points import Vector


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """``origin + slope * x``, one entry a column of the fitted values.

    ``residual`` holds what is left at every point, shape (n, columns).
    """

    origin: Vector
    slope: Vector
    residual: Vector

    @property
    def worst(self) -> Vector:
        """Largest absolute residual of each column."""
        return np.asarray(np.abs(self.residual).max(axis=0))


def least_squares(x: Vector, values: Vector) -> Line:
    """The least-squares line through values (n, columns) at x (n); n at least 2.

    Where the line through the ends differs by float noise only, that one is
    taken, so that evenly written numbers come back as they were written.

    Examples
    --------
    >>> fit = least_squares(np.arange(4.0), np.array([[0.0], [5.0], [10.04], [15.0]]))
    >>> round(float(fit.slope[0]), 3), round(float(fit.worst[0]), 3)
    (5.004, 0.028)
    """
    away, lever = values - values[0], x - x.mean()
    slope = (lever @ away) / (lever @ lever)
    through_ends = away[-1] / (x[-1] - x[0])
    noise = 1e-13 * np.maximum(1.0, np.abs(values).max(axis=0))
    slope = np.where(np.abs(slope - through_ends) < noise, through_ends, slope)
    origin = values[0] + (away - np.outer(x, slope)).mean(axis=0)
    return Line(origin, slope, values - origin - np.outer(x, slope))


def half_band(x: Vector, values: Vector) -> float:
    """Half the width of the narrowest straight band that holds every value.

    This is the smallest possible largest residual (minimax).  The band's
    direction is that of an edge of the points' convex hull, so it is exact.
    ``x`` must increase.

    Examples
    --------
    >>> round(half_band(np.arange(5.0), np.array([0.0, 1.2, 2.5, 3.8, 5.0])), 3)
    0.033
    """
    points = list(zip(x.tolist(), values.tolist(), strict=True))
    lower, upper = _chain(points, 1.0), _chain(points, -1.0)
    hull = np.array(lower + upper)
    slopes = np.array([_slope(a, b) for c in (lower, upper) for a, b in pairwise(c)])
    if not slopes.size:
        return 0.0
    rests = hull[:, 1] - np.outer(slopes, hull[:, 0])
    return float((rests.max(axis=1) - rests.min(axis=1)).min()) / 2.0


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0])


def _chain(points: list[tuple[float, float]], side: float) -> list[tuple[float, float]]:
    """The lower (side 1) or upper (side -1) half of the convex hull, left to right."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        while len(kept) > 1:
            (x0, y0), (x1, y1) = kept[-2:]
            if side * ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) > 0.0:
                break
            kept.pop()
        kept.append((x, y))
    return kept
