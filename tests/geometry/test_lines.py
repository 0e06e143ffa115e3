"""Lines through evenly spaced numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.geometry.lines import half_band, least_squares

VALUES = st.lists(st.integers(-300, 300), min_size=3, max_size=25)


def _by_search(x: np.ndarray, y: np.ndarray) -> float:
    """Narrowest band over every slope through two points: slow, and surely right."""
    slopes = [(y[b] - y[a]) / (x[b] - x[a]) for a in range(x.size) for b in range(a)]
    return min(float(np.ptp(y - slope * x)) for slope in slopes) / 2.0


@given(VALUES)
def test_narrowest_band_is_the_one_a_search_finds(values: list[int]) -> None:
    x, y = np.arange(float(len(values))), np.array(values) / 10.0
    assert half_band(x, y) == pytest.approx(_by_search(x, y), abs=1e-9)


@given(VALUES)
def test_no_line_does_better_than_the_narrowest_band(values: list[int]) -> None:
    x, y = np.arange(float(len(values))), np.array(values) / 10.0
    assert half_band(x, y) <= least_squares(x, y[:, None]).worst[0] + 1e-9


def test_quarter_millimetres_written_with_one_decimal_leave_half_a_quantum() -> None:
    x = np.arange(40.0)
    assert half_band(x, np.round(1.25 * x, 1)) == pytest.approx(0.05, abs=1e-9)


def test_points_on_a_line_leave_no_band() -> None:
    assert half_band(np.arange(2.0), np.array([3.0, 9.0])) == pytest.approx(0.0, abs=1e-15)


def test_slope_of_evenly_written_numbers_is_what_was_written() -> None:
    fit = least_squares(np.arange(300.0), 0.7 * np.arange(300.0)[:, None] - 213.45)
    assert float(fit.slope[0]) == pytest.approx(0.7, abs=1e-15)


def test_a_constant_has_slope_zero_exactly() -> None:
    fit = least_squares(np.arange(57.0), np.full((57, 1), -249.51171875))
    assert fit.slope[0] == 0.0
