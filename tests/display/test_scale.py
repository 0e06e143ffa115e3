"""How large a pixel is drawn, and how many a picture gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from millivox.dicom.dataset import header_of
from millivox.display.scale import PixelSize, fit, pixel_size
from millivox.spacing.rules import decide

CT, CR, US = "2", "1", "6.1"


def size_of(sop_class: str, **elements: object) -> PixelSize:
    dataset = Dataset()
    dataset.SOPClassUID = f"1.2.840.10008.5.1.4.1.1.{sop_class}"
    dataset.Rows, dataset.Columns = 400, 500
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    header = header_of(dataset)
    return pixel_size(decide(header), header)


def test_rows_come_first_in_pixel_spacing() -> None:
    size = size_of(CT, PixelSpacing=["2", "0.5"])
    assert (size.x, size.y, size.is_mm) == (0.5, 2.0, True)


def test_detector_millimetres_say_so() -> None:
    assert size_of(CR, ImagerPixelSpacing=["0.1", "0.1"]).label == "mm (detector)"


def test_a_number_that_nobody_can_interpret_still_gives_the_shape() -> None:
    size = size_of(CR, PixelSpacing=["0.4", "0.2"])
    assert (size.y / size.x, size.is_mm, size.label) == (2.0, False, "px")


def test_an_aspect_ratio_is_a_shape_and_no_length() -> None:
    size = size_of("7", PixelAspectRatio=["3", "2"])
    assert (size.y / size.x, size.is_mm) == (1.5, False)


def test_nothing_known_is_square_pixels() -> None:
    size = size_of("7")
    assert (size.x, size.y, size.is_mm, size.label) == (1.0, 1.0, False, "px")


def region(x0: int, x1: int, delta: float) -> Dataset:
    item = Dataset()
    item.RegionSpatialFormat, item.RegionDataType, item.RegionFlags = 1, 1, 0
    item.RegionLocationMinX0, item.RegionLocationMinY0 = x0, 0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = x1, 399
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = 3
    item.PhysicalDeltaX = item.PhysicalDeltaY = delta
    return item


def test_one_ultrasound_scaling_holds_for_its_picture() -> None:
    size = size_of(US, SequenceOfUltrasoundRegions=[region(0, 399, 0.02)])
    assert (size.x, size.label) == (pytest.approx(0.2), "mm (US)")


def test_two_ultrasound_scalings_leave_pixels() -> None:
    regions = [region(0, 199, 0.02), region(200, 399, 0.03)]
    assert not size_of(US, SequenceOfUltrasoundRegions=regions).is_mm


@given(
    st.integers(1, 4000),
    st.integers(1, 4000),
    st.floats(0.01, 10),
    st.floats(0.01, 10),
)
def test_a_picture_shows_all_but_a_pixel_of_its_frame(
    rows: int, columns: int, x: float, y: float
) -> None:
    made = fit(rows, columns, PixelSize(x, y, True, "mm"))
    assert columns * x - made.width_px * made.step < made.step * 1.001
    assert rows * y - made.height_px * made.step < made.step * 1.001


def test_small_frames_grow_by_whole_factors() -> None:
    made = fit(64, 64, PixelSize(3.0, 3.0, True, "mm"))
    assert (made.width_px, made.height_px, made.step) == (512, 512, 0.375)


def test_large_frames_shrink_to_what_a_screen_shows() -> None:
    made = fit(3000, 4000, PixelSize(0.1, 0.1, True, "mm"))
    assert (made.width_px, made.height_px) == (2048, 1536)


def test_a_width_that_was_asked_for_is_kept() -> None:
    made = fit(100, 200, PixelSize(0.5, 1.0, True, "mm"), width_px=300)
    assert (made.width_px, made.height_px) == (300, 300)
