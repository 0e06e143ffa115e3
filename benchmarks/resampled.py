"""Resampling a smooth phantom whose value is known everywhere, in millivox and in SimpleITK."""

from collections.abc import Callable
from typing import Any

import numpy as np

SHAPE_KJI = (150, 512, 512)
SOURCE_MM = (2.0, 0.7, 0.7)
#: A grid as its directions (columns, rows, slices: i, j, k), its distances in mm and its shape.
_STRAIGHT = np.eye(3)
_SLANTED = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]]).T
TARGETS = {
    "150 x 512 x 512 onto voxels of 1 mm, linear": (_STRAIGHT, (1.0, 1.0, 1.0), (299, 358, 358)),
    "an oblique slice of 512 x 512, linear": (_SLANTED, (0.7, 0.7, 0.7), (1, 512, 512)),
}
_CENTRE_MM = 0.5 * (np.array(SHAPE_KJI[::-1]) - 1) * np.array(SOURCE_MM[::-1])


def truth(points: Any) -> Any:
    """A hill of 1,000 with a standard deviation of 60 mm about the middle."""
    away = points - _CENTRE_MM
    return 1000.0 * np.exp(-0.5 * (away * away).sum(axis=-1) / 60.0**2)


def resampling(which: str, title: str) -> tuple[Callable[[], Any], float]:
    """The work to be timed, and how far its result is from the truth on average."""
    directions, distances_mm, shape_kji = TARGETS[title]
    matrix = np.eye(4)
    matrix[:3, :3] = (directions * distances_mm)[:, ::-1]
    if title != next(iter(TARGETS)):
        matrix[:3, 3] = _CENTRE_MM - matrix[:3, :3] @ ((np.array(shape_kji) - 1) / 2.0)
    source = np.diag([*SOURCE_MM[::-1], 1.0])[:, [2, 1, 0, 3]]
    values = np.rint(truth(_points(source, SHAPE_KJI))).astype(np.int16)
    make = _millivox if which == "millivox" else _simpleitk
    work = make(values, source, matrix, shape_kji)
    found = np.asarray(_array(work()))
    return work, float(np.nanmean(np.abs(found - truth(_points(matrix, shape_kji)))))


def _points(matrix: Any, shape_kji: tuple[int, int, int]) -> Any:
    index = np.moveaxis(np.indices(shape_kji, np.float32), 0, -1)
    return index @ matrix[:3, :3].T.astype(np.float32) + matrix[:3, 3].astype(np.float32)


def _millivox(values: Any, source: Any, matrix: Any, shape_kji: Any) -> Callable[[], Any]:
    from millivox import resample
    from millivox.geometry.grid import VoxelGrid
    from millivox.images.volume import Volume

    volume = Volume(values, VoxelGrid(values.shape, source))
    target = VoxelGrid(shape_kji, matrix)
    return lambda: resample.onto(volume, target)


def _simpleitk(values: Any, source: Any, matrix: Any, shape_kji: Any) -> Callable[[], Any]:
    import SimpleITK

    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing(SOURCE_MM[::-1])
    grid = SimpleITK.Image(shape_kji[::-1], SimpleITK.sitkFloat32)
    steps = matrix[:3, 2::-1]
    sizes = np.linalg.norm(steps, axis=0)
    grid.SetSpacing(sizes.tolist())
    grid.SetDirection((steps / sizes).ravel().tolist())
    grid.SetOrigin(matrix[:3, 3].tolist())
    nothing, wide = float("nan"), SimpleITK.sitkFloat32
    return lambda: SimpleITK.Resample(
        image, grid, SimpleITK.Transform(), SimpleITK.sitkLinear, nothing, wide
    )


def _array(made: Any) -> Any:
    if hasattr(made, "values"):
        return made.values
    import SimpleITK

    return SimpleITK.GetArrayFromImage(made)
