"""Slices: the values of a stack as its slices lie, evenly or not."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from millivox.errors import NotAVolumeError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.lines import least_squares
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector
from millivox.images.volume import Volume
from millivox.spacing.axis import Spacing
from millivox.spacing.slices import Block

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """Parallel slices with the place of each; what an uneven series really is.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), ascending along the normal.
    t_mm
        Where each slice lies along the normal, shape (slices,).
    first_mm
        Centre of each slice's first pixel, LPS, shape (slices, 3).
    blocks
        The evenly spaced runs among them, both ends included.
    """

    values: Array
    t_mm: Vector
    first_mm: Vector
    orientation: Orientation
    row_mm: float
    column_mm: float
    frame_of_reference: str | None = None
    unit: str = ""
    spacing: Spacing | None = None
    verdict: str = ""
    padding: tuple[float, float] | None = None
    blocks: tuple[Block, ...] = ()
    history: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many slices there are."""
        return len(self.t_mm)

    def block(self, number: int = 0) -> Volume:
        """One of the evenly spaced runs as a volume.

        Raises
        ------
        NotAVolumeError
            There is no such run.
        """
        if not -len(self.blocks) <= number < len(self.blocks):
            raise NotAVolumeError(f"There are {len(self.blocks)} evenly spaced blocks.")
        run = self.blocks[number]
        part = slice(run.from_k, run.to_k + 1)
        count = run.to_k - run.from_k + 1
        line = least_squares(np.arange(float(count)), self.first_mm[part])
        matrix = affine.of_planes(
            self.first_mm[run.from_k],
            self.orientation,
            line.slope,
            row_mm=self.row_mm,
            column_mm=self.column_mm,
        )
        rows, columns = self.values.shape[1:3]
        grid = VoxelGrid((count, rows, columns), matrix, self.frame_of_reference)
        said = (*self.history, f"block {number}: slices {run.from_k} to {run.to_k}")
        return self.volume_of(self.values[part], grid, said)

    def volume_of(self, values: Array, grid: VoxelGrid, history: tuple[str, ...]) -> Volume:
        """A volume with what is known of the slices."""
        padding = self.padding if values.dtype == self.values.dtype else None
        return Volume(
            values,
            grid,
            unit=self.unit,
            spacing=self.spacing,
            verdict=self.verdict,
            padding=padding,
            history=history,
        )
