"""Layers for napari, and whether its affine puts voxels where they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from tests.images.exchange.conftest import filled, grids

from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.napari import layer_of


@settings(deadline=None)
@given(grids())
def test_the_affine_goes_from_k_j_i_to_z_y_x(grid: VoxelGrid) -> None:
    values = filled(grid.shape_kji, "i2")
    data, arguments, kind = layer_of(values, grid, name="CT", attributes={"units": "HU"})
    last = [count - 1 for count in grid.shape_kji]
    world = arguments["affine"] @ [*last, 1]
    assert world[:3] == pytest.approx(grid.at(last)[::-1], abs=1e-9)
    assert data is values
    assert (kind, arguments["name"], arguments["rgb"]) == ("image", "CT", False)
    assert arguments["metadata"] == {"units": "HU"}


def test_colour_is_said_to_be_so() -> None:
    grid = VoxelGrid((3, 4, 5), np.eye(4))
    _, arguments, _ = layer_of(filled((3, 4, 5, 3), "u1"), grid, name="c", attributes={})
    assert arguments["rgb"]
