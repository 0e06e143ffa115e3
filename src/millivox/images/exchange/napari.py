"""Values on a grid as a napari layer: a tuple of plain values, which needs no napari."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from millivox.geometry.grid import VoxelGrid

Array = np.ndarray[Any, Any]
LayerData = tuple[Array, dict[str, Any], str]


def layer_of(
    values: Array, grid: VoxelGrid, *, name: str, attributes: Mapping[str, str]
) -> LayerData:
    """What napari calls LayerData: the values, the arguments of the layer, and its type.

    The affine goes from (k, j, i) to (z, y, x) of LPS in mm, napari's order of axes, and keeps
    a shear.  napari has no mark for missing voxels: it gets the values as they are.

    Parameters
    ----------
    name
        Of the layer.
    attributes
        What is known of the values, in words; for the metadata of the layer.

    References
    ----------
    https://napari.org/stable/plugins/building_a_plugin/guides.html
    """
    index_kji_to_zyx = grid.index_kji_to_lps[[2, 1, 0, 3]]
    arguments = {
        "name": name,
        "affine": index_kji_to_zyx,
        "units": ("mm", "mm", "mm"),
        "axis_labels": ("z", "y", "x"),
        "rgb": values.ndim == 4,
        "metadata": dict(attributes),
    }
    return values, arguments, "image"
