"""Values on a grid as an xarray DataArray, and back.

Where the axes of the grid run along those of the patient, the dimensions are named x, y and z and
their coordinates are LPS mm.  Where they do not, no such name would be true: the dimensions are
k, j and i, and their coordinates mm from the first voxel along each.  Both carry the 4 x 4 as the
attribute ``index_kji_to_lps`` (16 numbers, row by row); what was cut, flipped or thinned since is
told by the coordinates.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.errors import GeometryError
from millivox.extras import require
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.exchange.coordinates import (
    LPS,
    coordinates_of,
    dimensions_of,
    matrix_left,
    matrix_told,
)

if TYPE_CHECKING:
    from xarray import DataArray

Array = np.ndarray[Any, Any]

MATRIX, SAMPLE, MISSING = "index_kji_to_lps", "sample", "missing"
_ENDS = {"x": "left", "y": "posterior", "z": "superior"}


def array_of(
    values: Array, grid: VoxelGrid, *, missing: Array | None, attributes: Mapping[str, str]
) -> "DataArray":
    """A DataArray; the values are not copied and stay of their type.

    Parameters
    ----------
    missing
        Becomes the coordinate ``missing``: ``array.where(~array.missing)`` makes NaN of it.
    attributes
        What is known of the values, in words.

    Raises
    ------
    MissingExtraError
        xarray is not installed.

    References
    ----------
    CF conventions 1.11 for ``units``, ``long_name``, ``history`` and ``comment``.
    """
    xarray = require("xarray", extra="xarray", to="make xarray arrays")
    dimensions = dimensions_of(grid.index_kji_to_lps)
    coordinates: dict[str, Any] = {
        name: (name, along, {"units": "mm", "long_name": _name(name)})
        for name, along in zip(dimensions, coordinates_of(grid), strict=True)
    }
    if missing is not None:
        coordinates[MISSING] = (dimensions, missing, {"long_name": "no image here"})
    everything = {**attributes, MATRIX: grid.index_kji_to_lps.ravel().tolist()}
    samples = (SAMPLE,) * (values.ndim - 3)
    array: DataArray = xarray.DataArray(
        values, coordinates, (*dimensions, *samples), attrs=everything
    )
    return array


def pieces_of(array: "DataArray") -> tuple[Array, VoxelGrid, Array | None]:
    """Values (slices, rows, columns), grid and missing voxels of a DataArray.

    Its dimensions may be turned, cut, flipped and thinned; one that was taken away by choosing a
    single index comes back.

    Raises
    ------
    GeometryError
        Nothing says where its voxels lie, or they are not evenly spaced.
    """
    matrix = _matrix(array)
    names = dimensions_of(matrix)
    rest = [name for name in array.dims if name not in names]
    if len(rest) > 1 or not all(name in array.dims or name in array.coords for name in names):
        given, asked = ", ".join(map(str, array.dims)), ", ".join(names)
        raise GeometryError(f"Its dimensions are {given}; those of its grid are {asked}.")
    whole = _with_all(array, names).transpose(*names, *rest)
    left = {name: _along(whole, name) for name in names if name in whole.coords}
    shape = (whole.shape[0], whole.shape[1], whole.shape[2])
    grid = VoxelGrid(shape, matrix_left(matrix, left), array.attrs.get("frame_of_reference"))
    if MISSING not in array.coords:
        return whole.data, grid, None
    return whole.data, grid, _with_all(whole.coords[MISSING], names).transpose(*names).data


def _matrix(array: "DataArray") -> Vector:
    """The 4 x 4 it carries; where that was lost, what the coordinates x, y and z say."""
    if MATRIX in array.attrs:
        return np.reshape(np.asarray(array.attrs[MATRIX], np.float64), (4, 4))
    names = [str(name) for name in array.dims if name in LPS and name in array.coords]
    if len(names) != 3 or {array.coords[name].attrs.get("units") for name in names} != {"mm"}:
        raise GeometryError(
            f"It has neither the attribute {MATRIX} nor coordinates x, y and z in mm.",
            help=f"array.assign_attrs({MATRIX}=[...]) gives the 4 x 4 from (k, j, i, 1) to LPS.",
        )
    return matrix_told({name: _along(array, name) for name in names})


def _with_all(array: "DataArray", names: tuple[str, ...]) -> "DataArray":
    return array.expand_dims([name for name in names if name not in array.dims])


def _along(array: "DataArray", name: str) -> Vector:
    return np.asarray(array.coords[name], np.float64)


def _name(dimension: str) -> str:
    if dimension in _ENDS:
        return f"towards the patient's {_ENDS[dimension]} (LPS {dimension})"
    return f"from the first voxel along {dimension}"
