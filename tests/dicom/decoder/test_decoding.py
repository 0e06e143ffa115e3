"""The short way of grey frames hands out what pydicom would, and colour takes the long one."""

import mmap
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder

from millivox.dicom.decoder import codecs, decoding
from millivox.dicom.decoder.isolation import Decoders
from millivox.errors import PixelError

LOSSLESS, JPEG_LS, J2K, HTJ2K, RLE = (
    f"1.2.840.10008.1.2.{end}" for end in ("4.70", "4.80", "4.90", "4.201", "5")
)
Array = np.ndarray[Any, Any]


def _rle(pixels: Array) -> bytes:
    """A segment for each byte of a cell, the highest first, as literal runs (PS3.5 G)."""
    planes = pixels.view("u1").reshape(-1, pixels.dtype.itemsize)[:, ::-1].T
    segments = []
    for plane in planes:
        runs = [plane[at : at + 128].tobytes() for at in range(0, len(plane), 128)]
        body = b"".join(bytes([len(run) - 1]) + run for run in runs)
        segments.append(body + bytes(len(body) % 2))
    offsets = [64 + sum(map(len, segments[:n])) for n in range(len(segments))]
    head = [len(segments), *offsets, *[0] * (15 - len(segments))]
    return np.array(head, "<u4").tobytes() + b"".join(segments)


CODERS = {
    LOSSLESS: imagecodecs.ljpeg_encode,
    JPEG_LS: imagecodecs.jpegls_encode,
    J2K: lambda pixels: imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", level=0),
    HTJ2K: imagecodecs.htj2k_encode,
    RLE: _rle,
}


def _options(pixels: Array, **said: Any) -> dict[str, Any]:
    bits = pixels.dtype.itemsize * 8
    return {
        "rows": pixels.shape[0], "columns": pixels.shape[1], "samples_per_pixel": 1,
        "photometric_interpretation": "MONOCHROME2", "bits_allocated": bits, "bits_stored": bits,
        "pixel_representation": 0, "number_of_frames": 1, "pixel_keyword": "PixelData",
    } | said  # fmt: skip


def _pydicom(frame: bytes, syntax: str, options: dict[str, Any]) -> Array:
    codecs.register()
    pixels, _ = get_decoder(syntax).as_array(
        encapsulate([frame]), index=0, decoding_plugin=codecs.PLUGIN, **options
    )
    return pixels


@pytest.mark.parametrize("syntax", CODERS)
@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize("stored", [6, 8, 12, 16])
@pytest.mark.parametrize("signed", [0, 1])
def test_a_grey_frame_is_what_pydicom_makes_of_it(
    syntax: str, kind: str, stored: int, signed: int
) -> None:
    size = 8 * np.dtype(kind).itemsize
    if stored > size:
        pytest.skip("no such pixels")
    pixels = np.random.default_rng(stored).integers(0, 1 << stored, (9, 7)).astype(kind)
    frame = bytes(CODERS[syntax](pixels))
    options = _options(pixels, bits_stored=stored, pixel_representation=signed)
    assert codecs.is_plain(syntax, options)
    found, photometric = decoding.decode(frame, {"syntax": syntax, "options": options})
    wanted = _pydicom(frame, syntax, options)
    assert (found.dtype, photometric) == (wanted.dtype, "MONOCHROME2")
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("short", [0, 1])
def test_a_segment_that_ends_early_is_refused_and_shows_no_memory(short: int) -> None:
    pixels = np.arange(300, dtype=np.uint16).reshape(15, 20)
    planes = pixels.view("u1").reshape(-1, 2)[:, ::-1].T
    cut = [plane[:128] if n == short else plane for n, plane in enumerate(planes)]
    bodies = [
        b"".join(
            bytes([len(plane[at : at + 128]) - 1]) + plane[at : at + 128].tobytes()
            for at in range(0, len(plane), 128)
        )
        for plane in cut
    ]
    head = np.array([2, 64, 64 + len(bodies[0]), *[0] * 13], "<u4").tobytes()
    job = {"syntax": RLE, "options": _options(pixels)}
    said = decoding.answer(head + b"".join(bodies), job, mmap.mmap(-1, 4096))
    assert "end before the frame does" in said["error"]


@pytest.mark.parametrize("signed", [0, 1])
def test_a_sign_in_the_codestream_is_undone_where_the_header_has_none(signed: int) -> None:
    pixels = np.arange(-1000, 1016, 32, dtype="i2").reshape(7, 9)
    frame = bytes(imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", level=0))
    options = _options(pixels, pixel_representation=signed)
    found, _ = decoding.decode(frame, {"syntax": J2K, "options": options})
    np.testing.assert_array_equal(found, _pydicom(frame, J2K, options))
    assert found.dtype == ("i2" if signed else "u2")


def test_numbers_wider_than_bits_allocated_are_not_wrapped() -> None:
    pixels = np.array([[1000, 2], [3, 4]], np.uint16)
    options = _options(pixels, bits_allocated=8, bits_stored=8)
    frame = bytes(imagecodecs.jpegls_encode(pixels))
    found, _ = decoding.decode(frame, {"syntax": JPEG_LS, "options": options})
    np.testing.assert_array_equal(found, pixels)


def test_a_frame_larger_than_the_memory_is_refused() -> None:
    pixels = np.zeros((64, 64), np.uint16)
    job = {"syntax": JPEG_LS, "options": _options(pixels)}
    said = decoding.answer(bytes(imagecodecs.jpegls_encode(pixels)), job, mmap.mmap(-1, 4096))
    assert "8,192 bytes, more than a frame" in said["error"]


COLOUR = np.random.default_rng(5).integers(0, 256, (16, 24, 3), dtype=np.uint8)
COLOURED = {
    "JPEG": (codecs.JPEG_BASELINE, lambda: imagecodecs.jpeg8_encode(COLOUR, level=95)),
    "JPEG-LS": (JPEG_LS, lambda: imagecodecs.jpegls_encode(COLOUR)),
    "JPEG lossless": (LOSSLESS, lambda: imagecodecs.jpeg8_encode(COLOUR, lossless=True)),
    "JPEG 2000": (J2K, lambda: imagecodecs.jpeg2k_encode(COLOUR, codecformat="j2k", level=0)),
    "HTJ2K": (HTJ2K, lambda: imagecodecs.htj2k_encode(COLOUR)),
    "JPEG XL": ("1.2.840.10008.1.2.4.110", lambda: imagecodecs.jpegxl_encode(COLOUR, level=1)),
}


@pytest.mark.parametrize("coder", COLOURED)
def test_colour_is_decoded_in_a_process_that_can_open_nothing(coder: str) -> None:
    syntax, encode = COLOURED[coder]
    said = {"samples_per_pixel": 3, "planar_configuration": 0, "photometric_interpretation": "RGB"}
    options = _options(COLOUR[..., 0], **said)
    with Decoders() as decoders:
        found, _ = decoders.decode(bytes(encode()), syntax, options, COLOUR.nbytes)
        assert found.shape == COLOUR.shape
        with pytest.raises(PixelError, match="refused"):
            decoders.decode(bytes(encode())[:40], syntax, options, COLOUR.nbytes)
        again, _ = decoders.decode(bytes(encode()), syntax, options, COLOUR.nbytes)
        assert len(decoders.workers) == 1
    np.testing.assert_array_equal(found, again)


def test_what_is_no_picture_is_said_to_be_none() -> None:
    options = _options(COLOUR[..., 0])
    with Decoders() as decoders, pytest.raises(PixelError, match="cannot identify image"):
        decoders.decode(b"no picture", codecs.JPEG_BASELINE, options, COLOUR.nbytes)
