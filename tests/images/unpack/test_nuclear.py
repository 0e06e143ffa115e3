"""Nuclear medicine reconstructions: a first plane and a signed step (rule C.6)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.reports.series import SeriesReport
from millivox.images.unpack import frames_of

Nuclear = Callable[..., Header]


@pytest.fixture
def nuclear(slice_of: Callable[..., Header]) -> Nuclear:
    def make(frames: int = 4, kind: str = "RECON TOMO", **attributes: Any) -> Header:
        place = {
            "ImagePositionPatient": [0, 0, 100],
            "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        }
        usual = {
            "Modality": "NM",
            "ImageType": ["ORIGINAL", "PRIMARY", kind],
            "NumberOfFrames": frames,
            "SpacingBetweenSlices": "-4.41806",
            "SliceThickness": "4.41806",
            "ImagePositionPatient": None,
            "ImageOrientationPatient": None,
            "DetectorInformationSequence": [place],
        }
        return slice_of(0.0, "20", **(usual | attributes))

    return make


def test_negative_spacing_between_slices_lays_frames_in_front(
    nuclear: Nuclear, series_of: Callable[..., SeriesReport]
) -> None:
    """G-35."""
    series = series_of([nuclear(64)])
    (volume,) = series.volumes
    assert volume.stack.slices.interval_mm == pytest.approx(4.41806)
    assert volume.frames[-1].number == 0
    assert volume.frames[0].position_mm == pytest.approx((0, 0, 100 - 63 * 4.41806))
    assert "V11" not in series.codes()


def test_slice_vector_orders_the_frames(nuclear: Nuclear) -> None:
    frames = frames_of(nuclear(SliceVector=[4, 3, 2, 1], SpacingBetweenSlices="2"))
    assert isinstance(frames, list)
    assert [f.position_mm[2] for f in frames if f.position_mm] == [106.0, 104.0, 102.0, 100.0]


def test_time_slots_are_volumes_of_their_own(
    nuclear: Nuclear, series_of: Callable[..., SeriesReport]
) -> None:
    vectors = {"SliceVector": [1, 2, 3, 1, 2, 3], "TimeSlotVector": [1, 1, 1, 2, 2, 2]}
    series = series_of([nuclear(6, "RECON GATED TOMO", **vectors)])
    assert [volume.split_by for volume in series.volumes] == ["time slot", "time slot"]
    assert [len(volume.frames) for volume in series.volumes] == [3, 3]


@pytest.mark.parametrize("kind", ["STATIC", "WHOLE BODY", "DYNAMIC", "TOMO", "GATED TOMO"])
def test_planar_and_projection_images_are_not_slices(nuclear: Nuclear, kind: str) -> None:
    found = frames_of(nuclear(4, kind))
    assert isinstance(found, NotSlices)
    assert found.reason == "nuclear projection"


def test_without_spacing_between_slices_there_is_no_z(nuclear: Nuclear) -> None:
    found = frames_of(nuclear(SpacingBetweenSlices=None))
    assert isinstance(found, NotSlices)
    assert [note.code for note in found.findings] == ["V01"]


def test_hostile_number_of_frames_is_refused(nuclear: Nuclear) -> None:
    found = frames_of(nuclear(2_000_000_000))
    assert isinstance(found, NotSlices)
    assert found.reason == "frames"
