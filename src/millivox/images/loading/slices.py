"""Slices: the values of a stack as its slices lie, evenly or not."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from millivox.decimals import plain
from millivox.errors import NotAVolumeError
from millivox.faces import ask
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector
from millivox.images.absent import absent
from millivox.images.lost import LostFrame
from millivox.images.reports.volume import VolumeReport
from millivox.images.stacks.positions import Positions
from millivox.images.volume import Volume
from millivox.images.volumes import stacked
from millivox.spacing.axis import Spacing
from millivox.spacing.slices import Block

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slices:
    """Parallel slices with the place of each; what an uneven series really is.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), ascending along the normal; or with samples for colour.
    report
        How they lie, and what a pixel is; its stack has places.
    unit, padding, history, lost
        As of a :class:`~millivox.images.volume.Volume`.
    """

    values: Array
    report: VolumeReport
    unit: str = ""
    padding: tuple[float, float] | None = None
    history: tuple[str, ...] = ()
    lost: tuple[LostFrame, ...] = ()

    def __len__(self) -> int:
        """How many slices there are."""
        return len(self.values)

    def __repr__(self) -> str:
        """Shape, what a pixel is, type and unit."""
        size = " x ".join(str(count) for count in self.values.shape[:3])
        x_mm, y_mm = self.spacing.x.mm, self.spacing.y.mm
        known = f"{plain(x_mm, 4)} x {plain(y_mm, 4)} mm" if x_mm and y_mm else "pixels"
        return (
            f"<Slices {size}, {known}, {self.values.dtype}{' ' + self.unit if self.unit else ''}>"
        )

    @property
    def t_mm(self) -> Vector:
        """Where each slice lies along the normal, shape (slices,)."""
        return np.asarray(self._places.t_mm)

    @property
    def first_mm(self) -> Vector:
        """Centre of each slice's first pixel, LPS, shape (slices, 3)."""
        return np.asarray(self._places.points_mm)

    @property
    def orientation(self) -> Orientation:
        """How rows and columns run."""
        return self._places.orientation

    @property
    def spacing(self) -> Spacing:
        """x, y, and z where the slices have one interval, each with its origin."""
        return self.report.spacing

    @property
    def row_mm(self) -> float:
        """Distance between rows (y)."""
        return float(self.spacing.y.mm or np.nan)

    @property
    def column_mm(self) -> float:
        """Distance between columns (x)."""
        return float(self.spacing.x.mm or np.nan)

    @property
    def frame_of_reference(self) -> str | None:
        """UID of the space that the places are in."""
        return self.report.frames[0].header.frame_of_reference_uid

    @property
    def verdict(self) -> str:
        """How they lie, in one sentence."""
        return self.report.sentence

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The evenly spaced runs among them, both ends included."""
        return self.report.stack.slices.blocks

    @property
    def missing(self) -> Array | None:
        """Where there is no image: lost slices, padding, NaN; ``None`` where nowhere."""
        return absent(self.values, self.padding, [one.k for one in self.lost])

    def block(self, number: int = 0) -> Volume:
        """One of the evenly spaced runs as a volume, judged as if it were all there is.

        Raises
        ------
        NotAVolumeError
            There is no such run.
        """
        if not -len(self.blocks) <= number < len(self.blocks):
            raise NotAVolumeError(f"There are {len(self.blocks)} evenly spaced blocks.")
        run = self.blocks[number]
        part = slice(run.from_k, run.to_k + 1)
        stack = stacked(self.report.frames[part], self.report.pixel)
        if stack.grid is None:
            raise NotAVolumeError(f"Alone, slices {run.from_k} to {run.to_k} make no even grid.")
        report = replace(self.report, stack=stack)
        said = f"block {number}: slices {run.from_k} to {run.to_k}"
        made = self.volume(self.values[part], stack.grid, report.spacing, report.sentence, said)
        ks = [one.k - run.from_k for one in self.lost]
        return replace(made, holes_k=tuple(k for k in ks if 0 <= k < len(made.values)))

    def volume(
        self, values: Array, grid: VoxelGrid, spacing: Spacing, verdict: str, said: str
    ) -> Volume:
        """A volume made of the slices, with what is known of them."""
        return Volume(
            values,
            grid,
            unit=self.unit,
            spacing=spacing,
            verdict=verdict,
            padding=self.padding if values.dtype == self.values.dtype else None,
            history=(*self.history, said),
            lost=self.lost,
        )

    def show(self, **how: Any) -> Any:
        """A figure with its axes in mm: :func:`millivox.plot.plot` explains the parameters."""
        return ask("show", self, **how)

    @property
    def _places(self) -> Positions:
        places = self.report.stack.positions
        if places is None:
            raise NotAVolumeError(f"{self.verdict} They have no places behind one another.")
        return places
