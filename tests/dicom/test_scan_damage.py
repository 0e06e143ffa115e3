"""Every damage that the structure of a file proves is said, with its offset and its tag."""

import struct
from typing import Any

import pytest

from millivox.dicom.found import Scan
from millivox.dicom.scan import scan_bytes

ROWS, SPACING, SEQUENCE = 0x00280010, 0x00280030, 0x0040A730
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


def scan(data: bytes) -> Scan:
    return scan_bytes(data, name="test")


def only(data: bytes) -> tuple[int, str | None, str]:
    (one,) = scan(data).damage
    return one.offset, one.tag, one.text


def test_a_value_past_the_end_says_how_many_bytes_are_missing(parts: Any) -> None:
    data = parts.file(
        parts.element(ROWS, "US", b"\1\0"), parts.element(SPACING, "DS", b"1", length=100)
    )
    offset, tag, text = only(data)
    assert (offset, tag) == (len(data) - 10, "(0028,0030)")
    assert text == "The value says 100 bytes, 98 bytes of it lie past the end of the file."


def test_a_cut_value_is_not_kept(parts: Any) -> None:
    data = parts.file(parts.element(ROWS, "US", b"\1\0"), parts.element(SPACING, "DS", b"0.703125"))
    found = scan(data[:-2])
    assert SPACING not in (found.tree or {})
    assert ROWS in (found.tree or {})


def test_a_header_cut_in_the_middle_is_said(parts: Any) -> None:
    data = parts.file(parts.element(ROWS, "US", b"\1\0"), parts.element(SPACING, "DS", b"1 "))
    assert only(data[:-6])[2] == "4 bytes of an element header; the file ends inside it."


def test_an_item_past_its_sequence_is_said_and_still_read(parts: Any) -> None:
    inside = parts.element(0x00081155, "UI", b"1.2.")
    sequence = parts.sequence(0x00081140, parts.item(inside, length=len(inside) + 6))
    found = scan(parts.file(sequence, parts.element(ROWS, "US", b"\1\0")))
    assert [one.text for one in found.damage] == [
        "An item of 18 bytes runs 6 bytes past the end of its sequence."
    ]
    assert (found.tree or {})[0x00081140] == [{0x00081155: b"1.2."}]
    assert (found.tree or {})[ROWS] == b"\1\0"


def test_a_value_past_its_item_is_said(parts: Any) -> None:
    inside = parts.element(0x0040A160, "UT", b"ab", length=50)
    data = parts.file(
        parts.sequence(SEQUENCE, parts.item(inside)), parts.element(0x00700001, "SH", bytes(80))
    )
    assert "past the end of its item" in only(data)[2]


@pytest.mark.parametrize("stray", [ITEM_END, SEQUENCE_END])
def test_a_delimiter_where_none_belongs_is_said(parts: Any, stray: int) -> None:
    data = parts.file(parts.mark(stray), parts.element(ROWS, "US", b"\1\0"))
    found = scan(data)
    assert [one.text for one in found.damage] == [
        "A delimiter or item stands where an element is expected."
    ]
    assert (found.tree or {})[ROWS] == b"\1\0"


def test_an_item_outside_a_sequence_does_not_replace_attributes(parts: Any) -> None:
    stray = parts.item(parts.element(ROWS, "US", b"\7\0"))
    found = scan(parts.file(parts.element(ROWS, "US", b"\1\0"), stray))
    assert len(found.damage) == 1
    assert (found.tree or {})[ROWS] == b"\1\0"


def test_a_missing_sequence_delimiter_is_said(parts: Any) -> None:
    item = parts.item(parts.element(0x0040A160, "UT", b"ab"))
    data = parts.file(parts.sequence(SEQUENCE, item, endless=True))[:-8]
    offset, tag, text = only(data)
    assert (offset, tag) == (len(data), "(0040,A730)")
    assert text == "The sequence has no delimiter; the file ends inside it."


def test_a_missing_item_delimiter_is_said(parts: Any) -> None:
    inside = parts.mark(ITEM, parts.ENDLESS) + parts.element(0x0040A160, "UT", b"ab")
    data = parts.file(parts.sequence(SEQUENCE, inside, endless=True))
    assert only(data)[2] == "The item has no delimiter."


def test_an_element_between_items_is_said(parts: Any) -> None:
    data = parts.file(parts.sequence(SEQUENCE, parts.element(0x0040A160, "UT", b"ab")))
    assert "(0040,A160) is found" in only(data)[2]


def test_unknown_vr_bytes_are_said_and_the_rest_is_read(parts: Any) -> None:
    elements = (
        parts.element(0x00181000, "??", b"ab"),
        parts.element(ROWS, "US", b"\1\0"),
        parts.element(SPACING, "DS", b"1 "),
    )
    found = scan(parts.file(parts.element(0x00080008, "CS", b"A "), *elements))
    assert [(one.tag, one.text) for one in found.damage] == [
        ("(0018,1000)", "The VR bytes '??' are no value representation.")
    ]
    assert (found.tree or {})[SPACING] == b"1 "


def test_an_implicit_element_in_an_explicit_data_set_is_said_and_read(parts: Any) -> None:
    found = scan(
        parts.file(
            parts.element(0x00080008, "CS", b"A "),
            parts.element(0x00080060, "CS", b"CT"),
            parts.element(ROWS, "", b"\1\0"),
            parts.element(SPACING, "DS", b"1 "),
        )
    )
    assert "read as implicit VR" in found.damage[0].text
    assert (found.tree or {})[ROWS] == b"\1\0"


def test_an_undefined_length_without_items_is_said(parts: Any) -> None:
    data = parts.file(
        parts.element(ROWS, "US", b"\1\0"),
        parts.element(0x0040A160, "UT", b"abcdefgh", length=parts.ENDLESS),
    )
    assert "no item follows" in only(data)[2]


@pytest.mark.parametrize(
    ("declared", "vr", "order", "found"),
    [
        ("1.2.840.10008.1.2.1", "", "<", "implicit VR little endian"),
        ("1.2.840.10008.1.2", "US", "<", "explicit VR little endian"),
        ("1.2.840.10008.1.2.1", "US", ">", "explicit VR big endian"),
        ("1.2.840.10008.1.2.2", "US", "<", "explicit VR little endian"),
        ("1.2.840.10008.1.2.1.99", "US", "<", "explicit VR little endian"),
    ],
)
def test_another_encoding_than_declared_is_said_and_read(
    parts: Any, declared: str, vr: str, order: str, found: str
) -> None:
    one = struct.pack(order + "H", 1)
    rows = [parts.element(tag, vr, one, order=order) for tag in (0x00280002, ROWS, 0x00280011)]
    result = scan(parts.file(*rows, syntax=declared))
    assert result.encoding == found
    assert "eclared" in result.damage[0].text
    assert (result.tree or {})[ROWS] == b"\1\0"


@pytest.mark.parametrize("syntax", ["", "1.2.3"])
def test_a_transfer_syntax_that_is_none_is_said(parts: Any, syntax: str) -> None:
    data = parts.file(parts.element(ROWS, "US", b"\1\0"), syntax=syntax)
    assert f"'{syntax}' is none of the standard's" in only(data)[2]


def test_a_wrong_meta_length_is_said(parts: Any) -> None:
    data = bytearray(parts.file(parts.element(ROWS, "US", b"\1\0")))
    data[140] += 2
    offset, tag, text = only(bytes(data))
    assert (offset, tag) == (132, "(0002,0000)")
    assert text.startswith("The meta header says it is")


def test_a_meta_header_without_transfer_syntax_is_said(parts: Any) -> None:
    meta = parts.element(0x00020003, "UI", b"1.2.3")
    data = bytes(128) + b"DICM" + meta + parts.element(ROWS, "US", b"\1\0")
    assert only(data)[2] == "The meta header names no transfer syntax."


def test_bytes_after_the_last_element_are_said(parts: Any) -> None:
    data = parts.image(parts.element(0x7FE00010, "OW", bytes(16)))
    assert only(data + b"garbage!!?")[2] == "10 bytes after the last element are no element."
    assert only(data + b"\0\0\0")[2] == "3 bytes after the last element."


def test_trailing_padding_is_no_damage(parts: Any) -> None:
    padding = parts.element(0xFFFCFFFC, "OB", bytes(20))
    assert scan(parts.image(parts.element(0x7FE00010, "OW", bytes(16)), padding)).damage == ()


def test_tags_out_of_order_are_read_without_a_word(parts: Any) -> None:
    data = parts.file(parts.element(SPACING, "DS", b"1 "), parts.element(ROWS, "US", b"\1\0"))
    assert scan(data).damage == ()


def _nested(parts: Any, depth: int, endless: bool) -> bytes:
    data = b""
    for _ in range(depth):
        data = parts.sequence(SEQUENCE, parts.item(data, endless=endless), endless=endless)
    return data


@pytest.mark.parametrize("endless", [False, True])
def test_sequences_may_nest_128_deep(parts: Any, endless: bool) -> None:
    assert scan(parts.file(_nested(parts, 128, endless))).damage == ()


@pytest.mark.parametrize("endless", [False, True])
@pytest.mark.parametrize("depth", [129, 2000])
def test_deeper_nesting_is_said_and_not_followed(parts: Any, depth: int, endless: bool) -> None:
    assert "more than 128 deep" in scan(parts.file(_nested(parts, depth, endless))).damage[0].text


def test_more_than_two_million_items_are_said_and_not_followed(parts: Any) -> None:
    items = parts.mark(ITEM) * 2_000_001
    found = scan(parts.file(parts.element(SEQUENCE, "SQ", items)))
    assert "More than 2,000,000" in found.damage[0].text


def test_the_same_damage_again_and_again_is_said_a_few_times(parts: Any) -> None:
    found = scan(parts.file(parts.mark(SEQUENCE_END) * 1000, parts.element(ROWS, "US", b"\1\0")))
    assert len(found.damage) == 5
    assert found.damage[-1].text.endswith("More of the same kind follows.")


def test_every_cut_of_a_file_inside_an_element_is_said(parts: Any) -> None:
    sequence = parts.sequence(
        SEQUENCE, parts.item(parts.element(0x0040A160, "UT", b"ab"), endless=True)
    )
    whole = parts.file(parts.element(0x00080018, "UI", b"1.2.3"), sequence)
    start = len(whole) - len(sequence)
    for length in range(start + 1, len(whole)):
        found = scan(whole[:length])
        assert found.damage, length
        assert all(one.offset <= length for one in found.damage)


def test_every_length_that_is_a_lie_ends_in_a_result(parts: Any) -> None:
    whole = parts.image(parts.fragments(b"abcd"), syntax="1.2.840.10008.1.2.4.50")
    for at in range(132, len(whole) - 4):
        for lie in (b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\1\0\0\0"):
            found = scan(whole[:at] + lie + whole[at + 4 :])
            assert found.tree is not None or found.error is not None
