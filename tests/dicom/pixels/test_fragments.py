"""Frames out of their fragments, alone: with each kind of table, with none, cut and overlong."""

import struct
from io import BytesIO
from typing import Any

import pytest
from pydicom import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended, get_frame

from millivox.dicom.pixels.fragments import codestream
from millivox.dicom.pixels.source import PixelSource
from millivox.errors import PixelError

FRAMES = [bytes([n]) * (20 + 2 * n) + b"\xff\xd9" for n in range(5)]
ANY = 1 << 20


class Counting(BytesIO):
    """A file that knows how much was read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def source(data: bytes, tables: tuple[bytes, bytes] | None = None) -> PixelSource:
    stream = Counting(b"header" + data + b"\xfe\xff\xdd\xe0\0\0\0\0")
    said = (Dataset(), "1.2.840.10008.1.2.5", stream, 6, len(data) + 8, True, "PixelData", "OB")
    return PixelSource(*said, None, tables)


def told(data: bytes, frame: int, frames: int = 5, longest: int = ANY, **more: Any) -> bytes:
    return codestream(source(data, **more), frame, frames=frames, longest=longest)


@pytest.mark.parametrize("each", [1, 3])
@pytest.mark.parametrize("table", [True, False])
def test_every_frame_is_found_alone_as_pydicom_finds_it(each: int, table: bool) -> None:
    data = encapsulate(FRAMES, fragments_per_frame=each, has_bot=table)
    for n in range(5):
        wanted = get_frame(BytesIO(data), n, number_of_frames=5)
        assert told(data, n) == wanted == FRAMES[n].ljust(len(wanted), b"\0")


def test_the_extended_table_says_how_long_a_frame_is_without_padding() -> None:
    odd = [frame[:-1] for frame in FRAMES]
    data, offsets, _ = encapsulate_extended(odd)
    lengths = struct.pack("<5Q", *map(len, odd))
    assert [told(data, n, tables=(offsets, lengths)) for n in range(5)] == odd


def test_all_fragments_are_one_frame_where_there_is_one() -> None:
    data = encapsulate([FRAMES[4]], fragments_per_frame=4, has_bot=False)
    assert told(data, 0, 1) == FRAMES[4]


def test_a_table_that_names_fewer_frames_than_there_are_is_not_used() -> None:
    data = encapsulate(FRAMES, has_bot=False)
    data = struct.pack("<4sLL", b"\xfe\xff\0\xe0", 4, 0) + data[8:]
    assert [told(data, n) for n in range(5)] == FRAMES


def test_nothing_but_the_frame_and_the_heads_of_fragments_is_read() -> None:
    frames = [bytes(1_000_000) for _ in range(5)]
    for table in (True, False):
        opened = source(encapsulate(frames, has_bot=table))
        for n in (2, 4):
            codestream(opened, n, frames=5, longest=1 << 24)
        assert opened.stream.taken < 2_000_500  # type: ignore[attr-defined]


def test_fragments_are_listed_once_for_all_frames() -> None:
    opened = source(encapsulate([bytes(50)] * 1000, has_bot=False))
    for n in range(1000):
        codestream(opened, n, frames=1000, longest=ANY)
    assert opened.stream.taken < 1000 * (50 + 8 + 3 * 16)  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", [True, False])
def test_a_frame_cut_off_says_how_many_bytes_are_not_there(table: bool) -> None:
    data = encapsulate(FRAMES, has_bot=table)[:-10]
    assert told(data, 3) == FRAMES[3]
    with pytest.raises(PixelError, match=r"ends 2 bytes before frame 4"):
        told(data, 4)


def test_a_frame_that_is_not_there_is_said() -> None:
    with pytest.raises(PixelError, match="hold 5, Number of Frames is 9"):
        told(encapsulate(FRAMES, has_bot=False), 7, 9)


def test_a_table_that_points_astray_is_said() -> None:
    data = bytearray(encapsulate(FRAMES))
    data[12:16] = struct.pack("<L", 12)
    with pytest.raises(PixelError, match=r"Byte 40 of the pixel data begins no fragment"):
        told(bytes(data), 1)


@pytest.mark.parametrize("data", [b"", b"\xfe\xff", b"\xff\xd8 bare", encapsulate(FRAMES)[8:20]])
def test_what_begins_otherwise_is_no_fragments(data: bytes) -> None:
    with pytest.raises(PixelError):
        told(data, 0, 2)


def test_a_frame_longer_than_it_may_be_is_not_read() -> None:
    opened = source(encapsulate([bytes(5000)], has_bot=True))
    with pytest.raises(PixelError, match=r"takes 5,000 bytes, more than the 4,000"):
        codestream(opened, 0, frames=1, longest=4000)
    assert opened.stream.taken < 100  # type: ignore[attr-defined]


def test_an_item_of_undefined_length_is_no_fragment() -> None:
    data = b"\xfe\xff\0\xe0\0\0\0\0" + b"\xfe\xff\0\xe0\xff\xff\xff\xff" + bytes(64)
    with pytest.raises(PixelError, match="Byte 8 of the pixel data begins no fragment"):
        told(data, 0, 1)
