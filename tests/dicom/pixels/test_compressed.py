"""One compressed frame, decoded alone."""

import io
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.errors import PixelError

JPEG_LS, J2K, RLE = (f"1.2.840.10008.1.2.{end}" for end in ("4.80", "4.90", "5"))
Made = Callable[..., Dataset]
AsFile = Callable[[Dataset], io.BytesIO]
FrameOf = Callable[..., StoredFrame]
RAMP = np.arange(-100, 92, dtype=np.int16).reshape(12, 16)

CODERS: dict[str, tuple[str, Callable[[np.ndarray], bytes]]] = {
    "RLE": (RLE, lambda array: _run_lengths(array)),
    "JPEG lossless": ("1.2.840.10008.1.2.4.70", imagecodecs.ljpeg_encode),
    "JPEG-LS": (JPEG_LS, imagecodecs.jpegls_encode),
    "JPEG 2000": (J2K, lambda array: imagecodecs.jpeg2k_encode(array, codecformat="j2k", level=0)),
    "HTJ2K": ("1.2.840.10008.1.2.4.201", lambda array: imagecodecs.htj2k_encode(array)),
    "JPEG XL": (
        "1.2.840.10008.1.2.4.110",
        lambda array: imagecodecs.jpegxl_encode(array, lossless=True),
    ),
    "deflated": ("1.2.840.10008.1.2.8.1", lambda array: _deflated(array)),
}


def _run_lengths(array: np.ndarray) -> bytes:
    from pydicom.pixels.encoders import RLELosslessEncoder

    return bytes(
        RLELosslessEncoder.encode(
            array,
            rows=array.shape[0],
            columns=array.shape[1],
            samples_per_pixel=1,
            bits_allocated=16,
            bits_stored=16,
            pixel_representation=0,
            photometric_interpretation="MONOCHROME2",
            number_of_frames=1,
        )
    )


def _deflated(array: np.ndarray) -> bytes:
    import zlib

    engine = zlib.compressobj(wbits=-15)
    return engine.compress(array.tobytes()) + engine.flush()


@pytest.mark.parametrize("coder", CODERS)
def test_a_lossless_coding_gives_back_what_went_in(
    frame_of: FrameOf, compressed: Made, coder: str
) -> None:
    syntax, encode = CODERS[coder]
    pixels = np.random.default_rng(3).integers(0, 60_000, (20, 30), dtype=np.uint16)
    assert (frame_of(compressed(pixels, syntax, bytes(encode(pixels)))).pixels == pixels).all()


@pytest.mark.parametrize("coder", ["JPEG-LS", "JPEG lossless", "RLE"])
def test_signed_values_survive_codings_that_know_no_sign(
    frame_of: FrameOf, compressed: Made, coder: str
) -> None:
    syntax, encode = CODERS[coder]
    frame = bytes(encode(RAMP.view(np.uint16)))
    assert (frame_of(compressed(RAMP, syntax, frame)).pixels == RAMP).all()


def test_the_second_of_two_frames_is_decoded_alone(frame_of: FrameOf, compressed: Made) -> None:
    second = RAMP.view(np.uint16) + np.uint16(300)
    frames = [bytes(imagecodecs.jpegls_encode(array)) for array in (RAMP.view(np.uint16), second)]
    dataset = compressed(second, JPEG_LS, *frames, NumberOfFrames=2)
    assert (frame_of(dataset, 1).pixels == second).all()


def test_a_frame_that_does_not_decode_costs_only_itself(
    frame_of: FrameOf, compressed: Made
) -> None:
    good = bytes(imagecodecs.jpegls_encode(RAMP.view(np.uint16)))
    dataset = compressed(RAMP, JPEG_LS, good[:60] + bytes(len(good) - 60), good, NumberOfFrames=2)
    assert (frame_of(dataset, 1).pixels == RAMP).all()


def test_a_jpeg_that_is_cut_is_refused_where_its_decoder_would_fill_in_grey(
    frame_of: FrameOf, compressed: Made
) -> None:
    pixels = np.arange(64 * 64).reshape(64, 64).astype(np.uint8)
    frame = bytes(imagecodecs.jpeg8_encode(pixels, level=90))
    with pytest.raises(PixelError, match="frame 0 is cut"):
        frame_of(compressed(pixels, "1.2.840.10008.1.2.4.51", frame[: len(frame) // 2]))


def test_the_codestream_outranks_rows_and_columns(frame_of: FrameOf, compressed: Made) -> None:
    frame = bytes(imagecodecs.jpegls_encode(RAMP.view(np.uint16)))
    stored = frame_of(compressed(RAMP, JPEG_LS, frame, Rows=6, Columns=32))
    assert stored.pixels.shape == (12, 16)
    assert "12 x 16, Rows and Columns say 6 x 32" in stored.notes[0]


def test_a_lossless_jpeg_may_be_a_baseline_one(frame_of: FrameOf, compressed: Made) -> None:
    frame = bytes(imagecodecs.jpeg8_encode(np.full((16, 16), 90, np.uint8), level=100))
    dataset = compressed(np.zeros((16, 16), np.uint8), "1.2.840.10008.1.2.4.70", frame)
    assert abs(int(frame_of(dataset).pixels[8, 8]) - 90) < 3


def test_pixels_said_to_be_compressed_and_not_in_fragments_are_read_as_they_are(
    made: Made, frame_of: FrameOf
) -> None:
    stored = frame_of(made(RAMP, JPEG_LS))
    assert (stored.pixels == RAMP).all()
    assert "not compressed" in stored.notes[0]


def test_a_deflated_data_set_is_read(made: Made, as_file: AsFile) -> None:
    file = as_file(made(RAMP, "1.2.840.10008.1.2.1.99"))
    with pixel_source(file) as source:
        assert (stored_frame(source).pixels == RAMP).all()


def test_real_codings_of_one_ct_agree_with_the_native_one(shared_data: Path) -> None:
    folder = shared_data / "cornerstone3D/packages/dicomImageLoader/testImages"
    with pixel_source(next(folder.glob("*_LittleEndianExplicit*"))) as source:
        truth = stored_frame(source).pixels
    codings = ("BigEndian*", "Deflated*", "JPEGLSLossless*", "JPEGProcess14*", "RLELossless*")
    for path in (path for coding in codings for path in folder.glob(f"CTImage.dcm_{coding}")):
        with pixel_source(path) as source:
            assert (stored_frame(source).pixels == truth).all(), path.name
