"""Projections at other depths, their field of view and their doubts (rules A.4, X12)."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, Plane
from millivox.spacing.axis import Alternative, Spacing
from millivox.spacing.rules import decide

Decide = Callable[..., Spacing]
Read = Callable[[str], Header]
SID, SDP = "DistanceSourceToDetector", "DistanceSourceToPatient"
DISTANCES = {SID: "1800", SDP: "1750"}
IPS, PS, ERMF = "ImagerPixelSpacing", "PixelSpacing", "EstimatedRadiographicMagnificationFactor"
BREAST = {IPS: "0.07\\0.07", SID: "660", SDP: "366.7", "BodyPartThickness": "40"}


def both(number: float | str) -> str:
    return f"{number}\\{number}"


def alternative(spacing: Spacing, label: str) -> Alternative:
    return next(item for item in spacing.alternatives if item.x.label == label)


OFFERS = [
    pytest.param("DX", {IPS: both(0.143), ERMF: "1.5"}, "mm (detector)", 0.143, id="detector"),
    pytest.param("MG", BREAST, "mm (support)", 0.0388924, id="G-47 support"),
    pytest.param("MG", BREAST, "mm (object)", 0.0367712, id="G-47 mid-plane"),
    pytest.param("DX", {IPS: both(0.143)} | DISTANCES, "mm (support)", 0.139028, id="G-50"),
    pytest.param(
        "DX", {PS: both(0.13), IPS: both(0.143), ERMF: "1.3"}, "mm (ERMF 1.30)", 0.11, id="G-52"
    ),
    pytest.param("DX", {PS: both(0.16), IPS: both(0.143)}, "mm?", 0.16, id="G-53 refused"),
    pytest.param(
        "XA", {IPS: both(0.2), ERMF: "1.5", SID: "1200", SDP: "900"}, "mm (isocentre)", 0.15,
        id="isocentre beside a factor",
    ),
    pytest.param(
        "Breast projection",
        {"SharedFunctionalGroupsSequence": [
            {"FramePixelDataPropertiesSequence": [{IPS: both(0.07)}],
             "XRayGeometrySequence": [{"DistanceSourceToIsocenter": 600.0, SID: "700"}]}]},
        "mm (isocentre)", 0.06, id="isocentre of a breast projection",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "attributes", "label", "number"), OFFERS)
def test_another_depth_is_offered_under_its_label(
    spacing_of: Decide, kind: str, attributes: dict[str, object], label: str, number: float
) -> None:
    spacing = spacing_of(kind, **attributes)
    assert spacing.x.label != label
    assert alternative(spacing, label).x.number == pytest.approx(number, rel=1e-5)


def test_magnification_and_its_inputs_are_kept(spacing_of: Decide) -> None:
    origin = spacing_of(
        "XA",
        ImagerPixelSpacing=both(0.2),
        DistanceSourceToDetector="1200",
        DistanceSourceToPatient="800",
    ).x.origin
    assert origin.method is Method.DIVIDED_BY_MAGNIFICATION
    assert origin.magnification is not None
    assert origin.magnification.factor == pytest.approx(1.5)
    assert origin.magnification.inputs == {"SID_mm": 1200.0, "SDP_mm": 800.0}


def test_the_offer_by_the_stated_factor_names_that_factor_not_the_distances(
    spacing_of: Decide,
) -> None:
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing=both(0.2),
        PixelSpacing=both(0.15),
        EstimatedRadiographicMagnificationFactor="1.25",
    )
    offered = alternative(spacing, "mm (ERMF 1.25)").x.origin.magnification
    assert offered is not None
    assert (offered.factor, offered.method, offered.inputs) == (1.25, "ERMF", {"ERMF": 1.25})


def test_dose_distance_to_the_entrance_is_no_object_distance(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "XA",
        ImagerPixelSpacing=both(0.2),
        DistanceSourceToDetector="1200",
        DistanceSourceToEntrance="700",
    )
    assert spacing.x.label == "mm (detector)"


def test_stated_factor_is_uncertain_by_two_percent(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX", ImagerPixelSpacing=both("0.1430000"), EstimatedRadiographicMagnificationFactor="1.1"
    )
    assert spacing.x.u_mm == pytest.approx(0.13 * 0.02, rel=1e-3)


def test_unknown_correction_has_no_bounded_uncertainty(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", PixelSpacing=both(0.13), ImagerPixelSpacing=both(0.143))
    assert (spacing.x.u_mm, spacing.x.origin.note is not None) == (None, True)


def test_x12_image_resampled_without_its_spacing_is_not_measured(spacing_of: Decide) -> None:
    """B-25."""
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing=both(0.143),
        Rows=1000,
        Columns=1200,
        FieldOfViewDimensions="286\\343",
    )
    assert (spacing.x.number, spacing.x.mm, spacing.x.grade) == (0.143, None, Grade.D)
    assert "X12" in spacing.codes()
    assert alternative(spacing, "mm?").x.number == pytest.approx(0.286)


def test_number_that_the_field_of_view_contradicts_holds_nowhere(spacing_of: Decide) -> None:
    shrunken = {"Rows": 1000, "Columns": 1200, "FieldOfViewDimensions": "286\\343"}
    distances = {"DistanceSourceToDetector": "1800", "DistanceSourceToPatient": "1750"}
    spacing = spacing_of("DX", ImagerPixelSpacing=both(0.143), **shrunken, **distances)
    assert "X12" in spacing.codes()
    assert "X01" not in spacing.codes()
    assert spacing.x.origin.plane is Plane.UNKNOWN
    assert {other.x.grade for other in spacing.alternatives} == {Grade.D}


def test_crop_leaves_the_pixel_at_the_detector(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing=both(0.143),
        Rows=1000,
        Columns=2400,
        FieldOfViewDimensions="286\\343",
    )
    assert {"X01", "X12"} <= set(spacing.codes())
    assert (spacing.x.grade, spacing.x.origin.plane) == (Grade.C, Plane.DETECTOR)


def test_field_of_view_that_fits_is_a_passed_check(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing=both(0.143),
        Rows=2000,
        Columns=2400,
        FieldOfViewDimensions="286\\343",
    )
    assert [(check.name, check.passed) for check in spacing.x.origin.checks] == [
        ("field of view", True)
    ]


def test_x12_on_a_real_shrunken_radiograph(real: Read) -> None:
    spacing = decide(real("highdicom/data/test_files/dx_image.dcm"))
    assert (spacing.x.mm, "X12" in spacing.codes()) == (None, True)


def test_angiography_may_show_a_part_of_the_intensifier(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "XA",
        ImagerPixelSpacing=both(0.2),
        Rows=1000,
        Columns=1000,
        FieldOfViewShape="ROUND",
        FieldOfViewDimensions="270",
    )
    assert "X12" not in spacing.codes()


def test_real_mammogram_lies_on_its_support(real: Read) -> None:
    spacing = decide(real("fo-dicom/Tests/FO-DICOM.Tests/Test Data/OutOfBoundsOverlay.dcm"))
    assert (spacing.x.origin.plane, spacing.x.label) == (Plane.SUPPORT, "mm (ERMF 1.04)")
    assert all(check.passed for check in spacing.x.origin.checks)


def test_rows_and_columns_of_the_imager_keep_their_order(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CR", ImagerPixelSpacing="0.2\\0.1", EstimatedRadiographicMagnificationFactor="2"
    )
    assert (spacing.x.mm, spacing.y.mm) == (pytest.approx(0.05), pytest.approx(0.1))


def test_rounding_above_the_imager_is_refused_and_said_to_be_near(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", PixelSpacing=both("0.1435"), ImagerPixelSpacing=both("0.1430"))
    assert spacing.x.mm == 0.143
    assert {"X03", "X16"} <= set(spacing.codes())


def test_detector_elements_are_a_check_that_changes_no_grade(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing=both(0.143),
        DetectorElementSpacing=both(0.1),
        DetectorBinning="1\\1",
    )
    (check,) = spacing.x.origin.checks
    assert (check.name, check.passed, spacing.x.grade) == (
        "detector element x binning",
        False,
        Grade.C,
    )


def test_malformed_imager_spacing_leaves_pixel_spacing_undetermined(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", PixelSpacing=both(0.143), ImagerPixelSpacing="NaN\\NaN")
    assert (spacing.x.grade, {"P08", "X06"} <= set(spacing.codes())) == (Grade.D, True)
