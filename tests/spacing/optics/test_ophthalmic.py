from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing.optics import ophthalmic, optical

Make = Callable[..., Header]
OPT = [{"PixelMeasuresSequence": [{"PixelSpacing": [0.003, 0.011]}]}]


def test_a_fundus_photograph_holds_at_the_nominal_focus(header_of: Make) -> None:
    """G-103."""
    spacing = ophthalmic.fundus(header_of("77.1.5.1", PixelSpacing=[0.0055, 0.0055]))
    assert (spacing.x.mm, spacing.x.grade, spacing.x.label, spacing.x.origin.plane) == (
        0.0055,
        Grade.C,
        "mm (nominal focal plane)",
        Plane.FOCAL,
    )
    assert (spacing.codes(), spacing.x.u_mm) == (("S05",), None)


def test_a_real_fundus_photograph(shared_data: Path, header_at: Make) -> None:
    spacing = optical.rule(header_at(shared_data / "dcmjs/test/sample-op.dcm"))
    assert (spacing.x.mm, spacing.x.origin.rule) == (0.005768, "O5")


def test_a_b_scan_keeps_its_unlike_axes(header_of: Make) -> None:
    spacing = ophthalmic.tomography(header_of("77.1.5.4", SharedFunctionalGroupsSequence=OPT))
    assert (spacing.x.mm, spacing.y.mm) == (0.011, 0.003)
    assert (spacing.x.label, spacing.y.label) == ("mm (nominal focal plane)", "mm (nominal index)")
    assert (spacing.x.origin.plane, spacing.y.origin.plane) == (Plane.FOCAL, Plane.OBJECT)


def test_distortions_of_a_b_scan_become_uncertainties(header_of: Make) -> None:
    held = header_of(
        "77.1.5.4",
        SharedFunctionalGroupsSequence=OPT,
        MaximumDepthDistortion=1.0,
        MaximumAlongScanDistortion=2.0,
    )
    spacing = ophthalmic.tomography(held)
    assert spacing.x.u_mm == pytest.approx(0.011 * 0.02 / 3**0.5)
    assert spacing.y.u_mm == pytest.approx(0.003 * 0.01 / 3**0.5)


def test_a_stereographic_map_refuses_planar_millimetres(header_of: Make) -> None:
    """G-104."""
    spacing = ophthalmic.stereographic(header_of("77.1.5.5", PixelSpacing=[0.01, 0.01]))
    assert (spacing.x.number, spacing.x.grade, spacing.codes()) == (None, Grade.F, ("S09",))


@pytest.mark.parametrize(
    ("kind", "calibration", "label"),
    [
        ("FIDUCIAL", Calibration.FIDUCIAL, "mm (fiducial)"),
        ("GEOMETRY", Calibration.GEOMETRY, "mm (geometry)"),
        (None, Calibration.NOMINAL_OPTICAL, "mm (nominal focal plane)"),
    ],
)
def test_a_corneal_map_names_its_calibration(
    header_of: Make, kind: str | None, calibration: Calibration, label: str
) -> None:
    held = header_of("82.1", PixelSpacing=[0.02, 0.02], PixelSpacingCalibrationType=kind)
    x = ophthalmic.corneal_topography(held).x
    assert (x.origin.calibration, x.label, x.grade) == (calibration, label, Grade.C)


def test_a_thickness_map_is_nominal(header_of: Make) -> None:
    spacing = optical.rule(header_of("81.1", PixelSpacing=[0.02, 0.02]))
    assert (spacing.x.origin.rule, spacing.x.grade, spacing.codes()) == ("O7", Grade.C, ("S05",))


@pytest.mark.parametrize("sop_class", ["77.1.5.1", "77.1.5.4", "77.1.5.7", "82.1"])
def test_an_eye_without_a_spacing_is_pixels(header_of: Make, sop_class: str) -> None:
    spacing = optical.rule(header_of(sop_class))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))
