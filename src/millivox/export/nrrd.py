"""NRRD files: the frame of DICOM itself, so nothing is turned."""

from pathlib import Path
from typing import Any

import numpy as np

from millivox.errors import ExportError
from millivox.export.filled import filled
from millivox.export.gzipped import LEVEL
from millivox.extras import require
from millivox.images.exchange.widened import require_real, widened
from millivox.images.volume import Volume

#: Encodings of the values: gzip, or as they are.
ENCODINGS = ("gzip", "raw")
_COLOURS = {3: "RGB-color", 4: "RGBA-color"}


def write(volume: Volume, target: Path, *, encoding: str = "gzip", level: int = LEVEL) -> None:
    """A volume as ``.nrrd``: left-posterior-superior, one direction vector an axis, mm.

    Axes are i, j, k (colour before them); a shear stays in the directions.

    Parameters
    ----------
    encoding
        ``"gzip"`` or ``"raw"``.
    level
        Of gzip, 1 to 9.

    Raises
    ------
    MissingExtraError
        pynrrd is not installed.

    References
    ----------
    http://teem.sourceforge.net/nrrd/format.html
    """
    if encoding not in ENCODINGS:
        raise ExportError(f"{encoding} is no encoding.", help=f"Use {' or '.join(ENCODINGS)}.")
    nrrd = require("nrrd", extra="nrrd", to="write NRRD files")
    require_real(volume.values, "NRRD")
    values, _ = filled(volume)
    header = _header(volume) | {"encoding": encoding}
    with open(target, "wb") as file:
        nrrd.write(file, widened(values), header, compression_level=level, index_order="C")


def _header(volume: Volume) -> dict[str, Any]:
    """Fields in the order of the file's axes, the fastest first."""
    matrix = volume.index_kji_to_lps
    directions = matrix[:3, [2, 1, 0]].T
    kinds = ["domain"] * 3
    if volume.values.ndim > 3:
        directions = np.vstack([np.full(3, np.nan), directions])
        kinds = [_COLOURS.get(volume.values.shape[3], "list"), *kinds]
    said = {"sample units": volume.unit} if volume.unit else {}
    return said | {
        "space": "left-posterior-superior",
        "space directions": directions,
        "space origin": matrix[:3, 3],
        "space units": ["mm", "mm", "mm"],
        "kinds": kinds,
    }
