"""What a compressed frame says about its own size."""

import imagecodecs
import numpy as np
import pytest

from millivox.dicom.decoder.codestream import CodedSize, coded_size, frame_marker, is_cut

GREY = np.arange(24 * 40, dtype=np.uint16).reshape(24, 40)
COLOUR = np.zeros((24, 40, 3), np.uint8)


@pytest.mark.parametrize(
    ("frame", "size"),
    [
        (imagecodecs.jpeg8_encode(COLOUR), CodedSize(24, 40, 3, 8)),
        (imagecodecs.jpegls_encode(GREY), CodedSize(24, 40, 1, 16)),
        (imagecodecs.ljpeg_encode(GREY, bitspersample=12), CodedSize(24, 40, 1, 12)),
        (imagecodecs.jpeg2k_encode(GREY, codecformat="j2k"), CodedSize(24, 40, 1, 16)),
        (imagecodecs.jpeg2k_encode(COLOUR, codecformat="jp2"), CodedSize(24, 40, 3, 8)),
    ],
    ids=["jpeg", "jpeg-ls", "jpeg lossless", "j2k", "jp2"],
)
def test_the_codestream_tells_its_own_size(frame: bytes, size: CodedSize) -> None:
    assert coded_size(frame) == size


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_a_codestream_cut_off_in_its_header_tells_no_size(length: int) -> None:
    frame = bytes(imagecodecs.jpeg2k_encode(GREY, codecformat="j2k"))
    assert coded_size(frame[: min(length, 41)]) is None


def test_a_jpeg_segment_of_length_zero_does_not_loop() -> None:
    assert coded_size(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 50) is None


def test_fill_bytes_before_a_marker_are_stepped_over() -> None:
    frame = bytes.fromhex("ffd8 ffff ffc0 000b 08 0010 0020 01 011100")
    assert coded_size(frame) == CodedSize(16, 32, 1, 8)


def test_run_lengths_tell_no_size() -> None:
    assert coded_size(b"\x01\0\0\0" + b"\x40\0\0\0" + bytes(56)) is None


def test_a_lossless_jpeg_is_known_by_its_frame_marker() -> None:
    assert frame_marker(bytes(imagecodecs.ljpeg_encode(GREY))) == 0xC3


JPEGS = {
    "JPEG": lambda: imagecodecs.jpeg8_encode(COLOUR),
    "JPEG lossless": lambda: imagecodecs.ljpeg_encode(GREY),
    "JPEG-LS": lambda: imagecodecs.jpegls_encode(GREY),
}


@pytest.mark.parametrize("kind", JPEGS)
@pytest.mark.parametrize("cut", [1, 2, 3, 40])
def test_a_jpeg_without_its_end_is_cut(kind: str, cut: int) -> None:
    frame = bytes(JPEGS[kind]())
    assert is_cut(frame[:-cut])
    assert not is_cut(frame)
    assert not is_cut(frame + b"\0")


def test_the_end_of_a_thumbnail_before_the_frame_header_is_not_the_end() -> None:
    frame = bytes(imagecodecs.jpegls_encode(GREY))
    thumbnail = b"\xff\xe0\x00\x06\xff\xd8\xff\xd9"
    assert is_cut((frame[:2] + thumbnail + frame[2:])[:-2])


def test_other_codestreams_are_left_to_their_codecs() -> None:
    assert not is_cut(bytes(imagecodecs.jpeg2k_encode(GREY, codecformat="j2k"))[:-2])
