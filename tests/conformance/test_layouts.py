"""How frames and bits may lie: each line of docs/conformance.md under "Layouts" is a test here."""

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset
from pydicom._uid_dict import UID_dictionary
from pydicom.encaps import encapsulate, encapsulate_extended, itemize_fragment

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import stored_frame
from millivox.errors import UnsupportedTransferSyntaxError

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "conformance.md").read_text("utf-8")
JPEG_LS = ".4.80"
#: Delimits the fragments (PS3.5 A.4).
END = b"\xfe\xff\xdd\xe0\0\0\0\0"
Made = Callable[..., Any]
LAYOUTS: dict[str, Callable[..., None]] = {}


def layout(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a test the line of the page that it proves."""

    def note(function: Callable[..., None]) -> Callable[..., None]:
        LAYOUTS[name] = function
        return function

    return note


@pytest.fixture
def coded(phantom: Made) -> Any:
    """A 12-bit phantom of two frames and its JPEG-LS codestreams, of odd and of even length."""
    made = phantom("MONOCHROME2", 16, 12, signed=False, smooth=False)
    return made, [bytes(imagecodecs.jpegls_encode(frame)) for frame in made.values]


@pytest.fixture
def gives(dataset_of: Made, save: Made, tmp_path: Path) -> Callable[..., None]:
    """Write pixel data around a phantom's header and demand its values back."""

    def check(made: Any, syntax: str, data: bytes, **said: Any) -> None:
        dataset: Dataset = dataset_of(made, syntax, data)
        for keyword, value in said.items():
            setattr(dataset, keyword, value)
        save(dataset, tmp_path / "a.dcm")
        with pixel_source(tmp_path / "a.dcm") as source:
            for number in reversed(range(len(made.values))):
                assert (stored_frame(source, number).pixels == made.values[number]).all()

    return check


def _halves(frame: bytes) -> list[bytes]:
    """A frame in two fragments of even length."""
    frame += bytes(len(frame) % 2)
    middle = len(frame) // 4 * 2
    return [frame[:middle], frame[middle:]]


def _fragments(table: bytes, frames: list[list[bytes]]) -> bytes:
    items = [itemize_fragment(part) for frame in frames for part in frame]
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(table)) + table + b"".join(items) + END


@layout("one fragment a frame, basic offset table")
def test_one_fragment_a_frame_and_a_table(coded: Any, gives: Made) -> None:
    gives(coded[0], JPEG_LS, encapsulate(coded[1], has_bot=True))


@layout("one fragment a frame, empty basic offset table")
def test_one_fragment_a_frame_and_no_table(coded: Any, gives: Made) -> None:
    gives(coded[0], JPEG_LS, encapsulate(coded[1], has_bot=False))


@layout("extended offset table")
def test_an_extended_offset_table(coded: Any, gives: Made) -> None:
    data, offsets, lengths = encapsulate_extended(coded[1])
    tables = {"ExtendedOffsetTable": offsets, "ExtendedOffsetTableLengths": lengths}
    gives(coded[0], JPEG_LS, data, **tables)


@layout("frames split over several fragments, basic offset table")
def test_frames_in_several_fragments_and_a_table(coded: Any, gives: Made) -> None:
    parts = [_halves(frame) for frame in coded[1]]
    second = sum(len(part) + 8 for part in parts[0])
    gives(coded[0], JPEG_LS, _fragments(struct.pack("<LL", 0, second), parts))


@layout("frames split over several fragments, no table: by the codestreams' own ends")
def test_frames_in_several_fragments_and_no_table(coded: Any, gives: Made) -> None:
    gives(coded[0], JPEG_LS, _fragments(b"", [_halves(frame) for frame in coded[1]]))


@layout("one frame alone, split over several fragments, no table")
def test_one_frame_in_several_fragments(coded: Any, gives: Made, phantom: Made) -> None:
    made = type(coded[0])(coded[0].values[:1], "MONOCHROME2", 16, 12, False)
    gives(made, JPEG_LS, _fragments(b"", [_halves(coded[1][0])]))


@layout("fragments without the delimiter after the last")
def test_fragments_without_an_end(coded: Any, gives: Made) -> None:
    data = encapsulate(coded[1], has_bot=True)
    assert data[-8:] != END  # pydicom writes it behind the value
    gives(coded[0], JPEG_LS, data)


@layout("stored bits on top of a word (High Bit 15 of 12 bits)")
def test_stored_bits_on_top_of_a_word(phantom: Made, packed: Made, gives: Made) -> None:
    made = phantom("MONOCHROME2", 16, 12, signed=False, smooth=False)
    gives(made, ".1", packed(made.values << 4, 16), HighBit=15)


@layout("signed stored bits in the middle of a word (High Bit 13 of 12 bits)")
def test_signed_bits_in_the_middle_of_a_word(phantom: Made, packed: Made, gives: Made) -> None:
    made = phantom("MONOCHROME2", 16, 12, signed=True, smooth=False)
    gives(made, ".1", packed((made.values & 0xFFF) << 2 | 1, 16), HighBit=13)


@layout("something else in the bits that are not stored (overlays of old)")
def test_overlays_in_the_unused_bits(phantom: Made, packed: Made, gives: Made) -> None:
    made = phantom("MONOCHROME2", 16, 12, signed=True, smooth=False)
    gives(made, ".1", packed((made.values & 0xFFF) | -0x6000, 16))


@layout("odd numbers of bits stored (1 to 16, with and without a sign)")
def test_every_number_of_bits(phantom: Made, packed: Made, gives: Made) -> None:
    for stored in range(1, 17):
        for signed in (False, True):
            made = phantom(
                "MONOCHROME2", 8 if stored < 9 else 16, stored, signed=signed, smooth=False
            )
            gives(made, ".1", packed(made.values, made.allocated))


@layout("single bits whose frames do not end on a byte")
def test_frames_of_single_bits(phantom: Made, packed: Made, gives: Made) -> None:
    bits = np.random.default_rng(5).integers(0, 2, (3, 7, 11), dtype=np.uint8)
    whole = phantom("MONOCHROME2", 1, 1, signed=False, smooth=False)
    made = type(whole)(bits, "MONOCHROME2", 1, 1, False)
    data = packed(bits, 1)
    gives(made, ".1", data + bytes(len(data) % 2))


@layout("colour by plane (Planar Configuration 1)")
def test_colour_by_plane(phantom: Made, packed: Made, gives: Made) -> None:
    made = phantom("RGB", 16, 12, signed=False, smooth=False)
    planes = np.ascontiguousarray(made.values.transpose(0, 3, 1, 2))
    gives(made, ".1", packed(planes, 16), PlanarConfiguration=1)


@pytest.mark.parametrize("bits", [32, 64])
def test_float_pixels(
    bits: int, phantom: Made, dataset_of: Made, save: Made, tmp_path: Path
) -> None:
    whole = phantom("MONOCHROME2", 32, 16, signed=True, smooth=False)
    values = (whole.values / 7).astype(f"<f{bits // 8}")
    for syntax in (".1", ".1.99"):
        dataset = dataset_of(whole, ".1", b"")
        for keyword in ("PixelData", "BitsStored", "HighBit", "PixelRepresentation"):
            delattr(dataset, keyword)
        dataset.BitsAllocated = bits
        dataset.file_meta.TransferSyntaxUID = f"1.2.840.10008.1.2{syntax}"
        keyword = {32: "FloatPixelData", 64: "DoubleFloatPixelData"}[bits]
        setattr(dataset, keyword, values.tobytes())
        save(dataset, tmp_path / "a.dcm")
        with pixel_source(tmp_path / "a.dcm") as source:
            assert (stored_frame(source, 1).pixels == values[1]).all()


LAYOUTS["Float Pixel Data (32 bits)"] = LAYOUTS["Double Float Pixel Data (64 bits)"] = (
    test_float_pixels
)


def test_the_page_lists_these_layouts() -> None:
    section = PAGE.partition("## Layouts")[2].partition("\n## ")[0]
    assert re.findall(r"^- (.+)$", section, re.MULTILINE) == list(LAYOUTS)


def test_every_other_transfer_syntax_is_refused_by_its_name(
    phantom: Made, dataset_of: Made, save: Made, tmp_path: Path
) -> None:
    named = dict(re.findall(r"`(1\.2\.840\.10008\.1\.2[.0-9]*)`", PAGE) and [
        (uid, row) for row in PAGE.splitlines() for uid in re.findall(r"`(1\.2\.[.0-9]+)`", row)
    ])  # fmt: skip
    known = {uid: row[0] for uid, row in UID_dictionary.items() if row[1] == "Transfer Syntax"}
    assert sorted(set(known) - set(named)) == []
    refused = PAGE.partition("## Refused")[2].partition("\n## ")[0]
    made = phantom("MONOCHROME2", 8, 8, signed=False, smooth=True)
    for uid in re.findall(r"`(1\.2\.[.0-9]+)`", refused):
        dataset = dataset_of(made, ".4.80", encapsulate([bytes(20)] * 2))
        dataset.file_meta.TransferSyntaxUID = uid
        save(dataset, tmp_path / "a.dcm")
        with (
            pixel_source(tmp_path / "a.dcm") as source,
            pytest.raises(UnsupportedTransferSyntaxError, match=re.escape(known[uid])),
        ):
            stored_frame(source)
