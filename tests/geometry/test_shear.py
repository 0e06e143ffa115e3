"""How far a grid is from having perpendicular axes."""

import numpy as np
import pytest

from millivox.geometry.grid import VoxelGrid
from millivox.geometry.shear import drift_mm, is_sheared, nearest_perpendicular


def leaning(slices: int, lean_mm: float) -> VoxelGrid:
    matrix = np.array([[0, 0, 0.5, 0], [lean_mm, 0.5, 0, 0], [2.0, 0, 0, 0], [0, 0, 0, 1]])
    return VoxelGrid((slices, 10, 10), matrix)


def test_a_lean_that_adds_up_to_more_than_a_tenth_of_a_pixel_is_a_shear() -> None:
    assert not is_sheared(leaning(2, 0.01))
    assert is_sheared(leaning(100, 0.01))


def test_drift_is_about_half_the_lean_as_both_axes_give_way() -> None:
    grid = leaning(101, 0.001)
    assert drift_mm(grid) == pytest.approx(0.05, rel=0.05)


def test_perpendicular_axes_are_left_bit_for_bit() -> None:
    matrix = leaning(2, 0.0).index_kji_to_lps[:3, :3]
    assert nearest_perpendicular(matrix) is matrix


def test_axes_keep_their_lengths_and_become_perpendicular() -> None:
    matrix = leaning(2, 1.0).index_kji_to_lps[:3, :3]
    made = nearest_perpendicular(matrix)
    np.testing.assert_allclose(np.linalg.norm(made, axis=0), np.linalg.norm(matrix, axis=0))
    directions = made / np.linalg.norm(made, axis=0)
    np.testing.assert_allclose(directions.T @ directions, np.eye(3), atol=1e-12)
