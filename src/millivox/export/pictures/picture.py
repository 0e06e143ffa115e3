"""PNG and TIFF pictures of slices, whose resolution is that of the patient: life-size in print."""

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from millivox.display.window import Window
from millivox.errors import ExportError
from millivox.export.derived.stored import Line, line_of
from millivox.export.filled import filled
from millivox.export.pictures.files import png, tiff
from millivox.export.windowed import seen, window_of
from millivox.images.exchange.widened import widened
from millivox.images.volume import Array, Volume

#: A folder of one PNG a slice.
FOLDER = ".pngs"
BITS = (8, 16)


def write(
    volume: Volume,
    target: Path,
    *,
    bits: int = 8,
    window: Window | tuple[float, float] | None = None,
    falls: str = "dark to bright",
) -> None:
    """Slices as ``.png`` (one slice), ``.pngs`` (a folder, one a slice) or ``.tif`` (all pages).

    Pixels are those of the volume, none interpolated; where rows and columns lie differently far
    apart, so do the two resolutions.  Printed at 100 % a millimetre is a millimetre.  ``pHYs`` of
    a PNG counts whole pixels a metre: off by 0.03 % for a pixel of 0.6 mm.

    Parameters
    ----------
    bits
        Of a PNG. 8: through a window, to look at.  16: the values themselves, as
        ``slope x grey + intercept`` with both in the file's texts; exact where the values are
        whole numbers within 65,535.
    window
        (center, width) of the 8 bits; by default the usual one of such values.
    falls
        ``"bright to dark"`` where high values are dark in 8 bits (MONOCHROME1).

    Raises
    ------
    ExportError
        Several slices for one PNG, or an unknown number of bits.
    MissingExtraError
        tifffile is not installed (TIFF).

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> from millivox.geometry.grid import VoxelGrid
    >>> values = np.arange(6, dtype=np.int16).reshape(1, 2, 3)
    >>> volume = Volume(values, VoxelGrid((1, 2, 3), np.diag([0.5, 0.8, 1.0, 1])[:, [2, 1, 0, 3]]))
    >>> path = Path(tempfile.mkdtemp(), "a.png")
    >>> write(volume, path, bits=16)
    >>> with Image.open(path) as image:
    ...     print(image.mode, [round(25.4 / dots, 3) for dots in image.info["dpi"]])
    I;16 [0.5, 0.8]
    """
    if bits not in BITS:
        raise ExportError(f"PNG is written with 8 or 16 bits, not {bits}.")
    if target.suffix.lower() in (".tif", ".tiff"):
        _tiff(volume, target)
    elif target.suffix.lower() == FOLDER:
        target.mkdir()
        for k, (image, told) in enumerate(_slices(volume, bits, window, falls)):
            png(image, target / f"slice_{k:04d}.png", mm=_mm(volume), texts=told)
    elif volume.shape_kji[0] == 1:
        image, told = next(_slices(volume, bits, window, falls))
        png(image, target, mm=_mm(volume), texts=told)
    else:
        raise ExportError(
            f"A PNG holds one slice, and there are {volume.shape_kji[0]}.",
            help=f"{FOLDER} makes a folder of them, .tif holds all, resample.mpr chooses one.",
        )


def _slices(
    volume: Volume, bits: int, window: Window | tuple[float, float] | None, falls: str
) -> Iterator[tuple[Array, dict[str, str]]]:
    """Every slice as the pixels of a picture, and what stands in its texts."""
    gone = volume.missing
    parts = (
        (np.asarray(one), None if gone is None else np.asarray(gone[k]))
        for k, one in enumerate(volume.values)
    )
    if volume.values.ndim == 4:
        yield from ((np.ascontiguousarray(one, np.uint8), {}) for one, _ in parts)
    elif bits == 8:
        through = window_of(volume, window)
        said = {"Window": through.sentence(volume.unit)}
        yield from ((seen(one, through, missing, falls=falls), said) for one, missing in parts)
    else:
        line = line_of(volume, sign="none")
        yield from ((line.stored(one, missing), _told(line, volume)) for one, missing in parts)


def _told(line: Line, volume: Volume) -> dict[str, str]:
    """What leads from the numbers of a 16-bit PNG back to the values."""
    told = {"Slope": f"{line.slope:.15g}", "Intercept": f"{line.intercept:.15g}"}
    told |= {"Unit": volume.unit} if volume.unit else {}
    return told if line.padding is None else told | {"NoImage": str(line.padding)}


def _tiff(volume: Volume, target: Path) -> None:
    """All slices as pages, values as they are, with OME's sizes for the third axis too."""
    values = np.ascontiguousarray(widened(filled(volume)[0]))
    grid = volume.grid
    sizes = {"X": grid.column_mm, "Y": grid.row_mm}
    sizes |= {"Z": grid.interval_mm} if volume.shape_kji[0] > 1 else {}
    content = hashlib.blake2b(values.data, digest_size=16).digest()
    told: dict[str, Any] = {"UUID": str(uuid.UUID(bytes=content))}  # else tifffile draws one
    told |= {"axes": "ZYXS" if values.ndim == 4 else "ZYX"}
    for axis, mm in sizes.items():
        told |= {f"PhysicalSize{axis}": mm, f"PhysicalSize{axis}Unit": "mm"}
    tiff(
        values, target, shape=values.shape, dtype=values.dtype, mm=_mm(volume), ome=True,
        metadata=told,
    )  # fmt: skip


def _mm(volume: Volume) -> tuple[float, float]:
    return volume.grid.column_mm, volume.grid.row_mm
