"""What a synthetic slice shows: an ellipsoid with a small sphere in it, of known mm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from millivox.geometry.plane import PixelGrid
from millivox.geometry.points import Vector

OUTSIDE, BODY, SPHERE = -1000, 40, 400


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """An ellipsoid along the axes of a stack, and a sphere half way to its first pixel's corner.

    Parameters
    ----------
    centre_mm
        LPS.
    axes
        Shape (3, 3), unit directions as columns.
    semi_axes_mm
        Along them.
    """

    centre_mm: Vector
    axes: Vector
    semi_axes_mm: Vector

    @property
    def sphere_centre_mm(self) -> Vector:
        """Off centre, so that a flip shows."""
        return np.asarray(self.centre_mm - self.axes @ (self.semi_axes_mm * [0.4, 0.3, 0.2]))

    @property
    def sphere_radius_mm(self) -> float:
        """A quarter of the shortest semi-axis."""
        return float(self.semi_axes_mm.min()) / 4.0

    def values(self, plane: PixelGrid) -> NDArray[np.int16]:
        """What the pixels of one plane show, in HU."""
        rows, columns = plane.shape_ji
        index = np.stack(np.meshgrid(range(rows), range(columns), indexing="ij"), axis=-1)
        points = plane.at(index)
        inside = (((points - self.centre_mm) @ self.axes / self.semi_axes_mm) ** 2).sum(-1) <= 1.0
        away = np.linalg.norm(points - self.sphere_centre_mm, axis=-1)
        shown = np.where(inside, BODY, OUTSIDE)
        return np.where(away <= self.sphere_radius_mm, SPHERE, shown).astype(np.int16)
