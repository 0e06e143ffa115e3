"""The words of verdicts and findings: one numbering, no powers of ten, nothing said twice."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.images.reports.series import SeriesReport
from millivox.phantoms.series import eleven

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]
POWER_OF_TEN = re.compile(r"\d[eE][+-]?\d")


def _told(series: SeriesReport) -> Iterator[str]:
    yield series.verdict
    yield from (item.text for item in series.findings)


@pytest.mark.parametrize("name", ["D", "E"])
def test_missing_slices_have_the_same_numbers_everywhere(name: str) -> None:
    (series,) = check(eleven()[name])
    missing = series.to_dict()["volumes"][0]["missing_k"]
    named = ", ".join(map(str, missing[:-1])) + " and " * (len(missing) > 1) + str(missing[-1])
    (finding,) = (item for item in series.findings if item.code == "V05")
    assert f"k = {named}" in series.verdict
    assert f"k = {named}" in finding.text
    assert list(finding.where) == missing


@pytest.mark.parametrize("name", ["J", "K"])
def test_odd_slices_have_the_same_numbers_in_verdict_and_finding(name: str) -> None:
    (series,) = check(eleven()[name])
    (finding,) = (item for item in series.findings if item.code == "V06")
    said = re.search(r"k = \d+( and \d+)?", series.verdict)
    assert said is not None
    assert said.group() in finding.text


def test_fine_rounding_is_said_without_a_power_of_ten(slice_of: Make, series_of: Judge) -> None:
    headers = [
        slice_of(0.0, ImagePositionPatient=["0", "0", f"{-9.123456 + k * 0.3141592:.7g}"])
        for k in range(60)
    ]
    series = series_of(headers)
    assert "V26" in series.codes()
    assert not [text for text in _told(series) if POWER_OF_TEN.search(text)]


def test_slice_distance_of_micrometres_is_said_in_digits(slice_of: Make, series_of: Judge) -> None:
    headers: list[Any] = [slice_of(k * 0.00005, SliceThickness="0.00002") for k in range(5)]
    assert not [text for text in _told(series_of(headers)) if POWER_OF_TEN.search(text)]
