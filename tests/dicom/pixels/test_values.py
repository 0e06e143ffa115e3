"""From stored numbers to what they mean."""

from typing import Any

import numpy as np
from pydicom import Dataset

from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.stored import StoredFrame
from millivox.dicom.pixels.values import look_up, modality_values


def stored(pixels: list[int], kind: str = "<i2") -> StoredFrame:
    array = np.array([pixels], kind)
    form = PixelFormat(1, len(pixels), 1, 16, 16, 15, "i" in kind, "MONOCHROME2", 0, 1)
    return StoredFrame(array, "MONOCHROME2", form)


def said(**elements: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def table(descriptor: list[int], data: list[int]) -> Dataset:
    return said(LUTDescriptor=descriptor, LUTData=data)


def values(pixels: list[int], dataset: Dataset, frame: int = 0) -> list[float]:
    return modality_values(stored(pixels), dataset, frame).values.ravel().tolist()


def test_slope_and_intercept_make_hounsfield_units() -> None:
    dataset = said(Modality="CT", RescaleSlope="2", RescaleIntercept="-1024")
    found = modality_values(stored([0, 512]), dataset)
    assert (found.values.tolist(), found.unit) == ([[-1024.0, 0.0]], "HU")


def test_without_a_rescale_values_are_the_stored_ones() -> None:
    assert values([-3, 5], said(Modality="MR")) == [-3.0, 5.0]


def test_a_slope_of_zero_is_not_applied() -> None:
    found = modality_values(stored([7]), said(RescaleSlope="0", RescaleIntercept="0"))
    assert found.values.tolist() == [[7.0]]
    assert "Slope is 0" in found.notes[0]


def test_each_frame_has_its_own_slope_in_functional_groups() -> None:
    groups = [
        said(PixelValueTransformationSequence=[said(RescaleSlope=str(slope), RescaleIntercept="0")])
        for slope in (1, 10)
    ]
    dataset = said(PerFrameFunctionalGroupsSequence=groups)
    assert values([3], dataset, 1) == [30.0]


def test_dose_is_scaled_to_gray() -> None:
    dataset = said(Modality="RTDOSE", DoseGridScaling="0.001", DoseUnits="GY")
    found = modality_values(stored([2000]), dataset)
    assert (round(float(found.values[0, 0]), 6), found.unit) == (2.0, "Gy")


def test_a_modality_table_replaces_slope_and_intercept() -> None:
    dataset = said(
        ModalityLUTSequence=[table([3, 10, 16], [100, 200, 300])],
        RescaleSlope="5",
        RescaleIntercept="0",
    )
    assert values([9, 10, 11, 12, 99], dataset) == [100.0, 100.0, 200.0, 300.0, 300.0]


def test_the_first_value_of_a_table_is_signed_where_pixels_are() -> None:
    found = look_up([table([2, 0xFFFE, 8], [1, 2])], signed=True)
    assert found is not None
    assert found.first == -2


def test_a_table_without_entries_is_no_table() -> None:
    assert look_up([said(LUTDescriptor=[2, 0, 8])], signed=False) is None


def test_padding_is_marked_over_its_whole_range() -> None:
    dataset = said(PixelPaddingValue=0xF830, PixelPaddingRangeLimit=0xF82E)  # -2000 to -2002
    dataset["PixelPaddingValue"].VR = dataset["PixelPaddingRangeLimit"].VR = "US"
    padded = modality_values(stored([-2000, -2001, -2003, 5]), dataset).padded
    assert padded is not None
    assert padded.tolist() == [[True, True, False, False]]
