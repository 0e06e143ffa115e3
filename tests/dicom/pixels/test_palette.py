"""Palettes: plain and in segments, against pydicom's expansion and a model of the standard's."""

import struct
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.data import get_palette_files, get_testdata_file
from pydicom.pixels.processing import apply_color_lut

from millivox.dicom.dataset import header_of
from millivox.dicom.pixels.palette import COLOURS, palette
from millivox.dicom.pixels.segments import expanded
from millivox.errors import PixelError

Segment = tuple[Any, ...]
DISCRETE = st.tuples(st.just(0), st.lists(st.integers(0, 255), min_size=1, max_size=9))
LINEAR = st.tuples(st.just(1), st.integers(1, 40), st.integers(0, 255))


@pytest.mark.parametrize("name", ["spring", "summer", "fall", "winter", "hotiron", "pet"])
def test_the_standards_own_palettes_come_out_as_pydicom_has_them(name: str) -> None:
    dataset = pydicom.dcmread(get_palette_files(f"{name}.dcm")[0])
    tables = palette(header_of(dataset, of="pixels"))
    assert tables is not None
    stored = np.arange(256, dtype=np.uint8)
    theirs = apply_color_lut(stored, dataset)
    ours = np.stack([table.mapped(stored) for table in tables], axis=-1)
    np.testing.assert_array_equal(ours, theirs)


def test_a_real_palette_image_has_the_colours_that_pydicom_gives_it() -> None:
    dataset = pydicom.dcmread(get_testdata_file("examples_palette.dcm"))
    tables = palette(header_of(dataset, of="pixels"))
    assert tables is not None
    theirs = apply_color_lut(dataset.pixel_array, dataset)
    ours = np.stack([table.mapped(dataset.pixel_array) for table in tables], axis=-1)
    np.testing.assert_array_equal(ours, theirs)


@given(DISCRETE, st.lists(st.one_of(DISCRETE, LINEAR), max_size=6), st.sampled_from([8, 16]))
def test_segments_expand_as_the_standard_says(
    first: Segment, others: list[Segment], bits: int
) -> None:
    data: list[int] = []
    want: list[float] = []
    for kind, *rest in (first, *others):
        if kind == 0:
            data += [0, len(rest[0]), *rest[0]]
            want += rest[0]
        else:
            count, end = rest
            data += [1, count, end]
            want += np.linspace(want[-1], end, count + 1)[1:].tolist()
    packed = struct.pack(f"<{len(data)}{'B' if bits == 8 else 'H'}", *data)
    found = expanded(packed, len(want), bits)
    np.testing.assert_allclose(found, want, atol=0.5 + 1e-9)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_repeat_takes_earlier_segments_again(bits: int) -> None:
    head = [0, 2, 10, 20, 1, 2, 40]
    at = 4 * bits // 8  # bytes before the line, which begins at what was last then
    where = list(struct.pack("<I", at)) if bits == 8 else [at, 0]
    data = [*head, 0, 1, 0, 2, 1, *where]
    packed = struct.pack(f"<{len(data)}{'B' if bits == 8 else 'H'}", *data)
    assert expanded(packed, 7, bits).tolist() == [10, 20, 30, 40, 0, 20, 40]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([1, 4, 40], "begins with a line"),
        ([7, 1, 1], "kind 7"),
        ([0, 1, 5, 2, 1, 200, 0, 0, 0], "not there"),
        ([0, 1, 5, 2, 1, 3, 0, 0, 0], "kind 2"),  # a repeat of itself
        ([0, 0, 5, 1], "no length"),
    ],
)
def test_segments_that_contradict_themselves_are_refused(data: list[int], said: str) -> None:
    with pytest.raises(PixelError, match=said):
        expanded(bytes(data), 100, 8)


def test_no_more_entries_come_out_than_were_promised() -> None:
    repeats = [0, 1, 5] + [1, 255, 9] + [2, 255, 3, 0, 0, 0] * 1000
    assert len(expanded(bytes(repeats), 300, 8)) == 300


def test_a_palette_without_a_table_is_refused() -> None:
    dataset = Dataset()
    for colour in COLOURS:
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [2, 0, 8])
    dataset.RedPaletteColorLookupTableData = b"\x01\x02"
    with pytest.raises(PixelError, match="no green table"):
        palette(header_of(dataset, of="pixels"))


def test_sixteen_bits_that_never_pass_255_are_eight() -> None:
    dataset = Dataset()
    for colour in COLOURS:
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [2, 0, 16])
        setattr(dataset, f"{colour}PaletteColorLookupTableData", struct.pack("<2H", 0, 255))
    tables = palette(header_of(dataset, of="pixels"))
    assert tables is not None
    assert tables.bits == 8
