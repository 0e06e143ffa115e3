"""Thickness, gap, overlap, coverage and tilt in numbers (rule book D.5, D.6)."""

import math

import pytest

from millivox.spacing.slices import (
    Kind,
    Lean,
    SliceGeometry,
    coverage_mm,
    covered_fraction,
    gap_mm,
    images_for_coverage,
    overlap_fraction,
    shear_limit_mm,
)


def test_gap_is_negative_where_slices_overlap() -> None:
    assert gap_mm(4.698, 5.0) == pytest.approx(-0.302)


def test_g110_four_touching_slices_of_five_cover_twenty() -> None:
    """G-110."""
    assert gap_mm(5.0, 5.0) == 0.0
    assert coverage_mm(4, 5.0, 5.0) == 20.0


def test_g136_overlapping_slices_cover_their_intervals_and_one_thickness() -> None:
    """G-136."""
    assert coverage_mm(300, 0.8, 1.0) == pytest.approx(240.2)
    assert overlap_fraction(0.8, 1.0) == pytest.approx(0.2)
    assert images_for_coverage(250.0, 0.8, 1.0) == 313


def test_d5_slices_with_gaps_see_part_of_what_they_cover() -> None:
    assert coverage_mm(40, 3.0, 2.5) == 119.5
    assert covered_fraction(40, 3.0, 2.5) == pytest.approx(0.8368, abs=5e-5)
    assert images_for_coverage(150.0, 3.0, 2.5) == 51


def test_overlapping_slices_see_all_and_not_more() -> None:
    assert covered_fraction(300, 0.8, 1.0) == 1.0


def test_a_coverage_that_the_slices_hit_exactly_needs_no_slice_more() -> None:
    assert images_for_coverage(coverage_mm(31, 0.7, 0.9), 0.7, 0.9) == 31


def test_a_coverage_within_one_slice_needs_one() -> None:
    assert images_for_coverage(3.0, 5.0, 5.0) == 1


@pytest.mark.parametrize(
    ("degrees", "excess", "drift_of_100"),
    [(1, 0.015, 1.75), (2.56, 0.10, 4.47), (10, 1.54, 17.6), (18.5, 5.45, 33.5), (30, 15.5, 57.7)],
)
def test_d6_tilt_table(degrees: float, excess: float, drift_of_100: float) -> None:
    along, down = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    lean = Lean(along, down, 0.0, drift_mm=100.0 * down / along, limit_mm=0.1)
    assert lean.tilt_deg == pytest.approx(degrees)
    assert (1.0 / along - 1.0) * 100.0 == pytest.approx(excess, rel=0.04)
    assert lean.drift_mm == pytest.approx(drift_of_100, rel=5e-3)


def test_philips_tilts_have_the_sign_of_the_lean() -> None:
    """The two Philips series of D.6: steps of 2.5 mm along the table."""
    assert Lean(2.37081, -0.79326, 0, 42.0, 0.1).tilt_deg == pytest.approx(-18.5, abs=1e-3)
    assert Lean(2.39705, 0.71004, 0, 40.5, 0.1).tilt_deg == pytest.approx(16.5, abs=1e-3)


def test_a_drift_below_the_limit_is_no_tilt() -> None:
    lean = Lean(5.0, 0.002, 0.0, drift_mm=0.08, limit_mm=0.1)
    assert not lean.sheared
    assert lean.tilt_deg == 0.0


def test_a_lean_across_the_rows_is_no_gantry_tilt() -> None:
    lean = Lean(5.0, 1.0, 0.5, drift_mm=40.0, limit_mm=0.1)
    assert lean.sheared
    assert lean.tilt_deg is None
    assert lean.lean_deg == pytest.approx(math.degrees(math.atan(math.hypot(1.0, 0.5) / 5.0)))


def test_a_tenth_of_a_pixel_may_drift_and_so_may_rounding() -> None:
    assert shear_limit_mm(0.9, 0.0, 0.0) == pytest.approx(0.09)
    assert shear_limit_mm(0.3, 0.01, 0.0) == pytest.approx(0.07)
    assert shear_limit_mm(None, 0.1, 0.2) == pytest.approx(0.45)


def test_json_of_a_stack_has_the_contract_s_fields() -> None:
    slices = SliceGeometry(Kind.UNIFORM, 3, 3, 5.0, 1e-5, (0.0, 0.0, 5.0), thickness_mm=4.0)
    assert slices.to_dict() == {
        "regularity": "UNIFORM",
        "sheared": False,
        "tilt_deg": None,
        "interval_mm": 5.0,
        "interval_u_mm": 1e-5,
        "step_length_mm": 5.0,
        "thickness_mm": 4.0,
        "gap_mm": 1.0,
        "overlap_fraction": 0.0,
        "coverage_mm": None,
        "covered_fraction": pytest.approx(12.0 / 14.0),
        "missing_mm": 0.0,
        "missing_k": [],
        "blocks": [],
    }


def test_missing_slices_leave_their_intervals_open() -> None:
    slices = SliceGeometry(Kind.MISSING, 4, 6, 5.0, missing_k=(2, 3))
    assert slices.missing_mm == 10.0
