"""What lies over a grey frame: overlays in white, the colours of a supplemental palette."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import Dataset

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.palette import COLOURS
from millivox.dicom.pixels.stored import StoredFrame
from millivox.display.layers import layer_of, under
from millivox.display.scale import PixelSize
from millivox.display.view import View
from millivox.display.window import Window
from millivox.show import show

PIXELS = np.array([[0, 4, 5], [6, 7, 900]], np.uint16)
STORED = StoredFrame(
    PIXELS, "MONOCHROME2", PixelFormat(2, 3, 1, 16, 16, 15, False, "MONOCHROME2", 0, 1)
)


def image(**said: Any) -> Dataset:
    dataset = Dataset()
    dataset.Rows, dataset.Columns = 2, 3
    for keyword, value in said.items():
        setattr(dataset, keyword, value)
    return dataset


def header(dataset: Dataset) -> Header:
    return header_of(dataset, of="pixels")


def overlaid(dataset: Dataset, data: bytes) -> Dataset:
    dataset.add_new(0x60000010, "US", 2)
    dataset.add_new(0x60000011, "US", 3)
    dataset.add_new(0x60000050, "SS", [1, 1])
    dataset.add_new(0x60003000, "OW", data)
    return dataset


def coloured(**said: Any) -> Dataset:
    """Two colours, from the stored value 5 on."""
    dataset = image(**said)
    for colour, entries in zip(COLOURS, ((255, 10), (0, 20), (0, 30)), strict=True):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [2, 5, 8])
        setattr(dataset, f"{colour}PaletteColorLookupTableData", struct.pack("<2B", *entries))
    return dataset


def test_nothing_lies_over_a_plain_frame() -> None:
    assert layer_of(header(image()), STORED) == (None, ())


def test_an_overlay_is_white_where_its_bits_are_set() -> None:
    layer, notes = layer_of(header(overlaid(image(), b"\x21\0")), STORED)
    assert notes == ()
    assert layer is not None
    assert (layer[..., 3] > 0).tolist() == [[True, False, False], [False, False, True]]
    drawn = under(np.full((2, 3), 0.5), layer)
    assert drawn[0, 0].tolist() == [255, 255, 255]
    assert drawn[0, 1].tolist() == [128, 128, 128]


def test_an_overlay_that_is_cut_short_is_said_and_the_frame_drawn() -> None:
    layer, notes = layer_of(header(overlaid(image(), b"")), STORED)
    assert layer is None
    assert "overlay" in notes[0]


def test_an_overlay_of_a_header_that_is_not_the_frames_takes_no_room() -> None:
    dataset = overlaid(image(), b"\x21\0")
    dataset.Rows = dataset.Columns = 65_535
    assert layer_of(header(dataset), STORED) == (None, ())


def test_values_from_the_palettes_first_on_are_coloured() -> None:
    layer, _ = layer_of(header(coloured(PixelPresentation="COLOR")), STORED)
    assert layer is not None
    assert (layer[..., 3] > 0).tolist() == [[False, False, True], [True, True, True]]
    assert layer[0, 2].tolist() == [255, 0, 0, 255]
    assert layer[1, 2].tolist() == [10, 20, 30, 255]  # beyond the last entry


@pytest.mark.parametrize("presentation", [None, "MONOCHROME"])
def test_a_palette_that_is_not_meant_for_showing_colours_nothing(presentation: Any) -> None:
    said = {} if presentation is None else {"PixelPresentation": presentation}
    assert layer_of(header(coloured(**said)), STORED) == (None, ())


def test_a_part_of_a_view_keeps_what_lies_over_it() -> None:
    layer, _ = layer_of(header(coloured(PixelPresentation="COLOR")), STORED)
    window = Window(450, 900)
    view = View(PIXELS, PixelSize(1, 1, False, "px"), window, layer=layer)
    part = view.part(slice(1, 2), slice(0, 2))
    np.testing.assert_array_equal(part.seen(), view.seen()[1:2, 0:2])


def test_a_real_supplemental_palette_is_drawn_in_colour(shared_data: Path) -> None:
    path = shared_data / "pydicom-data/data_store/data/eCT_Supplemental.dcm"
    rgb = show(path).scene.rgb.astype(int)
    assert (np.ptp(rgb, axis=2) > 50).mean() > 0.1


def test_a_real_overlay_is_drawn_white(shared_data: Path) -> None:
    path = shared_data / "pydicom-data/data_store/data/MR-SIEMENS-DICOM-WithOverlays.dcm"
    dataset = pydicom.dcmread(path)
    drawn = show(dataset, width_px=484).scene.rgb
    where = dataset.overlay_array(0x6000).astype(bool)
    assert (drawn[where] == 255).all()
