"""DataArrays: exact there and back, also when they were cut, flipped, thinned and turned."""

from typing import Any

import numpy as np
import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.images.exchange.conftest import KINDS, filled, grids

from millivox.errors import GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.xarray import array_of, pieces_of

AXIAL = np.array([[0, 0, 0.7, -20], [0, 0.6, 0, 3], [2.5, 0, 0, 5], [0, 0, 0, 1.0]])
CORONAL = np.array([[0, 0, 0.7, -20], [2.5, 0, 0, 3], [0, -0.6, 0, 5], [0, 0, 0, 1.0]])
OBLIQUE = AXIAL + np.array([[0.1, 0, 0, 0]] + [[0.0] * 4] * 3)
SLICES = st.sampled_from([slice(None), slice(1, None), slice(None, None, -1), slice(None, None, 2)])


def array(matrix: Any, shape: tuple[int, ...] = (4, 5, 6), missing: Any = None) -> Any:
    grid = VoxelGrid(shape[:3], matrix, "1.2.3")
    words = {"units": "HU", "frame_of_reference": "1.2.3"}
    return array_of(filled(shape, "i2"), grid, missing=missing, attributes=words)


@settings(deadline=None)
@given(grids(), st.sampled_from(KINDS))
def test_values_and_grid_come_back_as_they_were(grid: VoxelGrid, kind: str) -> None:
    values = filled(grid.shape_kji, kind)
    back, where, missing = pieces_of(array_of(values, grid, missing=None, attributes={}))
    assert back is values
    assert missing is None
    np.testing.assert_array_equal(where.index_kji_to_lps, grid.index_kji_to_lps)


@settings(deadline=None)
@given(st.sampled_from([AXIAL, CORONAL, OBLIQUE]), SLICES, SLICES, SLICES)
def test_what_was_cut_flipped_and_thinned_lies_where_it_lay(
    matrix: Any, k: slice, j: slice, i: slice
) -> None:
    whole = array(matrix)
    values, grid, _ = pieces_of(whole[k, j, i])
    indices = np.stack(np.meshgrid(*[np.arange(n) for n in (4, 5, 6)], indexing="ij"), axis=-1)
    left = VoxelGrid((4, 5, 6), matrix).at(indices)[k, j, i]
    kept = np.stack(np.meshgrid(*[np.arange(n) for n in values.shape], indexing="ij"), axis=-1)
    np.testing.assert_allclose(grid.at(kept), left, atol=1e-12)
    np.testing.assert_array_equal(values, whole.values[k, j, i])


def test_dimensions_are_named_for_the_patient_only_where_that_is_true() -> None:
    assert array(AXIAL).dims == ("z", "y", "x")
    assert array(CORONAL).dims == ("y", "z", "x")
    assert array(OBLIQUE).dims == ("k", "j", "i")


def test_coordinates_are_lps_mm_or_mm_from_the_first_voxel() -> None:
    coronal = array(CORONAL)
    assert coronal.z.values == pytest.approx([5.0, 4.4, 3.8, 3.2, 2.6])
    assert coronal.z.attrs["units"] == "mm"
    assert array(OBLIQUE).k.values[1] == pytest.approx(np.hypot(2.5, 0.1))
    assert array(OBLIQUE).k.values[0] == 0.0


def test_a_turned_array_and_a_single_slice_of_it_come_back() -> None:
    whole = array(AXIAL)
    values, grid, _ = pieces_of(whole.transpose("x", "z", "y"))
    np.testing.assert_array_equal(values, whole.values)
    np.testing.assert_array_equal(grid.index_kji_to_lps, AXIAL)
    values, grid, _ = pieces_of(whole.isel(z=2))
    assert values.shape == (1, 5, 6)
    assert grid.at([0, 0, 0]).tolist() == [-20.0, 3.0, 10.0]


def test_a_finer_array_has_a_finer_grid() -> None:
    coarse = array(AXIAL)
    finer = coarse.isel(z=[0, 0, 1, 1]).assign_coords(z=[5.0, 6.25, 7.5, 8.75])
    assert pieces_of(finer)[1].interval_mm == pytest.approx(1.25)


def test_uneven_coordinates_are_refused() -> None:
    with pytest.raises(GeometryError, match="along z are not evenly spaced"):
        pieces_of(array(AXIAL).isel(z=[0, 1, 3]))


def test_without_the_matrix_the_patients_coordinates_tell_the_grid() -> None:
    bare = array(AXIAL).drop_attrs(deep=False)
    np.testing.assert_allclose(pieces_of(bare)[1].index_kji_to_lps, AXIAL, atol=1e-12)
    with pytest.raises(GeometryError, match="how large a voxel is along z"):
        pieces_of(bare.isel(z=slice(1)))


def test_without_matrix_and_patient_nothing_tells_the_grid() -> None:
    with pytest.raises(GeometryError, match="neither the attribute index_kji_to_lps"):
        pieces_of(array(OBLIQUE).drop_attrs(deep=False))
    with pytest.raises(GeometryError, match="neither"):
        pieces_of(xarray.DataArray(np.zeros((2, 2, 2)), dims=("z", "y", "x")))


def test_further_dimensions_are_refused() -> None:
    with pytest.raises(GeometryError, match="Its dimensions are t, c, z, y, x"):
        pieces_of(array(AXIAL).expand_dims(["t", "c"]))


def test_missing_voxels_are_marked_and_come_back() -> None:
    missing = filled((4, 5, 6), "i2") > 50
    marked = array(AXIAL, missing=missing)
    assert int(marked.where(~marked.missing).isnull().sum()) == missing.sum()
    np.testing.assert_array_equal(pieces_of(marked)[2], missing)
    np.testing.assert_array_equal(pieces_of(marked.transpose("x", "y", "z"))[2], missing)
    np.testing.assert_array_equal(pieces_of(marked.isel(y=3))[2], missing[:, 3:4])


def test_colour_has_a_dimension_of_its_own() -> None:
    colour = array(AXIAL, (4, 5, 6, 3))
    assert colour.dims == ("z", "y", "x", "sample")
    np.testing.assert_array_equal(pieces_of(colour.transpose(...))[0], colour.values)
