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


def test_centre_is_no_witness_of_resampled_pixels(spacing_of: Decide) -> None:
    """A.9: it was aimed at when other pixels were reconstructed."""
    spacing = spacing_of("CT", ImageType="DERIVED\\SECONDARY\\MPR", **SIEMENS)
    assert (spacing.x.grade, _checks(spacing)) == (Grade.B, [])
    assert spacing.codes() == ("R03",)


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (512, 2), (2, 512), (200, 512)])
def test_centre_of_a_small_image_could_not_have_failed(
    spacing_of: Decide, rows: int, columns: int
) -> None:
    first = "\\".join(str(-(size - 1) / 2) for size in (columns, rows))
    place = {"ImagePositionPatient": f"{first}\\0", "PixelSpacing": "1\\1"}
    named = SIEMENS | place | {"ReconstructionTargetCenterPatient": (0.0, 0.0, 0.0)}
    small = spacing_of("CT", **named | {"Rows": rows, "Columns": columns})
    assert (small.x.grade, _checks(small)) == (Grade.B, [])


def test_centre_does_not_settle_what_another_witness_doubts(spacing_of: Decide) -> None:
    """P14: the field fits the other order of rows and columns."""
    swapped = {"PixelSpacing": "0.5\\0.8", "Columns": 512, "Rows": 256}
    place = {"ImagePositionPatient": "-204.4\\-63.75\\0"}
    named = SIEMENS | swapped | place | {"ReconstructionTargetCenterPatient": (0.0, 0.0, 0.0)}
    assert spacing_of("CT", **named).x.grade is Grade.A
    checked = {"ReconstructionFieldOfView": (409.6, 128.0), "FieldOfViewDimensions": "204.8\\256"}
    spacing = spacing_of("CT", **named | checked)
    assert (spacing.x.grade, "P14" in spacing.codes()) == (Grade.B, True)


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


def test_every_slice_keeps_its_own_distance_from_the_centre(built: Build) -> None:
    def header(y_mm: float) -> Header:
        return built("CT", **SIEMENS | {"ImagePositionPatient": f"-185.62890625\\{y_mm}\\-375"})

    spacings = [decide_cached(header(y_mm)) for y_mm in (-343.12890625, -343.43, -343.129)]
    found = [spacing.x.origin.checks[0].got for spacing in spacings]
    assert found == pytest.approx([0.5 * 0.7421875, 0.9 * 0.7421875, 0.5 * 0.7421875], abs=0.01)
    assert spacings[2] is spacings[0]


def test_slices_off_their_centre_by_more_and_less_are_told_at_once(built: Build) -> None:
    headers = [built("CT", **_slice(n, shift)) for n, shift in enumerate((0.0, 9.0, 12.0, 0.0))]
    (series,) = check(headers)
    (note,) = [item for item in series.findings if item.code == "S13"]
    assert note.where == ("1.3.1", "1.3.2")


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
