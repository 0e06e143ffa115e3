"""Colour frames as RGB of 8 bits: true colour, and palettes (PS3.3 C.7.6.3.1, C.7.9)."""

import numpy as np
from numpy.typing import NDArray

from millivox.dicom.header import Header
from millivox.dicom.pixels.palette import Palette, palette
from millivox.dicom.pixels.stored import StoredFrame
from millivox.errors import PixelError

Rgb = NDArray[np.uint8]


def rgb_of(stored: StoredFrame, header: Header) -> Rgb | None:
    """The frame in colour, shape (rows, columns, 3); ``None`` where it is grey.

    Raises
    ------
    PixelError
        When a palette is named and cannot be used.
    """
    if stored.photometric == "PALETTE COLOR":
        tables = palette(header)
        if tables is None:
            raise PixelError("The palette cannot be used: it is not described.", path=header.file)
        return through(tables, stored.pixels)
    if stored.pixels.ndim == 2:
        return None
    return eight_bits(stored.pixels[..., -3:], stored.format.bits_stored)


def eight_bits(samples: NDArray[np.generic], bits: int) -> Rgb:
    """Samples of so many bits, as 8 bits."""
    if samples.dtype == np.uint8 and bits == 8:
        return np.ascontiguousarray(samples)
    scaled = samples.astype(np.float64) * (255.0 / float((1 << bits) - 1))
    return np.clip(np.rint(scaled), 0, 255).astype(np.uint8)


def through(tables: Palette, pixels: NDArray[np.generic]) -> Rgb:
    """Stored values in the colours of a palette."""
    mapped = [eight_bits(table.mapped(pixels), tables.bits) for table in tables]
    return np.stack(mapped, axis=-1)
