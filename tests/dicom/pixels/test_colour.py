"""Luminance and chrominance become RGB once, whoever decodes them."""

from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset

from millivox.dicom.pixels.stored import StoredFrame
from millivox.errors import PixelError

Made = Callable[..., Dataset]
FrameOf = Callable[..., StoredFrame]
EXTENDED, LOSSLESS, J2K = (f"1.2.840.10008.1.2.4.{end}" for end in (51, 70, 90))
RED = np.full((16, 16, 3), (200, 40, 20), np.uint8)


def test_colour_of_an_extended_jpeg_is_turned_once(frame_of: FrameOf, compressed: Made) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(RED, level=98))
    stored = frame_of(compressed(RED, EXTENDED, frame, PhotometricInterpretation="YBR_FULL_422"))
    assert np.abs(stored.pixels.astype(int) - RED).max() <= 3
    assert stored.photometric == "RGB"


def test_twelve_bits_of_luminance_and_chrominance_are_read(
    frame_of: FrameOf, compressed: Made
) -> None:
    ybr = np.full((16, 16, 3), (1600, 2048, 2148), np.uint16)
    how: dict[str, Any] = {"colorspace": "ycbcr", "outcolorspace": "ycbcr"}
    frame = bytes(imagecodecs.jpeg8_encode(ybr, lossless=True, bitspersample=12, **how))
    said = {"BitsStored": 12, "HighBit": 11, "PhotometricInterpretation": "YBR_FULL"}
    stored = frame_of(compressed(ybr, LOSSLESS, frame, **said))
    assert stored.pixels[3, 3].tolist() == [1740, 1529, 1600]


def test_frames_in_fragments_need_not_be_compressed(frame_of: FrameOf, compressed: Made) -> None:
    dataset = compressed(RED, "1.2.840.10008.1.2.1.98", RED.tobytes(), RED[::-1].tobytes())
    dataset.NumberOfFrames = 2
    assert (frame_of(dataset, 1).pixels == RED[::-1]).all()


def test_more_bits_than_openjpeg_holds_are_refused(frame_of: FrameOf, compressed: Made) -> None:
    deep = np.arange(256, dtype=np.uint32).reshape(16, 16) << 18
    frame = bytes(imagecodecs.jpeg2k_encode(deep, codecformat="j2k", level=0, reversible=True))
    with pytest.raises(PixelError, match="26 bits a sample; of JPEG 2000, up to 24"):
        frame_of(compressed(deep, J2K, frame))


def test_part_2_of_jpeg_2000_is_read_where_it_needs_no_more_than_part_1(
    frame_of: FrameOf, compressed: Made
) -> None:
    frame = bytes(imagecodecs.jpeg2k_encode(RED, codecformat="j2k", level=0, reversible=True))
    assert (frame_of(compressed(RED, "1.2.840.10008.1.2.4.92", frame)).pixels == RED).all()


def test_frames_as_components_of_part_2_are_refused(frame_of: FrameOf, compressed: Made) -> None:
    frame = bytes(imagecodecs.jpeg2k_encode(RED, codecformat="j2k", level=0, reversible=True))
    grey = compressed(RED[..., 0], "1.2.840.10008.1.2.4.92", frame, NumberOfFrames=3)
    with pytest.raises(PixelError, match="stand for frames"):
        frame_of(grey)
