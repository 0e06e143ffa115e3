"""Points and directions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.errors import GeometryError
from millivox.geometry.points import angle_deg, swap_lps_ras, unit

LENGTHS = st.floats(-1e4, 1e4, allow_nan=False)
POINTS = st.tuples(LENGTHS, LENGTHS, LENGTHS)


@given(POINTS)
def test_lps_to_ras_and_back_is_where_one_was(point: tuple[float, float, float]) -> None:
    assert swap_lps_ras(swap_lps_ras(point)).tolist() == list(point)


def test_g151_ras_of_a_point_left_and_behind_has_two_signs_turned() -> None:
    """G-151."""
    assert swap_lps_ras([5.0, 6.0, 7.0]).tolist() == [-5.0, -6.0, 7.0]


def test_a_hundredth_of_a_degree_is_told_from_none() -> None:
    a = [1.0, 0.0, 0.0]
    b = [np.cos(np.radians(0.01)), np.sin(np.radians(0.01)), 0.0]
    assert angle_deg(a, b) == pytest.approx(0.01, rel=1e-9)


@pytest.mark.parametrize("nothing", [(0.0, 0.0, 0.0), (np.nan, 0.0, 1.0), (np.inf, 0.0, 0.0)])
def test_what_has_no_direction_is_refused(nothing: tuple[float, ...]) -> None:
    with pytest.raises(GeometryError, match="not a direction"):
        unit(nothing)
