"""The spacing of a grid that somebody chose: new distances, the trust of the old ones."""

from dataclasses import replace

import numpy as np

from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.spacing.axis import AxisSpacing, Spacing

_NOTE = "The distance between voxels of a chosen grid; it is trusted as the volume it came from."
#: Share of a step along an axis below which it does not run along that axis.
_ALONG = 1e-6


def regridded(spacing: Spacing | None, source: VoxelGrid, grid: VoxelGrid) -> Spacing | None:
    """The three axes of a grid that a volume was laid on.

    Each distance has the origin of the worst graded of the volume's axes that it runs along,
    and the largest of their relative uncertainties.  A lone slice has no distance to a neighbour.
    """
    if spacing is None:
        return None
    axes = (spacing.z, spacing.y, spacing.x)
    steps = affine.inverse(source.index_kji_to_lps)[:3] @ grid.index_kji_to_lps[:, :3]
    z = _axis(axes, steps[:, 0], grid.interval_mm) if grid.shape_kji[0] > 1 else None
    y = _axis(axes, steps[:, 1], grid.row_mm)
    x = _axis(axes, steps[:, 2], grid.column_mm)
    return None if x is None or y is None else Spacing(x, y, z, findings=spacing.findings)


def _axis(
    axes: tuple[AxisSpacing | None, ...], step_kji: Vector, distance_mm: float
) -> AxisSpacing | None:
    """One distance of the new grid; ``None`` where it runs along an axis nobody knows."""
    runs = np.abs(step_kji) > _ALONG * np.abs(step_kji).max()
    along = [axis for axis, is_used in zip(axes, runs.tolist(), strict=True) if is_used]
    known = [axis for axis in along if axis is not None and axis.number]
    if len(known) < len(along):
        return None
    worst = max(known, key=lambda axis: axis.grade)
    shares = [axis.u_mm / axis.number for axis in known if axis.u_mm is not None and axis.number]
    u_mm = max(shares) * distance_mm if len(shares) == len(known) else None
    origin = replace(worst.origin, source=None, raw=(), checks=(), note=_NOTE)
    return AxisSpacing(distance_mm, origin, u_mm)
