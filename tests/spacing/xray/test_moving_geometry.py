"""Tubes and detectors that move while they expose: linear tomography, slot scanners (A.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.provenance import Grade, Plane
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
    assert spacing.alternatives[0].y.label == "mm"


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
