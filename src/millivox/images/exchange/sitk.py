"""Values on a grid as a SimpleITK image, and back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.errors import GeometryError
from millivox.extras import require
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.shear import drift_mm, is_sheared
from millivox.images.exchange.widened import widened
from millivox.images.numbers import mm

if TYPE_CHECKING:
    from SimpleITK import Image

Array = np.ndarray[Any, Any]


def image_of(values: Array, grid: VoxelGrid, *, attributes: Mapping[str, str]) -> "Image":
    """A SimpleITK image: sizes in the order (i, j, k), LPS mm; colour as a vector image.

    The directions are those of the grid to the last bit, so rounding in them stays; values are
    copied and stay of their type, but booleans become 8 bits and 16-bit floats 32.

    Parameters
    ----------
    attributes
        What is known of the values, in words; for the meta data, which filters drop.

    Raises
    ------
    GeometryError
        The axes are not perpendicular: SimpleITK has no place for a shear.
    MissingExtraError
        SimpleITK is not installed.
    """
    sitk = require("SimpleITK", extra="itk", to="make SimpleITK images")
    if is_sheared(grid):
        raise GeometryError(
            f"The grid is sheared: its far corner lies {mm(drift_mm(grid))} beside where "
            "perpendicular axes end, and a SimpleITK image has no place for that.",
            help="resample.upright(volume) takes the shear out; NIfTI and xarray hold it.",
        )
    held = widened(values)
    held = np.asarray(held, held.dtype.newbyteorder("="))
    image: Image = sitk.GetImageFromArray(held, isVector=values.ndim == 4)
    matrix = grid.index_kji_to_lps[:3, [2, 1, 0]]
    steps_mm = np.linalg.norm(matrix, axis=0)
    image.SetSpacing(steps_mm.tolist())
    image.SetDirection((matrix / steps_mm).ravel().tolist())
    image.SetOrigin(grid.index_kji_to_lps[:3, 3].tolist())
    for key, text in attributes.items():
        image.SetMetaData(key, text)
    return image


def pieces_of(image: "Image") -> tuple[Array, VoxelGrid, str]:
    """Values (slices, rows, columns), copied, grid and unit of a SimpleITK image.

    Raises
    ------
    GeometryError
        It has not three dimensions.
    """
    if image.GetDimension() != 3:
        raise GeometryError(
            f"An image of {image.GetDimension()} dimensions is not one volume.",
            help="SimpleITK.JoinSeries makes three of two, image[..., 0] three of four.",
        )
    sitk = require("SimpleITK", extra="itk", to="read SimpleITK images")
    values: Array = sitk.GetArrayFromImage(image)
    matrix = np.eye(4)
    directions = np.reshape(image.GetDirection(), (3, 3))
    matrix[:3, :3] = (directions * image.GetSpacing())[:, [2, 1, 0]]
    matrix[:3, 3] = image.GetOrigin()
    k, j, i = values.shape[:3]
    space, unit = (_told(image, key) for key in ("frame_of_reference", "units"))
    return values, VoxelGrid((k, j, i), matrix, space or None), unit


def _told(image: "Image", key: str) -> str:
    return image.GetMetaData(key) if image.HasMetaDataKey(key) else ""
