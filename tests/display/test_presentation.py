"""The presentation LUT, and a VOI LUT, as pydicom applies them."""

from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.pixels.processing import apply_presentation_lut, apply_voi_lut

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.values import ModalityValues
from millivox.display.presentation import contradiction, presented
from millivox.display.voi import window_of
from millivox.display.window import Window


def table(descriptor: list[int], data: list[int]) -> Dataset:
    item = Dataset()
    item.LUTDescriptor = descriptor
    item.add_new("LUTData", "US", data)
    return item


def said(**elements: Any) -> Header:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return header_of(dataset, of="pixels")


def test_grey_goes_through_the_presentation_table_at_last() -> None:
    entries = (np.arange(256) ** 2 // 255).tolist()
    dataset = Dataset()
    dataset.PresentationLUTSequence = [table([256, 0, 8], entries)]
    window = presented(Window(127.5, 255.0, "LINEAR_EXACT"), header_of(dataset, of="pixels"))
    ramp = np.arange(256)
    theirs = apply_presentation_lut(ramp, dataset)
    np.testing.assert_allclose(window.applied(ramp) * 255, theirs, atol=1e-3)


def test_without_a_table_the_window_stays() -> None:
    window = Window(40, 400)
    assert presented(window, said(PresentationLUTShape="IDENTITY")) is window


@pytest.mark.parametrize(
    ("shape", "colour", "odd"),
    [
        ("IDENTITY", "MONOCHROME2", False),
        ("INVERSE", "MONOCHROME1", False),
        ("INVERSE", "MONOCHROME2", True),
        ("IDENTITY", "MONOCHROME1", True),
        ("IDENTITY", "PALETTE COLOR", False),
    ],
)
def test_a_shape_that_turns_grey_the_other_way_is_said(shape: str, colour: str, odd: bool) -> None:
    notes = contradiction(said(PresentationLUTShape=shape, PhotometricInterpretation=colour))
    assert bool(notes) is odd


@pytest.mark.parametrize(("first", "kind"), [(0, "<u2"), (100, "<u2"), (-50, "<i2")])
def test_a_voi_table_is_applied_as_pydicom_does(first: int, kind: str) -> None:
    signed = kind == "<i2"
    dataset = Dataset()
    dataset.PixelRepresentation, dataset.BitsStored, dataset.BitsAllocated = int(signed), 12, 16
    entries = np.linspace(0, 4095, 200).astype(int).tolist()
    dataset.VOILUTSequence = [table([200, first % 65536, 12], entries)]
    ramp = np.arange(-300, 500) if signed else np.arange(0, 500)
    form = PixelFormat(1, 1, 1, 16, 12, 11, signed, "MONOCHROME2", 0, 1)
    values = ModalityValues(ramp.astype("f4")[None])
    window = window_of(header_of(dataset, of="pixels"), values, form)
    dataset.VOILUTSequence[0].LUTDescriptor = [200, first, 12]
    theirs = apply_voi_lut(ramp.astype(kind), dataset)
    np.testing.assert_allclose(window.applied(ramp) * 4095, theirs, atol=0.01)
