"""Series of several kinds of images, and instances that are there twice: how many of what."""

from collections.abc import Callable
from typing import Any

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]
CAPTURE = "7"


def _capture(slice_of: Make, size: str | None, **more: Any) -> Header:
    usual: dict[str, Any] = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    spacing = [size, size] if size else None
    return slice_of(0.0, CAPTURE, Modality="OT", PixelSpacing=spacing, **(usual | more))


def _code(series: SeriesReport, code: str) -> list[str]:
    return [item.text for item in series.findings if item.code == code]


def test_sentence_of_some_pictures_says_of_how_many(slice_of: Make, series_of: Judge) -> None:
    series = series_of([_capture(slice_of, size) for size in ("0.25", "0.25", None)])
    assert "no volume; 2 of the 3 pictures: a value of 0.25 mm is written" in series.verdict


def test_sentence_of_the_pictures_is_not_said_of_what_has_no_pixels(
    slice_of: Make, series_of: Judge
) -> None:
    report = slice_of(0.0, "88.33", Modality="SR", Rows=None, Columns=None)
    series = series_of([report, _capture(slice_of, None)])
    assert "no volume; the 1 with pixels: no millimetres are known" in series.verdict


def test_volumes_that_differ_say_how_many_are_alike(slice_of: Make, series_of: Judge) -> None:
    headers = [
        slice_of(float(z), TemporalPositionIdentifier=time, SliceThickness=str(4 + time // 3))
        for time in (1, 2, 3)
        for z in (0, 5, 10)
    ]
    verdict = series_of(headers).verdict
    assert verdict.startswith("3 time points, 2 of them of 3 slices, 5.00 mm apart; 4.0 mm thick")
    assert "the others lie otherwise" in verdict


def test_reasons_for_having_no_position_are_one_finding(slice_of: Make, series_of: Judge) -> None:
    headers = [_capture(slice_of, None, NumberOfFrames=n) for n in (1, 1, 2)]
    (said,) = _code(series_of(headers), "V01")
    assert "a captured picture without a position (2 instances)" in said
    assert "2 frames without a position for each (1 instance)" in said


def test_instance_found_many_times_is_counted_in_copies(slice_of: Make, series_of: Judge) -> None:
    stack = [slice_of(float(z)) for z in (0, 5, 10)]
    series = series_of([*stack, *_again(stack[1], 4)])
    assert _code(series, "V04") == ["The same instance was found 5 times; 4 copies set aside."]
    assert series.verdict.endswith("; 4 copies of the same instance set aside.")


def test_copies_of_a_multiframe_object_count_once_each(slice_of: Make, series_of: Judge) -> None:
    groups = [
        {"PlanePositionSequence": [{"ImagePositionPatient": [0, 0, z]}]} for z in (0.0, 5.0, 10.0)
    ]
    enhanced = slice_of(
        0.0, "2.1", NumberOfFrames=3, PerFrameFunctionalGroupsSequence=groups,
        ImagePositionPatient=None,
    )  # fmt: skip
    series = series_of([enhanced, *_again(enhanced, 1)])
    assert _code(series, "V04") == ["The same instance was found 2 times; 1 copy set aside."]
    assert series.verdict.endswith("; 1 copy of the same instance set aside.")


def test_several_instances_found_again_are_counted_apart(slice_of: Make, series_of: Judge) -> None:
    stack = [slice_of(float(z)) for z in (0, 5, 10)]
    series = series_of([*stack, *(copy for one in stack for copy in _again(one, 2))])
    (said,) = _code(series, "V04")
    assert said.startswith("3 instances were found more than once; 6 copies set aside")
    assert series.verdict.endswith("; 6 copies of 3 instances set aside.")


def test_copies_stand_with_the_slice_they_repeat(slice_of: Make, series_of: Judge) -> None:
    stack = [slice_of(float(z)) for z in (0, 5, 10)]
    (volume,) = series_of([*stack, *_again(stack[1], 1)]).volumes
    uid = stack[1].sop_instance_uid
    assert volume.duplicates == ((uid, uid),)


def _again(header: Header, count: int) -> list[Header]:
    """The same instance in further files."""
    return [Header(dict(header.tree)) for _ in range(count)]
