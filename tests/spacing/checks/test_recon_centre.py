"""The image's centre beside the point its reconstruction aimed at (C.10.3)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.provenance import Grade
from millivox.spacing.axis import Spacing
from millivox.spacing.remembered import decide_cached

Build = Callable[..., Header]
Decide = Callable[..., Spacing]

# A public Siemens chest CT: its centre is the pixel behind the middle, 0.5 pixels away.
SIEMENS = {
    "Rows": 512,
    "Columns": 512,
    "PixelSpacing": "0.7421875\\0.7421875",
    "ImagePositionPatient": "-185.62890625\\-343.12890625\\-375",
    "ImageOrientationPatient": "1\\0\\0\\0\\1\\0",
    "ReconstructionTargetCenterPatient": (4.37109375, -153.12890625, -375.0),
}


def _checks(spacing: Spacing) -> list[tuple[str, bool]]:
    return [(check.name, check.passed) for check in spacing.x.origin.checks]


def test_centre_of_a_reconstruction_confirms_pixel_and_position(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", **SIEMENS)
    assert (spacing.x.grade, _checks(spacing)) == (Grade.A, [("reconstruction centre", True)])
    (centre,) = spacing.x.origin.checks
    assert centre.got == pytest.approx(0.37109375)


def test_place_of_the_point_along_the_table_does_not_count(spacing_of: Decide) -> None:
    """Some writers give 0 for it, whatever the slice."""
    spacing = spacing_of(
        "CT",
        Rows=512,
        Columns=512,
        PixelSpacing="0.390625\\0.390625",
        ImagePositionPatient="-100.0\\-100.0\\-195.0",
        ImageOrientationPatient="1\\0\\0\\0\\1\\0",
        ReconstructionTargetCenterPatient=(0.0, 0.0, 0.0),
    )
    assert spacing.x.grade is Grade.A


def test_whole_image_that_is_off_centre_is_doubted(spacing_of: Decide) -> None:
    moved = SIEMENS | {"ImagePositionPatient": "-175.6\\-343.1\\-375"}
    spacing = spacing_of("CT", ReconstructionDiameter="380", **moved)
    assert (spacing.x.mm, spacing.x.grade) == (0.7421875, Grade.C)
    assert "S13" in spacing.codes()
    assert _checks(spacing) == [("reconstructed field", True), ("reconstruction centre", False)]


def test_part_of_a_reconstruction_need_not_be_centred(spacing_of: Decide) -> None:
    part = SIEMENS | {"Rows": 128, "Columns": 128}
    spacing = spacing_of("CT", **part)
    assert (spacing.x.grade, spacing.codes()) == (Grade.B, ())


@pytest.mark.parametrize("lost", ["ImagePositionPatient", "ReconstructionTargetCenterPatient"])
def test_nothing_is_said_without_both(spacing_of: Decide, lost: str) -> None:
    assert _checks(spacing_of("CT", **SIEMENS | {lost: None})) == []


def test_centre_in_a_functional_group_is_read(spacing_of: Decide) -> None:
    frame = {
        "PixelMeasuresSequence": [{"PixelSpacing": SIEMENS["PixelSpacing"]}],
        "PlanePositionSequence": [{"ImagePositionPatient": SIEMENS["ImagePositionPatient"]}],
        "PlaneOrientationSequence": [{"ImageOrientationPatient": "1\\0\\0\\0\\1\\0"}],
        "CTReconstructionSequence": [
            {"ReconstructionTargetCenterPatient": SIEMENS["ReconstructionTargetCenterPatient"]}
        ],
    }
    frames = {"PerFrameFunctionalGroupsSequence": [frame], "Rows": 512, "Columns": 512}
    assert spacing_of("Enhanced CT", **frames).x.grade is Grade.A


def test_remembered_answers_keep_slices_apart_that_differ_in_it(built: Build) -> None:
    whole = SIEMENS | {"ReconstructionDiameter": "380"}
    moved = whole | {"ImagePositionPatient": "-175.6\\-343.1\\-380"}
    grades = [decide_cached(built("CT", **one)).x.grade for one in (whole, moved)]
    assert grades == [Grade.A, Grade.C]


def test_volume_is_as_good_as_its_worst_slice(slices: Callable[..., list[Header]]) -> None:
    (good,) = check(slices(0.0))
    (bad,) = check(slices(9.0))
    assert good.volumes[0].pixel.x.grade is Grade.A
    assert (bad.volumes[0].pixel.x.grade, "S13" in bad.codes()) == (Grade.C, True)
    (note,) = [item for item in bad.findings if item.code == "S13"]
    assert note.where == ("1.3.2",)


@pytest.fixture
def slices(built: Build) -> Callable[..., list[Header]]:
    """Four slices, each with its own centre; the third one's position is shifted."""

    def make(shift_mm: float) -> list[Header]:
        return [built("CT", **_slice(n, shift_mm if n == 2 else 0.0)) for n in range(4)]

    return make


def _slice(n: int, shift_mm: float) -> dict[str, Any]:
    z = -375.0 + 5 * n
    return SIEMENS | {
        "StudyInstanceUID": "1.1",
        "SeriesInstanceUID": "1.2",
        "SOPInstanceUID": f"1.3.{n}",
        "ReconstructionDiameter": "380",
        "ImagePositionPatient": f"-185.62890625\\{-343.12890625 + shift_mm}\\{z}",
        "ReconstructionTargetCenterPatient": (4.37109375, -153.12890625, z),
    }
