"""Tubes and detectors that move while they expose: linear tomography, slot scanners (A.4)."""

from collections.abc import Callable
from math import hypot, sqrt
from typing import Any

import pytest

from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing.axis import Spacing

Decide = Callable[..., Spacing]
DISTANCES = {"DistanceSourceToDetector": "1800", "DistanceSourceToPatient": "1750"}
IPS = {"ImagerPixelSpacing": "0.143\\0.143"}
SLOT = {"DetectorConfiguration": "SLOT"} | IPS


def test_linear_tomography_is_sharp_in_one_layer_and_holds_there(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", TomoLayerHeight="100", **IPS, **DISTANCES)
    assert spacing.x.mm == pytest.approx(0.143 * 1650 / 1800)
    assert (spacing.x.origin.plane, spacing.x.label) == (Plane.OBJECT, "mm (object)")
    assert spacing.x.origin.plane_parameters["layer_mm"] == 100.0
    assert "X10" in spacing.codes()
    assert "X09" not in spacing.codes()
    offered = [other.x.label for other in spacing.alternatives]
    assert offered == ["mm (detector)", "mm (support)"]


@pytest.mark.parametrize("height", ["0", "-20", "1750"])
def test_layer_that_cannot_be_is_not_used(spacing_of: Decide, height: str) -> None:
    spacing = spacing_of("DX", TomoLayerHeight=height, **IPS, **DISTANCES)
    assert (spacing.x.mm, spacing.x.label) == (0.143, "mm (detector)")


def test_fluoroscopic_tomography_turns_about_its_layer(spacing_of: Decide) -> None:
    far = {"DistanceSourceToDetector": "1100", "DistanceSourceToPatient": "800"}
    spacing = spacing_of("XRF", TomoLayerHeight="100", **IPS, **far)
    assert spacing.x.mm == pytest.approx(0.143 * 800 / 1100)
    assert (spacing.x.origin.plane, spacing.x.label) == (Plane.OBJECT, "mm (object)")


@pytest.mark.parametrize(
    ("factor", "plane"), [("1.09", Plane.OBJECT), ("1.3", Plane.OBJECT_UNSPECIFIED)]
)
def test_stated_magnification_is_of_the_layer_where_it_agrees(
    spacing_of: Decide, factor: str, plane: Plane
) -> None:
    stated = {"EstimatedRadiographicMagnificationFactor": factor}
    spacing = spacing_of("DX", TomoLayerHeight="100", **stated, **IPS, **DISTANCES)
    assert spacing.x.mm == pytest.approx(0.143 / float(factor))
    assert (spacing.x.origin.plane, spacing.x.origin.rule) == (plane, "X.A4.ermf")


@pytest.mark.parametrize(
    ("factor", "plane", "doubted"),
    [("1.25", Plane.OBJECT, False), ("1.11", Plane.SUPPORT, False), ("1.5", None, True)],
    ids=["of the layer", "of the support", "of neither"],
)
def test_stated_magnification_is_compared_with_that_of_the_layer(
    spacing_of: Decide, factor: str, plane: Plane | None, doubted: bool
) -> None:
    """X08: SID / SDP is 1.111 here, the layer's 1.25."""
    spacing = spacing_of(
        "DX",
        DistanceSourceToDetector="1000",
        DistanceSourceToPatient="900",
        TomoLayerHeight="100",
        EstimatedRadiographicMagnificationFactor=factor,
        **IPS,
    )
    assert ("X08" in spacing.codes()) is doubted
    assert spacing.x.origin.plane is (plane or Plane.OBJECT_UNSPECIFIED)
    told = [item.text for item in spacing.findings if item.code == "X08"]
    assert all("1.111, and 1.25 in the layer 100 mm above" in text for text in told)


def test_layer_is_as_uncertain_as_its_way_from_the_tube(spacing_of: Decide) -> None:
    """F.3: u(SOD)/SOD, of which the height is a part."""
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing="0.1430000\\0.1430000",
        DistanceSourceToDetector="1000.000",
        DistanceSourceToPatient="900",
        TomoLayerHeight="100",
    )
    assert spacing.x.u_mm is not None
    relative_u = spacing.x.u_mm / (spacing.x.number or 0.0)
    assert relative_u == pytest.approx(hypot(1, 1) / sqrt(12) / 800, rel=1e-4)


def test_slot_scanner_corrected_in_one_direction_moved_in_the_other(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", PixelSpacing="0.143\\0.11", **SLOT)
    assert (spacing.x.mm, spacing.x.origin.plane) == (0.11, Plane.OBJECT_UNSPECIFIED)
    assert (spacing.y.mm, spacing.y.origin.plane) == (0.143, Plane.PATIENT)


def test_slot_scanner_with_one_factor_for_both_directions_is_not_measured(
    spacing_of: Decide,
) -> None:
    spacing = spacing_of("DX", EstimatedRadiographicMagnificationFactor="1.3", **SLOT)
    assert (spacing.x.mm, spacing.x.grade, spacing.x.label) == (None, Grade.D, "mm?")
    assert "X13" in spacing.codes()
    offered = [(other.x.mm, other.y.mm) for other in spacing.alternatives[:2]]
    assert offered == [
        (pytest.approx(0.11), pytest.approx(0.143)),
        (pytest.approx(0.143), pytest.approx(0.11)),
    ]
    along = spacing.alternatives[0].y
    assert (along.number, along.u_mm, along.label) == (0.143, spacing_of("DX", **SLOT).y.u_mm, "mm")
    origin = along.origin
    assert (origin.rule, origin.method, origin.calibration, origin.magnification) == (
        "X.A4.slot",
        Method.DIRECT,
        Calibration.NONE,
        None,
    )


def test_slot_scanner_that_differs_by_rounding_only_was_not_corrected(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        DetectorConfiguration="SLOT",
        PixelSpacing="0.138\\0.139",
        ImagerPixelSpacing="0.139\\0.139",
    )
    assert "X16" in spacing.codes()
    assert Plane.PATIENT not in (spacing.x.origin.plane, spacing.y.origin.plane)


@pytest.mark.parametrize(
    ("kind", "more"),
    [("MG", {}), ("DX", {"DetectorConfiguration": "AREA"})],
    ids=["swings about the focal spot", "area detector"],
)
def test_one_factor_holds_both_ways_elsewhere(
    spacing_of: Decide, kind: str, more: dict[str, Any]
) -> None:
    named = SLOT | {"EstimatedRadiographicMagnificationFactor": "1.3"} | more
    assert spacing_of(kind, **named).x.mm == pytest.approx(0.11)


def test_slot_scanner_at_the_detector_stays_there(spacing_of: Decide) -> None:
    spacing = spacing_of("DX", **SLOT)
    assert (spacing.x.mm, spacing.x.label, spacing.codes()) == (0.143, "mm (detector)", ("X01",))
