"""Affine matrices (4 x 4) between voxel indices and LPS mm."""

import numpy as np
from numpy.typing import ArrayLike

from millivox.errors import GeometryError
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Vector


def of_planes(
    origin_mm: ArrayLike,
    orientation: Orientation,
    step_mm: ArrayLike,
    *,
    row_mm: float,
    column_mm: float,
) -> Vector:
    """The matrix from (k, j, i, 1) to LPS mm of equally spaced parallel planes (C.2).

    Parameters
    ----------
    origin_mm
        Centre of the first pixel of plane 0.
    orientation
        How every plane is turned.
    step_mm
        From one plane's first pixel to the next one's; need not follow the normal,
        so a gantry tilt stays in the matrix as shear.
    row_mm, column_mm
        Distance between rows (j) and between columns (i).

    Examples
    --------
    >>> flat = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    >>> matrix = of_planes((0, 0, 0), flat, (0, 0, 3), row_mm=2, column_mm=0.5)
    >>> (matrix @ [0, 3, 10, 1]).tolist()
    [5.0, 6.0, 0.0, 1.0]
    """
    matrix = np.eye(4)
    matrix[:3, 0] = step_mm
    matrix[:3, 1] = np.asarray(orientation.column_direction) * row_mm
    matrix[:3, 2] = np.asarray(orientation.row_direction) * column_mm
    matrix[:3, 3] = origin_mm
    return matrix


def apply(matrix: Vector, points: ArrayLike) -> Vector:
    """Points (..., 3) carried through a 4 x 4 matrix."""
    return np.asarray(np.asarray(points, np.float64) @ matrix[:3, :3].T + matrix[:3, 3])


def inverse(matrix: Vector) -> Vector:
    """The way back.

    Raises
    ------
    GeometryError
        If the matrix squeezes space flat.
    """
    try:
        return np.asarray(np.linalg.inv(matrix))
    except np.linalg.LinAlgError as error:
        raise GeometryError("The matrix has no inverse: two of its axes coincide.") from error


def swap_lps_ras(matrix: Vector) -> Vector:
    """A matrix that ends in LPS made to end in RAS, or the other way round (C.9)."""
    return np.asarray(np.diag([-1.0, -1.0, 1.0, 1.0]) @ matrix)


def is_right_handed(index_kji_to_lps: Vector) -> bool:
    """Whether (i, j, k) form a right-handed frame, as slices sorted along the normal do."""
    return bool(np.linalg.det(index_kji_to_lps[:3, 2::-1]) > 0.0)
