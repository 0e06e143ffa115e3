"""OME-Zarr 0.5: a volume at several resolutions, in chunks."""

from pathlib import Path
from typing import Any

import numpy as np

from millivox.export.filled import fill_of, filled
from millivox.export.levels import levels_of
from millivox.extras import require
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.version import __version__

#: Voxels of a chunk along slices, rows and columns, a megabyte at 16 bits; and of a shard.
_CHUNK = (32, 128, 128)
_SHARD = (128, 512, 512)
_AXES = [{"name": name, "type": "space", "unit": "millimeter"} for name in "zyx"]
_NOTE = (
    "scale and translation run along the axes of the array, whose directions OME-Zarr 0.5 cannot "
    "say: z, y, x are slice, row and column. index_kji_to_lps holds all, shear included: from "
    "(k, j, i, 1) of level 0 to LPS mm."
)


def write(volume: Volume, target: Path, *, method: str = "linear") -> None:
    """A volume as a folder in OME-Zarr 0.5, with coarser levels beside it.

    The metadata of OME-Zarr 0.5 has a scale and a translation an axis, but no rotation and no
    shear: the full matrix stands in the attribute ``millivox`` of the group.

    Parameters
    ----------
    method
        Of the coarser levels: ``"linear"`` is the mean of the voxels that become one;
        ``"nearest"`` keeps labels labels.

    Raises
    ------
    MissingExtraError
        zarr is not installed.

    References
    ----------
    https://ngff.openmicroscopy.org/0.5/
    """
    zarr = require("zarr", extra="zarr", to="write OME-Zarr")
    group = zarr.create_group(str(target), zarr_format=3, overwrite=True)
    grids = []
    for number, level in enumerate(levels_of(volume, method=method)):
        _array(zarr, group, str(number), level, volume)
        grids.append(level.grid)
    group.attrs.update({"ome": _ome(volume, grids, method), "millivox": _own(volume)})


def _array(zarr: Any, group: Any, name: str, level: Volume, finest: Volume) -> None:
    values, fill = filled(level, like=finest)
    if values.ndim > 3:
        values = np.moveaxis(values, 3, 0)
    extra = values.ndim - 3
    chunk = (1,) * extra + tuple(map(min, _CHUNK, level.shape_kji))
    made = group.create_array(
        name,
        shape=values.shape,
        dtype=values.dtype,
        chunks=chunk,
        shards=(1,) * extra + tuple(map(_shard, level.shape_kji, chunk[extra:], _SHARD)),
        compressors=zarr.codecs.BloscCodec(cname="zstd", clevel=3, shuffle="shuffle"),
        fill_value=values.dtype.type(0 if fill is None else fill),
        dimension_names=[*"c" * extra, "z", "y", "x"],
    )
    made[...] = values


def _shard(side: int, chunk: int, most: int) -> int:
    """Whole chunks, enough for a side or as many as a shard may have."""
    return chunk * min(-(-side // chunk), max(most // chunk, 1))


def _ome(volume: Volume, grids: list[VoxelGrid], method: str) -> dict[str, Any]:
    is_colour = volume.values.ndim > 3
    axes = [{"name": "c", "type": "channel"}, *_AXES] if is_colour else _AXES
    datasets = [
        {"path": str(number), "coordinateTransformations": _transformations(grid, is_colour)}
        for number, grid in enumerate(grids)
    ]
    what = "mean of 2 along each halved axis" if method == "linear" else "every second voxel"
    scales = {
        "name": "volume",
        "axes": axes,
        "datasets": datasets,
        "type": method,
        "metadata": {"description": what, "version": f"millivox {__version__}"},
    }
    return {"version": "0.5", "multiscales": [scales]}


def _transformations(grid: VoxelGrid, is_colour: bool) -> list[dict[str, Any]]:
    """How long the axes are, and how far along them, from the origin of LPS, the first voxel is."""
    matrix = grid.index_kji_to_lps[:3]
    scale = np.linalg.norm(matrix[:, :3], axis=0)
    translation = (matrix[:, :3] / scale).T @ matrix[:, 3]
    first = [1.0] if is_colour else []
    return [
        {"type": "scale", "scale": [*first, *scale.tolist()]},
        {"type": "translation", "translation": [*(0.0 for _ in first), *translation.tolist()]},
    ]


def _own(volume: Volume) -> dict[str, Any]:
    fill = fill_of(volume)
    missing = None if fill is None else "NaN" if np.isnan(fill) else fill
    return {
        "version": __version__,
        "index_kji_to_lps": volume.index_kji_to_lps.tolist(),
        "unit": volume.unit or None,
        "missing_value": missing,
        "holes_k": list(volume.holes_k),
        "note": _NOTE,
    }
