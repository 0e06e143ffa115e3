"""SimpleITK images: exact there and back, and where SimpleITK says a voxel lies."""

import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.images.exchange.conftest import KINDS, filled, grids

from millivox.errors import GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.sitk import image_of, pieces_of

UPRIGHT = VoxelGrid((3, 4, 5), np.diag([0.7, 0.6, 2.5, 1.0])[:, [2, 1, 0, 3]], "1.2.3")


@settings(deadline=None)
@given(grids(sheared=False), st.sampled_from(KINDS))
def test_values_and_grid_come_back_as_they_were(grid: VoxelGrid, kind: str) -> None:
    values = filled(grid.shape_kji, kind)
    back, where, _ = pieces_of(image_of(values, grid, attributes={}))
    np.testing.assert_array_equal(back, values)
    assert back.dtype == values.dtype
    assert where.is_close(grid, within_mm=1e-11)


@settings(deadline=None)
@given(grids(sheared=False))
def test_a_voxel_lies_where_simpleitk_says(grid: VoxelGrid) -> None:
    k, j, i = (count - 1 for count in grid.shape_kji)
    image = image_of(filled(grid.shape_kji, "i2"), grid, attributes={})
    point = image.TransformIndexToPhysicalPoint((i, j, k))
    assert point == pytest.approx(grid.at([k, j, i]), abs=1e-9)


def test_sizes_stand_in_the_order_i_j_k() -> None:
    image = image_of(filled((3, 4, 5), "i2"), UPRIGHT, attributes={})
    assert image.GetSize() == (5, 4, 3)
    assert image.GetSpacing() == pytest.approx((0.7, 0.6, 2.5))


def test_a_shear_is_refused_with_the_way_to_be_rid_of_it() -> None:
    matrix = np.array(UPRIGHT.index_kji_to_lps)
    matrix[1, 0] = 1.0
    leaning = VoxelGrid((3, 4, 5), matrix)
    with pytest.raises(GeometryError, match=r"2\.000 mm beside.*resample\.upright"):
        image_of(filled((3, 4, 5), "i2"), leaning, attributes={})


def test_colour_is_a_vector_image() -> None:
    values = filled((3, 4, 5, 3), "u1")
    image = image_of(values, UPRIGHT, attributes={})
    assert image.GetNumberOfComponentsPerPixel() == 3
    np.testing.assert_array_equal(pieces_of(image)[0], values)


def test_types_that_simpleitk_has_not_become_the_next_wider() -> None:
    for given_, held in (("?", np.uint8), ("f2", np.float32), (">i2", np.int16)):
        values = filled((3, 4, 5), given_)
        back = pieces_of(image_of(values, UPRIGHT, attributes={}))[0]
        assert back.dtype == held
        np.testing.assert_array_equal(back, values)


def test_unit_and_frame_of_reference_come_back_from_the_meta_data() -> None:
    words = {"units": "HU", "frame_of_reference": "1.2.3"}
    _, grid, unit = pieces_of(image_of(filled((3, 4, 5), "i2"), UPRIGHT, attributes=words))
    assert (unit, grid.frame_of_reference) == ("HU", "1.2.3")


def test_a_flat_image_is_refused() -> None:
    with pytest.raises(GeometryError, match=r"2 dimensions.*JoinSeries"):
        pieces_of(SimpleITK.Image(4, 4, SimpleITK.sitkInt16))
