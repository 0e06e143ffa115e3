"""Pictures into files: whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from millivox.display.picture import Picture
from millivox.errors import ExportError

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF"}


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
            f"The suffix {target.suffix or '(none)'} is not a kind of picture written here.",
            path=str(target),
            help=f"Use one of {' '.join(FORMATS)}.",
        )
    _replace(target, picture.encoded(form))
    return target


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
        raise ExportError(f"It cannot be written ({error.strerror}).", path=str(target)) from error
