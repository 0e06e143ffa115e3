"""Whether the axes of a grid are perpendicular, for those who cannot hold a shear."""

from itertools import product

import numpy as np

from millivox import tolerance
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector


def drift_mm(grid: VoxelGrid) -> float:
    """How far a corner moves, the first voxel held, when the axes are made perpendicular.

    Examples
    --------
    >>> straight = VoxelGrid((11, 5, 5), np.diag([1.0, 1.0, 2.0, 1.0])[:, [2, 1, 0, 3]])
    >>> drift_mm(straight)
    0.0
    """
    matrix = grid.index_kji_to_lps[:3, :3]
    apart = matrix - nearest_perpendicular(matrix)
    corners = np.array(list(product(*[(0, count - 1) for count in grid.shape_kji])))
    return float(np.linalg.norm(corners @ apart.T, axis=1).max())


def is_sheared(grid: VoxelGrid) -> bool:
    """Whether that shows: more than a tenth of a pixel, or 0.05 mm (rule book D.6)."""
    pixel_mm = min(grid.row_mm, grid.column_mm)
    return drift_mm(grid) > max(tolerance.SHEAR_PIXELS * pixel_mm, tolerance.SHEAR_FLOOR_MM)


def nearest_perpendicular(matrix: Vector) -> Vector:
    """The perpendicular axes nearest to those of a 3 x 3 matrix, each as long as it was."""
    lengths = np.linalg.norm(matrix, axis=0)
    left, _, right = np.linalg.svd(matrix / lengths)
    turned = left @ right
    close = np.allclose(turned * lengths, matrix, rtol=0.0, atol=1e-14 * lengths.max())
    return matrix if close else np.asarray(turned * lengths)
