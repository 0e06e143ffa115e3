"""Headers and formats for values that are asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from pydicom import Dataset

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat


def _item(**elements: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


@pytest.fixture(scope="session")
def item() -> Callable[..., Dataset]:
    """``item(LUTLabel="T1")``: a data set or sequence item."""
    return _item


@pytest.fixture(scope="session")
def said() -> Callable[..., Header]:
    """``said(Modality="PT")``: a header read with its pixel attributes."""
    return lambda **elements: header_of(_item(**elements), of="pixels")


@pytest.fixture(scope="session")
def form() -> PixelFormat:
    """12 of 16 bits, unsigned."""
    return PixelFormat(1, 4, 1, 16, 12, 11, False, "MONOCHROME2", 0, 1)
