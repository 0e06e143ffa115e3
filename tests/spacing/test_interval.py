"""The z axis: grade, uncertainty, and Spacing Between Slices beside it (rule book D.7, B.3)."""

import math

import pytest

from millivox.provenance import Grade, Method
from millivox.spacing.interval import (
    Witnessed,
    claimed_interval,
    compare_sbs,
    interval_u_mm,
    z_axis,
)
from millivox.spacing.slices import Kind, SliceGeometry

EVEN = SliceGeometry(Kind.UNIFORM, 20, 20, 5.0, 1e-5)
AGREES = compare_sbs(5.02, 5.0)


def test_d7_an_agreeing_attribute_makes_an_even_stack_grade_a() -> None:
    axis = z_axis(EVEN, Witnessed(sbs=AGREES))
    assert axis.grade == Grade.A
    assert axis.origin.checks[0].passed


def test_d7_positions_alone_are_grade_b() -> None:
    assert z_axis(EVEN, Witnessed()).grade == Grade.B


def test_d7_holes_keep_a_stack_from_grade_a() -> None:
    holes = SliceGeometry(Kind.MISSING, 19, 20, 5.0, 1e-5)
    assert z_axis(holes, Witnessed(sbs=AGREES)).grade == Grade.B


def test_g118_two_slices_are_grade_c_with_the_reason() -> None:
    axis = z_axis(SliceGeometry(Kind.UNIFORM, 2, 2, 2.0, 1e-3), Witnessed())
    assert (axis.mm, axis.grade) == (2.0, Grade.C)
    assert "n = 2" in str(axis.origin.note)


def test_bad_cosines_lower_the_interval_to_c() -> None:
    assert z_axis(EVEN, Witnessed(orientation_valid=False)).grade == Grade.C


def test_an_unexplained_disagreement_lowers_the_interval_to_c() -> None:
    axis = z_axis(EVEN, Witnessed(sbs=compare_sbs(20.0, 5.0, thickness_mm=5.0)))
    assert axis.grade == Grade.C
    assert not axis.origin.checks[0].passed


def test_an_uneven_stack_has_no_interval() -> None:
    axis = z_axis(SliceGeometry(Kind.NONUNIFORM, 20, 20), Witnessed())
    assert axis.mm is None
    assert axis.label == "px"


def test_offsets_are_named_as_such() -> None:
    axis = z_axis(EVEN, Witnessed(method=Method.GRID_OFFSETS))
    assert axis.origin.rule == "Z.D7.2"


def test_b40_spacing_that_holds_the_gap_is_told() -> None:
    found = compare_sbs(0.0, 5.0, thickness_mm=5.0)
    assert (found.agrees, found.note) == (False, "it holds the gap between the slices")
    assert compare_sbs(2.0, 8.0, thickness_mm=6.0).note == "it holds the gap between the slices"


def test_b41_spacing_that_holds_the_table_step_is_told() -> None:
    tilted = 2.5 * math.cos(math.radians(18.5))
    found = compare_sbs(2.5, tilted, thickness_mm=2.5, step_length_mm=2.5)
    assert found.note == "it is the table step, interval / cos(tilt)"


def test_b42_a_negative_spacing_agrees_by_its_size() -> None:
    assert compare_sbs(-2.5, 2.5).agrees


@pytest.mark.parametrize(("sbs", "agrees"), [(5.05, True), (5.06, False), (4.95, True)])
def test_one_percent_is_agreement(sbs: float, agrees: bool) -> None:
    assert compare_sbs(sbs, 5.0).agrees is agrees


def test_a_claim_without_positions_gives_no_mm() -> None:
    axis = claimed_interval(20.0, keyword="SpacingBetweenSlices", source="(0018,0088)")
    assert (axis.mm, axis.number, axis.grade, axis.label) == (None, 20.0, Grade.D, "mm?")


@pytest.mark.parametrize("n", [2, 3, 10, 100])
def test_f3_uncertainty_of_a_full_grid(n: int) -> None:
    expected = 0.001 / math.sqrt(n * (n * n - 1))
    assert interval_u_mm(0.001, list(range(n))) == pytest.approx(expected)


def test_scatter_beyond_rounding_widens_the_uncertainty() -> None:
    assert interval_u_mm(1e-6, list(range(10)), residual_mm=0.02) > 1e-3


def test_a_leaning_stack_s_interval_depends_on_the_normal() -> None:
    still = interval_u_mm(1e-6, list(range(10)))
    leaning = interval_u_mm(1e-6, list(range(10)), sideways_mm=1.7, normal_error_rad=1e-3)
    assert leaning == pytest.approx(math.hypot(still, 1.7e-3 / math.sqrt(3.0)))
