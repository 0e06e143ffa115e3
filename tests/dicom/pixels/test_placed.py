"""Pixels where the scan found them, where a second reading of the header would fail or differ."""

import io
from collections.abc import Callable

import numpy as np
from pydicom import Dataset

from millivox.dicom.pixels.digest import pixel_digest

BIG_ENDIAN = "1.2.840.10008.1.2.2"
Made = Callable[..., Dataset]
AsFile = Callable[[Dataset], io.BytesIO]
RAMP = np.arange(-100, 92, dtype=np.int16).reshape(12, 16)


def test_a_meta_header_with_a_wrong_length_hides_no_pixels(made: Made, as_file: AsFile) -> None:
    data = as_file(made(RAMP)).getvalue()
    at = data.index(b"UL\x04\x00") + 4
    wrong = data[:at] + (1).to_bytes(4, "little") + data[at + 4 :]
    assert pixel_digest(wrong, "a").sha256 == pixel_digest(data, "a").sha256 is not None


def test_words_in_big_endian_have_the_digest_of_their_values(made: Made, as_file: AsFile) -> None:
    little = as_file(made(RAMP)).getvalue()
    big = as_file(made(RAMP.astype(">i2"), BIG_ENDIAN)).getvalue()
    assert pixel_digest(big, "a").sha256 == pixel_digest(little, "a").sha256 is not None


def test_bytes_in_big_endian_words_have_it_too(made: Made, as_file: AsFile) -> None:
    values = np.arange(192, dtype=np.uint8).reshape(12, 16)
    big = as_file(made(values.view("u2").byteswap().view("u1"), BIG_ENDIAN)).getvalue()
    assert (
        pixel_digest(big, "a").sha256 == pixel_digest(as_file(made(values)).getvalue(), "a").sha256
    )
