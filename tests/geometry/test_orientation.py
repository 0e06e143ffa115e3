"""How planes are turned."""

import numpy as np
import pytest

from millivox.errors import GeometryError
from millivox.geometry.orientation import Orientation, defects, letters


def test_normal_is_row_direction_cross_column_direction() -> None:
    assert Orientation.from_cosines([0, 1, 0, 0, 0, -1]).normal == (-1.0, 0.0, 0.0)


def test_rounded_cosines_are_squared_up_with_the_row_kept() -> None:
    mended = Orientation.from_cosines([1.0, 0.0, 0.0, 0.01, 0.999, 0.0])
    assert mended.row_direction == (1.0, 0.0, 0.0)
    assert np.dot(mended.row_direction, mended.column_direction) == pytest.approx(0.0, abs=1e-15)


def test_mean_of_two_turned_planes_lies_between_them() -> None:
    half = np.radians(0.05)
    turned = [[1, 0, 0, 0, np.cos(a), np.sin(a)] for a in (-half, half)]
    assert Orientation.mean(turned).normal == pytest.approx((0.0, 0.0, 1.0), abs=1e-12)


def test_in_plane_rotation_counts_as_much_as_a_turned_normal() -> None:
    flat = Orientation.from_cosines([1, 0, 0, 0, 1, 0])
    quarter = Orientation.from_cosines([0, 1, 0, -1, 0, 0])
    assert flat.normal == quarter.normal
    assert flat.angle_deg(quarter) == pytest.approx(90.0)


@pytest.mark.parametrize("bad", [[1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0]])
def test_directions_that_span_no_plane_are_refused(bad: list[float]) -> None:
    with pytest.raises(GeometryError):
        Orientation.from_cosines(bad)


def test_defects_are_length_error_and_dot_product() -> None:
    assert defects([1.01, 0, 0, 0.02, 1, 0]) == pytest.approx((0.01, 0.0202), abs=3e-4)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [((1, 0, 0), "L"), ((-1, 0, 0), "R"), ((0, 1, 0), "P"), ((0, 0, 1), "H"), ((0, -1, -2), "FA")],
)
def test_letters_name_the_end_of_the_body(direction: tuple[int, ...], expected: str) -> None:
    assert letters(direction) == expected
