"""Which values become black, grey and white."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.pixels.processing import apply_windowing

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.values import ModalityValues
from millivox.display.voi import window_of, written_windows
from millivox.display.window import Window, found_window
from millivox.errors import PixelError


def form(bits: int = 16, keyword: str = "PixelData") -> PixelFormat:
    return PixelFormat(1, 1, 1, 16, bits, bits - 1, True, "MONOCHROME2", 0, 1, keyword)


def written(**elements: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def said(**elements: Any) -> Header:
    return header_of(written(**elements), of="pixels")


def values(array: Any, padded: Any = None) -> ModalityValues:
    return ModalityValues(np.asarray(array, np.float32), padded=padded)


RAMP = values([np.arange(-1000, 1000)])


@settings(deadline=None)  # pydicom is imported in the first one
@given(
    st.integers(-500, 500),
    st.integers(2, 4000),
    st.sampled_from(["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
)
def test_a_window_is_the_standards_formula(center: int, width: int, function: str) -> None:
    dataset = written(
        WindowCenter=str(center),
        WindowWidth=str(width),
        VOILUTFunction=function,
        PhotometricInterpretation="MONOCHROME2",
        BitsStored=16,
        PixelRepresentation=1,
    )
    stored = np.arange(-1000, 1000, 7, dtype=np.int16)
    with np.errstate(over="ignore"):
        theirs = (apply_windowing(stored, dataset) + 32768) / 65535
    assert Window(center, width, function).applied(stored) == pytest.approx(theirs, abs=2e-5)


def test_a_window_one_wide_is_a_threshold() -> None:
    assert Window(10, 1).applied(np.array([9, 10, 11])).tolist() == [0.0, 1.0, 1.0]


def test_the_first_of_several_windows_is_used() -> None:
    header = said(WindowCenter=["40", "400"], WindowWidth=["80", "2000"])
    window = window_of(header, RAMP, form())
    assert (window.center, window.width) == (40.0, 80.0)
    assert window.source == "first of 2 in the file"


BRAIN_AND_BONE = {
    "WindowCenter": ["40", "400"],
    "WindowWidth": ["80", "2000"],
    "WindowCenterWidthExplanation": ["Brain", "Bone"],
}


@pytest.mark.parametrize("which", ["bone", "BONE", 1])
def test_another_window_of_the_file_is_chosen_by_name_or_number(which: str | int) -> None:
    window = window_of(said(**BRAIN_AND_BONE), RAMP, form(), which)
    assert (window.center, window.name) == (400.0, "bone")
    assert window.source == "second of 2 in the file"


def test_tables_come_after_the_windows() -> None:
    item = written(LUTDescriptor=[2, 0, 8], LUTExplanation="Soft")
    item.add_new("LUTData", "US", [0, 255])
    header = said(**BRAIN_AND_BONE, VOILUTSequence=[item])
    assert [one.name for one in written_windows(header, form())] == ["brain", "bone", "soft"]
    assert window_of(header, RAMP, form(), 2).table is not None


@pytest.mark.parametrize("which", ["liver", "", 2, -1])
def test_a_window_that_the_file_has_not_is_answered_with_those_it_has(which: str | int) -> None:
    with pytest.raises(PixelError, match=r"0: W 80 L 40 \(first of 2 in the file, brain\); 1: W"):
        window_of(said(**BRAIN_AND_BONE), RAMP, form(), which)
    with pytest.raises(PixelError, match="It has none"):
        window_of(said(Modality="CT"), RAMP, form(), which)


def test_a_table_is_used_where_no_window_is_written() -> None:
    item = written(LUTDescriptor=[256, 0, 8], LUTData=list(range(255, -1, -1)))
    item["LUTData"].VR = "US"
    window = window_of(said(VOILUTSequence=[item]), RAMP, form())
    assert window.applied(np.array([0.0, 255.0])).tolist() == [1.0, 0.0]


def test_a_window_that_shows_nothing_is_not_used_and_that_is_said() -> None:
    window = window_of(said(WindowCenter="90000", WindowWidth="10"), RAMP, form())
    assert "the file's own shows nothing" in window.source


def test_the_second_window_is_used_where_the_first_shows_nothing() -> None:
    header = said(WindowCenter=["90000", "40"], WindowWidth=["10", "80"])
    assert window_of(header, RAMP, form()).source == "second of 2 in the file"


def test_a_thousand_windows_are_not_all_tried() -> None:
    many = said(WindowCenter=["90000"] * 1000, WindowWidth=["10"] * 1000)
    assert len(written_windows(many, form())) < 100


def test_a_width_of_zero_is_no_window() -> None:
    window = window_of(said(WindowCenter="0", WindowWidth="0"), RAMP, form())
    assert window.source.startswith("chosen from the pixels")


def test_fractions_are_windowed_exactly() -> None:
    header = said(WindowCenter="0.5", WindowWidth="1")
    fractions = values(np.linspace(0, 1, 11)[None])
    window = window_of(header, fractions, form(keyword="FloatPixelData"))
    assert window.applied(np.array([0.25])).tolist() == [0.25]


def test_a_window_from_the_pixels_is_robust_against_one_bright_pixel() -> None:
    array = np.arange(10_000.0)
    array[0] = 1e9
    assert found_window(values([array])).width < 10_000


def test_a_large_frame_is_sampled_evenly_for_its_window() -> None:
    ramp = np.broadcast_to(np.arange(3000.0), (1500, 3000))
    window = found_window(values(ramp))
    assert window.center == pytest.approx(1507, abs=5)


def test_padding_has_no_part_in_a_window_from_the_pixels() -> None:
    array = np.concatenate([np.full(500, -2000.0), np.arange(500.0)])[None]
    window = found_window(values(array, padded=array == -2000))
    assert window.center - window.width / 2 >= 0


def test_eight_bits_written_for_a_screen_are_shown_as_they_are() -> None:
    window = window_of(said(Modality="US"), values([[10, 60]]), form(bits=8))
    assert window.applied(np.array([0, 255])).tolist() == [0.0, 1.0]


def test_an_even_picture_has_a_window_all_the_same() -> None:
    assert found_window(values(np.full((4, 4), 7.0))).width == 1.0
