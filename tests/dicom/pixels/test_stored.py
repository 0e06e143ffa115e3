"""One frame, decoded alone, after its size has been believed."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.errors import (
    MissingAttributeError,
    NotDicomError,
    PixelError,
    PixelTooLargeError,
    UnsupportedTransferSyntaxError,
)

EXPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
JPEG_LS, J2K, RLE = (f"1.2.840.10008.1.2.{end}" for end in ("4.80", "4.90", "5"))


def made(
    pixels: np.ndarray, syntax: str = EXPLICIT, data: bytes | None = None, **said: Any
) -> Dataset:
    """A data set around an array of shape (rows, columns) or (rows, columns, samples)."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset = Dataset()
    dataset.file_meta = meta
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.SamplesPerPixel = pixels.shape[2] if pixels.ndim == 3 else 1
    dataset.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    if pixels.ndim == 3:
        dataset.PlanarConfiguration = 0
    bits = pixels.dtype.itemsize * 8
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes() if data is None else data
    dataset["PixelData"].VR = "OW"
    for keyword, value in said.items():
        setattr(dataset, keyword, value)
    return dataset


def as_file(dataset: Dataset) -> io.BytesIO:
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file


def frame_of(dataset: Dataset, frame: int = 0, **how: Any) -> StoredFrame:
    with pixel_source(dataset) as source:
        return stored_frame(source, frame, **how)


def compressed(pixels: np.ndarray, syntax: str, *frames: bytes, **said: Any) -> Dataset:
    return made(pixels, syntax, encapsulate(list(frames)), **said)


RAMP = np.arange(-100, 92, dtype=np.int16).reshape(12, 16)


def test_a_native_frame_is_read_as_it_was_written() -> None:
    assert (frame_of(made(RAMP)).pixels == RAMP).all()


def test_the_same_frame_comes_from_a_file_and_from_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(as_file(made(RAMP)).getvalue())
    with pixel_source(path) as source:
        assert (stored_frame(source).pixels == RAMP).all()


def test_big_endian_pixels_are_turned_round() -> None:
    with pixel_source(as_file(made(RAMP.astype(">i2"), BIG_ENDIAN))) as source:
        assert (stored_frame(source).pixels == RAMP).all()


def test_unused_bits_above_the_stored_ones_are_no_part_of_the_value() -> None:
    twelve = (RAMP.astype(np.int32) & 0x0FFF) | 0xA000
    dataset = made(twelve.astype(np.uint16), BitsStored=12, HighBit=11, PixelRepresentation=1)
    assert (frame_of(dataset).pixels == RAMP).all()


def test_stored_bits_may_sit_at_the_top_of_a_word() -> None:
    dataset = made(
        (np.arange(192, dtype=np.uint16) << 4).reshape(12, 16), BitsStored=12, HighBit=15
    )
    assert frame_of(dataset).pixels.ravel().tolist() == list(range(192))


def test_frames_of_single_bits_need_not_start_on_a_byte() -> None:
    bits = np.random.default_rng(1).integers(0, 2, (3, 5, 5), dtype=np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    dataset = made(bits[0], data=packed + b"\0", NumberOfFrames=3, BitsAllocated=1, BitsStored=1)
    dataset.HighBit = 0
    assert [(frame_of(dataset, n).pixels == bits[n]).all() for n in range(3)] == [True] * 3


def test_colour_by_plane_becomes_colour_by_pixel() -> None:
    colour = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    dataset = made(colour, data=colour.transpose(2, 0, 1).tobytes(), PlanarConfiguration=1)
    assert (frame_of(dataset).pixels == colour).all()


def test_luminance_and_chrominance_become_rgb() -> None:
    grey = np.full((4, 4, 3), (200, 128, 128), np.uint8)
    stored = frame_of(made(grey, PhotometricInterpretation="YBR_FULL"))
    assert (stored.pixels == 200).all()
    assert stored.photometric == "RGB"


def test_a_file_that_says_422_and_holds_all_samples_is_read_as_it_is() -> None:
    grey = np.full((4, 4, 3), (200, 128, 128), np.uint8)
    stored = frame_of(made(grey, PhotometricInterpretation="YBR_FULL_422"))
    assert (stored.pixels == 200).all()
    assert "every sample" in stored.notes[0]


def test_float_pixels_keep_their_fractions() -> None:
    dataset = made(np.zeros((2, 2), np.float32))
    del dataset.PixelData
    del dataset.BitsStored
    dataset.FloatPixelData = np.array([0.25, 1.5, -2.0, 1e9], np.float32).tobytes()
    assert frame_of(dataset).pixels.ravel().tolist() == [0.25, 1.5, -2.0, 1e9]


def test_only_the_frame_asked_for_is_read() -> None:
    pixels = np.zeros((64, 64), np.uint16)
    data = bytes(pixels.nbytes * 200) + np.full((64, 64), 7, np.uint16).tobytes()
    file = as_file(made(pixels, data=data, NumberOfFrames=201))

    class Counted(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            got = super().read(size)
            Counted.taken += len(got)
            return got

    with pixel_source(Counted(file.getvalue())) as source:
        Counted.taken = 0  # of the header
        assert (stored_frame(source, 200).pixels == 7).all()
    assert Counted.taken == pixels.nbytes


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
def test_a_lossless_coding_gives_back_what_went_in(coder: str) -> None:
    syntax, encode = CODERS[coder]
    pixels = np.random.default_rng(3).integers(0, 60_000, (20, 30), dtype=np.uint16)
    assert (frame_of(compressed(pixels, syntax, bytes(encode(pixels)))).pixels == pixels).all()


@pytest.mark.parametrize("coder", ["JPEG-LS", "JPEG lossless", "RLE"])
def test_signed_values_survive_codings_that_know_no_sign(coder: str) -> None:
    syntax, encode = CODERS[coder]
    frame = bytes(encode(RAMP.view(np.uint16)))
    assert (frame_of(compressed(RAMP, syntax, frame)).pixels == RAMP).all()


def test_the_second_of_two_frames_is_decoded_alone() -> None:
    second = RAMP.view(np.uint16) + np.uint16(300)
    frames = [bytes(imagecodecs.jpegls_encode(array)) for array in (RAMP.view(np.uint16), second)]
    dataset = compressed(second, JPEG_LS, *frames, NumberOfFrames=2)
    assert (frame_of(dataset, 1).pixels == second).all()


def test_a_frame_that_does_not_decode_costs_only_itself() -> None:
    good = bytes(imagecodecs.jpegls_encode(RAMP.view(np.uint16)))
    dataset = compressed(RAMP, JPEG_LS, good[:60] + bytes(len(good) - 60), good, NumberOfFrames=2)
    assert (frame_of(dataset, 1).pixels == RAMP).all()


def test_garbage_for_a_codestream_is_a_pixel_error() -> None:
    with pytest.raises(PixelError, match="refused this frame"):
        frame_of(compressed(RAMP, J2K, b"\xff\x4f" + bytes(500)))


def test_the_codestream_outranks_rows_and_columns() -> None:
    frame = bytes(imagecodecs.jpegls_encode(RAMP.view(np.uint16)))
    stored = frame_of(compressed(RAMP, JPEG_LS, frame, Rows=6, Columns=32))
    assert stored.pixels.shape == (12, 16)
    assert "12 x 16, Rows and Columns say 6 x 32" in stored.notes[0]


def test_a_lossless_jpeg_may_be_a_baseline_one() -> None:
    frame = bytes(imagecodecs.jpeg8_encode(np.full((16, 16), 90, np.uint8), level=100))
    dataset = compressed(np.zeros((16, 16), np.uint8), "1.2.840.10008.1.2.4.70", frame)
    assert abs(int(frame_of(dataset).pixels[8, 8]) - 90) < 3


def test_pixels_said_to_be_compressed_and_not_in_fragments_are_read_as_they_are() -> None:
    stored = frame_of(made(RAMP, JPEG_LS))
    assert (stored.pixels == RAMP).all()
    assert "not compressed" in stored.notes[0]


def test_native_pixels_that_end_early_are_refused_with_both_numbers() -> None:
    with pytest.raises(PixelError, match=r"ends at byte 384 .* holds 200"):
        frame_of(made(RAMP, data=bytes(200)))


def test_a_length_field_beyond_the_file_is_not_believed() -> None:
    data = as_file(made(RAMP)).getvalue()
    with pixel_source(data[:-100]) as source, pytest.raises(PixelError, match="holds 284"):
        stored_frame(source)


def test_a_frame_beyond_the_last_is_refused() -> None:
    with pytest.raises(PixelError, match="Frame 1 was asked for; there are 1"):
        frame_of(made(RAMP), 1)


def test_a_frame_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(PixelTooLargeError, match="12 x 16"):
        frame_of(made(RAMP), limit=100)


def test_a_codestream_of_few_bytes_may_not_promise_a_gigabyte() -> None:
    frame = bytearray(imagecodecs.jpeg2k_encode(RAMP.view(np.uint16), codecformat="j2k"))
    frame[8:16] = (20_000).to_bytes(4, "big") * 2
    with pytest.raises(PixelTooLargeError, match="times as many"):
        frame_of(compressed(RAMP, J2K, bytes(frame)))


def test_run_lengths_of_few_bytes_may_not_promise_a_gigabyte() -> None:
    with pytest.raises(PixelTooLargeError):
        frame_of(compressed(RAMP, RLE, bytes(64), Rows=20_000, Columns=20_000))


def test_a_transfer_syntax_without_a_decoder_is_named() -> None:
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
def test_a_format_that_no_image_has_is_refused(said: dict[str, int], told: str) -> None:
    with pytest.raises(PixelError, match=told):
        frame_of(made(RAMP, **said))


def test_rows_that_are_absent_are_named() -> None:
    dataset = made(RAMP)
    del dataset.Rows
    with pytest.raises(MissingAttributeError, match="Rows"):
        frame_of(dataset)


def test_an_object_without_pixels_says_so() -> None:
    dataset = made(RAMP)
    del dataset.PixelData
    with pytest.raises(PixelError, match="no pixel data"), pixel_source(as_file(dataset)):
        pass


def test_bytes_that_are_not_dicom_are_refused() -> None:
    with pytest.raises((NotDicomError, PixelError)), pixel_source(b"hello" * 100):
        pass


def test_a_deflated_data_set_is_read() -> None:
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
