"""A volume's values out of its files."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from millivox.dicom.reading import Instance
from millivox.errors import NotAVolumeError, SpacingUnknownError
from millivox.images.loading.padding import padding_of
from millivox.images.loading.recipe import recipes
from millivox.images.loading.slices import Slices
from millivox.images.loading.values import Progress, history_of, values_of
from millivox.images.reports.volume import VolumeReport
from millivox.images.volume import Volume
from millivox.spacing.slices import Kind


def load(
    volume: VolumeReport,
    instances: Sequence[Instance],
    *,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Volume:
    """The values of a volume on its grid, rescaled, the holes of the grid marked.

    Parameters
    ----------
    volume
        As :func:`millivox.check` or :func:`millivox.open` found it.
    instances
        Those of its series.
    dtype
        Of the values; by default the smallest that holds every value the files can have.
    threads
        As many as there are processors by default.
    progress
        Called now and then with the number of frames read and of all.

    Raises
    ------
    NotAVolumeError
        The slices are not evenly spaced, or have no places.
    SpacingUnknownError
        Nobody knows how far apart its pixels are.
    PixelError
        A frame cannot be decoded.
    """
    grid = volume.stack.grid
    if grid is None:
        raise _not_a_volume(volume)
    todo = recipes(volume.frames, volume.stack.k, instances)
    values = values_of(todo, grid.shape_kji, dtype=dtype, threads=threads, progress=progress)
    holes = volume.stack.slices.missing_k
    values[list(holes)] = np.nan if values.dtype.kind == "f" else 0
    return Volume(
        values,
        grid,
        unit=todo[0].change.unit,
        spacing=volume.spacing,
        verdict=volume.sentence,
        holes_k=holes,
        padding=padding_of(todo, values),
        history=history_of(todo, values.dtype),
    )


def load_slices(
    volume: VolumeReport,
    instances: Sequence[Instance],
    *,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Slices:
    """The slices of a stack as they lie, evenly or not; parameters as of :func:`load`.

    Raises
    ------
    NotAVolumeError
        The slices have no places, or are not parallel.
    SpacingUnknownError
        Nobody knows how far apart its pixels are.
    """
    stack = volume.stack
    if stack.positions is None or stack.kind == Kind.NONPARALLEL:
        raise NotAVolumeError(f"{volume.sentence} They have no places behind one another.")
    if volume.pixel.x.mm is None or volume.pixel.y.mm is None:
        raise _unknown_pixel("The places of the slices are known")
    count, first = len(volume.frames), volume.frames[0]
    todo = recipes(volume.frames, range(count), instances)
    values = values_of(
        todo, (count, first.rows, first.columns), dtype=dtype, threads=threads, progress=progress
    )
    return Slices(
        values=values,
        report=volume,
        unit=todo[0].change.unit,
        padding=padding_of(todo, values),
        history=history_of(todo, values.dtype),
    )


def _unknown_pixel(known: str) -> SpacingUnknownError:
    return SpacingUnknownError(
        f"{known}, but nobody knows how large a pixel is.",
        help="millivox spacing FILE says why.",
    )


def _not_a_volume(volume: VolumeReport) -> Exception:
    stack = volume.stack
    if stack.kind.has_interval:
        return _unknown_pixel("The slices are evenly spaced")
    blocks = ", ".join(f"slices {b.from_k} to {b.to_k}" for b in stack.slices.blocks)
    even = f"Evenly spaced are {blocks}: slices().block(0) takes the first. " if blocks else ""
    help_ = f"{even}resample.regular(slices()) makes an even grid by their true places."
    return NotAVolumeError(f"{volume.sentence} One grid does not fit them.", help=help_)
