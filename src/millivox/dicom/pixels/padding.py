"""Which stored numbers stand for no image (PS3.3 C.7.5.1.1.2, C.7.6.24, C.7.6.25)."""

from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat

#: Pixel element to the attributes that say its padding: a value, and the other end of a range.
PADDING = {
    "PixelData": ("PixelPaddingValue", "PixelPaddingRangeLimit"),
    "FloatPixelData": ("FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit"),
    "DoubleFloatPixelData": ("DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit"),
}


def padding_range(header: Header, form: PixelFormat) -> tuple[float, float] | None:
    """Least and most of the stored numbers that are padding; ``None`` where none are.

    Examples
    --------
    >>> form = PixelFormat(1, 1, 1, 16, 16, 15, True, "MONOCHROME2", 0, 1)
    >>> padding_range(Header({0x00280120: b"\\x30\\xf8"}), form)  # written as US 63536
    (-2000.0, -2000.0)
    """
    first, last = (header.number(word) for word in PADDING[form.keyword])
    if first is None or form.samples != 1:
        return None
    ends = [first if last is None else last, first]
    if form.keyword == "PixelData":
        ends = [_as_stored(end, signed=form.signed) for end in ends]
    return min(ends), max(ends)


def _as_stored(value: float, *, signed: bool) -> float:
    """A US or SS value read with the sign that the pixels have."""
    if signed and value >= 1 << 15:
        return value - (1 << 16)
    return value if signed or value >= 0 else value + (1 << 16)
