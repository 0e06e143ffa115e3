"""Whether the axes of a grid are perpendicular, for those who cannot hold a shear."""

import numpy as np

from millivox import tolerance
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector, unit


def drift_mm(grid: VoxelGrid) -> float:
    """How far the last slice and the last row lie sideways of where they would be without shear.

    Rows may lean along the columns' axis, and slices in any direction of their plane; the larger
    of both together, or of either, at a corner of the grid.

    Examples
    --------
    >>> matrix = np.array([[0, 0, 1, 0], [0.5, 1, 0, 0], [2, 0, 0, 0], [0, 0, 0, 1.0]])
    >>> drift_mm(VoxelGrid((11, 5, 5), matrix))
    5.0
    """
    slices, rows, columns = grid.index_kji_to_lps[:3, :3].T
    along = unit(columns)
    leaning_rows = (rows @ along) * along * (grid.shape_kji[1] - 1)
    leaning_slices = (slices - (slices @ grid.normal) * grid.normal) * (grid.shape_kji[0] - 1)
    drifts = [leaning_rows, leaning_slices, leaning_rows + leaning_slices]
    return max(float(np.linalg.norm(drift)) for drift in drifts)


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
