"""Interval, thickness, coverage, tilt and grid of a classified stack (rule book C.2, D.5, D.6)."""

import math
from collections.abc import Sequence

import numpy as np

from millivox import tolerance
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.images.frames import Frame
from millivox.images.stacks.cosines import Cosines
from millivox.images.stacks.positions import Positions
from millivox.images.stacks.regularity import Regularity
from millivox.spacing.slices import Kind, Lean, SliceGeometry, coverage_mm, shear_limit_mm

#: Distance between rows and between columns, as far as known.
PixelSize = tuple[float | None, float | None]


def thicknesses(frames: Sequence[Frame]) -> Vector:
    """The thickness of every frame, NaN where none is known."""
    values = [frame.thickness_mm or math.nan for frame in frames]
    return np.array([size if 0.0 < size < tolerance.ABSURD_MAX_MM else math.nan for size in values])


def slice_geometry(
    positions: Positions,
    kept: tuple[Frame, ...],
    regularity: Regularity,
    cosines: Cosines,
    pixel_mm: PixelSize,
) -> SliceGeometry:
    """Rules D.5 and D.6 as numbers."""
    thickness = thicknesses(kept)
    least, most = _range(thickness)
    one = (
        least is not None
        and most is not None
        and most - least <= (tolerance.THICKNESS_RELATIVE * most)
    )
    first, last = (float(thickness[end]) for end in (0, -1))
    extent = float(positions.t_mm[-1] - positions.t_mm[0])
    parallel = regularity.kind != Kind.NONPARALLEL
    lean = _lean(positions, regularity, cosines, pixel_mm) if parallel else None
    reach = coverage_mm(2, extent, (first + last) / 2.0)
    return SliceGeometry(
        kind=regularity.kind,
        n_slices=len(kept),
        n_grid=regularity.n_grid,
        interval_mm=regularity.interval_mm,
        interval_u_mm=_u_mm(regularity, lean, cosines),
        step_mm=regularity.step_mm,
        thickness_mm=most if one else None,
        thickness_range_mm=None if least is None or most is None else (least, most),
        extent_mm=extent,
        coverage_mm=reach if parallel and math.isfinite(reach) else None,
        lean=lean,
        missing_k=regularity.missing_k,
        blocks=regularity.blocks,
    )


def _range(values: Vector) -> tuple[float | None, float | None]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (None, None)


def _lean(
    positions: Positions,
    regularity: Regularity,
    cosines: Cosines,
    pixel_mm: PixelSize,
) -> Lean | None:
    """Rule D.6: the parts of a step, and the drift they add up to."""
    extent = float(positions.t_mm[-1] - positions.t_mm[0])
    if len(positions.clusters) < 2 or extent <= 0.0:
        return None
    if regularity.step_mm is not None:
        step, steps = np.asarray(regularity.step_mm), regularity.n_grid - 1
    else:
        step, steps = positions.points_mm[-1] - positions.points_mm[0], 1
    across, down, along = (float(step @ axis) for axis in positions.orientation.matrix.T)
    known = [size for size in pixel_mm if size is not None]
    return Lean(
        along_normal_mm=along,
        down_mm=down,
        across_mm=across,
        drift_mm=steps * math.hypot(down, across),
        limit_mm=lateral_limit_mm(positions, cosines, min(known, default=None)),
    )


def lateral_limit_mm(positions: Positions, cosines: Cosines, pixel_mm: float | None) -> float:
    """What rounding may do to the sideways place of a slice (D.6)."""
    extent = float(positions.t_mm[-1] - positions.t_mm[0])
    worst = max(positions.quantum.per_axis_mm)
    return shear_limit_mm(pixel_mm, worst, extent * cosines.normal_error_rad)


def _u_mm(regularity: Regularity, lean: Lean | None, cosines: Cosines) -> float | None:
    """The interval's uncertainty, with what the normal's adds in a leaning stack."""
    if regularity.u_mm is None or lean is None:
        return None
    sideways = math.hypot(lean.down_mm, lean.across_mm)
    turned = sideways * cosines.normal_error_rad / math.sqrt(3.0)
    return math.hypot(regularity.u_mm, turned)


def voxel_grid(
    positions: Positions,
    regularity: Regularity,
    frame: Frame,
    pixel_mm: PixelSize,
) -> VoxelGrid | None:
    """Rule C.2: the affine of an even stack, from its first slice's written position."""
    row_mm, column_mm = pixel_mm
    if not regularity.kind.has_interval or regularity.step_mm is None:
        return None
    if row_mm is None or column_mm is None or frame.rows < 1 or frame.columns < 1:
        return None
    matrix = affine.of_planes(
        positions.points_mm[0],
        positions.orientation,
        regularity.step_mm,
        row_mm=row_mm,
        column_mm=column_mm,
    )
    shape = (regularity.n_grid, frame.rows, frame.columns)
    return VoxelGrid(shape, matrix, frame.header.frame_of_reference_uid)
