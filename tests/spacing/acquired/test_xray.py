from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.spacing.rules import decide

Make = Callable[..., Header]
CT: dict[str, Any] = {"Modality": "CT", "PixelSpacing": [0.977, 0.977]}
DX: dict[str, Any] = {
    "Modality": "DX",
    "ImageType": ["ORIGINAL", "PRIMARY"],
    "ImagerPixelSpacing": [0.143, 0.143],
}


def test_the_pixel_of_a_ct_bounds_what_it_can_carry(header_of: Make) -> None:
    pixel = decide(header_of("2", **CT)).acquired
    assert pixel is not None
    assert pixel.details["nyquist_x_per_mm"] == pytest.approx(0.512, abs=5e-4)
    assert (pixel.x_mm, pixel.factor_x) == (None, None)


def test_a_focal_spot_blurs_at_the_isocentre(header_of: Make) -> None:
    held = {
        "FocalSpots": "1.0",
        "DistanceSourceToDetector": 1099.31,
        "DistanceSourceToPatient": 630,
    }
    pixel = decide(header_of("2", **CT, **held)).acquired
    assert pixel is not None
    assert pixel.details["magnification_at_isocentre"] == pytest.approx(1.745, abs=5e-4)
    assert pixel.details["focal_blur_at_isocentre_mm"] == pytest.approx(0.427, abs=5e-4)


@pytest.mark.parametrize("spots", [["0.6", "1.2"], "1200", "0"])
def test_a_focal_spot_that_is_not_one_size_in_mm_is_left_out(header_of: Make, spots: Any) -> None:
    pixel = decide(header_of("2", **CT, FocalSpots=spots)).acquired
    assert pixel is not None
    assert "focal_spot_mm" not in pixel.details


def test_a_claimed_resolution_stays_a_claim(header_of: Make) -> None:
    spacing = decide(header_of("2", **CT, SpatialResolution="1.2", ConvolutionKernel="B30"))
    assert spacing.acquired is not None
    assert spacing.acquired.details["claimed_limiting_resolution_mm"] == 1.2
    assert (spacing.acquired.details["kernel"], spacing.x.mm) == ("B30", 0.977)


def test_a_pixel_larger_than_the_claimed_detail_limits(header_of: Make) -> None:
    assert "R05" in decide(header_of("2", **CT, SpatialResolution="0.5")).codes()
    assert "R05" not in decide(header_of("2", **CT, SpatialResolution="1.2")).codes()


def test_facts_of_a_derived_ct_describe_its_source(header_of: Make) -> None:
    derived = {"ImageType": ["DERIVED", "SECONDARY", "MPR"], "FocalSpots": "1.0"}
    spacing = decide(header_of("2", **CT, **derived))
    assert spacing.acquired is not None
    assert (set(spacing.acquired.details), "R03" in spacing.codes()) == (
        {"nyquist_x_per_mm", "nyquist_y_per_mm"},
        True,
    )


def test_a_detector_bounds_what_it_can_carry(header_of: Make) -> None:
    pixel = decide(header_of("1.1", **DX)).acquired
    assert pixel is not None
    assert pixel.details["nyquist_at_detector_x_per_mm"] == pytest.approx(3.50, abs=5e-3)


def test_elements_times_binning_are_the_acquired_pixel(header_of: Make) -> None:
    held = {"DetectorElementSpacing": [0.0715, 0.0715], "DetectorBinning": [2, 2]}
    spacing = decide(header_of("1.1", **DX, **held))
    assert spacing.acquired is not None
    assert (spacing.acquired.x_mm, spacing.acquired.factor_x) == pytest.approx((0.143, 1.0))
    assert not [code for code in spacing.codes() if code.startswith("R")]


def test_pixels_finer_than_the_elements_are_interpolated(header_of: Make) -> None:
    held = {"DetectorElementSpacing": [0.143, 0.286], "DetectorBinning": [1, 1]}
    spacing = decide(header_of("1.1", **DX, **held))
    assert spacing.acquired is not None
    assert (spacing.acquired.factor_x, spacing.acquired.factor_y) == pytest.approx((2.0, 1.0))
    assert "R01" in spacing.codes()


def test_the_acquired_pixel_lies_in_the_plane_of_the_stored(header_of: Make) -> None:
    held = {
        "EstimatedRadiographicMagnificationFactor": 1.43,
        "DetectorElementSpacing": [0.286, 0.286],
        "DetectorBinning": [1, 1],
    }
    spacing = decide(header_of("1.1", **DX, **held))
    assert spacing.acquired is not None
    assert (spacing.x.mm, spacing.acquired.x_mm) == pytest.approx((0.1, 0.2))


def test_an_image_reduced_after_read_out_is_noted(header_of: Make) -> None:
    held = {"DetectorElementSpacing": [0.0715, 0.0715], "DetectorBinning": [1, 1]}
    pixel = decide(header_of("1.1", **DX, **held)).acquired
    assert pixel is not None
    assert "coarser" in (pixel.note or "")


def test_a_derived_projection_keeps_its_imager_facts_only(header_of: Make) -> None:
    derived = DX | {"ImageType": ["DERIVED", "PRIMARY"]}
    held = {"DetectorElementSpacing": [0.143, 0.143], "DetectorBinning": [1, 1]}
    pixel = decide(header_of("1.1", **derived, **held)).acquired
    assert pixel is not None
    assert (pixel.x_mm, pixel.source) == (None, "Imager Pixel Spacing")


@pytest.mark.parametrize(("measured", "told"), [(400, True), (500, False), (None, False)])
def test_a_field_wider_than_its_data_is_noted(
    header_of: Make, measured: int | None, told: bool
) -> None:
    """E.2: an extended field of view."""
    held = {"DataCollectionDiameter": measured} if measured else {}
    ct = header_of("2", Modality="CT", PixelSpacing=[1, 1], ReconstructionDiameter=500, **held)
    found = decide(ct).acquired
    assert found is not None
    assert ("extrapolated" in (found.note or "")) is told
