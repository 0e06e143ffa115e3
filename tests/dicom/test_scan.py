"""What a scan keeps of a header, in every encoding, and the facts beside it."""

import struct
import zlib
from typing import Any

import pytest

from millivox.dicom.found import Scan
from millivox.dicom.scan import scan_bytes
from millivox.errors import NotDicomError, TruncatedFileError

ROWS, SPACING, IMAGE = 0x00280010, 0x00280030, 0x00081140
SHARED, MEASURES = 0x52009229, 0x00289110


def scan(data: bytes) -> Scan:
    return scan_bytes(data, name="test")


def tree(data: bytes) -> Any:
    found = scan(data)
    assert found.damage == ()
    assert found.tree is not None
    return {tag: value for tag, value in found.tree.items() if tag >> 16 != 2}


def test_a_value_is_kept_as_its_bytes(parts: Any) -> None:
    data = parts.file(parts.element(SPACING, "DS", b"0.5\\0.5 "))
    assert tree(data) == {SPACING: b"0.5\\0.5 "}


def test_an_attribute_that_geometry_does_not_need_is_not_kept(parts: Any) -> None:
    data = parts.file(parts.element(0x00081048, "PN", b"A^B"), parts.element(ROWS, "US", b"\1\0"))
    assert tree(data) == {ROWS: b"\1\0"}


def test_implicit_elements_have_the_vr_of_the_dictionary(parts: Any) -> None:
    data = parts.file(parts.element(ROWS, "", b"\1\0"), syntax=parts.IMPLICIT)
    assert tree(data) == {ROWS: b"\1\0"}


def test_big_endian_numbers_come_little_endian(parts: Any) -> None:
    elements = (
        parts.element(0x0018602C, "FD", struct.pack(">2d", 0.5, 0.25), order=">"),
        parts.element(0x00209165, "AT", struct.pack(">HH", 0x28, 0x30), order=">"),
        parts.element(ROWS, "US", struct.pack(">H", 512), order=">"),
        parts.element(SPACING, "DS", b"1\\2 ", order=">"),
    )
    assert tree(parts.file(*elements, syntax=parts.BIG)) == {
        0x0018602C: struct.pack("<2d", 0.5, 0.25),
        0x00209165: struct.pack("<HH", 0x28, 0x30),
        ROWS: struct.pack("<H", 512),
        SPACING: b"1\\2 ",
    }


def test_another_vr_than_the_dictionary_s_is_said(parts: Any) -> None:
    data = parts.file(parts.element(ROWS, "UL", struct.pack("<I", 4)))
    assert tree(data) == {ROWS: (b"UL", struct.pack("<I", 4))}


def test_unknown_vr_counts_as_the_dictionary_s(parts: Any) -> None:
    assert tree(parts.file(parts.element(ROWS, "UN", b"\4\0"))) == {ROWS: b"\4\0"}


@pytest.mark.parametrize("endless", [False, True])
def test_a_listed_sequence_keeps_its_items(parts: Any, endless: bool) -> None:
    inside = parts.element(SPACING, "DS", b"1\\1 ")
    measures = parts.sequence(MEASURES, parts.item(inside, endless=endless), endless=endless)
    shared = parts.sequence(SHARED, parts.item(measures, endless=endless), endless=endless)
    assert tree(parts.file(shared)) == {SHARED: [{MEASURES: [{SPACING: b"1\\1 "}]}]}


def test_a_sequence_that_is_not_listed_is_dropped(parts: Any) -> None:
    inside = parts.item(parts.element(SPACING, "DS", b"1\\1 "))
    assert tree(parts.file(parts.sequence(0x0040A730, inside))) == {}


def test_an_empty_sequence_is_an_empty_list(parts: Any) -> None:
    assert tree(parts.file(parts.sequence(IMAGE))) == {IMAGE: []}


@pytest.mark.parametrize("endless", [False, True])
def test_a_sequence_of_unknown_vr_is_implicit_inside(parts: Any, endless: bool) -> None:
    inside = parts.item(parts.element(SPACING, "", b"1\\1 "), endless=endless)
    data = parts.file(parts.sequence(MEASURES, inside, vr="UN", endless=endless))
    assert tree(data) == {MEASURES: [{SPACING: b"1\\1 "}]}


def test_private_elements_are_kept_in_whatever_block_with_their_creator(parts: Any) -> None:
    data = parts.file(
        parts.element(0x00190011, "LO", b"SIEMENS MR HEADER "),
        parts.element(0x0019110C, "IS", b"50"),
        parts.element(0x0019110D, "IS", b"51"),
        parts.element(0x00311001, "LO", b"X "),
    )
    assert tree(data) == {0x00190011: b"SIEMENS MR HEADER ", 0x0019110C: b"50"}


def test_a_private_sequence_keeps_listed_attributes(parts: Any) -> None:
    inside = parts.item(
        parts.element(SPACING, "DS", b"1\\1 "), parts.element(0x20051001, "FL", b"abcd")
    )
    assert tree(parts.file(parts.sequence(0x2005140F, inside))) == {
        0x2005140F: [{SPACING: b"1\\1 "}]
    }


def test_a_private_value_that_is_no_sequence_stays_bytes(parts: Any) -> None:
    data = parts.file(
        parts.element(0x00080018, "", b"1.2."),
        parts.element(0x2005FB0F, "", b"423 "),
        syntax=parts.IMPLICIT,
    )
    assert tree(data) == {0x00080018: b"1.2.", 0x2005FB0F: b"423 "}


def test_the_declared_syntax_and_the_encoding_found_are_told(parts: Any) -> None:
    found = scan(parts.file(parts.element(ROWS, "", b"\1\0"), syntax=parts.IMPLICIT))
    assert (found.transfer_syntax, found.encoding) == (
        parts.IMPLICIT,
        "implicit VR little endian",
    )


def test_elements_and_items_are_counted(parts: Any) -> None:
    shared = parts.sequence(SHARED, parts.item(parts.element(SPACING, "DS", b"1 ")))
    assert scan(parts.file(shared)).n_elements == 4 + 3


def test_pixels_are_found_but_not_kept(parts: Any) -> None:
    data = parts.image(parts.element(0x7FE00010, "OW", bytes(16)))
    found = scan(data)
    assert found.pixels is not None
    assert (found.pixels.offset, found.pixels.length) == (len(data) - 16, 16)
    assert 0x7FE00010 not in (found.tree or {})


def test_fragments_are_counted_and_listed_where_asked_for(parts: Any) -> None:
    pixels = parts.fragments(b"\xff\xd8\xff\xd9", b"ab", b"cdef")
    data = parts.image(pixels, syntax="1.2.840.10008.1.2.1.98", frames=b"3 ")
    found = scan_bytes(data, name="test", fragments=True).pixels
    assert found is not None
    assert (found.encapsulated, found.n_fragments) == (True, 3)
    assert [data[at : at + n] for at, n in found.fragments] == [b"\xff\xd8\xff\xd9", b"ab", b"cdef"]


def test_a_value_longer_than_the_first_read_is_whole(parts: Any, tmp_path: Any) -> None:
    from millivox.dicom.scan import scan_file

    long = bytes(range(256)) * 400
    path = tmp_path / "long"
    path.write_bytes(parts.file(parts.element(0x00291010, "OB", long)))
    assert (scan_file(path).tree or {})[0x00291010] == long


def test_a_value_of_more_than_sixteen_mebibytes_is_said_not_kept(parts: Any) -> None:
    found = scan(parts.file(parts.element(0x00291010, "OB", bytes((16 << 20) + 2))))
    assert [one.tag for one in found.damage] == ["(0029,1010)"]
    assert 0x00291010 not in (found.tree or {})


def test_equal_values_of_two_files_are_one_object(parts: Any) -> None:
    data = parts.file(parts.element(SPACING, "DS", b"0.703125\\0.703125 "))
    first, second = scan(data).tree, scan(data).tree
    assert first is not None
    assert second is not None
    assert first is not second
    assert first[SPACING] is second[SPACING]


def test_a_tree_that_the_caller_changes_does_not_change_the_next(parts: Any) -> None:
    data = parts.file(parts.element(SPACING, "DS", b"1 "), parts.element(ROWS, "US", b"\1\0"))
    first = scan(data).tree
    assert first is not None
    first.clear()
    assert tree(data) == {SPACING: b"1 ", ROWS: b"\1\0"}


@pytest.mark.parametrize("start", [0, 128])
def test_a_file_without_prefix_is_dicom_by_its_elements(parts: Any, start: int) -> None:
    data = parts.file(
        parts.element(0x00080016, "UI", b"1.2"),
        parts.element(0x00080018, "UI", b"1.2.3 "),
        parts.element(ROWS, "US", b"\1\0"),
    )
    found = scan(data[132:] if start == 0 else data[data.index(b"\x08\0\x16\0") :])
    assert found.tree is not None
    assert found.tree[ROWS] == b"\1\0"


def test_a_prefix_without_meta_header_is_enough(parts: Any) -> None:
    data = bytes(128) + b"DICM" + parts.element(ROWS, "US", b"\1\0")
    assert tree(data) == {ROWS: b"\1\0"}


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\3\4" + bytes(200), b"\x08\0" * 99, bytes(1000), b"II*\0" * 80]
)
def test_other_bytes_are_not_dicom(data: bytes) -> None:
    found = scan(data)
    assert isinstance(found.error, NotDicomError)
    assert found.tree is None


def test_a_file_cut_behind_its_meta_header_gives_nothing(parts: Any) -> None:
    found = scan(parts.file())
    assert isinstance(found.error, TruncatedFileError)
    assert found.damage != ()


DEFLATED = "1.2.840.10008.1.2.1.99"


def _deflated(data: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def test_a_deflated_data_set_is_inflated(parts: Any) -> None:
    body = parts.element(SPACING, "DS", b"1\\1 ") + parts.element(ROWS, "US", b"\1\0")
    data = parts.file(_deflated(body), syntax=DEFLATED)
    assert tree(data) == {SPACING: b"1\\1 ", ROWS: b"\1\0"}
    assert scan(data).size == len(data)


def test_elements_behind_large_deflated_pixels_are_read(parts: Any) -> None:
    body = parts.image(
        parts.element(0x7FE00010, "OB", bytes(9 << 20)), rows=9 << 10, columns=1 << 10
    )
    body = body[body.index(b"\x08\0\x16\0") :] + parts.element(0xFFFCFFFC, "OB", b"ab")
    found = scan(parts.file(_deflated(body), syntax=DEFLATED))
    assert found.damage == ()
    assert found.n_elements == 4 + 10


def test_a_cut_deflated_data_set_is_said(parts: Any) -> None:
    body = _deflated(
        parts.element(SPACING, "DS", b"1\\1 ") + parts.element(0x00291010, "OB", bytes(999))
    )
    found = scan(parts.file(body[:-3], syntax=DEFLATED))
    assert any("cut" in one.text for one in found.damage)


def test_a_deflated_bomb_is_refused(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from millivox.dicom import deflated

    monkeypatch.setattr(deflated, "MOST_BYTES", 1 << 20)
    bomb = _deflated(parts.element(0x00291010, "OB", bytes(4 << 20)))
    found = scan(parts.file(bomb, syntax=DEFLATED))
    assert found.tree is None
    assert "inflates to more" in str(found.error)
