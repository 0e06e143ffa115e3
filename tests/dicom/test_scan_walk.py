"""A walk lists every element, nested and private ones too, flat and in order."""

import struct
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom.scan import scan_bytes, walk
from millivox.errors import NotDicomError, SourceError

SEQUENCE = 0x0040A730


def lines(data: bytes, **options: Any) -> list[Any]:
    return [line for line in walk(data, **options) if line.tag >> 16 != 2]


def test_every_element_comes_with_its_place_and_value(parts: Any) -> None:
    data = parts.file(
        parts.element(0x00081048, "PN", b"A^B "), parts.element(0x00110010, "LO", b"X ")
    )
    first, second = lines(data)
    assert (first.tag, first.vr, first.length, first.value) == (0x00081048, "PN", 4, b"A^B ")
    assert data[second.offset :].startswith(b"\x11\0\x10\0LO")


def test_items_and_what_is_in_them_are_deeper(parts: Any) -> None:
    inside = parts.item(parts.element(0x0040A160, "UT", b"ab"))
    found = lines(parts.file(parts.sequence(SEQUENCE, inside)))
    assert [(one.depth, one.tag) for one in found] == [
        (0, SEQUENCE),
        (1, 0xFFFEE000),
        (1, 0x0040A160),
    ]


def test_an_undefined_length_is_none(parts: Any) -> None:
    found = lines(parts.file(parts.sequence(SEQUENCE, parts.item(endless=True), endless=True)))
    assert [one.length for one in found] == [None, None]


def test_an_implicit_element_has_no_vr(parts: Any) -> None:
    data = parts.file(parts.element(0x00280010, "", b"\1\0"), syntax=parts.IMPLICIT)
    assert [one.vr for one in lines(data)] == [""]


def test_big_endian_numbers_come_little_endian(parts: Any) -> None:
    element = parts.element(0x00189999, "FD", struct.pack(">2d", 0.5, 2), order=">")
    (found,) = lines(parts.file(element, syntax=parts.BIG))
    assert found.value == struct.pack("<2d", 0.5, 2)


def test_a_long_value_is_cut_and_says_so(parts: Any) -> None:
    data = parts.file(
        parts.element(0x0040A160, "UT", bytes(100)), parts.element(0x0040A161, "SH", b"ab")
    )
    cut, whole = lines(data, cap_bytes=10)
    assert (len(cut.value), cut.length, cut.cut) == (10, 100, True)
    assert not whole.cut


def test_pixels_are_listed_without_their_bytes(parts: Any) -> None:
    (found,) = lines(parts.file(parts.element(0x7FE00010, "OW", bytes(16))))
    assert (found.length, found.value, found.cut) == (16, b"", True)


def test_a_walk_finds_the_damage_a_scan_finds(parts: Any) -> None:
    data = parts.file(
        parts.element(0x00280010, "US", b"\1\0"), parts.element(0x0040A160, "UT", b"a")
    )
    cut = data[:-1]
    assert walk(cut).scan.damage == scan_bytes(cut, name="").damage != ()


def test_a_walk_has_no_tree(parts: Any) -> None:
    found = walk(parts.file(parts.element(0x00280010, "US", b"\1\0"))).scan
    assert (found.tree, found.error) == ({}, None)


def test_a_deflated_data_set_is_walked(parts: Any) -> None:
    import zlib

    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = engine.compress(parts.element(0x00081048, "PN", b"A^B ")) + engine.flush()
    found = lines(parts.file(body, syntax="1.2.840.10008.1.2.1.99"))
    assert [one.value for one in found] == [b"A^B "]


def test_a_path_is_walked(parts: Any, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(parts.file(parts.element(0x00081048, "PN", b"A^B ")))
    found = walk(path)
    assert found.scan.path == str(path)
    assert [one.tag for one in found][-1] == 0x00081048


@pytest.mark.parametrize("source", [b"not DICOM", bytearray(b"neither"), memoryview(b"nor this")])
def test_other_bytes_have_no_elements(source: Any) -> None:
    found = walk(source)
    assert len(found) == 0
    assert isinstance(found.scan.error, NotDicomError)


def test_a_missing_file_has_no_elements(tmp_path: Path) -> None:
    found = walk(tmp_path / "missing")
    assert list(found) == []
    assert isinstance(found.scan.error, SourceError)
