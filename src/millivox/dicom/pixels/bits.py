"""Bits that do not lie as the bytes of a machine do: single ones, and those high in a word."""

from typing import TYPE_CHECKING, Any

from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.source import BIG_ENDIAN, PixelSource

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


def single_bits(source: PixelSource, form: PixelFormat, frame: int) -> "Array":
    """A frame of single bits, which need not begin at a byte (PS3.5 8.1.1)."""
    import numpy as np

    first = frame * form.native_bits
    start, end = first // 16 * 2, -(-(first + form.native_bits) // 16) * 2
    data = source.read(start, end - start)
    words = np.frombuffer(data.ljust(end - start, b"\0"), "<u2")
    if source.syntax == BIG_ENDIAN and source.vr == "OW":
        words = words.byteswap()
    bits = np.unpackbits(words.view("u1"), bitorder="little")[first - 8 * start :]
    return bits[: form.native_bits].reshape(form.rows, form.columns)


def high_bits(pixels: "Array", form: PixelFormat) -> "Array":
    """The stored bits where High Bit does not sit on top of them from bit 0 (PS3.5 8.1.1)."""
    above = form.bits_allocated - 1 - form.high_bit
    if not 0 <= above <= form.bits_allocated - form.bits_stored:
        return pixels
    return (pixels << above) >> (form.bits_allocated - form.bits_stored)
