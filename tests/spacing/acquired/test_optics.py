from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.spacing.rules import decide

Make = Callable[..., Header]
REGION: dict[str, Any] = {
    "RegionSpatialFormat": 1,
    "RegionLocationMinX0": 0,
    "RegionLocationMinY0": 0,
    "RegionLocationMaxX1": 9,
    "RegionLocationMaxY1": 9,
    "PhysicalUnitsXDirection": 3,
    "PhysicalUnitsYDirection": 3,
    "PhysicalDeltaX": 0.02,
    "PhysicalDeltaY": 0.02,
    "TransducerFrequency": 7000,
}


def measures(size: float) -> list[dict[str, Any]]:
    return [{"PixelMeasuresSequence": [{"PixelSpacing": [size, size]}]}]


def test_a_wavelength_is_told_beside_ultrasound(header_of: Make) -> None:
    header = header_of("6.1", Rows=10, Columns=10, SequenceOfUltrasoundRegions=[REGION])
    pixel = decide(header).acquired
    assert pixel is not None
    assert (pixel.x_mm, pixel.details["wavelength_mm"]) == (None, pytest.approx(0.22))
    assert pixel.details["transducer_frequency_mhz"] == 7.0


def test_two_frequencies_have_no_one_wavelength(header_of: Make) -> None:
    regions = [REGION, REGION | {"TransducerFrequency": 5000}]
    header = header_of("6.1", Rows=10, Columns=10, SequenceOfUltrasoundRegions=regions)
    assert decide(header).acquired is None


@pytest.mark.parametrize(("size", "limited"), [(0.00025, True), (0.0002, False)])
def test_diffraction_is_told_beside_a_slide(header_of: Make, size: float, limited: bool) -> None:
    paths = [{"ObjectiveLensNumericalAperture": "0.75"}]
    header = header_of(
        "77.1.6", OpticalPathSequence=paths, SharedFunctionalGroupsSequence=measures(size)
    )
    spacing = decide(header)
    assert spacing.acquired is not None
    assert spacing.acquired.details["diffraction_um"] == pytest.approx(0.447, abs=5e-4)
    assert ("R05" in spacing.codes()) is limited


def test_two_apertures_have_no_one_limit(header_of: Make) -> None:
    paths = [{"ObjectiveLensNumericalAperture": na} for na in ("0.75", "0.4")]
    assert decide(header_of("77.1.6", OpticalPathSequence=paths)).acquired is None


def test_claims_of_a_tomograph_stay_claims_in_micrometres(header_of: Make) -> None:
    header = header_of(
        "77.1.5.4",
        SharedFunctionalGroupsSequence=measures(0.003),
        DepthSpatialResolution=7.0,
        AlongScanSpatialResolution=14.0,
    )
    spacing = decide(header)
    assert spacing.acquired is not None
    assert dict(spacing.acquired.details) == {
        "claimed_depth_um": 7.0,
        "claimed_along_scan_um": 14.0,
    }
    assert "R05" not in spacing.codes()


def test_pixels_coarser_than_the_claim_limit(header_of: Make) -> None:
    header = header_of(
        "77.1.5.4", SharedFunctionalGroupsSequence=measures(0.01), AlongScanSpatialResolution=14.0
    )
    assert "R05" in decide(header).codes()
