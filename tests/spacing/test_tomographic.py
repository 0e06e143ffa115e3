"""Reconstructions: rules T1 to T6, T8 to T10 and the cases of G.2."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide

Decide = Callable[..., Spacing]
Read = Callable[[str], Header]


def measures(spacing: str) -> list[dict[str, object]]:
    return [{"PixelMeasuresSequence": [{"PixelSpacing": spacing}]}]


def test_g20_cropped_ct_passes_when_the_field_is_a_whole_matrix(packaged: Read) -> None:
    """G-20."""
    spacing = decide(packaged("CT_small.dcm"))
    assert (spacing.x.mm, spacing.y.mm, spacing.z) == (0.661468, 0.661468, None)
    assert (spacing.x.grade, spacing.x.origin.plane) == (Grade.A, Plane.PATIENT)
    assert "S14" in spacing.codes()


def test_g22_field_that_fills_the_image_makes_grade_a(spacing_of: Decide) -> None:
    """G-22."""
    spacing = spacing_of(
        "CT",
        PixelSpacing="0.478516\\0.478516",
        ReconstructionDiameter="245",
        Rows=512,
        Columns=512,
        SpacingBetweenSlices="20",
        SliceThickness="5",
    )
    assert (spacing.x.mm, spacing.x.grade, spacing.z) == (0.478516, Grade.A, None)


def test_g23_diameter_check_allows_half_a_percent(packaged: Read) -> None:
    """G-23."""
    spacing = decide(packaged("J2K_pixelrep_mismatch.dcm"))
    assert spacing.x.mm == 0.431
    assert [check.passed for check in spacing.x.origin.checks] == [True]


def test_g25_reformat_ignores_the_matrix_of_its_source(packaged: Read) -> None:
    """G-25."""
    spacing = decide(packaged("examples_overlay.dcm"))
    assert (spacing.x.mm, spacing.x.grade) == (0.72314049586777, Grade.B)
    assert "R03" in spacing.codes()
    assert spacing.acquired is None or spacing.acquired.x_mm is None


def test_g28_enhanced_mr_with_its_spacing_at_the_root_is_doubted(spacing_of: Decide) -> None:
    """G-28."""
    spacing = spacing_of(
        "Enhanced MR", PixelSpacing="1\\1", SharedFunctionalGroupsSequence=[{}], Rows=4, Columns=4
    )
    assert (spacing.x.number, spacing.x.grade) == (1.0, Grade.D)
    assert "S06" in spacing.codes()


def test_g29_distorted_frames_are_not_measured(spacing_of: Decide) -> None:
    """G-29."""
    spacing = spacing_of(
        "Enhanced MR",
        VolumetricProperties="DISTORTED",
        SharedFunctionalGroupsSequence=measures("0.1\\0.1"),
    )
    assert (spacing.x.number, spacing.x.grade, spacing.x.label) == (0.1, Grade.D, "mm?")
    assert "S03" in spacing.codes()


def test_uncorrected_gradients_leave_flat_planes_measurable(real: Read) -> None:
    spacing = decide(real("dcm_qa_enh/In/Siemens/XA10/6_1.dcm"))
    assert (spacing.x.mm, spacing.x.grade) == (3.375, Grade.C)
    assert "S03" in spacing.codes()


def test_enhanced_ct_takes_the_frames_own_pixel_measures(built: Callable[..., Header]) -> None:
    header = built(
        "Enhanced CT",
        SharedFunctionalGroupsSequence=[{}],
        PerFrameFunctionalGroupsSequence=[*measures("0.5\\0.5"), *measures("0.6\\0.6")],
    )
    spacing = decide(header.at_frame(1))
    assert spacing.x.mm == 0.6
    assert spacing.x.origin.source == "(5200,9230)[1].(0028,9110)[0].(0028,0030)[1]"
    assert "S15" in spacing.codes()


def test_enhanced_field_is_width_then_height(spacing_of: Decide) -> None:
    shared = measures("0.5\\0.7")
    shared[0]["CTReconstructionSequence"] = [{"ReconstructionFieldOfView": (70.0, 100.0)}]
    spacing = spacing_of(
        "Enhanced CT", SharedFunctionalGroupsSequence=shared, Rows=200, Columns=100
    )
    assert (spacing.x.mm, spacing.y.mm, spacing.x.grade) == (0.7, 0.5, Grade.A)


def test_resized_after_reconstruction_is_said(spacing_of: Decide) -> None:
    shared = measures("0.5\\0.5")
    shared[0]["CTReconstructionSequence"] = [{"ReconstructionPixelSpacing": (1.0, 1.0)}]
    spacing = spacing_of("Enhanced CT", SharedFunctionalGroupsSequence=shared)
    assert "R06" in spacing.codes()


def test_legacy_converted_may_keep_its_spacing_at_the_root(spacing_of: Decide) -> None:
    spacing = spacing_of("Legacy MR", PixelSpacing="0.9\\0.9", SharedFunctionalGroupsSequence=[{}])
    assert (spacing.x.mm, spacing.x.grade) == (0.9, Grade.B)
    assert "S06" in spacing.codes()


def test_frames_own_measures_win_over_shared_ones(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "Enhanced MR",
        SharedFunctionalGroupsSequence=measures("0.5\\0.5"),
        PerFrameFunctionalGroupsSequence=measures("0.6\\0.6"),
    )
    assert spacing.x.mm == 0.6
    assert "S15" in spacing.codes()


def test_frames_that_agree_do_not_vary(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "Enhanced MR",
        PerFrameFunctionalGroupsSequence=[*measures("0.6\\0.6"), *measures("0.60\\0.60")],
    )
    assert "S15" not in spacing.codes()


def test_image_larger_than_its_field_is_refused(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT", PixelSpacing="0.5\\0.5", Rows=1024, Columns=1024, ReconstructionDiameter="256"
    )
    assert (spacing.x.mm, spacing.x.grade) == (None, Grade.D)
    assert "S13" in spacing.codes()


def test_field_missed_by_a_little_lowers_to_c(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT", PixelSpacing="0.500\\0.500", Rows=512, Columns=512, ReconstructionDiameter="250.0"
    )
    assert (spacing.x.mm, spacing.x.grade) == (0.5, Grade.C)
    assert "S13" in spacing.codes()


def test_b33_field_that_fits_one_axis_only_lowers_to_c(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT",
        PixelSpacing="0.9765625\\0.9765625",
        Rows=716,
        Columns=512,
        ReconstructionDiameter="500",
    )
    assert (spacing.x.grade, spacing.codes()[:1]) == (Grade.C, ("S13",))


def test_rectangular_mr_fills_its_field_on_the_longer_axis(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "MR", PixelSpacing="0.9375\\0.9375", Rows=256, Columns=192, ReconstructionDiameter="240"
    )
    assert spacing.x.grade is Grade.A


def test_cropped_image_of_unknown_matrix_stays_b(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT", PixelSpacing="0.98\\0.98", Rows=256, Columns=256, ReconstructionDiameter="500"
    )
    assert (spacing.x.grade, spacing.codes()) == (Grade.B, ("S14",))


@pytest.mark.parametrize(
    ("orientation", "table", "fan"),
    [("1\\0\\0\\0\\0\\-1", "y", "x"), ("0\\0\\1\\1\\0\\0", "x", "y")],
)
def test_localizer_is_true_along_the_table_only(
    spacing_of: Decide, orientation: str, table: str, fan: str
) -> None:
    spacing = spacing_of(
        "CT",
        ImageType="ORIGINAL\\PRIMARY\\LOCALIZER",
        ImageOrientationPatient=orientation,
        PixelSpacing="0.6\\0.5",
    )
    assert getattr(spacing, table).origin.plane is Plane.PATIENT
    assert getattr(spacing, fan).origin.plane is Plane.ISOCENTRE
    assert (spacing.x.grade, spacing.x.label) == (Grade.C, "mm (isocentre)")


def test_mr_localizer_is_an_ordinary_slice(spacing_of: Decide) -> None:
    spacing = spacing_of("MR", ImageType="ORIGINAL\\PRIMARY\\LOCALIZER", PixelSpacing="1\\1")
    assert (spacing.x.label, spacing.x.grade) == ("mm", Grade.B)


@pytest.mark.parametrize(
    "attributes",
    [
        {"ImageType": "DERIVED\\PRIMARY\\PROJECTION IMAGE\\MIP"},
        {"VolumetricProperties": "SAMPLED"},
        {"VolumeBasedCalculationTechnique": "MAX_IP"},
    ],
)
def test_projection_through_a_volume_keeps_its_own_label(
    spacing_of: Decide, attributes: dict[str, str]
) -> None:
    spacing = spacing_of("MR", PixelSpacing="0.4\\0.4", **attributes)
    assert (spacing.x.mm, spacing.x.label) == (0.4, "mm (projected)")
    assert (spacing.x.origin.plane, "S04" in spacing.codes()) == (Plane.PROJECTED, True)


def test_imager_spacing_on_ct_means_nothing(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", ImagerPixelSpacing="0.2\\0.2", PixelSpacing="0.5\\0.5")
    assert spacing.x.mm == 0.5


def test_tomosynthesis_takes_pixel_measures_and_not_its_sources(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "Tomosynthesis",
        SharedFunctionalGroupsSequence=measures("0.1\\0.1"),
        ContributingSourcesSequence=[{"ImagerPixelSpacing": "0.07\\0.07"}],
    )
    assert (spacing.x.mm, spacing.x.origin.rule, spacing.x.grade) == (0.1, "T6", Grade.B)


def test_segmentation_without_a_frame_of_reference_points_to_its_source(spacing_of: Decide) -> None:
    spacing = spacing_of("SEG", Rows=8, Columns=8)
    assert spacing.x.mm is None
    assert "referenced" in (spacing.x.origin.note or "")


def test_segmentation_of_a_slide_lies_on_the_specimen(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "SEG",
        SharedFunctionalGroupsSequence=measures("0.001\\0.001"),
        ImageOrientationSlide="0\\-1\\0\\-1\\0\\0",
    )
    assert spacing.x.origin.plane is Plane.SPECIMEN


def test_g107_dose_grid_in_the_plane(packaged: Read) -> None:
    """G-107."""
    spacing = decide(packaged("rtdose.dcm"))
    assert (spacing.x.mm, spacing.y.mm, spacing.x.grade) == (10.0, 10.0, Grade.B)
    assert spacing.x.origin.plane is Plane.PATIENT


def test_quantisation_is_the_uncertainty_of_a_metric_pixel(spacing_of: Decide) -> None:
    u_mm = spacing_of("CT", PixelSpacing="0.661\\0.661").x.u_mm
    assert u_mm == pytest.approx(0.001 / 12**0.5)


def test_stripped_zeros_do_not_blow_up_the_uncertainty(spacing_of: Decide) -> None:
    u_mm = spacing_of("CT", PixelSpacing="0.5\\0.5").x.u_mm
    assert u_mm == pytest.approx(0.005 / 12**0.5)


def test_method_of_a_stored_number_is_direct(spacing_of: Decide) -> None:
    assert spacing_of("CT", PixelSpacing="0.5\\0.5").x.origin.method is Method.DIRECT
