"""The classes of rule book D.3, on positions alone."""

import numpy as np
import pytest

from millivox.images.stacks.quantum import Quantum, exact
from millivox.images.stacks.regularity import Regularity, classify
from millivox.spacing.slices import Kind


def _classify(t: list[float], quantum: Quantum | None = None, **more: object) -> Regularity:
    places = np.array(t, np.float64)
    points = np.outer(places, [0.0, 0.0, 1.0])
    written = quantum or exact(0.001)
    along_z = Quantum(written.mm, (0.0, 0.0, written.mm), written.mm)
    return classify(places, points, along_z, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("t", "kind", "interval"),
    [
        pytest.param([0, 5, 10, 15], Kind.UNIFORM, 5.0, id="G-110"),
        pytest.param([0, 5, 10, 20, 25], Kind.MISSING, 5.0, id="D.3 one hole"),
        pytest.param([0, 5, 15, 20, 35, 40], Kind.MISSING, 5.0, id="G-112"),
        pytest.param([0, 5, 10, 17], Kind.NONUNIFORM, None, id="G-113"),
        pytest.param([0, 5, 10.04, 15], Kind.UNIFORM_TOL, 5.004, id="D.3 within 1 %"),
        pytest.param([0, 5, 10.4, 15], Kind.NONUNIFORM, None, id="G-115"),
        pytest.param([0, 4, 8, 12, 14, 16, 18], Kind.PIECEWISE, None, id="G-116"),
        pytest.param([0, 10, 15], Kind.NONUNIFORM, None, id="D.3 three slices"),
        pytest.param([0, 2], Kind.UNIFORM, 2.0, id="G-118"),
        pytest.param([7], Kind.SINGLE, None, id="G-119"),
        pytest.param([0, 0.004], Kind.ZERO_EXTENT, None, id="no extent"),
    ],
)
def test_class_and_interval(t: list[float], kind: Kind, interval: float | None) -> None:
    found = _classify(t)
    assert found.kind == kind
    assert found.interval_mm == (interval if interval is None else pytest.approx(interval))


def test_the_missing_place_is_named() -> None:
    found = _classify([0, 5, 10, 20, 25])
    assert (found.missing_k, found.k, found.n_grid) == ((3,), (0, 1, 2, 4, 5), 6)


def test_g112_three_holes_are_found() -> None:
    """G-112."""
    assert _classify([0, 5, 15, 20, 35, 40]).missing_k == (2, 5, 6)


def test_g116_blocks_of_another_step_are_no_holes() -> None:
    """G-116."""
    found = _classify([0, 4, 8, 12, 14, 16, 18])
    shown = [(block.from_k, block.to_k, block.interval_mm) for block in found.blocks]
    assert shown == [(0, 3, 4.0), (3, 6, 2.0)]
    assert found.missing_k == ()


def test_g122_two_decimals_of_an_odd_interval_are_uniform() -> None:
    """G-122."""
    found = _classify(np.round(1.23456 * np.arange(50), 2).tolist(), exact(0.01))
    assert found.kind == Kind.UNIFORM
    assert found.interval_mm == pytest.approx(1.23458, abs=1e-5)
    assert found.residual_mm == pytest.approx(0.0049, abs=1e-4)


def test_holes_far_along_a_long_stack_are_not_shifted_by_a_rounded_base_gap() -> None:
    """Grid indices are sums of steps; dividing each place by the first gap would drift."""
    t = np.round(0.6251 * np.delete(np.arange(600), [300, 555]), 2)
    found = _classify(t.tolist(), exact(0.01))
    assert (found.kind, found.missing_k) == (Kind.MISSING, (300, 555))


def test_a_quarter_millimetre_more_each_step_is_not_a_grid_with_holes() -> None:
    """Gaps of 5.04, then of 4.96, one double: each fits 1 %, the whole does not."""
    gaps = [5.04] * 60 + [10.0] + [4.96] * 60
    found = _classify([0.0, *np.cumsum(gaps).tolist()])
    assert found.kind == Kind.NONUNIFORM


def test_one_decimal_of_a_third_is_even_by_re_rounding() -> None:
    found = _classify(np.round(0.3333 * np.arange(60), 1).tolist(), exact(0.1))
    assert (found.kind, found.requantised) == (Kind.UNIFORM_TOL, True)
    assert found.interval_mm == pytest.approx(0.3333, abs=0.002)
    assert found.u_mm == pytest.approx(0.1 / 59)


def test_one_decimal_of_one_and_a_quarter_is_even_by_re_rounding() -> None:
    found = _classify([0, 1.2, 2.5, 3.8, 5.0, 6.2, 7.5, 8.8, 10.0, 11.2, 12.5, 13.8], exact(0.1))
    assert found.requantised
    assert found.interval_mm == pytest.approx(1.25, abs=0.01)


def test_re_rounding_does_not_hide_a_slice_a_tenth_off() -> None:
    t = np.round(1.25 * np.arange(30), 1)
    t[12] += 0.2
    assert _classify(t.tolist(), exact(0.1)).kind == Kind.NONUNIFORM


def test_re_rounding_needs_twenty_slices_of_a_fine_interval() -> None:
    third = np.round(0.3333 * np.arange(60), 1)
    assert _classify(third[:19].tolist(), exact(0.1)).kind == Kind.NONUNIFORM
    assert _classify(third[:20].tolist(), exact(0.1)).kind == Kind.UNIFORM_TOL


def test_whole_millimetres_never_qualify_and_get_the_hint() -> None:
    found = _classify(np.round(2.4 * np.arange(40)).tolist(), exact(1.0))
    assert found.kind == Kind.NONUNIFORM
    assert "even slices 2.402 mm apart would round to them" in found.notes[0]


def test_a_hole_behind_coarse_rounding_is_found() -> None:
    t = np.round(0.3333 * np.delete(np.arange(60), [20, 21, 44]), 1)
    found = _classify(t.tolist(), exact(0.1))
    assert (found.kind, found.missing_k) == (Kind.MISSING, (20, 21, 44))
    assert found.interval_mm == pytest.approx(0.3333, abs=0.002)


def test_one_wider_gap_is_named_between_two_even_runs() -> None:
    t = [5.0 * k + (2.5 if k >= 60 else 0.0) for k in range(100)]
    found = _classify(t)
    assert found.kind == Kind.NONUNIFORM
    assert [(gap.from_k, gap.to_k, gap.mm) for gap in found.gaps] == [(59, 60, 7.5)]
    assert [(b.from_k, b.to_k) for b in found.blocks] == [(0, 59), (60, 99)]
    assert found.strays == ()


def test_a_stray_slice_is_named_and_the_even_run_offered() -> None:
    found = _classify([*range(40), 184.0])
    assert (found.kind, found.strays, found.gaps) == (Kind.NONUNIFORM, (40,), ())
    assert [(b.from_k, b.to_k, b.interval_mm) for b in found.blocks] == [(0, 39, 1.0)]


def test_a_slice_between_two_others_is_the_stray_not_they() -> None:
    found = _classify([0, 5, 10, 15, 17.3, 20, 25, 30, 35])
    assert found.strays == (4,)


def test_touching_slabs_of_two_thicknesses_are_two_blocks() -> None:
    """2.5 mm, then 5 mm slices that touch: 3.75 mm in between fits no grid."""
    t = [2.5 * k for k in range(10)] + [22.5 + 3.75 + 5.0 * k for k in range(10)]
    thickness = np.array([2.5] * 10 + [5.0] * 10)
    found = _classify(t, thickness_mm=thickness)
    assert found.kind == Kind.PIECEWISE
    assert [b.interval_mm for b in found.blocks] == [2.5, 5.0]


def test_steps_that_are_no_multiples_are_blocks_only_where_thickness_follows() -> None:
    t = [4.0 * k for k in range(8)] + [29.0 + 7.0 * k for k in range(8)]
    thickness = np.array([4.0] * 8 + [7.0] * 8)
    assert _classify(t).kind == Kind.NONUNIFORM
    assert _classify(t, thickness_mm=thickness).kind == Kind.PIECEWISE


def test_as_many_holes_as_slices_are_not_believed() -> None:
    assert _classify([0, 1, 2, 3, 20]).kind == Kind.NONUNIFORM


def test_a_variable_pitch_is_uneven_throughout() -> None:
    t = np.cumsum(np.linspace(1.0, 4.0, 30))
    found = _classify(t.tolist())
    assert (found.kind, found.strays) == (Kind.NONUNIFORM, ())


def test_positions_of_a_microscope_are_told_apart() -> None:
    found = _classify([0.0, 0.002, 0.004, 0.008], exact(1e-6), zero_mm=1e-5)
    assert (found.kind, found.missing_k) == (Kind.MISSING, (3,))


def test_uncertainty_is_never_zero() -> None:
    assert (_classify([0, 5, 10, 15]).u_mm or 0.0) > 0.0
