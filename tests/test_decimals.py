"""Numbers for people: digits, and micrometres where millimetres are all zeros."""

import pytest

from millivox.decimals import millimetres, plain, rounded


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.661468, "0.661468"),
        (10.0, "10"),
        (1e-05, "0.00001"),
        (1.5e-07, "0.00000015"),
        (2_500_000.0, "2500000"),
        (-0.00001, "-0.00001"),
        (0.0, "0"),
        (None, "unknown"),
    ],
)
def test_no_length_is_a_power_of_ten(number: float | None, text: str) -> None:
    assert plain(number) == text


def test_absurd_numbers_stay_short() -> None:
    assert plain(1e308) == "1e+308"


def test_whole_slide_pixel_is_said_in_micrometres_too() -> None:
    assert millimetres(0.000252) == "0.000252 mm (0.252 µm)"
    assert millimetres(0.05) == "0.05 mm"


def test_answers_carry_no_digits_that_computing_left_behind() -> None:
    assert rounded({"mm": 4.999998000000001, "raw": ["1.0"], "n": 3}) == {
        "mm": 4.999998, "raw": ["1.0"], "n": 3,
    }  # fmt: skip
    assert str(rounded([-0.0, None])) == "[0.0, None]"
