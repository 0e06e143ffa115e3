"""Which type of number holds the values."""

import numpy as np
import pytest

from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.transformation import Transformation
from millivox.images.loading.numbers import fits, types_for


def form(
    bits: int, stored: int, keyword: str = "PixelData", *, signed: bool = False
) -> PixelFormat:
    return PixelFormat(1, 1, 1, bits, stored, stored - 1, signed, "MONOCHROME2", 0, 1, keyword)


@pytest.mark.parametrize(
    ("bits", "stored", "change", "kind"),
    [
        (8, 8, Transformation(), "u1"),
        (16, 12, Transformation(intercept=-1024.0), "i2"),
        (32, 32, Transformation(), "u4"),
        (32, 32, Transformation(intercept=-1.0), "f8"),  # 33 bits, which a double holds
        (64, 64, Transformation(), "u8"),  # 64 bits, which no float holds
        (16, 16, Transformation(slope=0.5), "f4"),
        (16, 16, Transformation(slope=1e36), "f8"),  # infinite as a 32-bit float
        (16, 16, Transformation(intercept=3e9), "f4"),  # no sum of 32 bits
        (32, 25, Transformation(slope=2.0), "f8"),  # more bits than a 32-bit float
    ],
)
def test_the_type_holds_what_the_bits_can_say(
    bits: int, stored: int, change: Transformation, kind: str
) -> None:
    assert types_for([(form(bits, stored), change)])[-1] == np.dtype(kind)


def test_a_fraction_an_infinity_and_a_number_too_large_fit_no_integer() -> None:
    short = np.dtype("i2")
    assert fits(np.array([-32768.0, 32767.0]), short)
    assert not fits(np.array([0.5]), short)
    assert not fits(np.array([np.nan]), short)
    assert not fits(np.array([32768.0]), short)
    assert not fits(np.array([2**40]), short)


def test_a_number_that_becomes_infinite_does_not_fit_a_float() -> None:
    assert not fits(np.array([1e39]), np.dtype("f4"))
    assert fits(np.array([np.inf, np.nan, 1e38]), np.dtype("f4"))
