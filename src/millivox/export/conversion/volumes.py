"""A volume as a conversion wants it: as it lies, made even, or made upright."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from millivox import resample
from millivox.errors import MillivoxError, NotAVolumeError
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.jobs import Job
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.shear import is_sheared
from millivox.images.series import Series
from millivox.images.volume import Volume
from millivox.spacing.slices import Kind

Progress = Callable[[int, int], None]
_EVEN = "--regular (uneven='regular') lays them on an even grid by their true places."
_THICK = (
    "--thick (single='thickness') takes its thickness for the third axis; --form png, png16 or "
    "tiff writes it as a picture."
)


def read(
    job: Job, asked: Asked, *, dtype: Any = None, progress: Progress | None = None
) -> Iterator[Volume]:
    """Every volume of a job in turn, all of one type of number: that of the first by default.

    Raises
    ------
    NotAVolumeError
        Slices are not even, or there is a single one, and nothing was asked for that.
    SpacingUnknownError
        Nobody knows its millimetres.
    TooNarrowError
        A later volume needs a wider type.
    """
    for number in job.numbers:
        volume = _read(job.series, number, asked, dtype, progress)
        dtype = dtype or volume.values.dtype
        yield volume


def _read(
    series: Series, number: int, asked: Asked, dtype: Any, progress: Progress | None
) -> Volume:
    stack = series.volumes[number].stack
    if stack.grid is None and stack.kind == Kind.SINGLE and asked.single == "thickness":
        return _of_one_slice(series, number, asked, dtype)
    try:
        if stack.grid is None and not stack.kind.has_interval and asked.uneven == "regular":
            volume = resample.regular(
                series.slices(
                    number, values=asked.values, dtype=dtype, lost="mark", progress=progress
                )
            )
        else:
            volume = series.volume(
                number, values=asked.values, dtype=dtype, lost="mark", progress=progress
            )
    except NotAVolumeError as error:
        raise _with_help(error, series, number) from error
    if asked.tilt == "upright" and is_sheared(volume.grid):
        volume = resample.upright(volume)
    return volume


def _with_help(error: MillivoxError, series: Series, number: int) -> NotAVolumeError:
    report = series.volumes[number]
    stack = report.stack
    if stack.kind == Kind.SINGLE:
        return NotAVolumeError(report.sentence, help=_THICK)
    if stack.positions is None or stack.kind in (Kind.NONPARALLEL, Kind.ZERO_EXTENT):
        return NotAVolumeError(error.text)
    return NotAVolumeError(f"{report.sentence} One grid does not fit them.", help=_EVEN)


def _of_one_slice(series: Series, number: int, asked: Asked, dtype: Any) -> Volume:
    """A slice as a volume as thick as it is; that is no distance to a neighbour, and it is said."""
    report = series.volumes[number]
    slices = series.slices(number, values=asked.values, dtype=dtype)
    thickness = report.stack.slices.thickness_mm
    if thickness is None or not thickness > 0.0:
        raise NotAVolumeError(f"{report.sentence} Its thickness is not known either.")
    matrix = affine.of_planes(
        slices.first_mm[0],
        slices.orientation,
        np.asarray(slices.orientation.normal) * thickness,
        row_mm=slices.row_mm,
        column_mm=slices.column_mm,
    )
    grid = VoxelGrid(
        (1, report.shape_kji[1], report.shape_kji[2]), matrix, slices.frame_of_reference
    )
    said = f"a single slice, its thickness of {thickness:g} mm taken for the third axis"
    return slices.volume(slices.values, grid, slices.spacing, slices.verdict, said)
