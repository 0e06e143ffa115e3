"""Fragments, codestreams and offset tables that contradict themselves or the header are said."""

import struct
from typing import Any

import pytest

from millivox.dicom.scan import scan_bytes

RLE, BASELINE, LOSSLESS = ("1.2.840.10008.1.2" + tail for tail in (".5", ".4.50", ".4.70"))
JPEG_LS, JPEG_LS_NEAR, J2K = ("1.2.840.10008.1.2.4." + tail for tail in ("80", "81", "90"))
MPEG = "1.2.840.10008.1.2.4.102"


def damages(data: bytes) -> list[str]:
    return [one.text for one in scan_bytes(data, name="test").damage]


def jpeg(
    rows: int = 4, columns: int = 4, *, sof: int = 0xC0, parts: int = 1, near: int = 0
) -> bytes:
    frame = struct.pack(">BHHB", 8, rows, columns, parts) + b"\1\x11\0" * parts
    scan = bytes([parts]) + b"\1\0" * parts + bytes([near, 0, 0])
    return (
        b"\xff\xd8\xff"
        + bytes([sof])
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xda"
        + struct.pack(">H", len(scan) + 2)
        + scan
        + bytes(20)
        + b"\xff\xd9"
    )


def j2k(rows: int = 4, columns: int = 4, *, tile: int = 64, wavelet: int = 1) -> bytes:
    size = struct.pack(">H8IH", 0, columns, rows, 0, 0, tile, tile, 0, 0, 1) + b"\7\1\1"
    cod = b"\0\0\0\1\0\0\4\4\0" + bytes([wavelet])
    tile_part = b"\xff\x90\0\x0a\0\0" + struct.pack(">I", 16) + b"\0\1\xff\x93ab"
    return (
        b"\xff\x4f\xff\x51"
        + struct.pack(">H", len(size) + 2)
        + size
        + b"\xff\x52"
        + struct.pack(">H", len(cod) + 2)
        + cod
        + tile_part
        + b"\xff\xd9"
    )


def rle(*segments: bytes, count: int | None = None, first: int = 64) -> bytes:
    offsets, at = [], first
    for segment in segments:
        offsets.append(at)
        at += len(segment)
    offsets += [0] * (15 - len(offsets))
    n = len(segments) if count is None else count
    return struct.pack("<16I", n, *offsets) + b"".join(segments)


def encapsulated(parts: Any, *frames: bytes, table: bytes = b"", **image: Any) -> list[str]:
    image = {"syntax": BASELINE, **image}
    return damages(parts.image(parts.fragments(*frames, table=table), **image))


def test_encapsulated_pixels_of_a_native_syntax_are_said(parts: Any) -> None:
    assert "a native one" in damages(parts.image(parts.fragments(jpeg())))[0]


@pytest.mark.parametrize(
    ("frame", "syntax"),
    [
        (jpeg(), BASELINE),
        (jpeg(sof=0xC3), LOSSLESS),
        (jpeg(sof=0xF7), JPEG_LS),
        (jpeg(sof=0xF7, near=2), JPEG_LS_NEAR),
        (j2k(), J2K),
        (rle(b"\xf1\0"), RLE),
    ],
)
def test_a_codestream_of_the_right_kind_and_size_is_no_damage(
    parts: Any, frame: bytes, syntax: str
) -> None:
    assert encapsulated(parts, frame, syntax=syntax) == []


@pytest.mark.parametrize(
    ("frame", "syntax", "said"),
    [
        (jpeg(), LOSSLESS, "JPEG baseline"),
        (jpeg(sof=0xC3), BASELINE, "JPEG lossless"),
        (jpeg(sof=0xF7, near=2), JPEG_LS, "near-lossless JPEG-LS"),
        (j2k(wavelet=0), J2K, "lossy JPEG 2000"),
        (j2k(), BASELINE, "lossless JPEG 2000"),
        (jpeg(), MPEG, "JPEG baseline"),
    ],
)
def test_a_codestream_of_another_kind_is_said(
    parts: Any, frame: bytes, syntax: str, said: str
) -> None:
    (text,) = encapsulated(parts, frame, syntax=syntax)
    assert text.endswith(f"but the codestream is {said}.")


@pytest.mark.parametrize("frame", [jpeg(8, 4), jpeg(4, 8), jpeg(sof=0xF7, rows=5)])
def test_a_codestream_of_another_size_is_said(parts: Any, frame: bytes) -> None:
    syntax = JPEG_LS if frame[3] == 0xF7 else BASELINE
    (text,) = encapsulated(parts, frame, syntax=syntax)
    assert text.endswith("the header says 4 x 4.")


def test_a_codestream_of_another_number_of_components_is_said(parts: Any) -> None:
    assert encapsulated(parts, jpeg(parts=3)) == [
        "The codestream has 3 components; Samples per Pixel is 1."
    ]


def test_a_codestream_with_too_few_bytes_for_its_size_is_said(parts: Any) -> None:
    texts = encapsulated(parts, jpeg(65500, 65500), rows=65500, columns=65500)
    assert any("too few for" in text for text in texts)


def test_a_codestream_with_fewer_tiles_than_it_says_is_said(parts: Any) -> None:
    (text,) = encapsulated(parts, j2k(tile=2), syntax=J2K)
    assert text == "The codestream says 4 tiles, but holds one."


def test_a_cut_codestream_is_said(parts: Any) -> None:
    assert encapsulated(parts, jpeg()[:-2]) == ["A codestream lacks its end marker; it is cut."]


def test_a_fragment_that_is_no_codestream_is_said(parts: Any) -> None:
    assert "does not start as" in encapsulated(parts, jpeg()[::-1])[0]


def test_more_frames_than_fragments_are_said(parts: Any) -> None:
    (text,) = encapsulated(parts, jpeg(), frames=b"2 ")
    assert text == "Number of Frames says 2, but there is 1 fragment with bytes."


def test_more_codestreams_than_frames_are_said(parts: Any) -> None:
    (text,) = encapsulated(parts, jpeg(), jpeg())
    assert text == "Number of Frames says 1, but there start 2 codestreams."


def test_one_frame_may_lie_in_several_fragments(parts: Any) -> None:
    whole = jpeg()
    assert encapsulated(parts, whole[:20], whole[20:]) == []


def test_fragments_without_bytes_are_said(parts: Any) -> None:
    assert encapsulated(parts, b"", b"") == ["The fragments hold no bytes at all."]


def test_fragments_without_an_end_are_said(parts: Any) -> None:
    (text,) = damages(parts.image(parts.fragments(jpeg(), end=False), syntax=BASELINE))
    assert text == "The fragments have no sequence delimiter; the file ends after them."


def test_bytes_between_fragments_are_said(parts: Any) -> None:
    pixels = parts.fragments(jpeg())
    (text,) = damages(parts.image(pixels[:-8] + b"garbage!" + pixels[-8:], syntax=BASELINE))
    assert text.startswith("A fragment or the end of the pixels is expected;")


FRAME = jpeg() + b"\0" * (len(jpeg()) % 2)


@pytest.mark.parametrize("offsets", [(0, len(FRAME) + 8)])
def test_a_basic_offset_table_that_hits_its_fragments_is_no_damage(
    parts: Any, offsets: Any
) -> None:
    assert encapsulated(parts, FRAME, FRAME, table=struct.pack("<2I", *offsets), frames=b"2 ") == []


@pytest.mark.parametrize("offsets", [(0, 4), (0, 1 << 31), (len(FRAME) + 8, 0), (0, 0)])
def test_a_basic_offset_table_that_misses_is_said(parts: Any, offsets: Any) -> None:
    table = struct.pack("<2I", *offsets)
    (text,) = encapsulated(parts, FRAME, FRAME, table=table, frames=b"2 ")
    assert text.startswith("The Basic Offset Table sends frame")


def test_a_basic_offset_table_of_odd_length_is_said(parts: Any) -> None:
    assert "no multiple of 4" in encapsulated(parts, jpeg(), table=bytes(6))[0]


def test_a_basic_offset_table_with_too_many_entries_is_said(parts: Any) -> None:
    assert "2 offsets for 1 frame" in encapsulated(parts, jpeg(), table=bytes(8))[0]


def extended(parts: Any, offsets: bytes, lengths: bytes) -> list[str]:
    more = parts.element(0x7FE00001, "OV", offsets) + parts.element(0x7FE00002, "OV", lengths)
    return encapsulated(parts, FRAME, more=more)


def test_an_extended_offset_table_that_hits_is_no_damage(parts: Any) -> None:
    assert extended(parts, bytes(8), struct.pack("<Q", len(FRAME))) == []


@pytest.mark.parametrize(("offset", "length"), [(1 << 62, 10), (0, (1 << 64) - 1)])
def test_an_extended_offset_table_that_misses_is_said(parts: Any, offset: int, length: int) -> None:
    (text,) = extended(parts, struct.pack("<Q", offset), struct.pack("<Q", length))
    assert text.startswith("The Extended Offset Table sends frame 1")


def test_an_extended_offset_table_without_lengths_is_said(parts: Any) -> None:
    (text,) = extended(parts, bytes(8), b"")
    assert "do not go together" in text


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (rle(b"\xf1\0", count=0), "an impossible number of segments"),
        (rle(b"\xf1\0", count=16), "an impossible number of segments"),
        (rle(b"\xf1\0", first=80), "past its end"),
        (rle(b"\xf1\0", first=62), "does not start its first segment"),
        (rle(b"\xf1\0", b"\xf1\0"), "has 2 segments; the header asks for 1"),
        (rle(b"\xf3\0"), "too short for 16 pixels"),
        (rle(b"\x81\0"), "too long for 16 pixels"),
        (b"short", "shorter than its 64-byte header"),
    ],
)
def test_an_impossible_rle_frame_is_said(parts: Any, frame: bytes, said: str) -> None:
    (text,) = encapsulated(parts, frame, syntax=RLE)
    assert said in text
