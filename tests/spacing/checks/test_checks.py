"""Checks of every object: plausibility, aspect, order, private sources (A.1.4, A.8, B)."""

import struct
from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.private import csa_values
from millivox.spacing.rules import decide

Decide = Callable[..., Spacing]


@pytest.mark.parametrize(
    ("kind", "size", "usual"),
    [
        ("CT", "0.5", True),
        ("CT", "4", False),
        ("MR", "4", True),
        ("PT", "4", True),
        ("PT", "20", False),
    ],
)
def test_usual_sizes_depend_on_the_modality(
    spacing_of: Decide, kind: str, size: str, usual: bool
) -> None:
    spacing = spacing_of(kind, PixelSpacing=f"{size}\\{size}")
    assert (spacing.x.mm, "P12" not in spacing.codes()) == (float(size), usual)


def test_g16_aspect_ratio_that_contradicts_lowers_to_c(spacing_of: Decide) -> None:
    """G-16, B-28."""
    spacing = spacing_of("CT", PixelSpacing="0.5\\0.5", PixelAspectRatio="2\\1")
    assert (spacing.x.mm, spacing.y.mm, spacing.x.grade) == (0.5, 0.5, Grade.C)
    assert "P15" in spacing.codes()


def test_aspect_ratio_that_agrees_is_redundant(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", PixelSpacing="0.6\\0.5", PixelAspectRatio="6\\5")
    assert (spacing.x.grade, spacing.codes()) == (Grade.B, ("P13",))


def test_s5_aspect_ratio_alone_is_not_a_spacing(spacing_of: Decide) -> None:
    spacing = spacing_of("SC", PixelAspectRatio="4\\3")
    assert (spacing.x.mm, spacing.x.grade, spacing.x.label) == (None, Grade.E, "px")
    assert spacing.x.origin.plane_parameters["aspect_ratio"] == pytest.approx(4 / 3)
    assert "P16" in spacing.codes()


@pytest.mark.parametrize("ratio", ["0\\0", "1", "a\\b", "-1\\1"])
def test_malformed_aspect_ratio_says_nothing(spacing_of: Decide, ratio: str) -> None:
    spacing = spacing_of("SC", PixelAspectRatio=ratio)
    assert spacing.x.grade is Grade.F


@pytest.mark.parametrize(
    "witness",
    [
        {"ReconstructionDiameter": "240", "Rows": 480, "Columns": 320},
        {"PixelAspectRatio": "10\\15"},
    ],
)
def test_b20_swap_is_suspected_and_never_made(
    spacing_of: Decide, witness: dict[str, object]
) -> None:
    spacing = spacing_of("CT", PixelSpacing="0.75\\0.50", **witness)
    assert (spacing.x.number, spacing.y.number) == (0.5, 0.75)
    assert "P14" in spacing.codes()
    assert spacing.x.grade >= Grade.C


def test_b20_field_of_view_is_a_witness_of_the_order(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "DX",
        ImagerPixelSpacing="0.10\\0.20",
        Rows=1000,
        Columns=1000,
        FieldOfViewDimensions="200\\100",
    )
    assert (spacing.x.number, "P14" in spacing.codes()) == (0.2, True)


def test_order_without_a_witness_is_not_suspected(spacing_of: Decide) -> None:
    assert "P14" not in spacing_of("CT", PixelSpacing="0.7\\0.5").codes()


def test_g19_private_element_of_an_unknown_creator_is_not_read(
    built: Callable[..., Header],
) -> None:
    """G-19."""
    header = built("MR")
    header.tree[0x00290010] = b"SOMEBODY ELSE"
    header.tree[0x00291010] = csa("1.5", "1.5")
    spacing = decide(header)
    assert (spacing.x.grade, "P17" in spacing.codes()) == (Grade.F, False)


def test_b35_known_vendors_private_element_is_read_and_named(built: Callable[..., Header]) -> None:
    header = built("MR")
    header.tree[0x00290010] = b"SIEMENS CSA HEADER"
    header.tree[0x00291010] = csa("1.5", "1.5")
    spacing = decide(header)
    assert (spacing.x.mm, spacing.x.grade) == (1.5, Grade.C)
    assert (spacing.x.origin.method, spacing.codes()) == (Method.PRIVATE, ("P17",))
    assert spacing.x.origin.source == "(0029,1010) CSA PixelSpacing[1]"


def test_b35_private_pair_that_is_not_square_is_not_believed(built: Callable[..., Header]) -> None:
    header = built("MR")
    header.tree[0x00290010] = b"SIEMENS CSA HEADER"
    header.tree[0x00291010] = csa("1.5", "2.5")
    assert decide(header).x.grade is Grade.D


def test_public_number_is_preferred_to_a_private_one(built: Callable[..., Header]) -> None:
    header = built("MR", PixelSpacing="2\\2")
    header.tree[0x00290010] = b"SIEMENS CSA HEADER"
    header.tree[0x00291010] = csa("1.5", "1.5")
    assert (decide(header).x.mm, decide(header).codes()) == (2.0, ())


def test_philips_private_frame_item_is_read(built: Callable[..., Header]) -> None:
    header = built("MR")
    header.tree[0x20050014] = b"Philips MR Imaging DD 005"
    header.tree[0x2005140F] = [{0x00280030: b"0.9\\0.9"}]
    spacing = decide(header)
    assert (spacing.x.mm, spacing.x.grade) == (0.9, Grade.C)


@pytest.mark.parametrize("cut", [0, 4, 20, 80, 100, 110])
def test_damaged_private_header_gives_nothing(cut: int) -> None:
    assert len(csa_values(csa("1.5", "1.5")[:cut], "PixelSpacing")) < 2


def csa(*values: str) -> bytes:
    """A CSA2 header with one tag, as Siemens lays it out."""
    head = struct.pack("<64si4siii", b"PixelSpacing", 2, b"DS", 3, len(values), 77)
    items = b""
    for value in values:
        data = value.encode() + b"\0"
        padded = data + b"\0" * (-len(data) % 4)
        items += struct.pack("<4i", len(data), len(data), 77, len(data)) + padded
    return b"SV10\4\3\2\1" + struct.pack("<2i", 1, 77) + head + items
