"""Volume: values on a grid in space, with what is known of them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.spacing.axis import Spacing

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Volume:
    """Values of a block of voxels, where they lie, and where their millimetres come from.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or (slices, rows, columns, samples) for colour.
    grid
        From index (k, j, i) to LPS mm; a shear is kept.
    unit
        Of the values: ``"HU"``, ``"BQML"`` ...; empty where the file names none.
    spacing
        The three axes with their origins; ``None`` for a volume made of an array alone.
    verdict
        How the slices lie, in one sentence.
    holes_k
        Slices of the grid that no image filled; their values mean nothing.
    outside
        Shape (slices, rows, columns): voxels that a resampling found no image for, where the
        type of the values has no NaN to say so.
    padding
        The range of values that stand for no image (Pixel Padding Value, rescaled).
    history
        What was done to the values, in order.

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
        nowhere = np.zeros(self.shape_kji, bool)
        if self.padding is not None and self.values.ndim == 3:
            nowhere |= (self.values >= self.padding[0]) & (self.values <= self.padding[1])
        if self.values.dtype.kind == "f":
            nan = np.isnan(self.values)
            nowhere |= nan if nan.ndim == 3 else nan.any(axis=3)
        if self.outside is not None:
            nowhere |= self.outside
        nowhere[list(self.holes_k)] = True
        return nowhere if nowhere.any() else None

    def at(self, point_lps: ArrayLike) -> float | None:
        """The value at a point in LPS mm, linear between voxel centres; ``None`` outside."""
        index = self.grid.index_of(point_lps)
        inside = (index >= -0.5) & (index <= np.asarray(self.shape_kji) - 0.5)
        if not inside.all():
            return None
        index = np.clip(index, 0, np.asarray(self.shape_kji) - 1)
        value = sum(weight * float(self.values[corner]) for corner, weight in _around(index))
        return None if np.isnan(value) else value

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
        holes = tuple(n for n, old in enumerate(ranges[0]) if old in self.holes_k)
        return replace(
            self,
            values=self.values[parts],
            grid=VoxelGrid(shape, matrix, self.grid.frame_of_reference),
            holes_k=holes,
            outside=None if self.outside is None else self.outside[parts],
            history=(*self.history, "cropped"),
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """The values, for NumPy."""
        if copy is False and dtype is not None and np.dtype(dtype) != self.values.dtype:
            raise ValueError("The values have another type; they would have to be copied.")
        return (
            np.array(self.values, dtype=dtype, copy=bool(copy))
            if copy
            else (np.asarray(self.values, dtype=dtype))
        )

    def __repr__(self) -> str:
        """Shape, spacing, type and unit."""
        size = " x ".join(str(count) for count in self.shape_kji)
        grid = self.grid
        mm = f"{grid.column_mm:.4g} x {grid.row_mm:.4g} x {grid.interval_mm:.4g} mm"
        return f"<Volume {size}, {mm}, {self.values.dtype}{' ' + self.unit if self.unit else ''}>"


def _around(index: Vector) -> "Iterator[tuple[tuple[int, ...], float]]":
    """The eight voxels about an index, and their weights."""
    low = np.floor(index).astype(int)
    part = index - low
    for bits in np.ndindex(2, 2, 2):
        weight = float(np.prod(np.where(bits, part, 1.0 - part)))
        if weight > 0.0:
            yield tuple((low + bits).tolist()), weight
