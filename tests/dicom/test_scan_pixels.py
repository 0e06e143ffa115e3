"""Pixels that do not fit what the header says of them are said."""

import struct
from typing import Any

import pytest

from millivox.dicom.scan import scan_bytes

BASELINE = "1.2.840.10008.1.2.4.50"


def damages(data: bytes) -> list[str]:
    return [one.text for one in scan_bytes(data, name="test").damage]


def native(parts: Any, n: int, **image: Any) -> list[str]:
    return damages(parts.image(parts.element(0x7FE00010, "OW", bytes(n)), **image))


@pytest.mark.parametrize(
    ("n", "image"),
    [
        (16, {}),
        (32, {"bits": 16}),
        (48, {"frames": b"3 "}),
        (48, {"samples": 3, "photometric": b"RGB"}),
        (32, {"samples": 3, "photometric": b"YBR_FULL_422"}),
        (10, {"rows": 3, "columns": 3}),
        (2, {"bits": 1}),
        (8, {"bits": 1, "rows": 5, "columns": 5, "frames": b"2 "}),
    ],
)
def test_native_pixels_of_the_right_length_are_no_damage(parts: Any, n: int, image: Any) -> None:
    assert native(parts, n, **image) == []


def test_too_few_native_pixels_are_said(parts: Any) -> None:
    (text,) = native(parts, 14)
    assert text.startswith("The pixels hold 14 bytes;")
    assert text.endswith("ask for 16, so the pixels are too short.")


def test_too_many_native_pixels_are_said(parts: Any) -> None:
    (text,) = native(parts, 20)
    assert text.endswith("4 bytes are left over.")
    (text,) = native(parts, 32)
    assert text.startswith("The pixels hold 32 bytes, enough for more frames; ")


def test_sizes_beyond_64_bits_do_not_wrap(parts: Any) -> None:
    (text,) = native(
        parts, 16, rows=65535, columns=65535, bits=64, samples=3, photometric=b"RGB", frames=b"100"
    )
    assert "too short" in text


@pytest.mark.parametrize("name", ["rows", "columns", "samples"])
def test_a_size_of_zero_is_said(parts: Any, name: str) -> None:
    assert any(text.endswith(" is 0.") for text in native(parts, 16, **{name: 0}))


@pytest.mark.parametrize("frames", [b"0 ", b"-1", b"1A", b"  "])
def test_a_number_of_frames_that_is_none_is_said(parts: Any, frames: bytes) -> None:
    assert "Number of Frames is not a positive whole number." in native(parts, 16, frames=frames)


@pytest.mark.parametrize("bits", [3, 7, 12, 63, 72])
def test_impossible_bits_allocated_are_said(parts: Any, bits: int) -> None:
    assert any("neither 1 nor a multiple of 8" in text for text in native(parts, 16, bits=bits))


def test_pixels_without_rows_are_said(parts: Any) -> None:
    data = parts.file(
        parts.element(0x00280011, "US", b"\4\0"), parts.element(0x7FE00010, "OW", bytes(16))
    )
    assert "There are pixels, but no Rows, no Bits Allocated." in damages(data)


def test_an_object_without_pixels_has_no_pixel_damage(parts: Any) -> None:
    assert damages(parts.file(parts.element(0x00280010, "US", b"\0\0"))) == []


def test_samples_that_contradict_the_colours_are_said(parts: Any) -> None:
    assert "Samples per Pixel is 1 with RGB." in native(parts, 16, photometric=b"RGB")


def palette(parts: Any, entries: int, n: int) -> bytes:
    described = parts.element(0x00281101, "US", struct.pack("<3H", entries & 0xFFFF, 0, 16))
    return bytes(described + parts.element(0x00281201, "OW", bytes(n)))


def test_a_palette_as_long_as_its_descriptor_says_is_no_damage(parts: Any) -> None:
    more = palette(parts, 256, 512)
    assert native(parts, 16, photometric=b"PALETTE COLOR", more=more) == []


def test_a_palette_shorter_than_its_descriptor_says_is_said(parts: Any) -> None:
    (text,) = native(parts, 16, photometric=b"PALETTE COLOR", more=palette(parts, 65536, 512))
    assert text == "The palette holds 512 bytes; its descriptor asks for 65536 entries of 16 bits."


def test_native_pixels_of_an_encapsulated_syntax_are_said(parts: Any) -> None:
    assert "the pixels are native" in native(parts, 16, syntax=BASELINE)[0]
