"""RT images: rule A.6."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide
from millivox.spacing.xray.rtimage import first_pixel_mm

Decide = Callable[..., Spacing]


def test_g76_image_plane_spacing_holds_at_its_own_distance(spacing_of: Decide) -> None:
    """G-76."""
    spacing = spacing_of(
        "RT image",
        ImagePlanePixelSpacing="0.392\\0.392",
        RTImageSID="1500",
        RadiationMachineSAD="1000",
    )
    assert (spacing.x.mm, spacing.x.label) == (0.392, "mm (at SID 1500)")
    assert (spacing.x.grade, spacing.x.origin.plane) == (Grade.C, Plane.SID_PLANE)


def test_g76_isocentre_is_offered(spacing_of: Decide) -> None:
    """G-76."""
    spacing = spacing_of(
        "RT image",
        ImagePlanePixelSpacing="0.392\\0.392",
        RTImageSID="1500",
        RadiationMachineSAD="1000",
    )
    (offered,) = spacing.alternatives
    assert (offered.x.mm, offered.x.label) == (pytest.approx(0.261333, rel=1e-5), "mm (isocentre)")


def test_g77_reconstructed_radiograph_lies_at_the_isocentre(spacing_of: Decide) -> None:
    """G-77."""
    spacing = spacing_of(
        "RT image",
        ImagePlanePixelSpacing="0.25\\0.25",
        RTImageSID="1000",
        RadiationMachineSAD="1000",
    )
    assert (spacing.x.mm, spacing.x.label) == (0.25, "mm (isocentre)")
    assert spacing.x.origin.plane is Plane.ISOCENTRE


def test_without_its_distance_the_spacing_has_no_plane(spacing_of: Decide) -> None:
    spacing = spacing_of("RT image", ImagePlanePixelSpacing="0.25\\0.25", RTImageSID="")
    assert (spacing.x.number, spacing.x.grade) == (0.25, Grade.D)
    assert "S10" in spacing.codes()


def test_oblique_image_plane_is_not_measured(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "RT image",
        ImagePlanePixelSpacing="0.25\\0.25",
        RTImageSID="1500",
        RTImagePlane="NON_NORMAL",
    )
    assert (spacing.x.mm, spacing.codes()) == (None, ("S03",))


def test_pixel_spacing_is_foreign_to_an_rt_image(spacing_of: Decide) -> None:
    spacing = spacing_of("RT image", PixelSpacing="0.25\\0.25", RTImageSID="1500")
    assert spacing.x.number is None
    assert "X06" in spacing.codes()


def test_enhanced_rt_image_has_no_plane_to_rely_on(spacing_of: Decide) -> None:
    shared = [{"PixelMeasuresSequence": [{"PixelSpacing": "0.4\\0.4"}]}]
    spacing = spacing_of("Enhanced RT image", SharedFunctionalGroupsSequence=shared)
    assert (spacing.x.number, spacing.x.grade, spacing.x.origin.rule) == (0.4, Grade.D, "X7")


PORTAL = {"ImagePlanePixelSpacing": "0.392\\0.5", "RTImagePosition": "-200\\150"}


@pytest.mark.parametrize("written", [None, "", "1\\0\\0\\0\\-1\\0"])
def test_position_is_that_of_the_first_pixel_of_an_upright_image(
    built: Callable[..., Header], written: str | None
) -> None:
    """C.8."""
    header = built("RT image", RTImageOrientation=written, **PORTAL)
    assert first_pixel_mm(header) == (-200.0, 150.0)


def test_first_pixel_stands_beside_the_distance_at_which_it_holds(spacing_of: Decide) -> None:
    spacing = spacing_of("RT image", RTImageSID="1500", RadiationMachineSAD="1000", **PORTAL)
    assert spacing.x.origin.plane_parameters == {
        "RTImageSID_mm": 1500.0,
        "first_pixel_Xr_mm": -200.0,
        "first_pixel_Yr_mm": 150.0,
    }
    assert "first_pixel_Xr_mm" not in spacing.alternatives[0].x.origin.plane_parameters


@pytest.mark.parametrize(
    "more",
    [
        {"RTImagePosition": None},
        {"RTImageOrientation": "0\\1\\0\\1\\0\\0"},
        {"RTImageOrientation": "1\\0\\0"},
        {"RTImageOrientation": "1\\0\\0\\0\\x\\0"},
    ],
    ids=["no position", "turned", "cut short", "no numbers"],
)
def test_pixels_without_a_known_place_have_no_coordinates(
    built: Callable[..., Header], more: dict[str, Any]
) -> None:
    assert first_pixel_mm(built("RT image", **PORTAL | more)) is None


def test_real_portal_image(real: Callable[[str], Header]) -> None:
    spacing = decide(real("pynetdicom/pynetdicom/tests/dicom_files/RTImageStorage.dcm"))
    assert (spacing.x.mm, spacing.x.label) == (0.402, "mm (at SID 1600)")
