"""The projection state machine: rule A.4 and the cases of G.3."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide

Decide = Callable[..., Spacing]
Read = Callable[[str], Header]

SID, SDP = "DistanceSourceToDetector", "DistanceSourceToPatient"
NSPS = "NominalScannedPixelSpacing"
DISTANCES = {SID: "1800", SDP: "1750"}
IPS, PS, ERMF = "ImagerPixelSpacing", "PixelSpacing", "EstimatedRadiographicMagnificationFactor"
TYPE, DESCRIBED = "PixelSpacingCalibrationType", "PixelSpacingCalibrationDescription"


def both(number: float | str) -> str:
    return f"{number}\\{number}"


CASES = [
    pytest.param(
        "DX", {PS: both(0.160), IPS: both(0.160), SID: "+1450"},
        0.16, "DETECTOR", "mm (detector)", {"X01"}, id="G-40 B-21",
    ),
    pytest.param("DX", {IPS: both(0.4)}, 0.4, "DETECTOR", "mm (detector)", {"X01"}, id="G-41"),
    pytest.param(
        "CR", {PS: both(0.115), IPS: both(0.115)}, 0.115, "DETECTOR", "mm (detector)", {"X01"},
        id="G-44",
    ),
    pytest.param(
        "MG",
        {IPS: both(0.07), ERMF: "1.8", SID: "660",
         SDP: "366.7"},
        0.07 / 1.8, "SUPPORT", "mm (ERMF 1.80)", {"X10"}, id="G-46",
    ),
    pytest.param(
        "MG", {IPS: both(0.07), ERMF: "1.8"}, 0.07 / 1.8, "OBJECT_UNSPECIFIED", "mm (ERMF 1.80)",
        {"X10"}, id="G-46 without distances",
    ),
    pytest.param(
        "MG",
        {IPS: both(0.07), SID: "660", SDP: "366.7",
         "BodyPartThickness": "40"},
        0.07, "DETECTOR", "mm (detector)", {"X01", "X09"}, id="G-47",
    ),
    pytest.param(
        "XA", {IPS: both(0.2), SID: "1200", SDP: "800"},
        0.2 * 800 / 1200, "ISOCENTRE", "mm (isocentre)", {"X10"}, id="XA isocentre",
    ),
    pytest.param(
        "XA", {IPS: both(0.2), SID: "800", SDP: "1200"},
        0.2, "DETECTOR", "mm (detector)", {"X01", "X08"}, id="G-49",
    ),
    pytest.param(
        "DX", {IPS: both(0.143)} | DISTANCES, 0.143, "DETECTOR", "mm (detector)", {"X01", "X09"},
        id="G-50",
    ),
    pytest.param(
        "DX", {PS: both(0.13), IPS: both(0.143)}, 0.13, "OBJECT_UNSPECIFIED",
        "mm (calibrated, method unknown)", {"X02"}, id="B-27",
    ),
    pytest.param(
        "DX", {PS: both(0.13), IPS: both(0.143), ERMF: "1.1"}, 0.13, "OBJECT_UNSPECIFIED",
        "mm (calibrated, method unknown)", {"X02", "X11"}, id="G-52 agrees",
    ),
    pytest.param(
        "DX", {PS: both(0.13), IPS: both(0.143), ERMF: "1.3"}, 0.13, "OBJECT_UNSPECIFIED",
        "mm (calibrated, method unknown)", {"X02", "X08"}, id="G-52 differs",
    ),
    pytest.param(
        "DX", {PS: both(0.16), IPS: both(0.143)}, 0.143, "DETECTOR", "mm (detector)",
        {"X01", "X03"}, id="G-53 B-23",
    ),
    pytest.param(
        "DX", {PS: both(0.13), IPS: both(0.143), TYPE: "GEOMETRY"}, 0.13, "OBJECT_UNSPECIFIED",
        "mm (geometry)", {"X05"}, id="G-55",
    ),
    pytest.param(
        "DX", {PS: both(0.13), TYPE: "FIDUCIAL", DESCRIBED: "25.4 mm ball"}, 0.13, "OBJECT",
        "mm (fiducial)", set(), id="G-56",
    ),
    pytest.param(
        "DX", {PS: both(0.143), IPS: both(0.143), TYPE: "GEOMETRY", DESCRIBED: "SID"}, 0.143,
        "DETECTOR", "mm (detector)", {"X01", "X04"}, id="B-22",
    ),
    pytest.param(
        "DX", {PS: both("0.1425"), IPS: both("0.1430")}, 0.1425, "OBJECT_UNSPECIFIED",
        "mm (calibrated, method unknown)", {"X02", "X16"}, id="G-58",
    ),
    pytest.param(
        "DX", {PS: both(0.2), IPS: both(0.1)}, 0.1, "DETECTOR", "mm (detector)", {"X03"}, id="G-59"
    ),
    pytest.param(
        "DX", {IPS: both(0.143), ERMF: "180"}, 0.143, "DETECTOR", "mm (detector)", {"X07"},
        id="G-61 B-26",
    ),
    *(
        pytest.param(
            "DX", {IPS: both(0.143), ERMF: wrong}, 0.143, "DETECTOR", "mm (detector)", {"X07"},
            id=f"G-62 {wrong}",
        )
        for wrong in ("0", "-1", "0.5", "NaN")
    ),
    pytest.param(
        "MG",
        {IPS: both(0.07), ERMF: "1",
         "ViewCodeSequence": [{"ViewModifierCodeSequence": [
             {"CodeValue": "399163009", "CodeMeaning": "Magnification"}]}]},
        0.07, "DETECTOR", "mm (detector)", {"X07"}, id="G-64",
    ),
    pytest.param(
        "DX",
        {IPS: both(0.143), ERMF: "1.5", SID: "1800",
         SDP: "1700"},
        0.143 / 1.5, "OBJECT_UNSPECIFIED", "mm (ERMF 1.50)", {"X08", "X10"}, id="G-65",
    ),
    pytest.param(
        "DX", {NSPS: both(0.1)}, 0.1, "FILM", "mm (film)", {"S02"}, id="G-67"
    ),
    pytest.param(
        "DX", {IPS: both(0.143), ERMF: "5"}, 0.143 / 5, "OBJECT_UNSPECIFIED", "mm (ERMF 5.00)",
        {"X07", "X10"}, id="large factor",
    ),
    pytest.param(
        "DX", {IPS: both(0.143), ERMF: "1"}, 0.143, "DETECTOR", "mm (detector)", {"X01"},
        id="factor of one",
    ),
    pytest.param(
        "XA", {IPS: both(0.2), ERMF: "1.5"}, 0.2 / 1.5, "ISOCENTRE", "mm (ERMF 1.50)", {"X10"},
        id="XA factor",
    ),
    pytest.param(
        "CR", {PS: both(0.1), NSPS: both(0.1)}, 0.1, "FILM", "mm (film)",
        {"S02"}, id="digitised into CR",
    ),
    pytest.param(
        "Breast projection",
        {"SharedFunctionalGroupsSequence": [
            {"FramePixelDataPropertiesSequence": [{IPS: both(0.07)}],
             "XRayGeometrySequence": [{ERMF: "1.1"}]}]},
        0.07 / 1.1, "OBJECT_UNSPECIFIED", "mm (ERMF 1.10)", {"X10"}, id="X5",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "attributes", "mm", "plane", "label", "codes"), CASES)
def test_projection_gives_millimetres_at_a_named_plane(
    spacing_of: Decide,
    kind: str,
    attributes: dict[str, object],
    mm: float,
    plane: str,
    label: str,
    codes: set[str],
) -> None:
    spacing = spacing_of(kind, **attributes)
    assert (spacing.x.mm, spacing.y.mm) == (pytest.approx(mm), pytest.approx(mm))
    assert (str(spacing.x.origin.plane), spacing.x.label) == (plane, label)
    assert spacing.x.grade is Grade.C
    assert codes <= set(spacing.codes())


def test_imager_spacing_is_detector_mm_not_patient_mm(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", ImagerPixelSpacing=both(0.143))
    assert spacing.x.origin.calibration is Calibration.NONE


def test_g40_real_radiograph_without_correction(real: Read) -> None:
    """G-40."""
    spacing = decide(real("pylibjpeg-data/ljdata/ds/JPEG2000Lossless/966.dcm"))
    assert (spacing.x.mm, spacing.x.label) == (0.16, "mm (detector)")


def test_g43_zero_on_cr_leaves_pixels(spacing_of: Decide) -> None:
    """G-43."""
    spacing = spacing_of("CR", PixelSpacing="0.000\\0.000", DistanceSourceToDetector="1996")
    assert (spacing.x.mm, spacing.x.grade, spacing.x.label) == (None, Grade.F, "px")
    assert {"P09", "S06"} <= set(spacing.codes())


def test_b24_pixel_spacing_alone_on_cr_cannot_be_told(spacing_of: Decide) -> None:
    spacing = spacing_of("CR", PixelSpacing=both(0.15))
    assert (spacing.x.number, spacing.x.mm, spacing.x.label) == (0.15, None, "mm?")
    assert spacing.codes() == ("X06",)


def test_g46_agreeing_distances_raise_no_conflict(spacing_of: Decide) -> None:
    """G-46."""
    spacing = spacing_of(
        "MG",
        ImagerPixelSpacing=both(0.07),
        EstimatedRadiographicMagnificationFactor="1.8",
        DistanceSourceToDetector="660",
        DistanceSourceToPatient="366.7",
    )
    assert "X08" not in spacing.codes()


def test_g56_description_of_the_fiducial_travels_with_the_number(spacing_of: Decide) -> None:
    """G-56."""
    spacing = spacing_of(
        "DX",
        PixelSpacing=both(0.13),
        PixelSpacingCalibrationType="FIDUCIAL",
        PixelSpacingCalibrationDescription="25.4 mm ball",
    )
    assert spacing.x.origin.calibration_description == "25.4 mm ball"
    assert spacing.x.u_mm == pytest.approx(0.13 * 0.02, rel=0.02)


def test_g68_panoramic_image_is_not_measured(spacing_of: Decide) -> None:
    """G-68."""
    spacing = spacing_of(
        "DX",
        PositionerType="PANORAMIC",
        ImagerPixelSpacing=both(0.1),
        EstimatedRadiographicMagnificationFactor="1.2",
    )
    assert (spacing.x.grade, spacing.y.grade, spacing.x.label) == (Grade.D, Grade.D, "mm?")
    assert "X17" in spacing.codes()


def test_panoramic_image_with_a_fiducial_is_measured(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        Modality="PX",
        PixelSpacing=both(0.1),
        PixelSpacingCalibrationType="FIDUCIAL",
        PixelSpacingCalibrationDescription="ball",
    )
    assert (spacing.x.mm, spacing.x.label) == (0.1, "mm (fiducial)")


def test_g79_magnified_length_shrinks_and_its_label_changes(spacing_of: Decide) -> None:
    """G-79."""
    at_detector = spacing_of("DX", ImagerPixelSpacing=both(0.1))
    removed = spacing_of(
        "DX", ImagerPixelSpacing=both(0.1), EstimatedRadiographicMagnificationFactor="1.25"
    )
    assert at_detector.x.mm is not None
    assert removed.x.mm is not None
    assert 50.0 / at_detector.x.mm * removed.x.mm == pytest.approx(40.0)
    assert (at_detector.x.label, removed.x.label) == ("mm (detector)", "mm (ERMF 1.25)")
