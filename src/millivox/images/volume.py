"""Volume: values on a grid in space, with what is known of them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.faces import ask
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.absent import absent, if_any
from millivox.images.exchange.exchanged import Exchanged
from millivox.images.loading.numbers import fits
from millivox.images.lost import LostFrame
from millivox.images.regridded import regridded
from millivox.spacing.axis import Spacing

Array = np.ndarray[Any, Any]
#: What stands before the verdict of the files once the grid is no longer theirs.
MADE_OF = "Made of: "


@dataclass(frozen=True, slots=True, eq=False)
class Volume(Exchanged):
    """Values of a block of voxels, where they lie, and where their millimetres come from.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or (slices, rows, columns, samples) for colour; a Dask
        array where the slices are read when they are looked at.
    grid
        From index (k, j, i) to LPS mm; a shear is kept.
    unit
        Of the values: ``"HU"``, ``"BQML"`` ...; empty where the file names none.
    spacing
        The three axes with their origins; ``None`` for a volume made of an array alone.
    verdict
        How the slices of the files lie, in one sentence; it says so where the grid is another.
    holes_k
        Slices of the grid that no image filled; their values mean nothing.
    outside
        Shape (slices, rows, columns): voxels that a resampling found no image for, where the
        type of the values has no NaN to say so.
    padding
        The range of values that stand for no image (Pixel Padding Value, rescaled).
    history
        What was done to the values, in order.
    lost
        Frames that were there and could not be read, with the slice of the volume as it was
        loaded; of a volume that was loaded they are among its holes.

    Examples
    --------
    >>> grid = VoxelGrid((2, 2, 2), np.diag([3.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]])
    >>> volume = Volume(np.arange(8.0).reshape(2, 2, 2), grid)
    >>> volume.shape_kji, volume.at([0.5, 0.0, 0.0])
    ((2, 2, 2), 0.5)
    """

    values: Array
    grid: VoxelGrid
    unit: str = ""
    spacing: Spacing | None = None
    verdict: str = ""
    holes_k: tuple[int, ...] = ()
    outside: Array | None = None
    padding: tuple[float, float] | None = None
    history: tuple[str, ...] = ()
    lost: tuple[LostFrame, ...] = ()

    def __post_init__(self) -> None:
        """Values and grid must have one shape."""
        if tuple(self.values.shape[:3]) != self.grid.shape_kji:
            raise GeometryError(
                f"Values of shape {self.values.shape} do not fit a grid of {self.grid.shape_kji}."
            )

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Slices, rows, columns."""
        return self.grid.shape_kji

    @property
    def index_kji_to_lps(self) -> Vector:
        """4 x 4, from (k, j, i, 1) to LPS mm."""
        return self.grid.index_kji_to_lps

    @property
    def index_ijk_to_ras(self) -> Vector:
        """4 x 4, from (i, j, k, 1) to RAS mm: what NIfTI and nibabel call the affine."""
        return affine.swap_lps_ras(self.grid.index_kji_to_lps)[:, [2, 1, 0, 3]]

    @property
    def missing(self) -> Array | None:
        """Where there is no image: holes of the grid, padding, NaN; ``None`` where nowhere."""
        nowhere = absent(self.values, self.padding, self.holes_k)
        if self.outside is not None:
            nowhere = self.outside if nowhere is None else nowhere | self.outside
        return if_any(nowhere)

    def at(self, point_lps: ArrayLike) -> float | tuple[float, ...] | None:
        """The value at a point in LPS mm, linear between voxel centres; of colour, each sample.

        ``None`` outside the volume, and where a voxel that counts holds no image.
        """
        index = self.grid.index_of(point_lps)
        last = np.asarray(self.shape_kji) - 1
        if not ((index >= -0.5) & (index <= last + 0.5)).all():
            return None
        index = np.clip(index, 0, last)
        low = np.floor(index).astype(int)
        k, j, i = (slice(start, start + 2) for start in low.tolist())
        around = self.crop(k=k, j=j, i=i).compute()
        weights = _weights(index - low, around.shape_kji)
        missing = around.missing
        if missing is not None and (missing & (weights > 0.0)).any():
            return None
        values = np.moveaxis(np.asarray(around.values), (0, 1, 2), (-3, -2, -1))
        near = np.where(weights > 0.0, values, 0)
        mean = (near * weights).sum(axis=(-3, -2, -1))
        return float(mean) if mean.ndim == 0 else tuple(mean.tolist())

    def regridded(
        self,
        values: Array,
        grid: VoxelGrid,
        said: str,
        *,
        outside: Array | None = None,
        holes_k: tuple[int, ...] = (),
    ) -> "Volume":
        """Values made of this volume on another grid; what is missing is NaN, or ``outside``.

        Parameters
        ----------
        values, grid
            What was made, and where it lies; a grid without a frame of reference is in this one.
        said
            How it was made, for the history.
        """
        space = grid.frame_of_reference or self.grid.frame_of_reference
        return Volume(
            values,
            replace(grid, frame_of_reference=space),
            unit=self.unit,
            spacing=regridded(self.spacing, self.grid, grid),
            verdict=_of_another_grid(self.verdict),
            holes_k=holes_k,
            outside=outside,
            history=(*self.history, said),
            lost=self.lost,
        )

    def crop(
        self, *, k: slice = slice(None), j: slice = slice(None), i: slice = slice(None)
    ) -> "Volume":
        """A part of the volume, whose grid says where it lies; steps other than 1 are allowed.

        Raises
        ------
        GeometryError
            Nothing would be left.
        """
        parts = (k, j, i)
        ranges = [range(n)[part] for n, part in zip(self.shape_kji, parts, strict=True)]
        if not all(ranges):
            raise GeometryError("A crop must leave one slice, one row and one column at least.")
        matrix = np.array(self.grid.index_kji_to_lps)
        matrix[:3, 3] = self.grid.at([taken[0] for taken in ranges])
        matrix[:3, :3] = matrix[:3, :3] * [taken.step for taken in ranges]
        shape = (len(ranges[0]), len(ranges[1]), len(ranges[2]))
        grid = VoxelGrid(shape, matrix, self.grid.frame_of_reference)
        is_thinned = any(abs(taken.step) > 1 for taken in ranges)
        said = ", ".join(f"{taken[0]} to {taken[-1]}" for taken in ranges)
        return replace(
            self,
            values=self.values[parts],
            grid=grid,
            spacing=regridded(self.spacing, self.grid, grid) if is_thinned else self.spacing,
            verdict=_of_another_grid(self.verdict),
            holes_k=tuple(n for n, old in enumerate(ranges[0]) if old in self.holes_k),
            outside=None if self.outside is None else self.outside[parts],
            history=(*self.history, f"cropped to (k, j, i) {said}"),
        )

    def compute(self) -> "Volume":
        """The volume with its values in memory; itself where they are."""
        if isinstance(self.values, np.ndarray):
            return self
        return replace(self, values=np.asarray(self.values))

    def filled(self, value: float) -> "Volume":
        """The volume with a value where there was no image, and nothing missing any more.

        Raises
        ------
        GeometryError
            The type of the values does not hold it.
        """
        missing = self.missing
        if missing is None:
            return self
        if not fits(np.array(value), self.values.dtype):
            raise GeometryError(f"{value:g} is no value of the type {self.values.dtype}.")
        whole = missing[..., None] if self.values.ndim == 4 else missing
        said = f"filled with {value:g} where there was no image"
        values = np.where(whole, self.values.dtype.type(value), self.values)
        return replace(
            self, values=values, holes_k=(), outside=None, padding=None,
            history=(*self.history, said),
        )  # fmt: skip

    def show(self, **how: Any) -> Any:
        """A figure with its axes in mm: :func:`millivox.plot.plot` explains the parameters."""
        return ask("show", self, **how)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """The values, for NumPy."""
        return np.array(self.values, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        """Shape, spacing, type and unit."""
        size = " x ".join(str(count) for count in self.shape_kji)
        grid = self.grid
        mm = f"{grid.column_mm:.4g} x {grid.row_mm:.4g} x {grid.interval_mm:.4g} mm"
        return f"<Volume {size}, {mm}, {self.values.dtype}{' ' + self.unit if self.unit else ''}>"


def _weights(part: Vector, shape_kji: tuple[int, int, int]) -> Vector:
    """Of the voxels about an index: at most two along each axis, the nearer the heavier."""
    k, j, i = (
        np.array([1.0 - share, share])[:count]
        for share, count in zip(part.tolist(), shape_kji, strict=True)
    )
    return np.asarray(k[:, None, None] * j[:, None] * i)


def _of_another_grid(verdict: str) -> str:
    return verdict if verdict.startswith(MADE_OF) or not verdict else MADE_OF + verdict
