"""The scale bar and the letters at the sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.display.marks import Sides, scale_bar, sides_of


@given(st.integers(64, 4096), st.floats(1e-5, 20))
def test_a_bar_fits_its_picture_and_is_as_long_as_it_says(width: int, step: float) -> None:
    bar = scale_bar(width, step, "mm")
    number, unit = bar.text.split()
    mm = float(number) / 1000 if unit == "µm" else float(number)
    assert bar.length_px * step == pytest.approx(mm)
    assert 0.1 * width < bar.length_px < 0.46 * width


@given(st.floats(1e-5, 20))
def test_a_bar_is_one_two_or_five_of_something(step: float) -> None:
    digits = scale_bar(512, step, "mm").text.split()[0].strip("0.")
    assert digits in ("1", "2", "5")


def test_a_bar_carries_the_plane_of_its_millimetres() -> None:
    assert scale_bar(512, 0.5, "mm (detector)").text == "50 mm (detector)"


def test_small_lengths_are_in_micrometres() -> None:
    assert scale_bar(512, 0.0005, "mm").text == "50 µm"


def test_without_millimetres_the_bar_counts_stored_pixels() -> None:
    assert scale_bar(1024, 0.5, "px").text == "100 px"


def test_right_of_the_patient_is_left_of_an_axial_picture() -> None:
    assert sides_of((1, 0, 0, 0, 1, 0)) == Sides("R", "L", "A", "P")


def test_feet_are_at_the_bottom_of_a_sagittal_picture() -> None:
    assert sides_of((0, 1, 0, 0, 0, -1)) == Sides("A", "P", "H", "F")


def test_oblique_sides_have_two_letters_strongest_first() -> None:
    assert sides_of((0.8, 0.6, 0, 0, 0, -1)).left == "RA"


def test_patient_orientation_serves_where_there_are_no_cosines() -> None:
    assert sides_of(None, ("A", "FR")) == Sides("P", "A", "HL", "FR")


def test_words_that_are_no_orientation_are_not_drawn() -> None:
    assert sides_of(None, ("LE", "V2")) == Sides()


def test_nothing_known_is_nothing_drawn() -> None:
    assert sides_of(None) == Sides()
