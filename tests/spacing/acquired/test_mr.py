from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.spacing.acquired.pixel import acquired
from millivox.spacing.axis import Acquired
from millivox.spacing.findings import Finding
from millivox.spacing.rules import decide

Make = Callable[..., Header]
Tell = Callable[..., tuple[Acquired | None, tuple[Finding, ...]]]
NATIVE: dict[str, Any] = {
    "Modality": "MR",
    "ImageType": ["ORIGINAL", "PRIMARY", "M"],
    "Rows": 128,
    "Columns": 128,
    "PixelSpacing": [1.75, 1.75],
}
UIH: dict[str, Any] = {
    "Rows": 512,
    "Columns": 460,
    "PixelSpacing": [0.5, 0.5],
    "AcquisitionMatrix": [0, 256, 0, 230],
    "InPlanePhaseEncodingDirection": "ROW",
}
ENHANCED: dict[str, Any] = {
    "InPlanePhaseEncodingDirection": "COLUMN",
    "MRAcquisitionFrequencyEncodingSteps": 64,
    "MRAcquisitionPhaseEncodingStepsInPlane": 32,
}


@pytest.fixture
def tell(header_of: Make) -> Tell:
    def make(**changes: Any) -> tuple[Acquired | None, tuple[Finding, ...]]:
        header = header_of("4", **(NATIVE | changes))
        return acquired(header, decide(header))

    return make


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in findings]


def test_philips_matrix_counts_across_and_down(tell: Tell) -> None:
    """E.1, worked example."""
    held = {"AcquisitionMatrix": [112, 0, 0, 110], "InPlanePhaseEncodingDirection": "COL"}
    pixel, findings = tell(ReconstructionDiameter=224, **held)
    assert pixel is not None
    assert (pixel.x_mm, pixel.y_mm) == (pytest.approx(2.0), pytest.approx(2.036, abs=5e-4))
    assert (pixel.factor_x, pixel.factor_y) == (
        pytest.approx(1.143, abs=5e-4),
        pytest.approx(1.164, abs=5e-4),
    )
    assert pixel.details["cut_off_x_of_nyquist"] == pytest.approx(0.875)
    assert pixel.details["cut_off_y_of_nyquist"] == pytest.approx(0.859, abs=5e-4)
    assert (pixel.details["candidate"], codes(findings)) == (False, ["R01"])


def test_siemens_phase_rows_count_across(tell: Tell) -> None:
    """E.1, worked example."""
    pixel, findings = tell(
        Rows=256,
        Columns=256,
        PixelSpacing=[1.015625, 1.015625],
        AcquisitionMatrix=[0, 256, 230, 0],
        InPlanePhaseEncodingDirection="ROW",
    )
    assert pixel is not None
    assert (pixel.x_mm, pixel.y_mm) == (pytest.approx(1.1304, abs=5e-5), pytest.approx(1.015625))
    assert (pixel.source, codes(findings)) == ("(0018,1310)", ["R01"])


def test_the_direction_decides_where_both_counts_claim_one_axis(tell: Tell) -> None:
    """G-26."""
    pixel, findings = tell(**UIH)
    assert pixel is not None
    assert (pixel.x_mm, pixel.y_mm, pixel.factor_x, pixel.factor_y) == (1.0, 1.0, 2.0, 2.0)
    assert codes(findings) == ["R04", "R01"]


@pytest.mark.parametrize("direction", [None, "OTHER"])
def test_colliding_counts_without_a_direction_tell_nothing(tell: Tell, direction: Any) -> None:
    pixel, findings = tell(**(UIH | {"InPlanePhaseEncodingDirection": direction}))
    assert (pixel, codes(findings)) == (None, ["R04"])


def test_the_direction_wins_over_contradicting_slots(tell: Tell) -> None:
    held = {"AcquisitionMatrix": [128, 0, 0, 64], "InPlanePhaseEncodingDirection": "ROW"}
    pixel, findings = tell(**held)
    assert pixel is not None
    assert (pixel.factor_x, pixel.factor_y) == (2.0, 1.0)
    assert codes(findings) == ["R04", "R01"]


@pytest.mark.parametrize("matrix", [[128, 128, 0, 64], [128, 0, 0, 0], [128, 0, 64]])
def test_a_matrix_that_is_no_pair_of_counts_tells_nothing(tell: Tell, matrix: list[int]) -> None:
    pixel, findings = tell(AcquisitionMatrix=matrix, InPlanePhaseEncodingDirection="ROW")
    assert (pixel, codes(findings)) == (None, ["R04"])


def test_a_matrix_of_zeros_counts_as_absent(tell: Tell) -> None:
    assert tell(AcquisitionMatrix=[0, 0, 0, 0]) == (None, ())


def test_derived_pixels_have_no_acquired_pixel(
    pydicom_file: Callable[[str], Path], header_at: Make
) -> None:
    """G-25."""
    spacing = decide(header_at(pydicom_file("examples_overlay.dcm")))
    assert (spacing.x.mm, spacing.x.grade.value) == (0.72314049586777, "B")
    assert (spacing.acquired, spacing.codes()) == (None, ("R03",))


def test_a_derived_original_size_has_none_either(tell: Tell) -> None:
    pixel, findings = tell(
        ImageType=["DERIVED", "PRIMARY", "ADC"], AcquisitionMatrix=[128, 0, 0, 128]
    )
    assert (pixel, codes(findings)) == (None, ["R03"])


def test_a_native_matrix_is_not_interpolated(tell: Tell) -> None:
    pixel, findings = tell(AcquisitionMatrix=[128, 0, 0, 127])
    assert pixel is not None
    assert (pixel.x_mm, findings) == (1.75, ())


def test_spare_samples_leave_the_acquired_pixel_open(tell: Tell) -> None:
    pixel, findings = tell(AcquisitionMatrix=[256, 0, 0, 128])
    assert pixel is not None
    assert (pixel.x_mm, pixel.factor_x, pixel.y_mm) == (None, 0.5, 1.75)
    assert "cropped" in (pixel.note or "")
    assert findings == ()


def test_a_field_that_is_not_the_image_makes_a_candidate(tell: Tell) -> None:
    pixel, _ = tell(AcquisitionMatrix=[64, 0, 0, 64], ReconstructionDiameter=300)
    assert pixel is not None
    assert pixel.details["candidate"]
    assert "Candidate only" in (pixel.note or "")


@pytest.mark.parametrize(
    ("sampling", "field", "lines", "agree"),
    [
        (69.791667, 75, 134, True),
        (90, 100, 230, True),
        (62.5, 100, 159, True),
        (50, 100, 256, False),
    ],
)
def test_percentages_foretell_phase_lines(
    tell: Tell, sampling: float, field: float, lines: int, agree: bool
) -> None:
    pixel, _ = tell(
        Rows=256,
        Columns=256,
        AcquisitionMatrix=[256, 0, 0, lines],
        PercentSampling=sampling,
        PercentPhaseFieldOfView=field,
    )
    assert pixel is not None
    assert pixel.details["phase_lines_agree"] is agree


def test_shares_written_for_percentages_foretell_nothing(tell: Tell) -> None:
    pixel, _ = tell(
        AcquisitionMatrix=[128, 0, 0, 102], PercentSampling=0.8, PercentPhaseFieldOfView=1.0
    )
    assert pixel is not None
    assert "phase_lines_expected" not in pixel.details


def test_slices_closer_than_thick_in_3d_are_interpolated(tell: Tell) -> None:
    _, findings = tell(MRAcquisitionType="3D", SliceThickness=2.0, SpacingBetweenSlices=1.0)
    assert codes(findings) == ["R02"]


@pytest.mark.parametrize(
    "change",
    [{"MRAcquisitionType": "2D"}, {"SpacingBetweenSlices": 1.5}, {"SpacingBetweenSlices": 2}],
)
def test_overlapping_2d_slices_are_not(tell: Tell, change: dict[str, Any]) -> None:
    held = {"MRAcquisitionType": "3D", "SliceThickness": 2.0, "SpacingBetweenSlices": 1.0}
    assert tell(**(held | change))[1] == ()


def test_enhanced_steps_need_a_direction(header_of: Make) -> None:
    for direction, expected in (("COLUMN", (1.0, 2.0)), ("ROW", (2.0, 1.0)), ("OTHER", None)):
        group = ENHANCED | {"InPlanePhaseEncodingDirection": direction}
        shared = {
            "PixelMeasuresSequence": [{"PixelSpacing": [3.0, 3.0]}],
            "MRFOVGeometrySequence": [group],
        }
        header = header_of(
            "4.1", Modality="MR", Rows=64, Columns=64, SharedFunctionalGroupsSequence=[shared]
        )
        pixel = decide(header).acquired
        found = None if pixel is None else (pixel.factor_x, pixel.factor_y)
        assert found == expected


def test_pixels_resized_after_reconstruction_are_told(header_of: Make) -> None:
    shared = {
        "PixelMeasuresSequence": [{"PixelSpacing": [0.5, 0.5]}],
        "CTReconstructionSequence": [{"ReconstructionPixelSpacing": [1.0, 1.0]}],
    }
    header = header_of("2.1", Modality="CT", SharedFunctionalGroupsSequence=[shared])
    assert codes(acquired(header, decide(header))[1]) == ["R06"]


def test_a_siemens_matrix_text_may_say_interpolated(header_of: Make) -> None:
    header = header_of("4", **NATIVE, AcquisitionMatrix=[128, 0, 0, 128])
    header.tree[0x00510010] = b"SIEMENS MR HEADER"
    header.tree[0x0051100B] = b"128p*128i"
    assert codes(acquired(header, decide(header))[1]) == ["R01"]


def test_a_private_text_of_another_creator_says_nothing(header_of: Make) -> None:
    header = header_of("4", **NATIVE, AcquisitionMatrix=[128, 0, 0, 128])
    header.tree[0x00510010] = b"SOMEBODY ELSE"
    header.tree[0x0051100B] = b"128p*128i"
    assert acquired(header, decide(header))[1] == ()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(
            "dcm_qa_nih/In/20180918Si/mr_0003/epi_pe_ap-00001.dcm", (3.0, 3.0), id="mosaic"
        ),
        pytest.param("dcm_qa_stc/In/Siemens/B12/2_FMRI_AX_ASC/0001.dcm", (3.25, 3.25), id="csa"),
        pytest.param(
            "dcm_qa_stc/In/UIH/R002/12_dti_tra_dir16_PA_rot/0001.dcm", (3.5, 3.5), id="uih"
        ),
        pytest.param("dcm_qa_12bit/In/12bitSigned_0x0F0F.dcm", (3.25, 3.25), id="csa-12-bit"),
    ],
)
def test_a_mosaic_counts_its_tile(
    shared_data: Path, header_at: Make, file: str, expected: tuple[float, float]
) -> None:
    pixel = decide(header_at(shared_data / file)).acquired
    assert pixel is not None
    assert (pixel.x_mm, pixel.y_mm) == expected


def test_a_mosaic_of_unknown_tiles_tells_nothing(tell: Tell) -> None:
    held = {
        "ImageType": ["ORIGINAL", "PRIMARY", "M", "MOSAIC"],
        "AcquisitionMatrix": [64, 0, 0, 64],
    }
    assert tell(**held) == (None, ())


def test_a_real_sagittal_counts_phase_across(shared_data: Path, header_at: Make) -> None:
    folder = shared_data / "dcm_qa_decubitus/In/HFDR/2_t1_fl2d_sag"
    pixel = decide(header_at(sorted(folder.glob("*.dcm"))[0])).acquired
    assert pixel is not None
    assert (pixel.x_mm, pixel.y_mm) == (pytest.approx(1.1304, abs=5e-5), pytest.approx(1.015625))
