from typing import Any

import pytest

from millivox.provenance import Grade, Origin
from millivox.spacing.axis import AxisSpacing, Region, Spacing, unknown
from millivox.spacing.ultrasound.lengths import length_axes, region_at


def axis(mm: float | None) -> AxisSpacing:
    if mm is None:
        return unknown("U.A5.1")
    return AxisSpacing(mm, Origin(rule="U.A5.1", grade=Grade.B, label="mm (US)"))


def region(index: int, box: Any, x: float | None, y: float | None, kind: str = "2D") -> Region:
    return Region(index, box, axis(x), axis(y), kind)


def spacing(*regions: Region) -> Spacing:
    return Spacing(unknown("U.A5.5"), unknown("U.A5.5"), regions=regions)


LEFT = region(0, (0, 0, 99, 99), 0.2, 0.2)
RIGHT = region(1, (200, 0, 299, 99), 0.4, 0.4)
M_MODE = region(2, (0, 200, 299, 299), None, 0.5, "M-mode")


def codes(*regions: Region, points: list[tuple[float, float]]) -> list[str]:
    return [item.code for item in length_axes(spacing(*regions), points)[1]]


def test_a_length_inside_one_region_has_its_axes() -> None:
    found, findings = length_axes(spacing(LEFT, RIGHT), [(210, 10), (220, 20)])
    assert (found, findings) == (RIGHT, ())


def test_one_end_outside_every_region_is_pixels() -> None:
    """G-85."""
    assert codes(LEFT, points=[(10, 10), (150, 10)]) == ["U01"]


def test_no_length_runs_between_two_scales() -> None:
    """G-86."""
    assert codes(LEFT, RIGHT, points=[(10, 10), (210, 10)]) == ["U07"]


def test_a_vertical_m_mode_length_is_millimetres() -> None:
    """G-88."""
    assert length_axes(spacing(M_MODE), [(10, 210), (10, 250)]) == (M_MODE, ())


@pytest.mark.parametrize("end", [(20, 210), (20, 250)], ids=["horizontal", "diagonal"])
def test_a_slanted_m_mode_length_is_refused(end: tuple[float, float]) -> None:
    """G-88."""
    assert codes(M_MODE, points=[(10, 210), end]) == ["U02"]


def test_a_diagonal_over_unequal_pixels_uses_both_axes() -> None:
    """G-92."""
    found, _ = length_axes(spacing(region(0, (0, 0, 99, 99), 0.2, 0.4)), [(0, 0), (10, 10)])
    assert found is not None
    assert (found.x.mm, found.y.mm) == (0.2, 0.4)


def test_a_spectral_region_has_no_length() -> None:
    """G-89."""
    assert codes(region(0, (0, 0, 9, 9), None, None, "spectral"), points=[(1, 1), (2, 2)]) == [
        "U02"
    ]


def test_regions_of_one_scale_that_overlap_are_measured_across() -> None:
    upper, lower = region(0, (0, 0, 99, 60), 0.2, 0.2), region(1, (0, 50, 99, 99), 0.2, 0.2)
    assert length_axes(spacing(upper, lower), [(10, 10), (10, 90)]) == (upper, ())


def test_two_pictures_of_one_scale_side_by_side_are_not_one() -> None:
    apart = region(1, (200, 0, 299, 99), 0.2, 0.2)
    assert codes(LEFT, apart, points=[(10, 10), (210, 10)]) == ["U07"]


def test_a_curve_drawn_over_the_scan_does_not_hinder() -> None:
    curve = region(1, (0, 80, 99, 99), None, None, "waveform")
    assert length_axes(spacing(LEFT, curve), [(10, 10), (10, 90)]) == (LEFT, ())


def test_a_doppler_inset_within_the_scan_is_not_measured_as_scan() -> None:
    inset = region(1, (0, 80, 99, 99), None, None, "spectral")
    assert codes(LEFT, inset, points=[(10, 10), (10, 90)]) == ["U07"]


def test_a_point_belongs_to_the_region_with_a_length() -> None:
    inset = region(1, (10, 10, 20, 20), None, None, "graphics")
    assert region_at(spacing(inset, LEFT), 15, 15) == LEFT


def test_of_two_regions_the_smaller_is_meant() -> None:
    small = region(1, (10, 10, 20, 20), 0.1, 0.1)
    assert region_at(spacing(LEFT, small), 15, 15) == small


def test_a_point_outside_belongs_to_none() -> None:
    assert region_at(spacing(LEFT), 150, 15) is None


def test_no_points_are_in_no_region() -> None:
    assert codes(LEFT, points=[]) == ["U01"]
