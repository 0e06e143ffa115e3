"""Colour frames as RGB of 8 bits: true colour, and palettes (PS3.3 C.7.6.3.1, C.7.9)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from millivox.dicom.pixels.stored import StoredFrame
from millivox.errors import PixelError

if TYPE_CHECKING:
    from pydicom import Dataset

Rgb = NDArray[np.uint8]


def rgb_of(stored: StoredFrame, dataset: "Dataset") -> Rgb | None:
    """The frame in colour, shape (rows, columns, 3); ``None`` where it is grey.

    Raises
    ------
    PixelError
        When a palette is named and cannot be used.
    """
    if stored.photometric == "PALETTE COLOR":
        return _through_palette(stored, dataset)
    if stored.pixels.ndim == 2:
        return None
    return eight_bits(stored.pixels[..., -3:], stored.format.bits_stored)


def eight_bits(samples: NDArray[np.generic], bits: int) -> Rgb:
    """Samples of so many bits, as 8 bits."""
    if samples.dtype == np.uint8 and bits == 8:
        return np.ascontiguousarray(samples)
    scaled = samples.astype(np.float64) * (255.0 / float((1 << bits) - 1))
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def _through_palette(stored: StoredFrame, dataset: "Dataset") -> Rgb:
    from pydicom.pixels.processing import apply_color_lut

    try:
        coloured = apply_color_lut(stored.pixels, dataset)
    except Exception as error:  # pydicom raises many kinds for a table that is not one
        raise PixelError(f"The palette cannot be used ({error}).") from error
    # a table that calls itself 16-bit and never passes 255 was written in 8
    wide = coloured.dtype.itemsize == 2 and coloured.max(initial=0) > 0xFF
    return eight_bits(coloured[..., :3], 16 if wide else 8)
