"""Luminance and chrominance become RGB by the standard's formula, in any depth."""

import numpy as np
import pytest

from millivox.dicom.decoder.colour import as_rgb
from millivox.errors import PixelError


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_luminance_and_chrominance_follow_the_formula_of_the_standard(bits: int) -> None:
    kind, half = ("u1" if bits == 8 else "u2"), 1 << bits - 1
    ybr = np.random.default_rng(bits).integers(0, 1 << bits, (9, 7, 3)).astype(kind)
    y, cb, cr = np.moveaxis(ybr.astype(float), -1, 0)
    red = np.clip(y + 1.402 * (cr - half), 0, 2 * half - 1)
    blue = np.clip(y + 1.772 * (cb - half), 0, 2 * half - 1)
    rgb, colour = as_rgb(ybr, "YBR_FULL", bits)
    assert np.abs(rgb[..., 0] - red).max() <= 0.5
    assert np.abs(rgb[..., 2] - blue).max() <= 0.5
    assert (colour, rgb.dtype) == ("RGB", np.dtype(kind))


def test_luminance_with_a_sign_is_refused() -> None:
    with pytest.raises(PixelError, match="sign"):
        as_rgb(np.zeros((2, 2, 3), np.int16), "YBR_FULL", 12)
