"""regular: an uneven or holed series on an even grid, by the true places of its slices."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from millivox.errors import GeometryError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.loading.slices import Slices
from millivox.images.volume import MADE_OF, Volume
from millivox.provenance import Grade, Method, Origin, worst
from millivox.resample.sampling import float_type, with_holes
from millivox.spacing.axis import AxisSpacing, Spacing

Array = np.ndarray[Any, Any]
#: A slice this near a place lies on it.
_SAME_MM = 1e-6
_NOTE = "A chosen interval: values lie on straight lines between slices where they really are."


def regular(
    slices: Slices, *, interval_mm: float | None = None, bridge_mm: float | None = None
) -> Volume:
    """Slices at any places, straight lines between neighbours, on an even grid.

    Parameters
    ----------
    slices
        As :meth:`millivox.images.series.Series.slices` reads them.
    interval_mm
        Of the grid; by default the commonest distance between neighbours.
    bridge_mm
        The widest gap to draw a line over; by default one and a half times the commonest
        distance. What lies in a wider one is missing.

    Raises
    ------
    GeometryError
        There are fewer than two slices, or they are in colour.
    """
    t = slices.t_mm
    if len(t) < 2 or slices.values.ndim > 3:
        raise GeometryError("A regular grid needs two grey slices at least.")
    usual = float(np.median(np.diff(t)))
    interval = usual if interval_mm is None else interval_mm
    widest = 1.5 * usual if bridge_mm is None else bridge_mm
    if not interval > 0.0:
        raise GeometryError(f"An interval must be above 0 mm, not {interval:g}.")
    count = math.floor((t[-1] - t[0]) / interval + 1e-6) + 1
    values = _drawn(slices, t[0] + np.arange(count) * interval, widest)
    said = f"made even, {interval:.4g} mm; lines over gaps up to {widest:.4g} mm"
    grid = _grid(slices, interval, values.shape)
    made = slices.volume(values, grid, _spacing(slices, interval), MADE_OF + slices.verdict, said)
    holes = tuple(np.flatnonzero(np.isnan(values).all(axis=(1, 2))).tolist())
    return replace(made, padding=None, holes_k=holes)


def _drawn(slices: Slices, places: Vector, widest: float) -> Array:
    """Values at places along the normal; NaN in a gap too wide, and where a neighbour has none."""
    held = with_holes(slices.values, slices.missing)
    values = np.full((len(places), *held.shape[1:]), np.nan, float_type(held.dtype))
    for k, place in enumerate(places.tolist()):
        near = _neighbours(slices.t_mm, place, widest)
        if near:
            values[k] = sum(held[n] * values.dtype.type(weight) for n, weight in near)
    return values


def _neighbours(t: Vector, place: float, widest: float) -> Sequence[tuple[int, float]]:
    """The slices about a place and their weights; none in a gap that is too wide."""
    after = min(int(np.searchsorted(t, place - _SAME_MM)), len(t) - 1)
    if abs(t[after] - place) <= _SAME_MM or after == 0:
        return [(after, 1.0)]
    before = after - 1
    gap = float(t[after] - t[before])
    if gap > widest + _SAME_MM:
        return []
    part = min((place - float(t[before])) / gap, 1.0)
    return [(before, 1.0 - part), (after, part)]


def _grid(slices: Slices, interval: float, shape: tuple[int, ...]) -> VoxelGrid:
    """A lean of the stack stays in the grid: the first and last slice say how it runs."""
    run = (slices.first_mm[-1] - slices.first_mm[0]) / (slices.t_mm[-1] - slices.t_mm[0])
    matrix = affine.of_planes(
        slices.first_mm[0],
        slices.orientation,
        run * interval,
        row_mm=slices.row_mm,
        column_mm=slices.column_mm,
    )
    return VoxelGrid((shape[0], shape[1], shape[2]), matrix, slices.frame_of_reference)


def _spacing(slices: Slices, interval: float) -> Spacing:
    """The chosen interval is no surer than C: what lies between uneven slices is drawn."""
    pixel = slices.spacing.x.origin
    origin = Origin(
        rule="Z.D7.1",
        grade=worst(pixel.grade, Grade.C),
        label=pixel.label,
        plane=pixel.plane,
        calibration=pixel.calibration,
        method=Method.POSITION_PROJECTION,
        note=_NOTE,
    )
    return replace(slices.spacing, z=AxisSpacing(interval, origin))
