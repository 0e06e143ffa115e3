"""Values on a grid as a nibabel image, and back."""

from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.errors import GeometryError
from millivox.extras import require
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.nifti_header import header_bytes
from millivox.images.exchange.widened import widened

if TYPE_CHECKING:
    from nibabel.nifti1 import Nifti1Image

Array = np.ndarray[Any, Any]

#: Bytes of a header of NIfTI-1; one of NIfTI-2 has more.
_FIRST = 348
_COLOURS = {3: "RGB", 4: "RGBA"}
_MM = {"unknown": 1.0, "mm": 1.0, "meter": 1000.0, "micron": 0.001}


def image_of(
    values: Array, grid: VoxelGrid, *, unit: str = "", version: int | None = None
) -> "Nifti1Image":
    """A NIfTI image in memory: indices (i, j, k), RAS mm, with the header that our files have.

    Values stay of their type, but booleans become 8 bits and 16-bit floats 32.
    Colour of 8 bits becomes NIfTI's RGB or RGBA, other colour a vector of five dimensions.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or with samples for colour.
    unit
        Of the values, for the description in the header.
    version
        1 or 2; by default 2 only where a side has more than 32 767 voxels.

    Raises
    ------
    MissingExtraError
        nibabel is not installed.

    References
    ----------
    nifti1.h, nifti2.h (https://nifti.nimh.nih.gov).
    """
    nibabel = require("nibabel", extra="nifti", to="make NIfTI images")
    held = widened(values)
    data = _in_nifti_order(held)
    samples = len(data.dtype.names or ("one",))
    little = held.dtype.newbyteorder("<")
    told = header_bytes(grid, little, samples=samples, unit=unit, version=version)[:-4]
    kind = nibabel.Nifti1Image if len(told) == _FIRST else nibabel.Nifti2Image
    header = kind.header_class(told, "<")
    if data.ndim == 5:
        header.set_intent("vector")
    matrix = affine.swap_lps_ras(grid.index_kji_to_lps)[:, [2, 1, 0, 3]]
    image: Nifti1Image = kind(data, matrix, header)
    return image


def pieces_of(image: Any) -> tuple[Array, VoxelGrid]:
    """Values (slices, rows, columns) and grid of a nibabel image; scaled where it is.

    Raises
    ------
    GeometryError
        It holds several volumes, or its affine is none.
    """
    data = _one_volume(np.asanyarray(image.dataobj))
    if image.affine is None:
        raise GeometryError("The image has no affine: nobody knows where its voxels lie.")
    matrix = np.diag([_unit_mm(image)] * 3 + [1.0]) @ np.asarray(image.affine, np.float64)
    grid = VoxelGrid(data.shape[2::-1], affine.swap_lps_ras(matrix)[:, [2, 1, 0, 3]])
    values = data.transpose(2, 1, 0, *range(3, data.ndim))
    if values.dtype.names:
        samples = np.ascontiguousarray(values).view("u1")
        return samples.reshape(*values.shape, len(values.dtype.names)), grid
    return values, grid


def _in_nifti_order(held: Array) -> Array:
    if held.ndim == 3:
        return held.transpose(2, 1, 0)
    samples = held.shape[3]
    if held.dtype == np.uint8 and samples in _COLOURS:
        together = np.dtype([(name, "u1") for name in _COLOURS[samples]])
        return np.ascontiguousarray(held).view(together)[..., 0].transpose(2, 1, 0)
    return held.transpose(2, 1, 0, 3)[:, :, :, None, :]


def _one_volume(data: Array) -> Array:
    """Three dimensions, or four for colour; more of them only where they have one member."""
    is_vector = data.ndim == 5 and data.shape[3] == 1 < data.shape[4]
    shape = (*data.shape, 1)[:3] + (data.shape[4:] if is_vector else ())
    if data.ndim < 2 or np.prod(shape) != data.size:
        size = " x ".join(str(count) for count in data.shape)
        raise GeometryError(
            f"An image of {size} is not one volume.", help="image.slicer[..., 0] takes the first."
        )
    return data.reshape(shape)


def _unit_mm(image: Any) -> float:
    """Millimetres in the unit of its affine; other formats than NIfTI have no other."""
    units = getattr(image.header, "get_xyzt_units", lambda: ("mm", ""))()
    return _MM[units[0]]
