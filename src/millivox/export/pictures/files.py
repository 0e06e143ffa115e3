"""PNG and TIFF files: pixels, texts, and the millimetres of a pixel where they are known."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from millivox.display.encoding import MM_PER_INCH
from millivox.errors import ExportError
from millivox.extras import require

Array = np.ndarray[Any, Any]
MM_PER_CM = 10.0
#: Of zlib: the usual 6 takes four times as long for 16 bits and saves a hundredth.
PNG_EFFORT = 4
#: Column and row distance.
Millimetres = tuple[float, float] | None


def png(pixels: Array, path: Path, *, mm: Millimetres, texts: Mapping[str, str]) -> None:
    """One PNG; without ``mm`` it states no resolution."""
    info = PngInfo()
    info.add_text("Software", "millivox")
    for name, text in texts.items():
        info.add_text(name, text.encode("latin-1", "replace").decode("latin-1"))
    dots = {} if mm is None else {"dpi": (MM_PER_INCH / mm[0], MM_PER_INCH / mm[1])}
    Image.fromarray(np.ascontiguousarray(pixels)).save(
        path, "PNG", pnginfo=info, compress_level=PNG_EFFORT, **dots
    )


def tiff(
    pages: Array | Iterable[Array],
    target: Path,
    *,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    mm: Millimetres,
    **told: Any,
) -> None:
    """Pages of one size, written as they come; shape (pages, rows, columns[, 3]).

    Raises
    ------
    MissingExtraError
        tifffile is not installed.
    ExportError
        OME-TIFF has no such type of number.
    """
    if dtype.kind in "iu" and dtype.itemsize == 8:
        raise ExportError(f"TIFF cannot hold values of {dtype}.", help="NIfTI, NRRD and Zarr can.")
    tifffile = require("tifffile", extra="tiff", to="write TIFF files")
    dots = None if mm is None else (MM_PER_CM / mm[0], MM_PER_CM / mm[1])
    tifffile.imwrite(
        target,
        pages if isinstance(pages, np.ndarray) else iter(pages),
        shape=shape,
        dtype=dtype,
        photometric="rgb" if len(shape) == 4 else "minisblack",
        compression="zlib",
        resolution=dots,
        resolutionunit="NONE" if dots is None else "CENTIMETER",
        software="millivox",
        **told,
    )
