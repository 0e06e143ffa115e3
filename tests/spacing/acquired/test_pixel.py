from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.spacing.axis import Acquired, Spacing
from millivox.spacing.rules import decide

Make = Callable[..., Header]


@pytest.mark.parametrize(("sop_class", "modality"), [("128", "PT"), ("20", "NM"), ("130", "PT")])
def test_emission_images_have_no_resolution(header_of: Make, sop_class: str, modality: str) -> None:
    """G-160."""
    held = {"Modality": modality, "PixelSpacing": [4.0, 4.0], "SpatialResolution": "5.0"}
    pixel = decide(header_of(sop_class, **held)).acquired
    assert pixel is not None
    told = pixel.to_dict()
    assert set(told) == {"x_mm", "y_mm", "factor_x", "factor_y", "source", "note"}
    assert (pixel.x_mm, pixel.y_mm) == (None, None)
    assert "spacing, not resolution" in (pixel.note or "")


@pytest.mark.parametrize("sop_class", ["7", "66.4", "481.2", "77.1.4", "11.1"])
def test_other_objects_say_nothing_of_what_was_acquired(header_of: Make, sop_class: str) -> None:
    assert decide(header_of(sop_class, PixelSpacing=[1.0, 1.0])).acquired is None


def test_a_localizer_says_nothing_of_what_was_acquired(header_of: Make) -> None:
    held = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"], "PixelSpacing": [0.5, 0.5]}
    assert decide(header_of("2", Modality="CT", FocalSpots="1.0", **held)).acquired is None


@pytest.mark.parametrize("modality", ["CT", "MR", "PT", "DX", "US", "SM", "OPT", "NM"])
def test_no_field_is_named_a_resolution_of_the_pixel(header_of: Make, modality: str) -> None:
    held: dict[str, Any] = {
        "Modality": modality,
        "PixelSpacing": [0.5, 0.5],
        "ImagerPixelSpacing": [0.5, 0.5],
        "AcquisitionMatrix": [64, 0, 0, 64],
        "Rows": 64,
        "Columns": 64,
    }
    spacing: Spacing = decide(header_of("9.9.9", **held))
    pixel: Acquired | None = spacing.acquired
    assert not [key for key in (pixel.to_dict() if pixel else {}) if "resolution" in key]
