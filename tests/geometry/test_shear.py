"""How far a grid is from having perpendicular axes."""

import math

import numpy as np
import pytest

from millivox.geometry.grid import VoxelGrid
from millivox.geometry.shear import drift_mm, is_sheared, nearest_perpendicular


def leaning(slices: int, lean_mm: float, row_lean_mm: float = 0.0) -> VoxelGrid:
    matrix = np.array(
        [[0, row_lean_mm, 0.5, 0], [lean_mm, 0.5, 0, 0], [2.0, 0, 0, 0], [0, 0, 0, 1]]
    )
    return VoxelGrid((slices, 10, 10), matrix)


def test_a_lean_that_adds_up_to_more_than_a_tenth_of_a_pixel_is_a_shear() -> None:
    assert not is_sheared(leaning(2, 0.01))
    assert is_sheared(leaning(100, 0.01))


def test_a_gantry_tilt_drifts_by_its_sine_along_the_table() -> None:
    tilt = math.radians(18.5)
    down = np.array([0.0, math.cos(tilt), math.sin(tilt)])
    matrix = np.eye(4)
    matrix[:3, :3] = np.array([[0, 0, 2.5], 0.5 * down, [0.5, 0, 0]]).T
    grid = VoxelGrid((7, 512, 512), matrix)
    assert drift_mm(grid) == pytest.approx(6 * 2.5 * math.sin(tilt))


def test_rows_that_lean_count_too_and_add_up_with_slices() -> None:
    assert drift_mm(leaning(2, 0.0, 0.01)) == pytest.approx(0.09, rel=0.01)
    assert is_sheared(leaning(2, 0.0, 0.01))


def test_perpendicular_axes_do_not_drift_whatever_their_hand() -> None:
    assert drift_mm(leaning(100, 0.0)) == 0.0
    mirrored = np.diag([1.0, 2.0, -3.0, 1.0])
    assert drift_mm(VoxelGrid((9, 9, 9), mirrored)) == 0.0


def test_perpendicular_axes_are_left_bit_for_bit() -> None:
    matrix = leaning(2, 0.0).index_kji_to_lps[:3, :3]
    assert nearest_perpendicular(matrix) is matrix


def test_axes_keep_their_lengths_and_become_perpendicular() -> None:
    matrix = leaning(2, 1.0).index_kji_to_lps[:3, :3]
    made = nearest_perpendicular(matrix)
    np.testing.assert_allclose(np.linalg.norm(made, axis=0), np.linalg.norm(matrix, axis=0))
    directions = made / np.linalg.norm(made, axis=0)
    np.testing.assert_allclose(directions.T @ directions, np.eye(3), atol=1e-12)
