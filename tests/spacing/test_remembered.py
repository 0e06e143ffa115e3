"""Remembered answers: the same for headers that say the same, and for no others."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.spacing import remembered
from millivox.spacing.remembered import decide_cached
from millivox.spacing.rules import decide

Build = Callable[..., Header]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    remembered.forget()


def test_slices_of_one_series_share_one_answer(built: Build) -> None:
    slices = [
        built(
            "CT",
            PixelSpacing="0.5\\0.5",
            SOPInstanceUID=f"1.2.{n}",
            ImagePositionPatient=f"0\\0\\{n}",
            InstanceNumber=str(n),
        )
        for n in range(5)
    ]
    assert len({id(decide_cached(header)) for header in slices}) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"PixelSpacing": "0.6\\0.6"},
        {"ReconstructionDiameter": "100"},
        {"ImageType": "ORIGINAL\\PRIMARY\\LOCALIZER"},
        {"ImagePositionPatient": "0\\0\\x"},
    ],
)
def test_other_attribute_is_another_answer(built: Build, other: dict[str, str]) -> None:
    base = {"PixelSpacing": "0.5\\0.5", "ImagePositionPatient": "0\\0\\0", "Rows": 8, "Columns": 8}
    first = decide_cached(built("CT", **base))
    assert decide_cached(built("CT", **(base | other))) is not first


def test_remembered_answer_is_the_decided_one(built: Build) -> None:
    header = built("DX", ImagerPixelSpacing="0.143\\0.143", DistanceSourceToDetector="1800")
    decide_cached(header)
    assert decide_cached(header) == decide(header)


def test_ultrasound_regions_are_part_of_what_is_remembered(built: Build) -> None:
    def header(delta: float) -> Header:
        region = {
            "RegionSpatialFormat": 1,
            "RegionLocationMinX0": 0,
            "RegionLocationMinY0": 0,
            "RegionLocationMaxX1": 9,
            "RegionLocationMaxY1": 9,
            "PhysicalUnitsXDirection": 3,
            "PhysicalUnitsYDirection": 3,
            "PhysicalDeltaX": delta,
            "PhysicalDeltaY": delta,
        }
        return built("US", Rows=10, Columns=10, SequenceOfUltrasoundRegions=[region])

    assert decide_cached(header(0.02)).x.mm == pytest.approx(0.2)
    assert decide_cached(header(0.03)).x.mm == pytest.approx(0.3)


def test_frames_of_one_object_are_decided_one_by_one(built: Build) -> None:
    header = built(
        "Enhanced MR",
        PerFrameFunctionalGroupsSequence=[
            {"PixelMeasuresSequence": [{"PixelSpacing": "0.5\\0.5"}]},
            {"PixelMeasuresSequence": [{"PixelSpacing": "0.6\\0.6"}]},
        ],
    )
    assert [decide_cached(header.at_frame(n)).x.mm for n in (0, 1)] == [0.5, 0.6]


def frames(*sizes: str) -> list[dict[str, object]]:
    return [
        {
            "PixelMeasuresSequence": [{"PixelSpacing": size}],
            "PlanePositionSequence": [{"ImagePositionPatient": f"0\\0\\{n}"}],
        }
        for n, size in enumerate(sizes)
    ]


def test_remembered_frame_keeps_its_own_source(built: Build) -> None:
    header = built("Enhanced MR", PerFrameFunctionalGroupsSequence=frames("1\\1", "1\\1", "1\\1"))
    for n in range(3):
        assert decide_cached(header.at_frame(n)) == decide(header.at_frame(n))


def test_frames_of_another_object_are_decided_anew(built: Build) -> None:
    first = built("Enhanced MR", PerFrameFunctionalGroupsSequence=frames("1\\1"))
    second = built("Enhanced CT", PerFrameFunctionalGroupsSequence=frames("1\\1"), Modality="CT")
    assert decide_cached(first) == decide(first)
    assert decide_cached(second) == decide(second)


def test_frame_beyond_the_last_one_is_not_an_error(built: Build) -> None:
    header = built("Enhanced MR", PerFrameFunctionalGroupsSequence=frames("1\\1")).at_frame(7)
    assert decide_cached(header) == decide(header)


def test_one_value_for_both_axes_is_remembered_apart(built: Build) -> None:
    header = built("CT", PixelSpacing="0.5")
    assert decide_cached(header).x.number is None
    assert decide_cached(header, assume_isotropic=True).x.number == 0.5
