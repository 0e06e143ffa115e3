"""Luminance and chrominance to red, green and blue, in any number of bits (PS3.3 C.7.6.3.1.2)."""

from typing import TYPE_CHECKING, Any

from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FULL = ("YBR_FULL", "YBR_FULL_422")
#: A byte fits into the fraction of a single; more bits need a double.
_BYTE = 8


def as_rgb(pixels: "Array", photometric: str, bits: int) -> "tuple[Array, str]":
    """Pixels and their colour space; RGB where they were luminance and chrominance.

    Parameters
    ----------
    pixels
        Shape (rows, columns, 3), chrominance for every pixel.
    photometric
        The colour space they are in; others than YBR_FULL are handed back as they are.
    bits
        Bits Stored.

    Raises
    ------
    PixelError
        They are signed, which no luminance is.

    Examples
    --------
    >>> import numpy as np
    >>> pixels, colour = as_rgb(np.full((1, 1, 3), (1600, 2048, 2148), "u2"), "YBR_FULL", 12)
    >>> pixels[0, 0].tolist(), colour
    ([1740, 1529, 1600], 'RGB')
    """
    import numpy as np

    if photometric not in FULL or pixels.shape[-1:] != (3,):
        return pixels, photometric
    if pixels.dtype.kind != "u":
        raise PixelError("Luminance and chrominance with a sign cannot be made RGB.")
    half, last = 1 << bits - 1, (1 << bits) - 1
    kind = np.float32 if bits <= _BYTE else np.float64
    to_rgb = [[1, 1, 1], [0, -0.114 * 1.772 / 0.587, 1.772], [1.402, -0.299 * 1.402 / 0.587, 0]]
    values = (pixels.astype(kind) - np.array([0, half, half], kind)) @ np.array(to_rgb, kind)
    return np.clip(np.floor(values + kind(0.5)), 0, last).astype(pixels.dtype), "RGB"
