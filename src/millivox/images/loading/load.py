"""A volume's values out of its files."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from millivox.dicom.reading import Instance
from millivox.errors import NotAVolumeError, PixelError, SpacingUnknownError
from millivox.images.absent import nothing
from millivox.images.loading.lazy import lazy_values
from millivox.images.loading.padding import blank, common, paddings_of, to_blank
from millivox.images.loading.recipe import Recipe, recipes
from millivox.images.loading.slices import Slices
from millivox.images.loading.values import Progress, history_of, values_and_lost
from millivox.images.lost import LostFrame, Policy, lost_said
from millivox.images.reports.volume import VolumeReport
from millivox.images.volume import Volume
from millivox.spacing.slices import Kind

Array = np.ndarray[Any, Any]


def load(
    volume: VolumeReport,
    instances: Sequence[Instance],
    *,
    values: str = "modality",
    dtype: DTypeLike | None = None,
    chunks: str | None = None,
    lost: Policy = "refuse",
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
    values
        Which: ``"modality"``, ``"stored"``, ``"real-world"``, ``"suv-bw"`` and others: see
        :func:`millivox.dicom.quantities.asked.transformation_for`.
    dtype
        Of the values; by default the smallest that holds every value the files have, or can
        have where they are read later.
    chunks
        ``"slice"`` reads each slice when it is computed: the values are a Dask array.
    lost
        What becomes of frames that are there and cannot be read: ``"refuse"`` raises the first
        error; ``"mark"`` makes their slices holes of the grid, told in ``history`` and ``lost``,
        as long as one frame can be read.  A program that computes with values does not look for
        holes, so it must ask for them; what is shown to people shows them.
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
    ValueError
        Lost frames cannot be marked where the slices are read later.
    """
    grid = volume.stack.grid
    if grid is None:
        raise _not_a_volume(volume)
    todo = recipes(volume.frames, volume.stack.k, instances, values)
    holes = volume.stack.slices.missing_k
    array: Any
    gone: tuple[LostFrame, ...] = ()
    if chunks is None:
        array, gone = _read(
            todo, grid.shape_kji, lost=lost, dtype=dtype, threads=threads, progress=progress
        )
        array[list(holes)] = nothing(array.dtype)
        holes = tuple(sorted({*holes, *(one.k for one in gone)}))
        padding = _padding(todo, array)
    elif lost == "mark":
        raise ValueError(
            'Which frames are lost is known once all are read: "mark" needs no chunks.'
        )
    else:
        array = lazy_values(todo, grid.shape_kji, dtype=dtype, chunks=chunks)
        padding = common(paddings_of(todo, array.dtype))
    return Volume(
        array,
        grid,
        unit=todo[0].change.unit,
        spacing=volume.spacing,
        verdict=volume.sentence,
        holes_k=holes,
        padding=padding,
        history=(*history_of(_kept(todo, gone), array.dtype), *lost_said(gone)),
        lost=gone,
    )


def _read(
    todo: list[Recipe], shape_kji: tuple[int, int, int], **how: Any
) -> tuple[Array, tuple[LostFrame, ...]]:
    try:
        return values_and_lost(todo, shape_kji, **how)
    except PixelError as error:
        if type(error) is PixelError and len(todo) > 1 and how["lost"] == "refuse":
            error.help = error.help or 'lost="mark" loads the other slices and tells which lack.'
        raise


def _kept(todo: list[Recipe], gone: tuple[LostFrame, ...]) -> list[Recipe]:
    ks = {one.k for one in gone}
    return [one for one in todo if one.k not in ks]


def load_slices(
    volume: VolumeReport,
    instances: Sequence[Instance],
    *,
    values: str = "modality",
    dtype: DTypeLike | None = None,
    lost: Policy = "refuse",
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
    todo = recipes(volume.frames, range(count), instances, values)
    shape_kji = (count, first.rows, first.columns)
    array, gone = _read(todo, shape_kji, lost=lost, dtype=dtype, threads=threads, progress=progress)
    return Slices(
        values=array,
        report=volume,
        unit=todo[0].change.unit,
        padding=_padding(todo, array),
        history=(*history_of(_kept(todo, gone), array.dtype), *lost_said(gone)),
        lost=gone,
    )


def _padding(todo: list[Recipe], values: Array) -> tuple[float, float] | None:
    """The padding of all slices; what only some of them pad with becomes NaN, where it can."""
    paddings = paddings_of(todo, values.dtype)
    blank(values, [one.k for one in todo], to_blank(paddings, values.dtype))
    return common(paddings)


def _unknown_pixel(known: str) -> SpacingUnknownError:
    return SpacingUnknownError(
        f"{known}, but nobody knows how large a pixel is.",
        help="millivox spacing FILE says why.",
    )


def _not_a_volume(volume: VolumeReport) -> Exception:
    stack = volume.stack
    if stack.kind.has_interval:
        return _unknown_pixel("The slices are evenly spaced")
    if len(volume.frames) == 1:
        help_ = (
            "slices() has its values; millivox convert --thick (single='thickness') takes its "
            "thickness for the third axis."
        )
        return NotAVolumeError(volume.sentence, help=help_)
    blocks = ", ".join(f"slices {b.from_k} to {b.to_k}" for b in stack.slices.blocks)
    even = f"Evenly spaced are {blocks}: slices().block(0) takes the first. " if blocks else ""
    help_ = f"{even}resample.regular(slices()) makes an even grid by their true places."
    return NotAVolumeError(f"{volume.sentence} One grid does not fit them.", help=help_)
