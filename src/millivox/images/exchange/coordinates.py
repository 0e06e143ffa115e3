"""Named dimensions and coordinates of a grid, and the grid that coordinates tell of."""

import numpy as np

from millivox import tolerance
from millivox.errors import GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector

LPS = ("x", "y", "z")


def dimensions_of(index_kji_to_lps: Vector) -> tuple[str, str, str]:
    """The names of a grid's three dimensions: x, y, z where they run along the patient's axes.

    Examples
    --------
    >>> axial = np.diag([0.5, 0.5, 3.0, 1.0])[:, [2, 1, 0, 3]]
    >>> dimensions_of(axial), dimensions_of(axial + np.eye(4))
    (('z', 'y', 'x'), ('k', 'j', 'i'))
    """
    lengths = np.abs(index_kji_to_lps[:3, :3])
    runs = lengths > tolerance.AXIS_ALONG_RELATIVE * lengths.max(axis=0)
    if (runs.sum(axis=0) == 1).all() and (runs.sum(axis=1) == 1).all():
        first, second, third = (LPS[axis] for axis in runs.argmax(axis=0))
        return first, second, third
    return "k", "j", "i"


def coordinates_of(grid: VoxelGrid) -> list[Vector]:
    """LPS mm along each dimension x, y, z; mm from the first voxel along each k, j, i."""
    lattice = _starts_and_steps(grid.index_kji_to_lps)
    return [
        np.asarray(start + step * np.arange(count))
        for (start, step), count in zip(lattice, grid.shape_kji, strict=True)
    ]


def matrix_left(index_kji_to_lps: Vector, coordinates: dict[str, Vector]) -> Vector:
    """The 4 x 4 of what coordinates are left of a grid that was cut, flipped or thinned.

    Raises
    ------
    GeometryError
        They are not evenly spaced.
    """
    first, steps = np.zeros(3), np.ones(3)
    names, lattice = dimensions_of(index_kji_to_lps), _starts_and_steps(index_kji_to_lps)
    for n, (name, (start, step)) in enumerate(zip(names, lattice, strict=True)):
        if name in coordinates:
            begin, by = _evenly(coordinates[name], name)
            first[n], steps[n] = _rounded((begin - start) / step), _rounded((by or step) / step)
    made = np.array(index_kji_to_lps)
    made[:3, 3] = index_kji_to_lps[:3, :3] @ first + index_kji_to_lps[:3, 3]
    made[:3, :3] = index_kji_to_lps[:3, :3] * steps
    return made


def matrix_told(coordinates: dict[str, Vector]) -> Vector:
    """The 4 x 4 that coordinates x, y and z in LPS mm tell alone, in their order.

    Raises
    ------
    GeometryError
        They are not evenly spaced, or a single one tells no distance.
    """
    matrix = np.zeros((4, 4))
    matrix[3, 3] = 1.0
    for n, (name, along) in enumerate(coordinates.items()):
        start, step = _evenly(along, name)
        if step is None:
            raise GeometryError(f"Nothing says how large a voxel is along {name}.")
        matrix[LPS.index(name), [n, 3]] = step, start
    return matrix


def _starts_and_steps(index_kji_to_lps: Vector) -> list[tuple[float, float]]:
    """Of the coordinate along each dimension, in mm."""
    names = dimensions_of(index_kji_to_lps)
    if names == ("k", "j", "i"):
        return [(0.0, step) for step in np.linalg.norm(index_kji_to_lps[:3, :3], axis=0).tolist()]
    rows = [index_kji_to_lps[LPS.index(name)].tolist() for name in names]
    return [(row[3], row[n]) for n, row in enumerate(rows)]


def _evenly(along: Vector, name: str) -> tuple[float, float | None]:
    """Where coordinates start and by what they go on; ``None`` for a single one."""
    start = float(along[0])
    if len(along) == 1:
        return start, None
    step = float(along[-1] - start) / (len(along) - 1)
    uneven = np.abs(along - start - step * np.arange(len(along)))
    if step == 0.0 or not (uneven <= tolerance.COORDINATE_UNEVEN_RELATIVE * abs(step)).all():
        raise GeometryError(
            f"The coordinates along {name} are not evenly spaced.",
            help="A grid has one distance between its voxels along each axis.",
        )
    return start, step


def _rounded(number: float) -> float:
    """A whole number where only rounding parts it from one, so that grids come back exactly."""
    return (
        float(round(number)) if abs(number - round(number)) < tolerance.WHOLE_INDEX_PX else number
    )
