"""What the values of a volume mean: one unit, and padding that is none of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from millivox.errors import PixelError
from millivox.images.series import Series

Changed = Callable[..., Series]


def padded(dataset: Any, value: int) -> None:
    """Mark the first two pixels as padding."""
    pixels = dataset.pixel_array.copy()
    pixels[0, :2] = value
    dataset.PixelData = pixels.astype("<u2").tobytes()
    dataset.PixelPaddingValue = value


def test_slices_in_different_units_are_no_volume(changed: Changed) -> None:
    def rename(dataset: Any, k: int) -> None:
        dataset.RescaleType = "US" if k == 2 else "OD"
        dataset.Modality = "MR"

    with pytest.raises(
        PixelError, match=r"different units: OD \(slice 0\), none named \(slice 2\)"
    ):
        changed(rename).volume()


def test_a_slope_of_zero_in_one_slice_is_not_hidden_among_hu(changed: Changed) -> None:
    def forget(dataset: Any, k: int) -> None:
        dataset.RescaleSlope = "0" if k == 1 else "1"

    with pytest.raises(PixelError, match="different units"):
        changed(forget).volume()


@pytest.mark.parametrize("values", ["modality", "stored"])
def test_indices_of_a_palette_are_not_told_as_brightness(changed: Changed, values: str) -> None:
    def colour(dataset: Any, k: int) -> None:
        dataset.PhotometricInterpretation = "PALETTE COLOR"

    assert "indices of a colour palette" in changed(colour).volume(values=values).history[-1]


def test_padding_is_found_though_a_float_rounds_it(changed: Changed) -> None:
    def rescale(dataset: Any, k: int) -> None:
        padded(dataset, 63000)
        dataset.RescaleSlope, dataset.RescaleIntercept = "0.1", "0.3"

    volume = changed(rescale).volume()
    assert volume.values.dtype == np.float32
    missing = volume.missing
    assert missing is not None
    assert missing[:, 0, :2].all()
    assert missing.sum() == 3 * 2


def test_padding_that_differs_between_slices_is_nan(changed: Changed) -> None:
    def rescale(dataset: Any, k: int) -> None:
        padded(dataset, 63000)
        dataset.RescaleSlope, dataset.RescaleIntercept = str(1 + k / 2), "0"

    volume = changed(rescale).volume()
    assert volume.padding is None
    assert np.isnan(volume.values[:, 0, :2]).all()
    assert np.isnan(volume.values).sum() == 3 * 2
    assert any("Padding Value differs" in said for said in volume.history)


def test_padding_that_whole_numbers_cannot_show_is_said(changed: Changed) -> None:
    def vary(dataset: Any, k: int) -> None:
        padded(dataset, 3000 + k)

    volume = changed(vary).volume()
    assert volume.padding is None
    assert "Pixel Padding Value differs between slices: int16 cannot show it" in volume.history


def test_padding_before_a_table_is_nan_behind_it(changed: Changed) -> None:
    def map_(dataset: Any, k: int) -> None:
        dataset.PixelData = (np.arange(42, dtype="<u2") % 4).tobytes()
        item = Dataset()
        item.LUTDescriptor = [4, 0, 16]
        item.add_new("LUTData", "US", [7, 100, 7, 300])
        dataset.ModalityLUTSequence = [item]
        del dataset.RescaleSlope, dataset.RescaleIntercept
        dataset.PixelPaddingValue = 2

    values = changed(map_).volume().values
    assert values.dtype == np.float32
    np.testing.assert_array_equal(values[1].ravel()[:4], [7, 100, np.nan, 300])


def test_a_dose_without_scaling_has_no_unit(changed: Changed) -> None:
    def dose(dataset: Any, k: int) -> None:
        dataset.Modality, dataset.DoseUnits = "RTDOSE", "GY"

    volume = changed(dose).volume()
    assert volume.unit == ""
    assert any("Dose Grid Scaling is absent" in said for said in volume.history)
