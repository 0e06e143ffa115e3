"""Captures with positions: as good as the stack that they make (S1)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport
from millivox.provenance import Grade

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


def _captures(slice_of: Make, places: tuple[float, ...], **more: Any) -> list[Header]:
    named = {"Modality": "OT", "ImageType": ["DERIVED", "SECONDARY"]} | more
    return [slice_of(z, "7", **named) for z in places]


@pytest.mark.parametrize(
    ("places", "grade"),
    [((0.0, 5.0, 10.0), Grade.B), ((0.0, 5.0), Grade.C), ((0.0, 5.0, 13.0), Grade.C)],
    ids=["even", "two", "uneven"],
)
def test_captures_are_believed_once_their_positions_make_an_even_stack(
    slice_of: Make, series_of: Judge, places: tuple[float, ...], grade: Grade
) -> None:
    series = series_of(_captures(slice_of, places))
    (volume,) = series.volumes
    assert (volume.pixel.x.mm, volume.pixel.x.grade, "S01" in series.codes()) == (0.5, grade, True)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"PixelAspectRatio": ["1", "2"]}, "P15"),
        ({"PixelSpacing": ["70", "70"]}, "P12"),
    ],
)
def test_even_stack_settles_no_other_doubt(
    slice_of: Make, series_of: Judge, more: dict[str, Any], code: str
) -> None:
    """F.2: B has no failed check."""
    series = series_of(_captures(slice_of, (0.0, 5.0, 10.0), **more))
    pixel = series.volumes[0].pixel
    assert (pixel.x.grade, pixel.y.grade, code in pixel.codes()) == (Grade.C, Grade.C, True)


def test_placeholder_stays_one_in_an_even_stack(slice_of: Make, series_of: Judge) -> None:
    (volume,) = series_of(_captures(slice_of, (0.0, 5.0, 10.0), PixelSpacing=["1", "1"])).volumes
    assert volume.pixel.x.grade is Grade.D


@pytest.mark.parametrize(
    ("tail", "more", "nominal"),
    [
        ("2", {}, False),
        ("2", {"ImageType": ["DERIVED", "PRIMARY"]}, True),
        ("481.2", {"Modality": "RTDOSE"}, True),
    ],
)
def test_thickness_of_computed_slices_is_called_nominal(
    slice_of: Make, series_of: Judge, tail: str, more: dict[str, Any], nominal: bool
) -> None:
    """D.5."""
    (volume, *_) = series_of([slice_of(z, tail, **more) for z in (0.0, 5.0, 10.0)]).volumes
    assert volume.to_dict()["thickness_nominal"] is nominal


def test_holes_do_not_shorten_the_coverage(slice_of: Make, series_of: Judge) -> None:
    """D.5."""
    (volume,) = series_of([slice_of(z) for z in (0.0, 5.0, 10.0, 20.0, 25.0)]).volumes
    told = volume.to_dict()
    assert (told["coverage_mm"], told["missing_mm"]) == (30.0, 5.0)
    assert (told["covered_fraction"], told["overlap_fraction"]) == (1.0, 0.0)


@pytest.mark.parametrize(("step_mm", "said"), [(60.0, True), (50.0, False), (0.005, True)])
def test_interval_that_no_scanner_makes_is_told_and_used(
    slice_of: Make, series_of: Judge, step_mm: float, said: bool
) -> None:
    """A.1.4."""
    series = series_of([slice_of(round(n * step_mm, 3)) for n in range(4)])
    (volume,) = series.volumes
    assert volume.z is not None
    assert volume.z.mm == pytest.approx(step_mm)
    assert ("P12" in series.codes()) is said


def test_image_index_runs_through_slices_first(slice_of: Make, series_of: Judge) -> None:
    """D.2, key 11: PET."""
    places = (0.0, 5.0, 10.0) * 2
    headers = [
        slice_of(z, "128", Modality="PT", ImageIndex=n) for n, z in enumerate(places, start=1)
    ]
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [3, 3]
    (note,) = [item for item in series.findings if item.code == "V20"]
    assert (str(note.severity), "Image Index" in note.text) == ("info", True)
