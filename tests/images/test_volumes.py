"""From a bag of instances to volumes: grouping, orientation, repeats, duplicates (D.1, D.2)."""

from collections.abc import Callable
from math import cos, radians, sin
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


def _stack(slice_of: Make, places: Any, **attributes: Any) -> list[Header]:
    return [
        slice_of(float(z), InstanceNumber=n, **attributes) for n, z in enumerate(places, start=1)
    ]


def _turned(deg: float) -> list[float]:
    return [1, 0, 0, 0, round(cos(radians(deg)), 12), round(sin(radians(deg)), 12)]


def _rotated(slice_of: Make, deg: float) -> list[Header]:
    headers = _stack(slice_of, range(0, 100, 5))
    odd = slice_of(35.0, InstanceNumber=8, ImageOrientationPatient=_turned(deg))
    return [*headers[:7], odd, *headers[8:]]


def test_hundredths_of_a_degree_stay_in_one_stack(slice_of: Make, series_of: Judge) -> None:
    """G-133."""
    (volume,) = series_of(_rotated(slice_of, 0.05)).volumes
    assert len(volume.frames) == 20


def test_half_a_degree_splits_a_slice_off(slice_of: Make, series_of: Judge) -> None:
    """G-133."""
    series = series_of(_rotated(slice_of, 0.5))
    assert sorted(len(volume.frames) for volume in series.volumes) == [1, 19]
    assert {"V03", "V05"} <= set(series.codes())
    assert series.volumes[0].stack.slices.missing_k == (7,)


def test_planes_that_turn_about_an_axis_are_no_volume(slice_of: Make, series_of: Judge) -> None:
    """G-133b."""
    headers = [
        slice_of(0.0, ImageOrientationPatient=_turned(15 * n), ImagePositionPatient=[0, 0, 0])
        for n in range(12)
    ]
    series = series_of(headers)
    assert series.volumes == ()
    assert "V22" in series.codes()
    assert {image.reason for image in series.images} == {"not parallel"}


def test_three_plane_localizer_is_split_not_refused(slice_of: Make, series_of: Judge) -> None:
    planes = [[1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1], [0, 1, 0, 0, 0, -1]]
    headers = [slice_of(0.0, "4", Modality="MR", ImageOrientationPatient=p) for p in planes]
    series = series_of(headers)
    assert len(series.volumes) == 3
    assert "V03" in series.codes()


@pytest.mark.parametrize(("counted", "said"), [(9, False), (10, True)])
def test_a_count_of_slices_is_for_all_stacks_of_a_series(
    counted: int, said: bool, slice_of: Make, series_of: Judge
) -> None:
    planes = [[1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, -1]]
    headers = [
        slice_of(z, "4", Modality="MR", ImageOrientationPatient=plane, NumberOfSlices=counted)
        if plane is planes[0]
        else slice_of(
            0.0,
            "4",
            Modality="MR",
            ImageOrientationPatient=plane,
            ImagePositionPatient=[z, 0, 0],
            NumberOfSlices=counted,
        )
        for plane, places in zip(planes, (5, 4), strict=True)
        for z in (4.0 * k for k in range(places))
    ]
    series = series_of(headers)
    assert len(series.volumes) == 2
    assert any("V05" in volume.stack.codes() for volume in series.volumes) == said


def test_two_frames_of_reference_are_two_stacks(slice_of: Make, series_of: Judge) -> None:
    """G-134."""
    headers = _stack(slice_of, (0, 5, 10)) + _stack(
        slice_of, (15, 20, 25), FrameOfReferenceUID="1.2.5"
    )
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [3, 3]
    assert "V15" in series.codes()


def test_scout_in_a_series_does_not_change_its_interval(slice_of: Make, series_of: Judge) -> None:
    scout = slice_of(2.0, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    series = series_of([*_stack(slice_of, (0, 0.7, 1.4, 2.1)), scout])
    assert series.volumes[0].stack.slices.interval_mm == pytest.approx(0.7)
    assert [image.reason for image in series.images] == ["localizer"]


@pytest.mark.parametrize(
    "other",
    [
        {"Rows": 16},
        {"PixelSpacing": ["0.6", "0.6"]},
        {"ImageType": ["DERIVED", "PRIMARY", "AXIAL"]},
    ],
)
def test_other_matrix_pixel_or_kind_is_another_volume(
    slice_of: Make, series_of: Judge, other: dict[str, Any]
) -> None:
    headers = _stack(slice_of, (0, 5, 10)) + _stack(slice_of, (15, 20, 25), **other)
    assert [len(volume.frames) for volume in series_of(headers).volumes] == [3, 3]


def test_pixel_spacing_that_differs_by_rounding_only_is_one(
    slice_of: Make, series_of: Judge
) -> None:
    headers = _stack(slice_of, (0, 5), PixelSpacing=["0.4785", "0.4785"]) + _stack(
        slice_of, (10, 15), PixelSpacing=["0.478516", "0.478516"]
    )
    assert len(series_of(headers).volumes) == 1


def test_all_images_at_one_place_are_no_volume(slice_of: Make, series_of: Judge) -> None:
    """G-121, B-53."""
    series = series_of(_stack(slice_of, [7.0] * 13))
    assert series.volumes == ()
    assert "V18" in series.codes()
    assert {image.reason for image in series.images} == {"zero extent"}


def test_single_slice_has_no_interval(slice_of: Make, series_of: Judge) -> None:
    """G-119."""
    series = series_of([slice_of(0.0, SpacingBetweenSlices="20")])
    (volume,) = series.volumes
    assert volume.stack.kind == "SINGLE"
    assert volume.stack.slices.interval_mm is None
    assert volume.z is not None
    assert volume.z.mm is None
    assert volume.stack.slices.thickness_mm == 5.0
    assert "V02" in series.codes()


REPEATS = {
    "temporal position": "TemporalPositionIdentifier",
    "echo time": "EchoTime",
    "inversion time": "InversionTime",
    "flip angle": "FlipAngle",
    "trigger time": "TriggerTime",
    "tube voltage": "KVP",
    "acquisition number": "AcquisitionNumber",
    "frame reference time": "FrameReferenceTime",
    "diffusion weighting": "DiffusionBValue",
}


@pytest.mark.parametrize("name", REPEATS)
def test_repeated_positions_are_split_by_the_attribute_that_differs(
    slice_of: Make, series_of: Judge, name: str
) -> None:
    headers = [
        header
        for value in (10, 20, 30)
        for header in _stack(slice_of, (0, 5, 10, 15), **{REPEATS[name]: value})
    ]
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [4, 4, 4]
    assert {volume.split_by for volume in series.volumes} == {name}
    assert [volume.split_value for volume in series.volumes] == [10, 20, 30]
    assert "V19" in series.codes()


def test_two_keys_together_split_what_none_splits_alone(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for echo in (2.3, 4.6)
        for flip in (10, 20)
        for header in _stack(slice_of, (0, 5, 10), EchoTime=echo, FlipAngle=flip)
    ]
    series = series_of(headers)
    assert len(series.volumes) == 4
    assert series.volumes[0].split_by == "echo time and flip angle"
    assert series.volumes[1].split_value == [2.3, 20]


def test_key_without_the_same_positions_in_each_part_does_not_count(
    slice_of: Make, series_of: Judge
) -> None:
    """The product test: acquisition 1 holds four slices, acquisition 2 only the repeated one."""
    headers = _stack(slice_of, (0, 5, 10, 15), AcquisitionNumber=1)
    headers += [slice_of(10.0, InstanceNumber=5, AcquisitionNumber=2)]
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [4]
    assert "V04" in series.codes()


def test_phase_that_lacks_a_slice_is_named_and_the_rest_stays_whole(
    slice_of: Make, series_of: Judge
) -> None:
    """G-146: two stacks, twenty phases, one slice of one phase absent."""
    headers = []
    for n, cosines in enumerate(([1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1])):
        for phase in range(20):
            for k in range(5):
                place = [0, 0, 8.0 * k] if n == 0 else [0, 8.0 * k, 0]
                if (n, phase, k) != (1, 7, 2):
                    headers.append(
                        slice_of(
                            0.0,
                            "4",
                            Modality="MR",
                            ImageOrientationPatient=cosines,
                            ImagePositionPatient=place,
                            TriggerTime=phase * 40,
                        )
                    )
    series = series_of(headers)
    assert len(series.volumes) == 40
    short = [volume for volume in series.volumes if len(volume.frames) == 4]
    assert len(short) == 1
    assert short[0].lacking_mm == (16.0,)
    assert short[0].split_value == 280
    assert "V05" in series.codes()


def test_repeats_that_only_their_order_tells_apart_are_a_guess(
    slice_of: Make, series_of: Judge
) -> None:
    series = series_of(_stack(slice_of, [0, 5, 10] * 4))
    assert [len(volume.frames) for volume in series.volumes] == [3] * 4
    (note,) = [item for item in series.findings if item.code == "V20"]
    assert note.severity == "warning"


def test_order_confirmed_by_number_of_temporal_positions_is_no_alarm(
    slice_of: Make, series_of: Judge
) -> None:
    series = series_of(_stack(slice_of, [0, 5, 10] * 4, NumberOfTemporalPositions=4))
    (note,) = [item for item in series.findings if item.code == "V20"]
    assert note.severity == "info"
    assert note.text.endswith("does, and Number of Temporal Positions agrees.")


def test_repeats_without_order_or_key_keep_the_first_of_each(
    slice_of: Make, series_of: Judge
) -> None:
    headers = [slice_of(float(z)) for z in (0, 5, 10, 10, 5, 0)]
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [3]
    assert {"V04", "V20"} <= set(series.codes())
    assert [image.reason for image in series.images] == ["duplicate"] * 3


def test_duplicate_is_kept_once_and_named(slice_of: Make, series_of: Judge) -> None:
    headers = _stack(slice_of, (0, 5, 10, 15))
    copy = slice_of(10.0, InstanceNumber=9, SOPInstanceUID="1.2.3.99999")
    (volume,) = series_of([copy, *headers]).volumes
    assert volume.duplicates == ((headers[2].sop_instance_uid, "1.2.3.99999"),)


def test_second_file_of_the_same_instance_makes_no_fourth_dimension(
    slice_of: Make, series_of: Judge
) -> None:
    headers = _stack(slice_of, (0, 5, 10, 15))
    series = series_of(headers + [Header(dict(header.tree)) for header in headers])
    assert [len(volume.frames) for volume in series.volumes] == [4]
    assert len(series.images) == 4
    assert "V19" not in series.codes()


def test_one_uid_on_different_slices_is_no_copy(slice_of: Make, series_of: Judge) -> None:
    headers = [slice_of(float(z), SOPInstanceUID="1.2.3.4") for z in (0, 5, 10)]
    assert [len(volume.frames) for volume in series_of(headers).volumes] == [3]


def test_duplicate_inside_a_time_series_spoils_nothing(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for time in range(1, 6)
        for header in _stack(slice_of, (0, 5, 10), TemporalPositionIdentifier=time)
    ]
    headers.append(slice_of(5.0, TemporalPositionIdentifier=3, InstanceNumber=99))
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [3] * 5
    assert {"V04", "V19"} <= set(series.codes())
