"""Enhanced XA and XRF: rule A.7."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing.axis import Spacing

Decide = Callable[..., Spacing]


def groups(
    ips: str | None = "0.154\\0.154", stated: tuple[float, float] | None = None, **more: Any
) -> list[dict[str, Any]]:
    geometry = {"DistanceSourceToIsocenter": 785.0, "DistanceSourceToDetector": "1100"}
    calibration = {"TableHeight": "120", "DistanceObjectToTableTop": 90.0, "BeamAngle": 0.0} | more
    if stated:
        calibration["ObjectPixelSpacingInCenterOfBeam"] = stated
    properties = {"ImagerPixelSpacing": ips} if ips else {}
    return [
        {
            "FramePixelDataPropertiesSequence": [properties],
            "XRayGeometrySequence": [geometry],
            "ProjectionPixelCalibrationSequence": [calibration],
        }
    ]


@pytest.fixture
def xa(spacing_of: Decide) -> Decide:
    def decided(kind: str = "Enhanced XA", **more: Any) -> Spacing:
        return spacing_of(kind, SharedFunctionalGroupsSequence=groups(**more))

    return decided


@pytest.mark.parametrize(
    ("angle", "sod", "mm"),
    [
        pytest.param(0.0, 755.0, 0.1057, id="G-70"),
        pytest.param(30.0, 750.359, 0.105050, id="G-71"),
    ],
)
def test_object_plane_is_computed_from_the_table(
    xa: Decide, angle: float, sod: float, mm: float
) -> None:
    spacing = xa(BeamAngle=angle)
    assert spacing.x.mm == pytest.approx(mm, rel=1e-5)
    assert spacing.x.origin.plane_parameters["SOD_mm"] == pytest.approx(sod, abs=1e-3)
    assert (spacing.x.origin.plane, spacing.x.label) == (Plane.OBJECT, "mm (object)")
    assert spacing.x.grade is Grade.C


def test_g73_flat_beam_falls_back_to_the_isocentre(xa: Decide) -> None:
    """G-73."""
    spacing = xa(BeamAngle=75.0)
    assert spacing.x.mm == pytest.approx(0.1099)
    assert (spacing.x.origin.plane, "X14" in spacing.codes()) == (Plane.ISOCENTRE, True)


def test_g74_stated_object_spacing_off_its_geometry_is_not_used(xa: Decide) -> None:
    """G-74."""
    spacing = xa(stated=(0.12, 0.12))
    assert spacing.x.number == pytest.approx(0.12)
    assert (spacing.x.grade, "X15" in spacing.codes()) == (Grade.D, True)


def test_stated_object_spacing_that_agrees_is_used(xa: Decide) -> None:
    spacing = xa(stated=(0.1057, 0.1057))
    assert spacing.x.mm == pytest.approx(0.1057)
    assert spacing.x.origin.calibration is Calibration.OBJECT_MODEL
    assert [check.passed for check in spacing.x.origin.checks] == [True]


def test_fluoroscopy_has_no_object_model(xa: Decide) -> None:
    spacing = xa("Enhanced XRF")
    assert (spacing.x.label, spacing.x.mm) == ("mm (isocentre)", pytest.approx(0.1099))


def test_without_distances_the_detector_is_all_there_is(spacing_of: Decide) -> None:
    frame = {"FramePixelDataPropertiesSequence": [{"ImagerPixelSpacing": "0.154\\0.154"}]}
    spacing = spacing_of("Enhanced XA", SharedFunctionalGroupsSequence=[frame])
    assert (spacing.x.mm, spacing.x.label) == (0.154, "mm (detector)")
    assert "X01" in spacing.codes()


def test_detector_and_isocentre_are_offered_beside_the_object(xa: Decide) -> None:
    offered = {item.x.label: item.x.mm for item in xa().alternatives}
    assert offered == {"mm (detector)": 0.154, "mm (isocentre)": pytest.approx(0.1099)}


def test_non_uniform_geometry_widens_the_uncertainty(spacing_of: Decide) -> None:
    shared = groups()
    shared[0]["FramePixelDataPropertiesSequence"][0] |= {
        "GeometricalProperties": "NON_UNIFORM",
        "GeometricMaximumDistortion": 5.0,
    }
    spacing = spacing_of("Enhanced XA", SharedFunctionalGroupsSequence=shared)
    assert spacing.x.u_mm == pytest.approx(0.1057 * 0.05, rel=0.01)
    assert "X13" in spacing.codes()


@pytest.mark.parametrize(
    ("position", "primary", "angle"),
    [("HFS", "30", 30.0), ("HFDR", "60", 30.0), ("FFP", "-30", 30)],
)
def test_beam_angle_follows_from_the_positioner(
    spacing_of: Decide, position: str, primary: str, angle: float
) -> None:
    shared = groups()
    del shared[0]["ProjectionPixelCalibrationSequence"][0]["BeamAngle"]
    shared[0]["PositionerPositionSequence"] = [
        {"PositionerPrimaryAngle": primary, "PositionerSecondaryAngle": "0"}
    ]
    spacing = spacing_of(
        "Enhanced XA", PatientPosition=position, SharedFunctionalGroupsSequence=shared
    )
    assert spacing.x.origin.plane_parameters["beta_deg"] == pytest.approx(angle)


def test_without_any_imager_spacing_nothing_is_known(xa: Decide) -> None:
    spacing = xa(ips=None)
    assert (spacing.x.grade, spacing.codes()) == (Grade.F, ("S06",))
