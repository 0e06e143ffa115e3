"""From stored numbers to what they mean."""

from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.pixels.processing import apply_modality_lut

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.padding import padding_range
from millivox.dicom.pixels.stored import StoredFrame
from millivox.dicom.pixels.tables import LookUp, look_up
from millivox.dicom.pixels.transformation import transformation
from millivox.dicom.pixels.values import modality_values


def stored(pixels: list[int], kind: str = "<i2") -> StoredFrame:
    array = np.array([pixels], kind)
    form = PixelFormat(1, len(pixels), 1, 16, 16, 15, "i" in kind, "MONOCHROME2", 0, 1)
    return StoredFrame(array, "MONOCHROME2", form)


def written(**elements: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def said(frame: int = 0, **elements: Any) -> Header:
    return header_of(written(PixelRepresentation=1, **elements), frame=frame, of="pixels")


def table(descriptor: list[int], data: list[int]) -> Dataset:
    item = written(LUTDescriptor=descriptor, LUTData=data)
    item["LUTData"].VR = "US"
    return item


def values(pixels: list[int], header: Header) -> list[float]:
    return modality_values(stored(pixels), header).values.ravel().tolist()


def test_slope_and_intercept_make_hounsfield_units() -> None:
    header = said(Modality="CT", RescaleSlope="2", RescaleIntercept="-1024")
    found = modality_values(stored([0, 512]), header)
    assert (found.values.tolist(), found.unit) == ([[-1024.0, 0.0]], "HU")


def test_without_a_rescale_values_are_the_stored_ones() -> None:
    assert values([-3, 5], said(Modality="MR")) == [-3.0, 5.0]


def test_a_slope_of_zero_is_not_applied() -> None:
    header = said(Modality="CT", RescaleType="HU", RescaleSlope="0", RescaleIntercept="0")
    found = modality_values(stored([7]), header)
    assert (found.values.tolist(), found.unit) == ([[7.0]], "")
    assert "Slope is 0" in found.notes[0]


def test_each_frame_has_its_own_slope_in_functional_groups() -> None:
    groups = [
        written(
            PixelValueTransformationSequence=[written(RescaleSlope=slope, RescaleIntercept="0")]
        )
        for slope in ("1", "10")
    ]
    assert values([3], said(1, PerFrameFunctionalGroupsSequence=groups)) == [30.0]


def test_dose_is_scaled_to_gray() -> None:
    header = said(Modality="RTDOSE", DoseGridScaling="0.001", DoseUnits="GY")
    found = modality_values(stored([2000]), header)
    assert (round(float(found.values[0, 0]), 6), found.unit) == (2.0, "Gy")


@pytest.mark.parametrize("scaling", [{}, {"DoseGridScaling": "0"}])
def test_a_dose_without_scaling_is_stored_numbers_and_no_gray(scaling: dict[str, str]) -> None:
    found = modality_values(stored([2000]), said(Modality="RTDOSE", DoseUnits="GY", **scaling))
    assert (float(found.values[0, 0]), found.unit) == (2000.0, "")
    assert "Dose Grid Scaling" in found.notes[0]


def test_a_modality_table_replaces_slope_and_intercept() -> None:
    header = said(
        ModalityLUTSequence=[table([3, 10, 16], [100, 200, 300])],
        RescaleSlope="5",
        RescaleIntercept="0",
    )
    assert values([9, 10, 11, 12, 99], header) == [100.0, 100.0, 200.0, 300.0, 300.0]


def test_a_modality_table_is_applied_as_pydicom_does() -> None:
    dataset = written(PixelRepresentation=0, ModalityLUTSequence=[table([4, 3, 8], [9, 5, 200, 1])])
    array = np.arange(10, dtype=np.uint16)[None]
    form = PixelFormat(1, 10, 1, 16, 16, 15, False, "MONOCHROME2", 0, 1)
    ours = modality_values(
        StoredFrame(array, "MONOCHROME2", form), header_of(dataset, of="pixels")
    ).values
    np.testing.assert_array_equal(ours, apply_modality_lut(array, dataset))


def test_the_first_value_of_a_table_is_signed_where_pixels_are() -> None:
    items = said(VOILUTSequence=[table([2, 0xFFFE, 8], [1, 2])]).items("VOILUTSequence")
    found = look_up(items, signed=True)
    assert found is not None
    assert found.first == -2


def test_a_table_without_entries_is_no_table() -> None:
    header = said(VOILUTSequence=[written(LUTDescriptor=[2, 0, 8])])
    assert look_up(header.items("VOILUTSequence"), signed=False) is None


def test_what_is_no_number_takes_the_first_entry_without_a_word() -> None:
    table = LookUp(0, np.array([7, 8]), 8)
    assert table.mapped(np.array([np.nan, 1.0])).tolist() == [7, 8]


def test_a_table_of_bytes_packed_in_words_keeps_its_order() -> None:
    item = written(LUTDescriptor=[4, 0, 8])
    item.add_new("LUTData", "OW", bytes([10, 20, 30, 40]))
    found = look_up(said(VOILUTSequence=[item]).items("VOILUTSequence"), signed=False)
    assert found is not None
    assert found.entries.tolist() == [10, 20, 30, 40]


def test_padding_is_marked_over_its_whole_range() -> None:
    dataset = written(PixelPaddingValue=0xF830, PixelPaddingRangeLimit=0xF82E)  # -2000 to -2002
    dataset["PixelPaddingValue"].VR = dataset["PixelPaddingRangeLimit"].VR = "US"
    header = header_of(dataset, of="pixels")
    padded = modality_values(stored([-2000, -2001, -2003, 5]), header).padded
    assert padded is not None
    assert padded.tolist() == [[True, True, False, False]]


def test_floats_have_padding_of_their_own() -> None:
    header = said(FloatPixelPaddingValue=-1.5, PixelPaddingValue=7)
    form = PixelFormat(1, 1, 1, 32, 32, 31, False, "MONOCHROME2", 0, 1, "FloatPixelData")
    assert padding_range(header, form) == (-1.5, -1.5)


@pytest.mark.parametrize(
    ("slope", "intercept", "which"),
    [(b"abc ", b"-1024 ", "Slope"), (b"1 ", b"nan ", "Intercept"), (b"1 ", b"1e400 ", "Intercept")],
)
def test_a_rescale_that_is_no_number_leaves_stored_values_without_a_unit(
    slope: bytes, intercept: bytes, which: str
) -> None:
    tree = {0x00281053: slope, 0x00281052: intercept, 0x00281054: b"HU"}
    change = transformation(Header(tree))
    assert (change.slope, change.intercept, change.unit) == (1.0, 0.0, "")
    assert change.note == f"Rescale {which} is no number: stored values."


@pytest.mark.parametrize(("slope", "intercept"), [(b"1e308", b"0 "), (b"1 ", b"-1.8E308")])
def test_a_rescale_beyond_all_numbers_is_not_done(slope: bytes, intercept: bytes) -> None:
    change = transformation(Header({0x00281053: slope, 0x00281052: intercept}))
    assert (change.slope, change.intercept, change.unit) == (1.0, 0.0, "")
    assert "stored values" in change.note
