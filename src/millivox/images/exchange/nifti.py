"""Values on a grid as a nibabel image, and back; the one place where NIfTI's axes are made."""

from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.errors import GeometryError
from millivox.extras import require
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.shear import is_sheared

if TYPE_CHECKING:
    from nibabel.nifti1 import Nifti1Image

Array = np.ndarray[Any, Any]

#: A side of NIfTI-1 is a 16-bit number; longer ones take NIfTI-2.
_LONGEST_SIDE = 32_767
#: nifti1.h: NIFTI_XFORM_SCANNER_ANAT, NIFTI_XFORM_ALIGNED_ANAT, NIFTI_XFORM_UNKNOWN.
_SCANNER, _ALIGNED, _UNKNOWN = 1, 2, 0
_COLOURS = {3: "RGB", 4: "RGBA"}
_HELD = {"bool": "u1", "float16": "f4"}
_MM = {"unknown": 1.0, "mm": 1.0, "meter": 1000.0, "micron": 0.001}


def image_of(values: Array, grid: VoxelGrid, *, version: int | None = None) -> "Nifti1Image":
    """A NIfTI image in memory: indices (i, j, k), RAS mm.

    The sform holds the grid with its shear; the qform too where it can (it has no shear), else
    its code is 0.  Values stay of their type, but booleans become 8 bits and 16-bit floats 32.
    Colour of 8 bits becomes NIfTI's RGB or RGBA, other colour a vector of five dimensions.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or with samples for colour.
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
    matrix = affine.swap_lps_ras(grid.index_kji_to_lps)[:, [2, 1, 0, 3]]
    is_long = max(grid.shape_kji) > _LONGEST_SIDE
    kind = nibabel.Nifti2Image if (version or 1 + is_long) == 2 else nibabel.Nifti1Image
    data = _in_nifti_order(values)
    image: Nifti1Image = kind(data, matrix, dtype=data.dtype)
    header: Any = image.header
    code = _ALIGNED if grid.frame_of_reference is None else _SCANNER
    header.set_sform(matrix, code)
    header.set_qform(matrix, _UNKNOWN if is_sheared(grid) else code)
    header.set_xyzt_units("mm")
    if data.ndim == 5:
        header.set_intent("vector")
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


def _in_nifti_order(values: Array) -> Array:
    kind = np.dtype(_HELD.get(values.dtype.name, values.dtype))
    held = values.astype(kind, copy=False)
    if held.ndim == 3:
        return held.transpose(2, 1, 0)
    samples = held.shape[3]
    if kind == np.uint8 and samples in _COLOURS:
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
