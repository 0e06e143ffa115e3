"""Distances that images without positions claim: told on request only (D.7.3, D.7.4, B-45)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport
from millivox.provenance import Grade
from millivox.spacing.axis import AxisSpacing

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


def _unplaced(slice_of: Make, places: Sequence[Any], **more: Any) -> list[Header]:
    named = {"ImagePositionPatient": None} | more
    return [slice_of(0.0, SliceLocation=place, **named) for place in places]


def _claims(series: SeriesReport) -> list[AxisSpacing | None]:
    assert series.volumes == ()
    return [image.spacing.z for image in series.images]


def test_even_slice_locations_claim_a_distance_that_is_no_millimetre(
    slice_of: Make, series_of: Judge
) -> None:
    series = series_of(_unplaced(slice_of, ["0", "3.5", "7", "10.5"]))
    (first, *_), codes = _claims(series), series.codes()
    assert first is not None
    assert (first.mm, first.number, first.grade) == (None, pytest.approx(3.5), Grade.D)
    assert (first.origin.rule, first.origin.source) == ("Z.D7.4", "(0020,1041)")
    assert "V01" in codes
    told = series.images[0].to_dict(accept_unverified=True)["spacing"]["z"]
    assert (told["mm"], told["label"]) == (pytest.approx(3.5), "mm?")


def test_spacing_between_slices_is_asked_before_slice_location(
    slice_of: Make, series_of: Judge
) -> None:
    series = series_of(_unplaced(slice_of, ["0", "3.5", "7"], SpacingBetweenSlices="4"))
    claims = _claims(series)
    assert [axis and (axis.number, axis.origin.rule) for axis in claims] == [(4.0, "Z.D7.3")] * 3


@pytest.mark.parametrize(
    "places",
    [["0", "3.5", "9"], ["0", "0", "3.5"], ["0", None, "7"], ["5"]],
    ids=["uneven", "repeated", "one absent", "alone"],
)
def test_other_slice_locations_claim_nothing(
    slice_of: Make, series_of: Judge, places: list[Any]
) -> None:
    assert set(_claims(series_of(_unplaced(slice_of, places)))) == {None}


def test_images_of_another_matrix_are_no_neighbours(slice_of: Make, series_of: Judge) -> None:
    headers = _unplaced(slice_of, ["0"]) + _unplaced(slice_of, ["3"], Rows=16)
    assert _claims(series_of(headers)) == [None, None]
