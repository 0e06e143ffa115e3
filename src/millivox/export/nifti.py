"""NIfTI-1 and -2 files, of one volume or of several on one grid."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from millivox.errors import ExportError
from millivox.export.filled import filled
from millivox.export.gzipped import LEVEL, gzipped
from millivox.images.exchange.nifti_header import header_bytes
from millivox.images.exchange.widened import widened
from millivox.images.volume import Volume

Array = np.ndarray[Any, Any]
#: Corners of volumes that share a grid lie no further apart.
_SAME_GRID_MM = 1e-3


def write(volume: Volume, target: Path, *, version: int | None = None, level: int = LEVEL) -> None:
    """A volume as ``.nii``, or ``.nii.gz``: as :func:`write_joined` with one volume."""
    write_joined([volume], target, count=1, version=version, level=level)


def write_joined(
    volumes: Iterable[Volume],
    target: Path,
    *,
    count: int,
    step_s: float | None = None,
    version: int | None = None,
    level: int = LEVEL,
) -> None:
    """Volumes on one grid as one file, in their order along the fourth axis.

    Voxels are written as they lie in memory: i along the rows of the images, j down their
    columns, k along the slices.  Nothing is flipped: the header says where each voxel lies, as
    :func:`~millivox.images.exchange.nifti_header.header_bytes` has it.  Integers stay integers,
    with a slope of 1.

    Parameters
    ----------
    volumes
        Taken one at a time; ``count`` of them.
    step_s
        Time between them, where it is known.
    version
        1 or 2; by default 2 only where a side has more than 32 767 voxels.
    level
        Of gzip, 1 to 9, for a ``.gz``.

    Raises
    ------
    ExportError
        Their grids or types differ, or NIfTI has no such type.
    """
    waiting = iter(volumes)
    first = next(waiting)
    values = _held(first)
    head = header_bytes(
        first.grid,
        values.dtype,
        samples=values.shape[3] if values.ndim > 3 else 1,
        count=count,
        step_s=step_s,
        unit=first.unit,
        version=version,
    )
    planes = chain(values, _rest(first, waiting))
    parts: Iterator[bytes] = chain([head], map(_bytes, planes))
    with open(target, "wb") as file:
        if target.suffix.lower() == ".gz":
            gzipped(parts, file, level=level)
        else:
            file.writelines(parts)


def _held(volume: Volume, like: Volume | None = None) -> Array:
    """The values in a type that NIfTI has, little endian."""
    values, _ = filled(volume, like=like)
    held = widened(values)
    return held.astype(held.dtype.newbyteorder("<"), copy=False)


def _bytes(plane: Array) -> Any:
    """A plane as it lies in memory, without a copy where it is in one piece."""
    return np.ascontiguousarray(plane).data.cast("B")


def _rest(first: Volume, others: Iterable[Volume]) -> Iterator[Array]:
    for volume in others:
        _require_alike(first, volume)
        yield from _held(volume, first)


def _require_alike(first: Volume, other: Volume) -> None:
    """One header holds for all."""
    if not first.grid.is_close(other.grid, within_mm=_SAME_GRID_MM):
        raise ExportError("Its volumes lie on different grids.", help="Write a file for each.")
    if first.values.dtype != other.values.dtype or first.values.shape != other.values.shape:
        raise ExportError("Its volumes have values of different types.", help="Write each alone.")
    if first.unit != other.unit:
        units = " and ".join(unit or "(none named)" for unit in (first.unit, other.unit))
        raise ExportError(f"Its volumes have values in {units}.", help="Write each alone.")
