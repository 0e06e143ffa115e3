"""facing: a slice turned as a radiologist looks at it, by quarter turns and mirrors."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from millivox.geometry.points import Vector
from millivox.images.loading.slices import Slices
from millivox.images.volume import Volume
from millivox.resample.planes import PLANES

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """How one slice lies: its first pixel, a step across and a step down, LPS mm."""

    shape: tuple[int, int]
    first: Vector
    across: Vector
    down: Vector
    transposed: bool = False
    flipped: tuple[bool, bool] = (False, False)

    @classmethod
    def of(cls, volume: Volume, k: int) -> "Face":
        """A slice of a volume as its values are ordered."""
        matrix = volume.grid.index_kji_to_lps
        first = volume.grid.at([k, 0, 0])
        return cls(volume.shape_kji[1:], first, np.array(matrix[:3, 2]), np.array(matrix[:3, 1]))

    @classmethod
    def of_slices(cls, slices: Slices, k: int) -> "Face":
        """One of slices that need not be evenly spaced."""
        across = np.asarray(slices.orientation.row_direction) * slices.column_mm
        down = np.asarray(slices.orientation.column_direction) * slices.row_mm
        return cls(slices.values.shape[1:3], slices.first_mm[k], across, down)

    def turned(self) -> "Face":
        """The same by quarter turns and mirrors as a radiologist looks at the nearest plane.

        Axial from the feet, coronal from the front, sagittal from the left.
        """
        normal = np.abs(np.cross(self.across, self.down))
        plane = ("sagittal", "coronal", "axial")[int(normal.argmax())]
        right, below = np.array(PLANES[plane])
        face = self
        if abs(self.across @ right) < abs(self.down @ right):
            face = replace(
                face, shape=self.shape[::-1], across=self.down, down=self.across, transposed=True
            )
        mirrored = bool(face.across @ right < 0), bool(face.down @ below < 0)
        rows, columns = face.shape
        first = face.first + mirrored[0] * (columns - 1) * face.across
        first = first + mirrored[1] * (rows - 1) * face.down
        signs = [-1.0 if turn else 1.0 for turn in mirrored]
        return replace(
            face,
            first=first,
            across=signs[0] * face.across,
            down=signs[1] * face.down,
            flipped=mirrored,
        )

    def laid(self, values: Array) -> Array:
        """Values of the slice in this order."""
        if self.transposed:
            values = values.swapaxes(0, 1)
        if self.flipped[0]:
            values = values[:, ::-1]
        return values[::-1] if self.flipped[1] else values
