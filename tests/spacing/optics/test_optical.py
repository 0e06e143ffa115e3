from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, Plane
from millivox.spacing.optics import optical

Make = Callable[..., Header]
DERMOSCOPY = "77.1.7"
PHOTOGRAPH = "77.1.4"


def test_the_family_chooses_the_rule(header_of: Make) -> None:
    shared = [{"PixelMeasuresSequence": [{"PixelSpacing": [0.00025, 0.00025]}]}]
    held = header_of("77.1.6", SharedFunctionalGroupsSequence=shared)
    assert optical.rule(held).x.origin.rule == "O1"


@pytest.mark.parametrize("sop_class", ["77.1.1", "77.1.2", "77.1.3", PHOTOGRAPH, "77.1.4.1"])
def test_a_camera_does_not_say_at_what_distance(header_of: Make, sop_class: str) -> None:
    x = optical.rule(header_of(sop_class, PixelSpacing=[0.123, 0.123])).x
    assert (x.mm, x.grade, x.label, x.origin.plane) == (
        None,
        Grade.D,
        "mm?",
        Plane.OBJECT_UNSPECIFIED,
    )


def test_contact_dermoscopy_fixes_the_distance(header_of: Make) -> None:
    held = header_of(DERMOSCOPY, PixelSpacing=[0.0123, 0.0123], ContactMethod="CONTACT")
    x = optical.rule(held).x
    assert (x.mm, x.grade, x.origin.plane) == (0.0123, Grade.C, Plane.OBJECT)


def test_dermoscopy_without_contact_does_not(header_of: Make) -> None:
    held = header_of(DERMOSCOPY, PixelSpacing=[0.0123, 0.0123], ContactMethod="NON_CONTACT")
    assert optical.rule(held).x.grade is Grade.D


@pytest.mark.parametrize("size", [1.0, 0.3528, 0.2646, 0.0847], ids=["one", "72", "96", "300"])
def test_settings_of_a_program_are_no_measurement(header_of: Make, size: float) -> None:
    """B-38."""
    spacing = optical.rule(header_of(PHOTOGRAPH, PixelSpacing=[size, size]))
    assert (spacing.x.grade, spacing.codes()) == (Grade.D, ("P11",))


def test_a_sensor_pitch_is_no_size_in_the_scene(header_of: Make) -> None:
    spacing = optical.rule(header_of(PHOTOGRAPH, ImagerPixelSpacing=[0.005, 0.005]))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))
    assert "sensor" in (spacing.x.origin.note or "")


def test_a_photograph_without_anything_is_pixels(header_of: Make) -> None:
    assert optical.rule(header_of(PHOTOGRAPH)).codes() == ("S06",)


def test_confocal_takes_pixel_measures(header_of: Make) -> None:
    shared = [{"PixelMeasuresSequence": [{"PixelSpacing": [0.001, 0.001]}]}]
    x = optical.rule(header_of("77.1.8", SharedFunctionalGroupsSequence=shared)).x
    assert (x.mm, x.grade, x.origin.rule, x.origin.plane) == (
        0.001,
        Grade.C,
        "O3",
        Plane.SPECIMEN,
    )


def test_confocal_falls_back_on_its_field_of_view(header_of: Make) -> None:
    held: dict[str, Any] = {"FieldOfViewDimensions": [2, 4], "Rows": 1000, "Columns": 1000}
    spacing = optical.rule(header_of("77.1.8", **held))
    assert (spacing.x.mm, spacing.y.mm) == (0.004, 0.002)
    assert spacing.x.origin.method is Method.EXTENT_OVER_COUNT
    assert spacing.x.origin.source == "(0018,1149)[1]"


def test_confocal_never_uses_the_magnification(header_of: Make) -> None:
    paths = [{"ObjectiveLensPower": 40}]
    assert optical.rule(header_of("77.1.8", OpticalPathSequence=paths)).x.label == "px"
