"""Every element named, valued and placed; hostile ones too."""

import struct
from typing import NamedTuple

import pytest

from millivox.dicom.listing.dump import ITEM, elements


class Met(NamedTuple):
    tag: int
    vr: str = ""
    value: bytes = b""
    depth: int = 0
    length: int | None = 0
    offset: int = 0
    cut: bool = False


def _one(*met: Met):
    return list(elements(met))[-1]


def test_items_count_from_zero_and_give_the_path():
    paths = [
        e.path
        for e in elements(
            [
                Met(0x00081140, "SQ", length=None),
                Met(ITEM, depth=1),
                Met(0x00081155, "UI", b"1.2\0", 1),
                Met(ITEM, depth=1),
                Met(0x00081199, "SQ", depth=1, length=None),
                Met(ITEM, depth=2),
                Met(0x00081155, "UI", b"1.3\0", 2),
                Met(ITEM, depth=1),
                Met(0x00081155, "UI", b"1.4\0", 1),
                Met(0x00100010, "PN", b"A"),
            ]
        )
        if not e.is_item
    ]
    assert paths == [
        "(0008,1140)",
        "(0008,1140)[0].(0008,1155)",
        "(0008,1140)[1].(0008,1199)",
        "(0008,1140)[1].(0008,1199)[0].(0008,1155)",
        "(0008,1140)[2].(0008,1155)",
        "(0010,0010)",
    ]


def test_implicit_vr_comes_from_the_dictionary():
    assert _one(Met(0x00280030, "", b"0.5\\0.7 ")).value == [0.5, 0.7]


def test_smallest_pixel_is_signed_where_pixels_are():
    data = struct.pack("<h", -5)
    signed = [Met(0x00280103, "", b"\x01\x00"), Met(0x00280106, "", data)]
    assert _one(*signed).value == -5
    assert _one(Met(0x00280106, "", data)).value == 65531


def test_private_element_is_named_by_its_creator_wherever_its_block_is():
    met = [Met(0x00190032, "LO", b"SIEMENS MR HEADER"), Met(0x0019320A, "US", b"\x24\0")]
    found = _one(*met)
    assert (found.creator, found.name, found.value) == (
        "SIEMENS MR HEADER", "NumberOfImagesInMosaic", 36,
    )  # fmt: skip


def test_a_creator_holds_only_inside_its_item():
    met = [
        Met(0x00081140, "SQ"),
        Met(ITEM, depth=1),
        Met(0x00190010, "LO", b"SIEMENS MR HEADER", 1),
        Met(0x0019100A, "US", b"\x24\0"),
    ]
    assert _one(*met).name == ""


def test_unknown_vr_is_read_as_the_dictionary_says():
    assert _one(Met(0x00280030, "??", b"0.5\\0.7 ")).value == [0.5, 0.7]
    assert _one(Met(0x00280030, "UN", b"0.5\\0.7 ")).value == [0.5, 0.7]


@pytest.mark.parametrize(
    ("vr", "data", "value"),
    [
        ("DS", b"nan", "nan"),
        ("DS", b"1e999", "1e999"),
        ("DS", b"0,5", "0,5"),
        ("IS", b"9" * 6000, "9" * 6000),
        ("IS", b"12 ", 12),
        ("DS", b"", None),
        ("DS", b"1.5\\\\2", [1.5, None, 2]),
        ("LT", b"a\\b ", "a\\b"),
        ("FD", struct.pack("<d", float("inf")), "inf"),
        ("FL", struct.pack("<f", 0.1), 0.1),
        ("FL", struct.pack("<f", 3.4028234e38), 3.4028235e38),
        ("AT", b"\x28\x00\x30\x00", "(0028,0030)"),
        ("US", b"\x01", None),
        ("OB", b"\x00\x01", None),
    ],
)
def test_value_by_its_vr(vr, data, value):
    assert _one(Met(0x00189999, vr, data, length=len(data))).value == value


def test_bytes_are_shown_in_hexadecimal():
    assert _one(Met(0x00020001, "OB", b"\x00\x01", length=2)).shown == "00 01"
