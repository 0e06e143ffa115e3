"""upright: a gantry tilt taken out."""

from dataclasses import replace

from millivox.geometry.orientation import Orientation
from millivox.geometry.points import as_point
from millivox.images.volume import Volume
from millivox.resample.onto import laid
from millivox.resample.planes import box
from millivox.resample.sampling import Method


def upright(volume: Volume, *, method: str = "linear") -> Volume:
    """The volume on a grid whose three axes are perpendicular.

    The slices keep their orientation and their distances; each is shifted within its plane to
    where the tilted stack really had it, and the grid grows so that nothing is cut off.

    Examples
    --------
    >>> import numpy as np
    >>> from millivox.geometry.grid import VoxelGrid
    >>> matrix = np.array([[0, 0, 1, 0], [1, 1, 0, 0], [2, 0, 0, 0], [0, 0, 0, 1.0]])
    >>> leaning = Volume(np.zeros((3, 4, 4)), VoxelGrid((3, 4, 4), matrix))
    >>> upright(leaning).shape_kji
    (3, 6, 4)
    """
    grid = volume.grid
    directions = [as_point(grid.index_kji_to_lps[:3, axis]) for axis in (2, 1)]
    orientation = Orientation.from_cosines([*directions[0], *directions[1]])
    target = box(
        grid,
        orientation,
        column_mm=grid.column_mm,
        row_mm=grid.row_mm,
        interval_mm=grid.interval_mm,
        half=0.0,
    )
    target = replace(target, shape_kji=(grid.shape_kji[0], *target.shape_kji[1:]))
    return laid(volume, target, Method(method), f"made upright ({method})")
