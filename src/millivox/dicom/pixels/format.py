"""The Image Pixel module: what a header says about its pixels, refused where no image can be so."""

from dataclasses import dataclass
from typing import Any

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.source import PixelSource
from millivox.errors import MissingAttributeError, PixelError

LARGEST_SIDE = 65_535
FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """The Image Pixel module of an object (PS3.3 C.7.6.3), made consistent."""

    rows: int
    columns: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    photometric: str
    planar: int
    frames: int
    keyword: str = "PixelData"

    @property
    def decoded_bytes(self) -> int:
        """What one frame takes in memory; bits unpacked to bytes."""
        return self.rows * self.columns * self.samples * max(self.bits_allocated // 8, 1)

    @property
    def native_bits(self) -> int:
        """What one frame takes in a file that is not compressed."""
        bits = self.rows * self.columns * self.samples * self.bits_allocated
        return bits // 3 * 2 if self.photometric == "YBR_FULL_422" else bits

    @property
    def stored_range(self) -> tuple[int, int]:
        """The smallest and largest number that Bits Stored allows.

        Examples
        --------
        >>> PixelFormat(1, 1, 1, 16, 12, 11, True, "MONOCHROME2", 0, 1).stored_range
        (-2048, 2047)
        """
        bits = self.bits_stored
        if self.signed:
            return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
        return 0, (1 << bits) - 1

    def options(self) -> dict[str, Any]:
        """The format in the words of pydicom's decoders."""
        words: dict[str, Any] = {
            "rows": self.rows,
            "columns": self.columns,
            "samples_per_pixel": self.samples,
            "photometric_interpretation": self.photometric,
            "bits_allocated": self.bits_allocated,
            "bits_stored": self.bits_stored,
            "pixel_representation": int(self.signed),
            "number_of_frames": self.frames,
            "pixel_keyword": self.keyword,
        }
        return words | ({"planar_configuration": self.planar} if self.samples > 1 else {})


def pixel_format(source: PixelSource) -> PixelFormat:
    """What the header of an object says about its pixels: see :func:`format_in`."""
    return format_in(header_of(source.dataset, source.name), source.keyword)


def format_in(header: Header, keyword: str = "PixelData") -> PixelFormat:
    """What a header says about its pixels.

    Raises
    ------
    MissingAttributeError
        When Rows, Columns or Bits Allocated are absent.
    PixelError
        When a value is not one that pixels can have.
    """

    def number(word: str, default: int | None = None) -> int:
        value = header.integer(word)
        if value is None and default is None:
            raise MissingAttributeError(f"{word} is absent or not a number.", path=header.file)
        return default if value is None else value  # type: ignore[return-value]

    bits = FLOATS.get(keyword) or number("BitsAllocated")
    stored = number("BitsStored", bits)
    stored = stored if 1 <= stored <= bits else bits
    samples = number("SamplesPerPixel", 1)
    form = PixelFormat(
        rows=number("Rows"),
        columns=number("Columns"),
        samples=samples,
        bits_allocated=bits,
        bits_stored=stored,
        high_bit=number("HighBit", stored - 1),
        signed=number("PixelRepresentation", 0) == 1,
        photometric=header.text("PhotometricInterpretation")
        or ("MONOCHROME2" if samples == 1 else "RGB"),
        planar=number("PlanarConfiguration", 0),
        frames=max(number("NumberOfFrames", 1), 1),
        keyword=keyword,
    )
    believe(form)
    return form


def believe(form: PixelFormat) -> None:
    """Refuse a format that no image can have, before it is used for arithmetic.

    Raises
    ------
    PixelError
        When a side, the bits, the samples or the planes are impossible.
    """
    if not (1 <= form.rows <= LARGEST_SIDE and 1 <= form.columns <= LARGEST_SIDE):
        raise PixelError(f"{form.rows} rows by {form.columns} columns is not an image.")
    if form.bits_allocated not in (1, 8, 16, 32, 64):
        raise PixelError(f"{form.bits_allocated} bits allocated cannot be decoded.")
    if form.samples not in (1, 3, 4):
        raise PixelError(f"{form.samples} samples per pixel cannot be decoded.")
    if form.planar not in (0, 1):
        raise PixelError(f"Planar Configuration {form.planar} is not defined.")
