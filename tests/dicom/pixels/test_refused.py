"""Frames that are refused, with what was promised and what is there."""

import io
from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.errors import (
    MissingAttributeError,
    NotDicomError,
    PixelError,
    PixelTooLargeError,
    UnsupportedTransferSyntaxError,
)

J2K, RLE = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"
Made = Callable[..., Dataset]
AsFile = Callable[[Dataset], io.BytesIO]
FrameOf = Callable[..., StoredFrame]
RAMP = np.arange(-100, 92, dtype=np.int16).reshape(12, 16)


def test_garbage_for_a_codestream_is_a_pixel_error(frame_of: FrameOf, compressed: Made) -> None:
    with pytest.raises(PixelError, match="refused this frame"):
        frame_of(compressed(RAMP, J2K, b"\xff\x4f" + bytes(500)))


def test_native_pixels_that_end_early_are_refused_with_both_numbers(
    made: Made, frame_of: FrameOf
) -> None:
    with pytest.raises(PixelError, match=r"ends at byte 384 .* holds 200"):
        frame_of(made(RAMP, data=bytes(200)))


def test_a_length_field_beyond_the_file_is_not_believed(made: Made, as_file: AsFile) -> None:
    data = as_file(made(RAMP)).getvalue()
    with pixel_source(data[:-100]) as source, pytest.raises(PixelError, match="holds 284"):
        stored_frame(source)


def test_a_frame_beyond_the_last_is_refused(made: Made, frame_of: FrameOf) -> None:
    with pytest.raises(PixelError, match="Frame 1 was asked for; there are 1"):
        frame_of(made(RAMP), 1)


def test_a_frame_larger_than_the_limit_is_refused(made: Made, frame_of: FrameOf) -> None:
    with pytest.raises(PixelTooLargeError, match="12 x 16"):
        frame_of(made(RAMP), limit=100)


def test_a_codestream_of_few_bytes_may_not_promise_a_gigabyte(
    frame_of: FrameOf, compressed: Made
) -> None:
    frame = bytearray(imagecodecs.jpeg2k_encode(RAMP.view(np.uint16), codecformat="j2k"))
    frame[8:16] = (20_000).to_bytes(4, "big") * 2
    with pytest.raises(PixelTooLargeError, match="times as many"):
        frame_of(compressed(RAMP, J2K, bytes(frame)))


def test_run_lengths_of_few_bytes_may_not_promise_a_gigabyte(
    frame_of: FrameOf, compressed: Made
) -> None:
    with pytest.raises(PixelTooLargeError):
        frame_of(compressed(RAMP, RLE, bytes(64), Rows=20_000, Columns=20_000))


def test_a_transfer_syntax_without_a_decoder_is_named(frame_of: FrameOf, compressed: Made) -> None:
    with pytest.raises(UnsupportedTransferSyntaxError, match="MPEG2"):
        frame_of(compressed(RAMP, "1.2.840.10008.1.2.4.100", b"\0\0\1\xb3"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"Rows": 0}, "is not an image"),
        ({"BitsAllocated": 12}, "12 bits"),
        ({"SamplesPerPixel": 7}, "7 samples"),
    ],
)
def test_a_format_that_no_image_has_is_refused(
    made: Made, frame_of: FrameOf, said: dict[str, int], told: str
) -> None:
    with pytest.raises(PixelError, match=told):
        frame_of(made(RAMP, **said))


def test_rows_that_are_absent_are_named(made: Made, frame_of: FrameOf) -> None:
    dataset = made(RAMP)
    del dataset.Rows
    with pytest.raises(MissingAttributeError, match="Rows"):
        frame_of(dataset)


def test_an_object_without_pixels_says_so(made: Made, as_file: AsFile) -> None:
    dataset = made(RAMP)
    del dataset.PixelData
    with pytest.raises(PixelError, match="no pixel data"), pixel_source(as_file(dataset)):
        pass


def test_bytes_that_are_not_dicom_are_refused() -> None:
    with pytest.raises((NotDicomError, PixelError)), pixel_source(b"hello" * 100):
        pass


def test_a_refusal_says_nothing_of_our_memory(frame_of: FrameOf, compressed: Made) -> None:
    baseline = compressed(RAMP.astype(np.uint8), "1.2.840.10008.1.2.4.50", b"\xff\xd8" + bytes(500))
    with pytest.raises(PixelError, match="refused this frame") as refusal:
        frame_of(baseline)
    assert "0x" not in str(refusal.value)


def test_a_jpeg_ls_frame_without_its_end_is_refused_unseen(
    frame_of: FrameOf, compressed: Made
) -> None:
    frame = bytes(imagecodecs.jpegls_encode(RAMP.view(np.uint16)))
    with pytest.raises(PixelError, match="frame 0 is cut: it lacks its end marker"):
        frame_of(compressed(RAMP, "1.2.840.10008.1.2.4.80", frame[:-2]))
