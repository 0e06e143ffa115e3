"""Planes, affines and voxel grids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import Orientation
from millivox.geometry.plane import PixelGrid

FLAT = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
ANGLES = st.floats(-180.0, 180.0)
SIZES = st.floats(0.05, 20.0)
INDICES = st.tuples(*[st.floats(-500.0, 500.0)] * 3)


@st.composite
def grids(draw: st.DrawFn) -> VoxelGrid:
    """Any right-handed, possibly sheared grid."""
    a, b, c = (np.radians(draw(ANGLES)) for _ in range(3))
    row = [np.cos(a) * np.cos(b), np.sin(a) * np.cos(b), np.sin(b)]
    across = np.cross(row, [0.3, -0.5, 0.8])
    down = np.cos(c) * across + np.sin(c) * np.cross(row, across)
    plane = Orientation.from_cosines([*row, *down])
    lean = [draw(st.floats(-2.0, 2.0)), draw(st.floats(-2.0, 2.0)), draw(SIZES)]
    step = plane.matrix @ lean
    origin = [draw(st.floats(-500.0, 500.0)) for _ in range(3)]
    matrix = affine.of_planes(origin, plane, step, row_mm=draw(SIZES), column_mm=draw(SIZES))
    return VoxelGrid((7, 5, 6), matrix)


def test_g151_row_spacing_goes_down_and_column_spacing_along() -> None:
    """G-151."""
    plane = PixelGrid((16, 16), (0.0, 0.0, 0.0), FLAT, row_mm=2.0, column_mm=0.5)
    assert plane.at([3, 10]).tolist() == [5.0, 6.0, 0.0]


def test_g152_ras_matrix_has_its_first_two_rows_turned() -> None:
    """G-152."""
    lps = np.diag([0.5, 0.5, 2.0, 1.0])
    lps[:3, 3] = [-100.0, -120.0, 30.0]
    ras = affine.swap_lps_ras(lps)
    assert np.diag(ras).tolist() == [-0.5, -0.5, 2.0, 1.0]
    assert ras[:3, 3].tolist() == [100.0, 120.0, 30.0]


def test_g154_centre_of_an_oblique_plane() -> None:
    """G-154."""
    turned = Orientation.from_cosines([0.569486, 0.822001, 0, 0, 0, -1])
    corner = (-180.058222, -97.147766, 112.827990)
    plane = PixelGrid((1024, 1024), corner, turned, row_mm=0.195313, column_mm=0.195313)
    assert plane.centre_mm == pytest.approx([-123.165, -15.028, 12.925], abs=1e-3)


@given(grids(), INDICES)
def test_index_to_mm_and_back_is_where_one_was(grid: VoxelGrid, index: tuple[float, ...]) -> None:
    assert grid.index_of(grid.at(index)) == pytest.approx(index, abs=1e-5)


@given(grids())
def test_grid_of_sorted_planes_is_right_handed(grid: VoxelGrid) -> None:
    assert affine.is_right_handed(grid.index_kji_to_lps)


@given(grids())
def test_voxel_volume_is_interval_times_pixel_whatever_the_shear(grid: VoxelGrid) -> None:
    expected = grid.interval_mm * grid.row_mm * grid.column_mm
    assert grid.voxel_mm3 == pytest.approx(expected, rel=1e-9)


@given(grids())
def test_ras_matrix_turned_again_is_the_lps_matrix(grid: VoxelGrid) -> None:
    twice = affine.swap_lps_ras(affine.swap_lps_ras(grid.index_kji_to_lps))
    assert (twice == grid.index_kji_to_lps).all()


@given(grids(), st.tuples(st.floats(0, 4), st.floats(0, 5)))
def test_plane_and_grid_agree_on_slice_zero(grid: VoxelGrid, ji: tuple[float, float]) -> None:
    matrix = grid.index_kji_to_lps
    plane = PixelGrid(
        grid.shape_kji[1:],
        tuple(matrix[:3, 3].tolist()),
        Orientation.from_cosines([*matrix[:3, 2], *matrix[:3, 1]]),
        grid.row_mm,
        grid.column_mm,
    )
    assert plane.at(ji) == pytest.approx(grid.at([0.0, *ji]), abs=1e-9)
    assert plane.index_of(grid.at([1.0, *ji]) - matrix[:3, 0]) == pytest.approx(ji, abs=1e-6)


def test_distance_to_a_plane_is_along_its_normal() -> None:
    plane = PixelGrid((4, 4), (0.0, 0.0, 10.0), FLAT, 1.0, 1.0)
    assert plane.distance_mm([3.0, 2.0, 12.5]) == pytest.approx(2.5)


def test_interval_of_a_sheared_grid_is_shorter_than_its_step() -> None:
    angle = np.radians(20.0)
    tilted = Orientation.from_cosines([1, 0, 0, 0, np.cos(angle), np.sin(angle)])
    matrix = affine.of_planes((0, 0, 0), tilted, (0, 0, 5.0), row_mm=1, column_mm=1)
    grid = VoxelGrid((40, 8, 8), matrix)
    assert grid.step_length_mm == pytest.approx(5.0)
    assert grid.interval_mm == pytest.approx(5.0 * np.cos(angle))


def test_a_grid_keeps_a_matrix_of_its_own() -> None:
    matrix = np.eye(4)
    grid = VoxelGrid((2, 2, 2), matrix)
    matrix[0, 3] = 99.0
    assert grid.index_kji_to_lps[0, 3] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        grid.index_kji_to_lps[0, 3] = 1.0


@pytest.mark.parametrize("bad", [np.zeros((4, 4)), np.full((4, 4), np.nan), np.eye(3)])
def test_a_matrix_that_is_no_grid_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(GeometryError):
        VoxelGrid((2, 2, 2), bad)


def test_grids_are_close_when_their_corners_are() -> None:
    matrix = np.eye(4)
    near = matrix.copy()
    near[0, 3] = 0.5
    one, other = VoxelGrid((2, 2, 2), matrix), VoxelGrid((2, 2, 2), near)
    assert one.is_close(other, within_mm=0.5)
    assert not one.is_close(other, within_mm=0.49)
    assert not one.is_close(VoxelGrid((3, 2, 2), matrix), within_mm=1.0)


@given(grids(), st.tuples(SIZES, SIZES, SIZES))
def test_a_grid_cut_anew_has_the_spacing_asked_for_and_the_same_middle_and_directions(
    grid: VoxelGrid, spacing_mm: tuple[float, float, float]
) -> None:
    found = grid.spaced(spacing_mm)
    assert (found.interval_mm, found.row_mm, found.column_mm) == pytest.approx(spacing_mm)
    middles = [one.at((np.array(one.shape_kji) - 1) / 2) for one in (grid, found)]
    np.testing.assert_allclose(*middles, atol=1e-6)
    was, now = (one.index_kji_to_lps[:3, :3] for one in (grid, found))
    lengths = [np.linalg.norm(one, axis=0) for one in (was, now)]
    np.testing.assert_allclose(was / lengths[0], now / lengths[1], atol=1e-9)


def test_cut_anew_slices_of_five_mm_cover_what_they_covered() -> None:
    grid = VoxelGrid((28, 100, 60), np.diag([5.0, 0.5, 0.8, 1.0])[[2, 1, 0, 3]], "1.2.3")
    found = grid.spaced(1.0)
    assert found.shape_kji == (140, 50, 48)
    assert found.frame_of_reference == "1.2.3"
    for edge in (np.full(3, -0.5), np.array(found.shape_kji) - 0.5):
        own = np.where(edge < 0, -0.5, np.array(grid.shape_kji) - 0.5)
        np.testing.assert_allclose(found.at(edge), grid.at(own))


@pytest.mark.parametrize("spacing_mm", [0, -1.0, float("nan"), (1.0, 2.0), (1.0, 0.0, 1.0)])
def test_voxels_without_a_size_are_refused(spacing_mm: object) -> None:
    grid = VoxelGrid((2, 2, 2), np.eye(4)[[2, 1, 0, 3]])
    with pytest.raises(GeometryError, match="one length above zero was expected"):
        grid.spaced(spacing_mm)  # type: ignore[arg-type]
