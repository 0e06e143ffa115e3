"""One plane of pixels in space."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Point, Vector


@dataclass(frozen=True, slots=True)
class PixelGrid:
    """Where each pixel of one image lies (PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1).

    Parameters
    ----------
    shape_ji
        Rows and columns.
    position_mm
        Centre of the first pixel, LPS.
    orientation
        How the plane is turned.
    row_mm, column_mm
        Distance between rows (y) and between columns (x).

    Examples
    --------
    >>> flat = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    >>> grid = PixelGrid((4, 20), (0.0, 0.0, 0.0), flat, row_mm=2.0, column_mm=0.5)
    >>> grid.at([3, 10]).tolist()
    [5.0, 6.0, 0.0]
    """

    shape_ji: tuple[int, int]
    position_mm: Point
    orientation: Orientation
    row_mm: float
    column_mm: float
    frame_of_reference: str | None = None

    def at(self, index_ji: ArrayLike) -> Vector:
        """The LPS points (..., 3) of indices (..., 2) = (row, column)."""
        index = np.asarray(index_ji, np.float64)
        down = np.asarray(self.orientation.column_direction) * self.row_mm
        along = np.asarray(self.orientation.row_direction) * self.column_mm
        return np.asarray(self.position_mm + index[..., :1] * down + index[..., 1:] * along)

    def index_of(self, point_mm: ArrayLike) -> Vector:
        """The (row, column) of the foot of the perpendicular from LPS points (..., 3)."""
        away = np.asarray(point_mm, np.float64) - self.position_mm
        j = away @ np.asarray(self.orientation.column_direction) / self.row_mm
        i = away @ np.asarray(self.orientation.row_direction) / self.column_mm
        return np.stack([j, i], axis=-1)

    def distance_mm(self, point_mm: ArrayLike) -> Vector:
        """How far LPS points (..., 3) lie above the plane, along its normal."""
        away = np.asarray(point_mm, np.float64) - self.position_mm
        return np.asarray(away @ np.asarray(self.orientation.normal))

    @property
    def centre_mm(self) -> Vector:
        """The middle of the image."""
        return self.at([(count - 1) / 2 for count in self.shape_ji])
