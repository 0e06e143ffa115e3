"""Pictures into files: whole or not at all, with their resolution where it is known."""

import os
import secrets
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from millivox.display.picture import Picture
from millivox.errors import ExportError

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF"}
MM_PER_INCH = 25.4
#: JPEG keeps whole dots an inch in 16 bits.
JPEG_DPI_MOST = 65_535
JPEG_QUALITY = 92


def write(picture: Picture, path: str | os.PathLike[str]) -> Path:
    """Write a picture as PNG, TIFF or JPEG, by the suffix of its name.

    The file appears complete or not at all.  ``pHYs`` of a PNG (and its like) is set only where
    millimetres are known.

    Raises
    ------
    ExportError
        When the suffix is another one, or the file cannot be written.
    """
    target = Path(path)
    form = FORMATS.get(target.suffix.lower())
    if form is None:
        raise ExportError(
            f"{target.suffix or 'no suffix'} is not a kind of picture written here.",
            path=str(target),
            help=f"Use one of {' '.join(FORMATS)}.",
        )
    _replace(target, encoded(picture, form))
    return target


def encoded(picture: Picture, form: str) -> bytes:
    """A picture as the bytes of a PNG, TIFF or JPEG."""
    image = Image.fromarray(picture.rgba).convert("RGB")
    out = BytesIO()
    image.save(out, form, **_options(picture, form))
    return out.getvalue()


def _options(picture: Picture, form: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if picture.mm_per_px_x is not None:
        dots = MM_PER_INCH / picture.mm_per_px_x
        if form != "JPEG" or 1 <= dots <= JPEG_DPI_MOST:
            options["dpi"] = (dots, dots)
    if form == "JPEG":
        options["quality"] = JPEG_QUALITY
    if form == "PNG":
        options["pnginfo"] = _texts(picture)
    return options


def _texts(picture: Picture) -> PngInfo:
    info = PngInfo()
    info.add_text("Software", "millivox")
    if picture.scene.caption:
        info.add_itxt("Description", "\n".join(picture.scene.caption))
    return info


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, make it durable, then take its name in one step."""
    beside = target.with_name(f".millivox-{secrets.token_hex(8)}")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise ExportError(f"cannot be written ({error.strerror}).", path=str(target)) from error
