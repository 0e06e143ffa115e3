"""Siemens mosaics taken apart (rule C.4), and the CSA header they need."""

import struct
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.dicom.header import Header
from millivox.images.frames import Frame, NotSlices
from millivox.images.reports.series import SeriesReport
from millivox.images.unpack import csa, frames_of, unpack


def csa_header(tags: Mapping[str, tuple[str, ...]], *, newer: bool = True) -> bytes:
    """A CSA header of these tags, of either kind."""
    body = b""
    base = len(next(iter(tags.values()))) if tags else 0
    for name, values in tags.items():
        body += struct.pack("<64si4s3i", name.encode(), len(values), b"FD", 4, len(values), 77)
        for value in values:
            data = value.encode() + b"\0"
            first = len(data) if newer else len(data) + base
            body += struct.pack("<4i", first, len(data), 77, first) + data + bytes(-len(data) % 4)
    magic = b"SV10\x04\x03\x02\x01" if newer else b""
    return magic + struct.pack("<2I", len(tags), 77) + body


@pytest.fixture
def mosaic(slice_of: Callable[..., Header]) -> Callable[..., Header]:
    """The mosaic of dcm_qa_nih mr_0003 by its numbers: 5 slices in 3 x 3 tiles."""

    def make(tags: Mapping[str, tuple[str, ...]] | None = None, **attributes: Any) -> Header:
        usual = {
            "Modality": "MR",
            "ImageType": ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"],
            "Rows": 216,
            "Columns": 216,
            "PixelSpacing": [3, 3],
            "SpacingBetweenSlices": "12",
            "ImagePositionPatient": [-324, -324, 16],
        }
        header = slice_of(0.0, "4", **(usual | attributes))
        known = {"NumberOfImagesInMosaic": ("5",), "SliceNormalVector": ("0", "0", "1")}
        header.tree[0x00290010] = b"SIEMENS CSA HEADER"
        header.tree[0x00291010] = csa_header(known if tags is None else tags)
        return header

    return make


def _tiles(header: Header) -> list[Frame]:
    frames = frames_of(header)
    assert isinstance(frames, list)
    return frames


def test_position_of_the_big_image_becomes_that_of_the_first_tile(
    mosaic: Callable[..., Header],
) -> None:
    """B-49."""
    first = _tiles(mosaic())[0]
    assert first.position_mm == (-108.0, -108.0, 16.0)
    assert (first.rows, first.columns) == (72, 72)


def test_tiles_step_along_the_slice_normal_by_spacing_between_slices(
    mosaic: Callable[..., Header],
) -> None:
    assert [tile.position_mm[2] for tile in _tiles(mosaic()) if tile.position_mm] == [
        16.0, 28.0, 40.0, 52.0, 64.0,
    ]  # fmt: skip


def test_empty_trailing_tiles_are_left_out(mosaic: Callable[..., Header]) -> None:
    assert [tile.tile_px for tile in _tiles(mosaic())] == [
        (0, 0), (0, 72), (0, 144), (72, 0), (72, 72),
    ]  # fmt: skip


def test_sign_of_the_slice_normal_decides_the_direction(mosaic: Callable[..., Header]) -> None:
    tags = {"NumberOfImagesInMosaic": ("5",), "SliceNormalVector": ("0", "0", "-1")}
    last = _tiles(mosaic(tags))[-1]
    assert last.position_mm == (-108.0, -108.0, -32.0)


def test_reversed_mosaic_still_gives_a_right_handed_grid(
    mosaic: Callable[..., Header], series_of: Callable[..., SeriesReport]
) -> None:
    tags = {"NumberOfImagesInMosaic": ("5",), "SliceNormalVector": ("0", "0", "-1")}
    (volume,) = series_of([mosaic(tags)]).volumes
    assert volume.stack.grid is not None
    assert volume.stack.grid.step_mm.tolist() == [0.0, 0.0, 12.0]
    assert volume.frames[0].tile_px == (72, 72)


def test_mosaic_without_slice_normal_keeps_the_pixel_and_doubts_the_direction(
    mosaic: Callable[..., Header], series_of: Callable[..., SeriesReport]
) -> None:
    """G-139."""
    series = series_of([mosaic({"NumberOfImagesInMosaic": ("5",)})])
    assert "V20" in series.codes()
    assert series.volumes[0].pixel.x.mm == 3.0


def test_mosaic_says_it_was_taken_apart(
    mosaic: Callable[..., Header], series_of: Callable[..., SeriesReport]
) -> None:
    assert "V21" in series_of([mosaic()]).codes()


def test_mosaic_that_does_not_divide_is_refused(mosaic: Callable[..., Header]) -> None:
    found = frames_of(mosaic(Rows=215))
    assert isinstance(found, NotSlices)
    assert found.reason == "mosaic"


def test_mosaic_without_a_slice_count_is_refused(mosaic: Callable[..., Header]) -> None:
    found = frames_of(mosaic({}))
    assert isinstance(found, NotSlices)
    assert "number of slices" in found.text


def test_spacing_between_slices_of_a_mosaic_cannot_confirm_itself(
    mosaic: Callable[..., Header], series_of: Callable[..., SeriesReport]
) -> None:
    (volume,) = series_of([mosaic()]).volumes
    assert volume.stack.z.origin.method == "SIGNED_SBS"
    assert volume.stack.z.origin.raw == ("12",)
    assert volume.stack.z.grade == "B"


@pytest.mark.parametrize("newer", [True, False], ids=["CSA2", "CSA1"])
def test_both_kinds_of_csa_header_are_read(newer: bool) -> None:
    data = csa_header({"A": ("1", "2"), "SliceNormalVector": ("0", "0", "1")}, newer=newer)
    found = csa.read(data, frozenset({"SliceNormalVector"}))
    assert found["SliceNormalVector"] == ("0", "0", "1")


@given(st.data())
def test_damaged_csa_header_never_raises(data: st.DataObject) -> None:
    whole = csa_header({"SliceNormalVector": ("0", "0", "1")})
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=40))
    place = data.draw(st.integers(0, cut))
    damaged = whole[:place] + noise + whole[place + len(noise) : cut]
    assert set(csa.read(damaged, frozenset({"SliceNormalVector"}))) <= {"SliceNormalVector"}


def test_csa_header_with_an_absurd_count_stops_at_its_end() -> None:
    data = b"SV10\x04\x03\x02\x01" + struct.pack("<2I", 2**32 - 1, 77)
    assert csa.read(data, frozenset({"A"})) == {}


def test_hostile_tile_count_is_refused(mosaic: Callable[..., Header]) -> None:
    found = unpack(mosaic({"NumberOfImagesInMosaic": ("2000000000",)}))
    assert found.frames == []
    assert found.set_aside[0].reason == "mosaic"
