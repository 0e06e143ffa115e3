"""VoxelGrid: a block of voxels in space, as a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.points import Vector, unit


@dataclass(frozen=True, slots=True, eq=False)
class VoxelGrid:
    """Shape and place of a block of voxels; a shear is kept.

    Parameters
    ----------
    shape_kji
        Slices, rows, columns.
    index_kji_to_lps
        4 x 4, from the column vector (k, j, i, 1) of voxel-centre indices to LPS mm.
    frame_of_reference
        UID of the space the millimetres are in; ``None`` where it is not registered.

    Examples
    --------
    >>> grid = VoxelGrid((10, 8, 8), np.diag([3.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]])
    >>> grid.at([2, 0, 1]).tolist(), grid.interval_mm
    ([1.0, 0.0, 6.0], 3.0)
    """

    shape_kji: tuple[int, int, int]
    index_kji_to_lps: Vector
    frame_of_reference: str | None = None

    def __post_init__(self) -> None:
        """Keep a private copy of the matrix, after a look at it."""
        matrix = np.array(self.index_kji_to_lps, dtype=np.float64)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
            raise GeometryError(f"A grid needs a finite 4 x 4 matrix, not {matrix.tolist()}.")
        if np.linalg.det(matrix) == 0.0:
            raise GeometryError("A grid needs three directions that span space.")
        matrix.flags.writeable = False
        object.__setattr__(self, "index_kji_to_lps", matrix)

    @property
    def row_mm(self) -> float:
        """Distance between rows (y)."""
        return float(np.linalg.norm(self.index_kji_to_lps[:3, 1]))

    @property
    def column_mm(self) -> float:
        """Distance between columns (x)."""
        return float(np.linalg.norm(self.index_kji_to_lps[:3, 2]))

    @property
    def normal(self) -> Vector:
        """Unit vector perpendicular to the slices, row direction x column direction."""
        return unit(np.cross(self.index_kji_to_lps[:3, 2], self.index_kji_to_lps[:3, 1]))

    @property
    def step_mm(self) -> Vector:
        """From one slice's first pixel to the next one's, LPS."""
        return self.index_kji_to_lps[:3, 0]

    @property
    def interval_mm(self) -> float:
        """Distance between slices along their normal (z), whichever way they are counted."""
        return abs(float(self.step_mm @ self.normal))

    @property
    def step_length_mm(self) -> float:
        """Distance between neighbouring first pixels; more than the interval when sheared."""
        return float(np.linalg.norm(self.step_mm))

    @property
    def voxel_mm3(self) -> float:
        """Volume of one voxel; a shear does not change it."""
        return abs(float(np.linalg.det(self.index_kji_to_lps[:3, :3])))

    def at(self, index_kji: ArrayLike) -> Vector:
        """The LPS points (..., 3) of indices (..., 3) = (k, j, i)."""
        return affine.apply(self.index_kji_to_lps, index_kji)

    def index_of(self, point_mm: ArrayLike) -> Vector:
        """The indices (..., 3) = (k, j, i) of LPS points (..., 3); not rounded."""
        return affine.apply(affine.inverse(self.index_kji_to_lps), point_mm)

    def corners_mm(self) -> Vector:
        """The LPS centres of the eight corner voxels, shape (8, 3), k slowest."""
        ends = [(0, count - 1) for count in self.shape_kji]
        return self.at([(k, j, i) for k in ends[0] for j in ends[1] for i in ends[2]])

    def spaced(self, spacing_mm: float | Sequence[float]) -> "VoxelGrid":
        """The same block cut into voxels of another size, about the same middle.

        Parameters
        ----------
        spacing_mm
            Between slices along their normal, rows and columns (k, j, i); one number for all three.
            A shear is kept.

        Raises
        ------
        GeometryError
            It is not one or three numbers above zero.

        Examples
        --------
        >>> grid = VoxelGrid((10, 8, 8), np.diag([3.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]])
        >>> grid.spaced(1.0).shape_kji
        (30, 8, 8)
        """
        wanted = _three_lengths(spacing_mm)
        was = np.array([self.interval_mm, self.row_mm, self.column_mm])
        shape = np.maximum(1, np.round(np.array(self.shape_kji) * was / wanted)).astype(int)
        matrix = self.index_kji_to_lps.copy()
        matrix[:3, :3] *= wanted / was
        middle = self.at((np.array(self.shape_kji) - 1) / 2)
        matrix[:3, 3] = middle - matrix[:3, :3] @ ((shape - 1) / 2)
        slices, rows, columns = shape.tolist()
        return VoxelGrid((slices, rows, columns), matrix, self.frame_of_reference)

    def is_close(self, other: "VoxelGrid", *, within_mm: float) -> bool:
        """Whether both have one shape and their corners differ by no more than ``within_mm``."""
        if self.shape_kji != other.shape_kji:
            return False
        apart = np.linalg.norm(self.corners_mm() - other.corners_mm(), axis=1)
        return bool(apart.max() <= within_mm)

    def to_dict(self) -> dict[str, Any]:
        """Shape, matrix and frame of reference in plain numbers."""
        return {
            "shape_kji": list(self.shape_kji),
            "index_kji_to_lps": self.index_kji_to_lps.tolist(),
            "frame_of_reference": self.frame_of_reference,
        }


def _three_lengths(spacing_mm: float | Sequence[float]) -> Vector:
    """One length thrice, or three, each above zero."""
    lengths = np.atleast_1d(np.asarray(spacing_mm, dtype=np.float64))
    if lengths.shape not in ((1,), (3,)) or not (np.isfinite(lengths) & (lengths > 0)).all():
        raise GeometryError(
            f"Voxels of {spacing_mm} mm: one length above zero was expected, or three (k, j, i)."
        )
    return np.broadcast_to(lengths, (3,))
