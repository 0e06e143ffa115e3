"""Pictures into files: whole or not at all."""

import os
from pathlib import Path

from millivox.display.picture import Picture
from millivox.durable import durable
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
    with durable(target) as beside:
        beside.write_bytes(picture.encoded(form))
    return target
