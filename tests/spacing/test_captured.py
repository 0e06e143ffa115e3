"""Captured and digitised documents: rules S1 to S4 and the captures of G.4."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide

Decide = Callable[..., Spacing]
Read = Callable[[str], Header]
PLACED = {"ImagePositionPatient": "0\\0\\0", "ImageOrientationPatient": "1\\0\\0\\0\\1\\0"}


def test_g97_placeholder_of_a_tiny_capture(packaged: Read) -> None:
    """G-97, B-13."""
    spacing = decide(packaged("SC_rgb_small_odd.dcm"))
    assert (spacing.x.mm, spacing.x.grade) == (None, Grade.D)
    assert {"P11", "P12", "S01"} <= set(spacing.codes())


def test_g98_captured_whole_body_is_not_verified(packaged: Read) -> None:
    """G-98, B-29."""
    spacing = decide(packaged("JPEG2000.dcm"))
    assert (spacing.x.number, spacing.x.grade, spacing.codes()) == (2.26, Grade.D, ("S01",))


def test_g100_capture_with_a_position_is_c_at_most(spacing_of: Decide) -> None:
    """G-100."""
    spacing = spacing_of("SC", PixelSpacing="0.9983215\\0.9983215", SliceThickness="1", **PLACED)
    assert (spacing.x.mm, spacing.x.grade, spacing.x.label) == (0.9983215, Grade.C, "mm")
    assert (spacing.x.origin.plane, "S01" in spacing.codes()) == (Plane.PATIENT, True)


def test_g101_digitised_film_is_true_on_the_film(spacing_of: Decide) -> None:
    """G-101."""
    spacing = spacing_of("SC", ConversionType="DF", NominalScannedPixelSpacing="0.085\\0.085")
    assert (spacing.x.mm, spacing.x.label, spacing.x.origin.plane) == (
        0.085,
        "mm (film)",
        Plane.FILM,
    )
    assert "S02" in spacing.codes()


@pytest.mark.parametrize("size", ["1\\1", "1.0\\1.0"])
def test_ones_on_a_capture_are_a_placeholder(spacing_of: Decide, size: str) -> None:
    spacing = spacing_of("SC", PixelSpacing=size)
    assert (spacing.x.grade, "P11" in spacing.codes()) == (Grade.D, True)


@pytest.mark.parametrize("kind", ["CT", "MR", "PT"])
def test_ones_on_a_scanner_are_common(spacing_of: Decide, kind: str) -> None:
    spacing = spacing_of(kind, PixelSpacing="1\\1")
    assert (spacing.x.mm, "P11" in spacing.codes()) == (1.0, False)


@pytest.mark.parametrize(("size", "dpi"), [("0.3528", 72), ("0.2646", 96), ("0.0847", 300)])
def test_b38_dots_per_inch_are_no_measurement(spacing_of: Decide, size: str, dpi: int) -> None:
    spacing = spacing_of("SC", PixelSpacing=f"{size}\\{size}")
    (found,) = (item for item in spacing.findings if item.code == "P11")
    assert (found.evidence["dpi"], spacing.x.grade) == (dpi, Grade.D)


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("FIDUCIAL", "mm (fiducial)"),
        ("GEOMETRY", "mm (geometry)"),
        ("RULER", "mm (calibrated, method unknown)"),
    ],
)
def test_calibrated_capture_is_measured(spacing_of: Decide, kind: str, label: str) -> None:
    spacing = spacing_of("SC", PixelSpacing="0.2\\0.2", PixelSpacingCalibrationType=kind)
    assert (spacing.x.mm, spacing.x.label, spacing.x.grade) == (0.2, label, Grade.C)


def test_capture_that_differs_from_its_scanner_was_corrected(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "SC", PixelSpacing="0.150\\0.150", NominalScannedPixelSpacing="0.200\\0.200"
    )
    assert (spacing.x.mm, spacing.x.label) == (0.15, "mm (calibrated, method unknown)")
    assert "X02" in spacing.codes()


def test_capture_near_its_scanner_is_said_to_be_near(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "SC", PixelSpacing="0.1425\\0.1425", NominalScannedPixelSpacing="0.1430\\0.1430"
    )
    assert {"X02", "X16"} <= set(spacing.codes())


def test_capture_without_numbers_stays_in_pixels(spacing_of: Decide) -> None:
    spacing = spacing_of("SC", Rows=8, Columns=8)
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))


def test_frames_of_a_capture_may_be_placed_by_their_groups(spacing_of: Decide) -> None:
    frame = {
        "PixelMeasuresSequence": [{"PixelSpacing": "0.7\\0.5"}],
        "PlanePositionSequence": [{"ImagePositionPatient": "0\\0\\0"}],
        "PlaneOrientationSequence": [{"ImageOrientationPatient": "1\\0\\0\\0\\1\\0"}],
    }
    spacing = spacing_of("SC frames", PerFrameFunctionalGroupsSequence=[frame])
    assert (spacing.x.mm, spacing.y.mm, spacing.x.origin.plane) == (0.5, 0.7, Plane.PATIENT)


def test_hardcopy_is_film(built: Callable[..., Header]) -> None:
    header = built(
        "SC",
        SOPClassUID="1.2.840.10008.5.1.1.29",
        NominalScannedPixelSpacing="0.1\\0.1",
    )
    assert decide(header).x.label == "mm (film)"
