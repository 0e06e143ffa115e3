"""Positions and witnesses seen wrong in the field: rule book B.3, through check."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport
from millivox.provenance import Grade

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]
FIVE = (0.0, 5.0, 10.0, 15.0, 20.0)


@pytest.mark.parametrize("attribute", ["SliceThickness", "FrameTime"])
def test_without_positions_nothing_stands_in_for_z(
    slice_of: Make, series_of: Judge, attribute: str
) -> None:
    """B-44, B-45, B-47."""
    nowhere = {"ImagePositionPatient": None, attribute: "2"}
    series = series_of([slice_of(z, **nowhere) for z in FIVE])
    assert series.volumes == ()
    assert "V01" in series.codes()
    assert {image.spacing.z for image in series.images} == {None}


def test_series_in_a_space_without_a_name_is_stacked(slice_of: Make, series_of: Judge) -> None:
    """B-57."""
    (volume,) = series_of([slice_of(z, FrameOfReferenceUID=None) for z in FIVE]).volumes
    assert volume.stack.slices.interval_mm == pytest.approx(5.0)
    assert volume.to_dict()["frame_of_reference_uid"] is None


def test_truncated_cosines_are_mended_and_said(slice_of: Make, series_of: Judge) -> None:
    """B-58."""
    cosines = ["0.9", "0.43", "0", "-0.43", "0.9", "0"]
    series = series_of([slice_of(z, ImageOrientationPatient=cosines) for z in FIVE])
    (volume,) = series.volumes
    assert volume.stack.slices.interval_mm == pytest.approx(5.0)
    assert "V23" in series.codes()


def test_shifted_slice_is_named(slice_of: Make, series_of: Judge) -> None:
    """B-59."""
    places = [*FIVE, 25.0, 30.0, 36.3, 40.0, 45.0, 50.0, 55.0]
    slices = [slice_of(z) for z in places]
    series = series_of(slices)
    (said,) = [item for item in series.findings if item.code == "V06"]
    assert said.where == (slices[7].sop_instance_uid,)


def test_blanked_position_leaves_a_hole(slice_of: Make, series_of: Judge) -> None:
    """B-59."""
    slices = [slice_of(z) for z in FIVE]
    slices[2] = slice_of(10.0, ImagePositionPatient=None)
    series = series_of(slices)
    (volume,) = series.volumes
    assert volume.stack.regularity.missing_k == (2,)
    assert {"V01", "V05"} <= set(series.codes())
    assert [image.sop_instance_uid for image in series.images] == [slices[2].sop_instance_uid]


@pytest.fixture
def enhanced(header_of: Make) -> Make:
    """An enhanced object of planes at some places."""

    def make(kind: str, modality: str, places: tuple[float, ...], **groups: Any) -> Header:
        shared = {
            "PixelMeasuresSequence": [{"PixelSpacing": [0.5, 0.5]}],
            "PlaneOrientationSequence": [{"ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}],
        } | groups
        frames = [{"PlanePositionSequence": [{"ImagePositionPatient": [0, 0, z]}]} for z in places]
        return header_of(
            kind,
            Modality=modality,
            SOPInstanceUID="1.2.3.1",
            NumberOfFrames=len(places),
            Rows=8,
            Columns=8,
            SharedFunctionalGroupsSequence=[shared],
            PerFrameFunctionalGroupsSequence=frames,
        )

    return make


def test_enhanced_positions_win_over_spacing_between_slices(
    enhanced: Make, series_of: Judge
) -> None:
    """B-61."""
    wrong = {"PixelSpacing": [0.5, 0.5], "SpacingBetweenSlices": 7.0, "SliceThickness": 5.0}
    series = series_of([enhanced("4.1", "MR", FIVE, PixelMeasuresSequence=[wrong])])
    (volume,) = series.volumes
    assert (volume.z and volume.z.mm, volume.z and volume.z.grade) == (5.0, Grade.C)
    assert "V10" in series.codes()


def test_frames_of_a_standing_tube_are_set_aside(enhanced: Make, series_of: Judge) -> None:
    """T3, V25."""
    standing = [{"AcquisitionType": "CONSTANT_ANGLE"}]
    series = series_of([enhanced("2.1", "CT", FIVE, CTAcquisitionTypeSequence=standing)])
    assert series.volumes == ()
    assert [(image.reason, len(image.frame_numbers)) for image in series.images] == [
        ("localizer", 5)
    ]
    assert "V25" in series.codes()


@pytest.mark.parametrize(("promise", "grade", "mm"), [("3D", Grade.C, 2.5), (None, Grade.D, None)])
def test_frames_without_positions_only_claim_a_distance(
    header_of: Make, series_of: Judge, promise: str | None, grade: Grade, mm: float | None
) -> None:
    """D.7.2, D.7.3."""
    measures = {"PixelSpacing": [0.5, 0.5], "SpacingBetweenSlices": 2.5}
    named = {"DimensionOrganizationType": promise} if promise else {}
    held = header_of(
        "4.1",
        Modality="MR",
        NumberOfFrames=4,
        Rows=8,
        Columns=8,
        SharedFunctionalGroupsSequence=[{"PixelMeasuresSequence": [measures]}],
        PerFrameFunctionalGroupsSequence=[{"FrameContentSequence": [{"StackID": "1"}]}] * 4,
        **named,
    )
    (image,) = series_of([held]).images
    z = image.spacing.z
    assert z is not None
    assert (z.number, z.mm, z.grade) == (2.5, mm, grade)
