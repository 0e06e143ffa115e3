"""What a caller may ask for: other tools' tolerances, and volumes across series (D.1, D.4)."""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.images.reports.report import Report
from millivox.provenance import Grade

Make = Callable[..., Header]


def _at(slice_of: Make, places: list[float], **more: Any) -> list[Header]:
    return [slice_of(z, InstanceNumber=n, **more) for n, z in enumerate(places, start=1)]


def _z(report: Report) -> tuple[str, float | None, Grade | None]:
    (series,) = report
    (volume,) = series.volumes
    z = volume.z
    return str(volume.stack.kind), z.mm if z else None, z.grade if z else None


@pytest.mark.parametrize(
    ("profile", "kind", "interval_mm", "grade"),
    [
        ("strict", "NONUNIFORM", None, Grade.F),
        ("clinical", "NONUNIFORM", None, Grade.F),
        ("ohif", "UNIFORM_TOL", pytest.approx(5.04), Grade.C),
    ],
)
def test_profile_of_another_tool_accepts_what_it_would(
    slice_of: Make, profile: str, kind: str, interval_mm: Any, grade: Grade
) -> None:
    report = check(_at(slice_of, [0.0, 5.0, 10.4, 15.0]), tolerance_profile=profile)
    assert _z(report) == (kind, interval_mm, grade)
    assert report.to_dict()["tolerance_profile"] == profile


def test_interval_that_only_a_profile_allows_says_so(slice_of: Make) -> None:
    report = check(_at(slice_of, [0.0, 5.0, 10.4, 15.0]), tolerance_profile="ohif")
    (series,) = report
    z = series.volumes[0].z
    assert z is not None
    assert z.origin.note == "even by the tolerance profile ohif (20 %) only"
    assert "V27" in series.codes()


def test_ohif_wants_less_than_its_share(slice_of: Make) -> None:
    """H.3: a mean of 6.25 mm, and distances of 5 mm that differ by exactly a fifth of it."""
    report = check(_at(slice_of, [0.0, 5.0, 10.0, 20.0, 25.0]), tolerance_profile="ohif")
    assert _z(report) == ("MISSING", pytest.approx(5.0), Grade.B)


def test_clinical_profile_lets_small_differences_add_up(slice_of: Make) -> None:
    gaps = [5.04] * 20 + [4.96] * 20
    headers = _at(slice_of, [round(z, 3) for z in accumulate(gaps, initial=0.0)])
    assert _z(check(headers))[0] == "NONUNIFORM"
    assert _z(check(headers, tolerance_profile="clinical"))[0] == "UNIFORM_TOL"


@pytest.mark.parametrize("profile", ["clinical", "ohif"])
def test_profile_changes_nothing_about_even_slices(slice_of: Make, profile: str) -> None:
    headers = _at(slice_of, [0.0, 5.0, 10.0, 15.0])
    assert _z(check(headers, tolerance_profile=profile)) == _z(check(headers))


def test_unknown_profile_is_refused(slice_of: Make) -> None:
    with pytest.raises(ValueError, match="generous"):
        check(_at(slice_of, [0.0, 5.0]), tolerance_profile="generous")


def _two_series(slice_of: Make, places: tuple[list[float], list[float]], **second: Any) -> Any:
    one = _at(slice_of, places[0], SeriesInstanceUID="1.2.5", SeriesNumber=5)
    named = {"SeriesInstanceUID": "1.2.6", "SeriesNumber": 6} | second
    return [*one, *_at(slice_of, places[1], **named)]


def test_volume_spans_series_only_on_request(slice_of: Make) -> None:
    headers = _two_series(slice_of, ([0.0, 10.0, 20.0, 30.0], [5.0, 15.0, 25.0, 35.0]))
    assert [len(one.volumes[0].frames) for one in check(headers)] == [4, 4]
    (merged,) = check(headers, merge="series")
    (volume,) = merged.volumes
    assert (len(volume.frames), volume.z and volume.z.mm) == (8, pytest.approx(5.0))
    assert merged.to_dict()["merged_series_uids"] == ["1.2.5", "1.2.6"]


def test_merged_series_at_the_same_places_are_volumes_by_series(slice_of: Make) -> None:
    places = [0.0, 5.0, 10.0]
    (merged,) = check(_two_series(slice_of, (places, places)), merge="series")
    assert [(v.split_by, v.split_value) for v in merged.volumes] == [("series", 5), ("series", 6)]


@pytest.mark.parametrize("number", [5, None], ids=["same number", "no number"])
def test_merged_series_are_told_apart_without_their_numbers(
    slice_of: Make, number: int | None
) -> None:
    places = [0.0, 5.0, 10.0]
    headers = _two_series(slice_of, (places, places), SeriesNumber=number)
    (merged,) = check(headers, merge="series")
    told = [(v.split_by, v.split_value, len(v.frames)) for v in merged.volumes]
    assert told == [("series", "1.2.5", 3), ("series", "1.2.6", 3)]
    assert not {"V04", "V20"} & set(merged.codes())


@pytest.mark.parametrize(
    "second",
    [
        {"FrameOfReferenceUID": "9.9"},
        {"StudyInstanceUID": "9.9"},
        {"Rows": 16},
        {"PixelSpacing": ["0.6", "0.6"]},
        {"ImageType": ["DERIVED", "SECONDARY", "AXIAL"]},
        {"FrameOfReferenceUID": None},
    ],
    ids=["space", "study", "matrix", "pixel", "kind", "no space"],
)
def test_series_that_cannot_be_one_volume_stay_apart(
    slice_of: Make, second: dict[str, Any]
) -> None:
    headers = _two_series(slice_of, ([0.0, 10.0, 20.0], [5.0, 15.0, 25.0]), **second)
    assert len(check(headers, merge="series")) == 2
