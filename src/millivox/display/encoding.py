"""Pixels as the bytes of a PNG, TIFF or JPEG, with their resolution where it is known."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

MM_PER_INCH = 25.4
#: JPEG keeps whole dots an inch in 16 bits.
JPEG_DPI_MOST = 65_535
JPEG_QUALITY = 92


def encoded(
    rgba: NDArray[np.uint8],
    form: str,
    *,
    mm_per_px: float | None = None,
    caption: tuple[str, ...] = (),
) -> bytes:
    """Pixels as the bytes of a picture file.

    Parameters
    ----------
    rgba
        Shape (height, width, 4).
    form
        ``PNG``, ``TIFF`` or ``JPEG``.
    mm_per_px
        The side of a pixel; without it the file states no resolution.
    caption
        Lines for the description of a PNG.
    """
    image = Image.fromarray(rgba).convert("RGB")
    out = BytesIO()
    options = _resolution(form, mm_per_px)
    if form == "JPEG":
        options["quality"] = JPEG_QUALITY
    if form == "PNG":
        options["pnginfo"] = _texts(caption)
    image.save(out, form, **options)
    return out.getvalue()


def _resolution(form: str, mm_per_px: float | None) -> dict[str, Any]:
    """``dpi``, unless nothing is known or a JPEG cannot say it."""
    if mm_per_px is None:
        return {}
    dots = MM_PER_INCH / mm_per_px
    sayable = form != "JPEG" or 1 <= dots <= JPEG_DPI_MOST
    return {"dpi": (dots, dots)} if sayable else {}


def _texts(caption: tuple[str, ...]) -> PngInfo:
    info = PngInfo()
    info.add_text("Software", "millivox")
    if caption:
        info.add_itxt("Description", "\n".join(caption))
    return info
