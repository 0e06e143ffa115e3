"""The sentence about a series: what a student must be able to read out of it."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.numbers import length, listed, stated
from millivox.images.reports.series import SeriesReport
from millivox.phantoms.series import eleven

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, str]:
    from millivox.images.check import check

    return {name: next(iter(check(held))).verdict for name, held in eleven().items()}


ELEVEN = {
    "A": "40 slices, 5.000 mm apart; 5.0 mm thick, so neighbours touch without a gap.",
    "B": "40 slices, 4.698 mm apart along their normal (table step 5.000 mm, tilted 20.00°); "
    "5.0 mm thick, so neighbours overlap by 0.302 mm.",
    "C": "60 slices, 4.995 mm apart along their normal (table step 5.000 mm, tilted 2.50°); "
    "5.0 mm thick, so neighbours touch without a gap.",
    "D": "39 of 40 slices, 5.000 mm apart; slice k = 17 is missing and probably lost, at -15.0 mm "
    "along the normal; 5.0 mm thick, so neighbours touch without a gap.",
    "F": "40 slices in 2 blocks: 20 slices 2.500 mm apart and 20 slices 7.500 mm apart; "
    "no single distance holds; 2.5 to 7.5 mm thick.",
    "G": "40 slices, 5.000 mm apart; 5.0 mm thick, so neighbours touch without a gap; "
    "1 duplicate slice set aside.",
    "I": "60 slices, 0.333 mm apart, as evenly as their rounded positions can tell; "
    "0.3333 mm thick, so neighbours touch without a gap.",
    "J": "100 slices, unevenly spaced: 5.000 mm apart, but 7.500 mm between slices k = 59 and 60; "
    "no single distance holds; 5.0 mm thick.",
    "K": "41 slices, unevenly spaced: 40 slices 1.000 mm apart, but slice k = 40 lies astray, "
    "145.000 mm from its neighbour; no single distance holds; 1.0 mm thick.",
}


@pytest.mark.parametrize("name", ELEVEN)
def test_verdict_of_the_eleven(name: str, verdicts: dict[str, str]) -> None:
    assert verdicts[name] == ELEVEN[name]


def test_missing_slices_are_named_by_number_and_place(verdicts: dict[str, str]) -> None:
    assert verdicts["E"].startswith("197 of 200 slices, 1.000 mm apart; slices k = 31, 90 and 150")


def _stack(slice_of: Make, places: Any, **attributes: Any) -> list[Header]:
    return [slice_of(float(z), InstanceNumber=n, **attributes) for n, z in enumerate(places)]


def test_gap_is_said_as_tissue_that_is_not_imaged(slice_of: Make, series_of: Judge) -> None:
    series = series_of(_stack(slice_of, range(0, 40, 4), SliceThickness="3.5"))
    assert "3.5 mm thick, so 0.500 mm of tissue between neighbours is not imaged" in series.verdict


def test_unstated_thickness_is_said(slice_of: Make, series_of: Judge) -> None:
    series = series_of(_stack(slice_of, range(0, 40, 4), SliceThickness=None))
    assert series.verdict.endswith("their thickness is not stated.")


def test_single_slice_is_said_to_have_no_neighbour(slice_of: Make, series_of: Judge) -> None:
    verdict = series_of([slice_of(0.0)]).verdict
    assert verdict == "1 slice, 5.0 mm thick; a single slice has no distance to a neighbour."


def test_time_series_counts_its_time_points(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for time in (1, 2, 3)
        for header in _stack(slice_of, (0, 5, 10), TemporalPositionIdentifier=time)
    ]
    assert series_of(headers).verdict.startswith("3 time points of 3 slices, 5.00 mm apart")


def test_phase_that_lacks_a_slice_is_said(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for time in (1, 2, 3)
        for header in _stack(slice_of, range(0, 30, 5), TemporalPositionIdentifier=time)
    ]
    assert "but time point 3 lacks 1 slice" in series_of(headers[:-1]).verdict


def test_two_volumes_are_both_described(slice_of: Make, series_of: Judge) -> None:
    headers = _stack(slice_of, (0, 5, 10)) + _stack(slice_of, (0, 1, 2, 3), Rows=16)
    verdict = series_of(headers).verdict
    assert verdict.startswith("2 volumes: 3 slices, 5.00 mm apart")
    assert "4 slices, 1.00 mm apart" in verdict


def test_spacing_between_slices_that_holds_the_gap_is_said(
    slice_of: Make, series_of: Judge
) -> None:
    headers = _stack(slice_of, range(0, 30, 6), SpacingBetweenSlices="1")
    assert "Spacing Between Slices says 1 mm: it holds the gap" in series_of(headers).verdict


def test_localizer_set_aside_is_said(slice_of: Make, series_of: Judge) -> None:
    scout = slice_of(2.0, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    assert series_of([*_stack(slice_of, (0, 5, 10)), scout]).verdict.endswith(
        "1 localizer set aside."
    )


def test_radiograph_is_told_by_its_pixel(slice_of: Make, series_of: Judge) -> None:
    header = slice_of(
        0.0, "1.1", Modality="DX", PixelSpacing=None, ImagerPixelSpacing=["0.143", "0.143"]
    )
    assert series_of([header]).verdict == (
        "1 projection radiograph, no volume: 0.143 mm between columns and rows at the detector "
        "(Imager Pixel Spacing, magnification not removed)."
    )


def test_report_without_pixels_has_nothing_to_measure(slice_of: Make, series_of: Judge) -> None:
    series = series_of([slice_of(0.0, "88.33", Modality="SR", Rows=None, Columns=None)])
    assert series.verdict == "1 object without an image; nothing to measure."
    assert series.severity == "ok"


def test_interval_has_the_digits_its_uncertainty_allows() -> None:
    assert (length(4.698463, 1e-5), length(0.3333, 0.0017), length(12.04, 0.3)) == (
        "4.698",
        "0.333",
        "12.0",
    )


def test_stated_numbers_keep_what_was_stated() -> None:
    assert (stated(5.0), stated(0.625), stated(3.2000000476837)) == ("5.0", "0.625", "3.2")


def test_long_lists_are_cut_and_counted() -> None:
    assert listed([str(n) for n in range(9)]) == "0, 1, 2, 3 and 5 more"
