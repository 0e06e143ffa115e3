"""A picture file's pages as grey or colour arrays, and what the file says of its own size."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from millivox.errors import MillivoxError, PixelError, PixelTooLargeError, SourceError
from millivox.tolerance import MM_PER_INCH

Array = np.ndarray[Any, Any]
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
_GREY_16 = ("I;16", "I;16B", "I;16L", "I;16N")
_MOST_16 = 65_535
#: Pixels of all pages together; one object of DICOM holds less than 4 GiB.
MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """The pages of a picture.

    Parameters
    ----------
    pages
        Shape (pages, rows, columns), uint8 or uint16; or (pages, rows, columns, 3), uint8.
    resolution_mm
        (row, column) as the file's resolution has it; often a printer's or a screen's default.
    inverse
        Whether high grey values are dark.
    lossy_ratio
        How strongly it was compressed with loss; ``None`` where it was not.
    icc
        Colour profile.
    notes
        What was changed on the way, in sentences.
    """

    pages: Array
    resolution_mm: tuple[float, float] | None = None
    inverse: bool = False
    lossy_ratio: float | None = None
    icc: bytes | None = None
    notes: tuple[str, ...] = ()


def read(path: Path) -> Scanned:
    """Read a PNG, JPEG, TIFF or BMP file, upright as its EXIF has it.

    Raises
    ------
    SourceError
        It cannot be opened.
    PixelError
        It is no picture, is damaged, or holds what no Secondary Capture can.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow mends by itself
            with Image.open(path) as image:
                return _scanned(image, path)
    except MillivoxError:
        raise
    except UnidentifiedImageError as error:
        raise PixelError("It is no picture that can be read here.", path=str(path)) from error
    except Exception as error:  # Pillow raises many kinds for a damaged picture
        if isinstance(error, OSError) and error.errno is not None:
            raise SourceError(f"It cannot be read ({error.strerror}).", path=str(path)) from error
        raise PixelError(f"The picture cannot be decoded ({error}).", path=str(path)) from error


def _scanned(image: Image.Image, path: Path) -> Scanned:
    notes: dict[str, None] = {}
    turned = image.getexif().get(0x0112, 1) >= 5  # 90 degrees: rows become columns
    resolution = _resolution(image, turned)
    icc, inverse = image.info.get("icc_profile"), _is_inverse(image)
    lossy = image.format in ("JPEG", "MPO") or image.info.get("compression") == "jpeg"
    if (
        any(";16" in str(tile) for tile in getattr(image, "tile", ()))
        and image.mode not in _GREY_16
    ):
        notes["16 bits a colour became 8: Secondary Capture holds no more"] = None
    pages = _pages(image, notes, path)
    if len({(page.shape, page.dtype) for page in pages}) > 1:
        raise PixelError(
            "Its pages differ in size or kind; one object holds pages of one size only.",
            path=str(path),
            help="Convert each page by itself.",
        )
    held = np.stack(pages)
    ratio = held.nbytes / path.stat().st_size if lossy else None
    profile = icc if held.ndim == 4 else None
    return Scanned(held, resolution, inverse, ratio, profile, tuple(notes))


def _pages(image: Image.Image, notes: dict[str, None], path: Path) -> list[Array]:
    pages, size = [], 0
    for frame in ImageSequence.Iterator(image):
        pages.append(_page(frame, notes, path))
        size += pages[-1].nbytes
        if size > MOST_BYTES:
            raise PixelTooLargeError(
                f"Its pages are more than {MOST_BYTES >> 20} MiB of pixels.", path=str(path)
            )
    return pages


def _page(image: Image.Image, notes: dict[str, None], path: Path) -> Array:
    page = ImageOps.exif_transpose(image)
    if page.mode in ("RGBA", "LA", "PA") or "transparency" in page.info:
        page = _opaque(page, notes)
    if page.mode in ("1", "L"):
        return np.array(page.convert("L"))
    if page.mode in (*_GREY_16, "I"):
        return _grey_16(np.array(page), path)
    if page.mode == "F":
        raise PixelError(
            "Its values are floats; Secondary Capture holds 8 or 16 bits.",
            path=str(path),
            help="Scale it to 16 bits first.",
        )
    return np.array(page.convert("RGB"))


def _grey_16(values: Array, path: Path) -> Array:
    if values.size and (values.min() < 0 or values.max() > _MOST_16):
        raise PixelError(
            f"Its values run from {values.min()} to {values.max()}; 16 bits hold 0 to 65535.",
            path=str(path),
        )
    return values.astype(np.uint16)


def _opaque(page: Image.Image, notes: dict[str, None]) -> Image.Image:
    """Without transparency: what shines through is black."""
    grey = page.mode == "LA"
    clear = page.convert("RGBA")
    if clear.getchannel("A").getextrema() != (255, 255):
        notes["transparent parts became black: DICOM knows no transparency"] = None
        ground = Image.new("RGBA", clear.size, (0, 0, 0, 255))
        clear = Image.alpha_composite(ground, clear)
    return clear.convert("L" if grey else "RGB")


def _is_inverse(image: Image.Image) -> bool:
    """16-bit TIFF whose zero is white; Pillow turns the 8-bit ones itself."""
    tags = getattr(image, "tag_v2", {})
    return image.mode in _GREY_16 and tags.get(262) == 0


def _resolution(image: Image.Image, turned: bool) -> tuple[float, float] | None:
    """(row, column) in mm from pHYs, JFIF, TIFF or BMP; ``None`` where it says nothing."""
    try:
        x, y = (float(dots) for dots in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (x > 1.0 and y > 1.0):  # TIFF's and JFIF's 1 x 1: an aspect, no resolution
        return None
    row, column = MM_PER_INCH / y, MM_PER_INCH / x
    return (column, row) if turned else (row, column)
