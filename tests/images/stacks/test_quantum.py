"""What the strings of positions can tell apart (rule book D.4)."""

import numpy as np
import pytest

from millivox.images.stacks.quantum import decimals, exact, quantum_of
from millivox.tolerance import UNWRITTEN_QUANTUM_MM

Z = np.array([0.0, 0.0, 1.0])


def _quantum(texts: list[tuple[str, str, str]], normal: np.ndarray = Z):  # type: ignore[no-untyped-def]
    return quantum_of(texts, np.array(texts, np.float64), normal)


def _along_z(*places: str):  # type: ignore[no-untyped-def]
    return _quantum([("-250", "-250.123456", place) for place in places])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-100", 0), ("12.", 0), ("1.50", 2), ("-1.5e-2", 3), ("2E+1", 0), ("1.25e1", 1)],
)
def test_decimals_count_the_exponent(text: str, expected: int) -> None:
    assert decimals(text) == expected


def test_stripped_zeros_do_not_make_a_whole_millimetre_writer() -> None:
    assert _along_z("-100", "-99.25", "-98.5").mm == 0.01


def test_axes_across_the_normal_do_not_count() -> None:
    assert _along_z("0.5", "1.0").mm == 0.1


def test_an_axis_the_normal_follows_a_little_counts() -> None:
    tilted = np.array([0.0, -0.1, np.sqrt(0.99)])
    assert _quantum([("0", "1.25", "0.5"), ("0", "1.50", "1.5")], tilted).mm == 0.01


def test_b48_six_significant_digits_give_the_largest_number_s_step() -> None:
    found = _along_z("-118.125", "-17.6875", "-2.68747")
    assert (found.significant_digits, found.mm) == (6, 1e-3)


def test_decimals_kept_at_every_size_are_no_significant_digits() -> None:
    found = _along_z("-118.125", "-17.625", "-2.125")
    assert (found.significant_digits, found.mm) == (None, 1e-3)


def test_printed_single_floats_have_a_float_s_step() -> None:
    texts = [f"{float(np.float32(500.1 + 0.7 * k)):.12f}" for k in range(5)]
    assert _along_z(*texts).mm == pytest.approx(2.0**-15)


def test_positions_worked_out_have_the_unwritten_quantum() -> None:
    assert quantum_of([(), ()], np.zeros((2, 3)), Z).mm == UNWRITTEN_QUANTUM_MM


def test_an_axis_that_never_moves_has_no_rounding() -> None:
    assert _along_z("0.5", "1.0").per_axis_mm == (0.0, 0.0, 0.1)


@pytest.mark.parametrize(
    ("quantum", "interval", "expected"),
    [
        (1e-6, 0.5, 1e-3),
        (1e-6, 5.0, 5e-3),
        (0.01, 1.0, 0.01732),
        (1.0, 5.0, 0.01732),
        (1e-6, 0.002, 2e-6),
    ],
)
def test_d4_strict_tolerance(quantum: float, interval: float, expected: float) -> None:
    assert exact(quantum).strict_mm(interval) == pytest.approx(expected, rel=1e-3)
