"""In-Stack Position Numbers as witnesses of what no distance shows (D.3)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


def _numbered(slice_of: Make, numbers: list[int | None]) -> list[Header]:
    return [slice_of(5.0 * n, InStackPositionNumber=said) for n, said in enumerate(numbers)]


def _texts(series: SeriesReport) -> list[tuple[str, str]]:
    return [(f.code, f.text) for f in series.findings if "In-Stack" in f.text]


@pytest.mark.parametrize(
    ("numbers", "end"), [([3, 4, 5, 6], "2 slices beyond the first"), ([4, 3, 2], "1 slice beyond")]
)
def test_numbers_that_do_not_begin_at_one_hint_at_a_lost_end(
    slice_of: Make, series_of: Judge, numbers: list[int | None], end: str
) -> None:
    series = series_of(_numbered(slice_of, numbers))
    ((code, text),) = _texts(series)
    assert (code, end in text) == ("V05", True)
    assert series.volumes[0].stack.slices.missing_k == ()


def test_numbers_in_steps_of_two_hint_at_lost_slices(slice_of: Make, series_of: Judge) -> None:
    ((code, text),) = _texts(series_of(_numbered(slice_of, [1, 3, 5, 7])))
    assert (code, "steps of 2" in text) == ("V05", True)


@pytest.mark.parametrize(
    "numbers",
    [[1, 2, 3, 4], [4, 3, 2, 1], [3, 3, 3], [1, 2, 9], [3, None, 5]],
    ids=["from one", "downwards", "all alike", "disorderly", "one absent"],
)
def test_other_numbers_say_nothing(slice_of: Make, series_of: Judge, numbers: Any) -> None:
    assert _texts(series_of(_numbered(slice_of, numbers))) == []
