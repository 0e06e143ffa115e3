from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing.ultrasound import endovascular

Make = Callable[..., Header]
REGION = {
    "RegionSpatialFormat": 1,
    "RegionLocationMinX0": 0,
    "RegionLocationMinY0": 0,
    "RegionLocationMaxX1": 9,
    "RegionLocationMaxY1": 9,
    "PhysicalUnitsXDirection": 3,
    "PhysicalUnitsYDirection": 3,
    "PhysicalDeltaX": 0.002,
    "PhysicalDeltaY": 0.002,
}
MOTOR = {
    "IVUSAcquisition": "MOTOR_PULLBACK",
    "IVUSPullbackRate": "0.5",
    "IVUSPullbackStartFrameNumber": 2,
    "IVUSPullbackStopFrameNumber": 5,
    "FrameTime": "33.3",
}


@pytest.fixture
def ivus(header_of: Make) -> Make:
    def make(frame: int = 1, **changes: Any) -> Header:
        held = MOTOR | changes
        return header_of(
            "3.1", frame, Modality="IVUS", Rows=10, Columns=10, NumberOfFrames=6,
            SequenceOfUltrasoundRegions=[REGION], **held,
        )  # fmt: skip

    return make


def test_ivus_is_ultrasound_in_the_plane(ivus: Make) -> None:
    spacing = endovascular.rule(ivus())
    assert (spacing.x.mm, spacing.x.label) == (pytest.approx(0.02), "mm (US)")


def test_a_motor_pullback_advances_by_rate_times_frame_time(ivus: Make) -> None:
    z = endovascular.rule(ivus()).z
    assert z is not None
    assert (z.mm, z.grade, z.label) == (pytest.approx(0.01665), Grade.C, "mm (pullback)")
    assert (z.origin.source, z.origin.raw) == ("(0018,3101)", ("0.5",))


def test_a_gated_pullback_advances_by_a_beat(ivus: Make) -> None:
    z = endovascular.rule(ivus(IVUSAcquisition="GATED_PULLBACK", IVUSGatedRate="0.2")).z
    assert z is not None
    assert z.mm == pytest.approx(0.2)


@pytest.mark.parametrize("frame", [0, 4, 5])
def test_outside_start_and_stop_the_catheter_stands(ivus: Make, frame: int) -> None:
    z = endovascular.rule(ivus(frame)).z
    assert z is not None
    assert (z.mm, z.label) == (None, "px")


def test_uneven_frame_times_give_each_frame_its_step(ivus: Make) -> None:
    z = endovascular.rule(ivus(1, FrameTimeVector=[0, 10, 40, 20, 20, 20])).z
    assert z is not None
    assert z.mm == pytest.approx(0.02)


@pytest.mark.parametrize("kind", ["MANUAL_PULLBACK", "SELECTIVE", "NONE"])
def test_a_catheter_drawn_by_hand_gives_no_z(ivus: Make, kind: str) -> None:
    z = endovascular.rule(ivus(IVUSAcquisition=kind)).z
    assert z is not None
    assert z.grade is Grade.F


def test_a_pullback_without_start_and_stop_is_a_claim(ivus: Make) -> None:
    z = endovascular.rule(ivus(IVUSPullbackStopFrameNumber=None)).z
    assert z is not None
    assert (z.grade, z.label) == (Grade.D, "mm?")


def test_ivus_without_a_pullback_has_no_z(header_of: Make) -> None:
    assert endovascular.rule(header_of("6.1", Modality="IVUS")).z is None


def test_presented_oct_holds_across_the_vessel_only(header_of: Make) -> None:
    shared = [{"PixelMeasuresSequence": [{"PixelSpacing": [0.01, 0.01]}]}]
    spacing = endovascular.rule(
        header_of("14.1", SharedFunctionalGroupsSequence=shared, VolumetricProperties="DISTORTED")
    )
    assert (spacing.x.mm, spacing.x.grade, spacing.x.origin.plane) == (0.01, Grade.C, Plane.OBJECT)
    assert (spacing.codes(), spacing.z) == (("S03",), None)


def test_polar_oct_refuses_the_angle(header_of: Make) -> None:
    held = header_of("14.2", ALinePixelSpacing=0.005, RefractiveIndexApplied="YES")
    spacing = endovascular.rule(held)
    assert (spacing.x.mm, spacing.x.grade, spacing.y.mm) == (0.005, Grade.C, None)
    assert spacing.codes() == ("S07",)


def test_polar_oct_in_air_is_divided_by_the_refractive_index(header_of: Make) -> None:
    held = header_of(
        "14.2",
        ALinePixelSpacing=0.00664,
        RefractiveIndexApplied="NO",
        EffectiveRefractiveIndex=1.328,
    )
    x = endovascular.rule(held).x
    assert (x.mm, x.origin.method) == (pytest.approx(0.005), Method.DIVIDED_BY_MAGNIFICATION)
    assert x.origin.magnification is not None
    assert x.origin.magnification.factor == 1.328
    assert x.origin.calibration is Calibration.NOMINAL_OPTICAL
    assert endovascular.rule(held).codes() == ("S07", "S08")


@pytest.mark.parametrize("applied", [{"RefractiveIndexApplied": "NO"}, {}])
def test_polar_oct_without_an_index_is_a_claim(header_of: Make, applied: dict[str, str]) -> None:
    spacing = endovascular.rule(header_of("14.2", ALinePixelSpacing=0.005, **applied))
    assert (spacing.x.grade, spacing.x.mm, spacing.codes()) == (Grade.D, None, ("S07", "S08"))


def test_polar_oct_without_a_line_spacing_is_pixels(header_of: Make) -> None:
    spacing = endovascular.rule(header_of("14.2", RefractiveIndexApplied="YES"))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S07", "S06"))
