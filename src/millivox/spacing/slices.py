"""SliceGeometry: how the slices of one stack lie behind one another (rule book D.3-D.6)."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from millivox import tolerance

Step = tuple[float, float, float]


class Kind(StrEnum):
    """How regular the positions of a stack are (rule book D.3)."""

    SINGLE = "SINGLE"
    UNIFORM = "UNIFORM"
    UNIFORM_TOL = "UNIFORM_TOL"
    MISSING = "MISSING"
    PIECEWISE = "PIECEWISE"
    NONUNIFORM = "NONUNIFORM"
    ZERO_EXTENT = "ZERO_EXTENT"
    NONPARALLEL = "NONPARALLEL"
    UNKNOWN = "UNKNOWN"

    @property
    def has_interval(self) -> bool:
        """Whether one interval holds for the whole stack, so that an affine is honest."""
        return self in (Kind.UNIFORM, Kind.UNIFORM_TOL, Kind.MISSING)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of evenly spaced slices inside an uneven stack; both ends included."""

    from_k: int
    to_k: int
    interval_mm: float

    def to_dict(self) -> dict[str, Any]:
        """The block as it stands in the JSON output."""
        return {"from_k": self.from_k, "to_k": self.to_k, "interval_mm": self.interval_mm}


def gap_mm(interval_mm: float, thickness_mm: float) -> float:
    """What lies between two slices, signed: negative where neighbours overlap (D.5).

    Examples
    --------
    >>> gap_mm(3.0, 2.5), gap_mm(3.0, 5.0)
    (0.5, -2.0)
    """
    return interval_mm - thickness_mm


def overlap_fraction(interval_mm: float, thickness_mm: float) -> float:
    """The part of a slice that its neighbour covers too; 0 where there is none.

    Examples
    --------
    >>> round(overlap_fraction(0.8, 1.0), 6)
    0.2
    """
    return max(0.0, (thickness_mm - interval_mm) / thickness_mm) if thickness_mm > 0 else 0.0


def coverage_mm(n: int, interval_mm: float, thickness_mm: float) -> float:
    """How far ``n`` slices reach, outer face to outer face, along their normal (D.5).

    Examples
    --------
    >>> coverage_mm(40, 3.0, 2.5)
    119.5
    """
    return (n - 1) * interval_mm + thickness_mm


def covered_fraction(n: int, interval_mm: float, thickness_mm: float) -> float:
    """The part of the coverage that some slice has seen; 1 where there are no gaps.

    Examples
    --------
    >>> round(covered_fraction(40, 3.0, 2.5), 4)
    0.8368
    """
    covered = coverage_mm(n, interval_mm, thickness_mm)
    return min(1.0, n * thickness_mm / covered) if covered > 0 else 1.0


def images_for_coverage(wanted_mm: float, interval_mm: float, thickness_mm: float) -> int:
    """How many slices it takes to reach a coverage (D.5).

    Examples
    --------
    >>> images_for_coverage(150.0, 3.0, 2.5), images_for_coverage(250.0, 0.8, 1.0)
    (51, 313)
    """
    steps = (wanted_mm - thickness_mm) / interval_mm
    return max(0, math.ceil(steps - 1e-9)) + 1


@dataclass(frozen=True, slots=True)
class Lean:
    """How a stack leans out of its own normal: gantry tilt, or another shear (D.6).

    ``along_normal_mm``, ``down_mm`` and ``across_mm`` are the parts of one step
    along the normal, the columns' and the rows' direction; ``drift_mm`` is what
    the sideways parts add up to over the stack, ``limit_mm`` what rounding alone
    could make of it.
    """

    along_normal_mm: float
    down_mm: float
    across_mm: float
    drift_mm: float
    limit_mm: float

    @property
    def sheared(self) -> bool:
        """Whether the drift shows."""
        return self.drift_mm > self.limit_mm

    @property
    def is_tilt(self) -> bool:
        """Whether the lean is one about the rows, as a gantry's is."""
        return abs(self.across_mm) <= tolerance.SIDEWAYS_RELATIVE * abs(self.down_mm)

    @property
    def tilt_deg(self) -> float | None:
        """Tilt about the row axis, positive towards the columns' direction.

        0 where nothing leans; ``None`` where the lean is no gantry tilt.
        """
        if not self.sheared:
            return 0.0
        if not self.is_tilt:
            return None
        return self.angle_deg

    @property
    def angle_deg(self) -> float:
        """The step's angle about the row axis, whether or not it shows."""
        return math.degrees(math.atan2(self.down_mm, self.along_normal_mm))

    @property
    def lean_deg(self) -> float:
        """The whole angle between the step and the normal."""
        sideways = math.hypot(self.down_mm, self.across_mm)
        return math.degrees(math.atan2(sideways, self.along_normal_mm))


def shear_limit_mm(pixel_mm: float | None, quantum_mm: float, normal_error_mm: float) -> float:
    """The drift below which a stack counts as straight (D.6).

    A tenth of a pixel, or 0.05 mm and what rounding of the positions and of the
    direction cosines can feign, whichever is more.
    """
    rounding = tolerance.SHEAR_FLOOR_MM + 2.0 * quantum_mm + normal_error_mm
    return max(tolerance.SHEAR_PIXELS * (pixel_mm or 0.0), rounding)


@dataclass(frozen=True, slots=True)
class SliceGeometry:
    """How the slices of a stack lie; ``None`` where no one number holds.

    ``extent_mm`` runs from the first to the last centre along the normal.
    ``n_grid`` counts the places of the grid, holes included.
    """

    kind: Kind
    n_slices: int
    n_grid: int
    interval_mm: float | None = None
    interval_u_mm: float | None = None
    step_mm: Step | None = None
    thickness_mm: float | None = None
    thickness_range_mm: tuple[float, float] | None = None
    extent_mm: float | None = None
    coverage_mm: float | None = None
    lean: Lean | None = None
    missing_k: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = field(default=())

    @property
    def gap_mm(self) -> float | None:
        """Interval minus thickness, signed."""
        if self.interval_mm is None or self.thickness_mm is None:
            return None
        return gap_mm(self.interval_mm, self.thickness_mm)

    @property
    def overlap_fraction(self) -> float | None:
        """The part of a slice its neighbour covers too."""
        if self.interval_mm is None or self.thickness_mm is None:
            return None
        return overlap_fraction(self.interval_mm, self.thickness_mm)

    @property
    def covered_fraction(self) -> float | None:
        """The part of the coverage that the slices of a full grid have seen."""
        if self.interval_mm is None or self.thickness_mm is None:
            return None
        return covered_fraction(self.n_grid, self.interval_mm, self.thickness_mm)

    @property
    def missing_mm(self) -> float:
        """Length along the normal that the missing slices leave open."""
        return len(self.missing_k) * (self.interval_mm or 0.0)

    @property
    def step_length_mm(self) -> float | None:
        """Distance between neighbouring first pixels: the table step of a tilted stack."""
        return None if self.step_mm is None else math.hypot(*self.step_mm)

    @property
    def sheared(self) -> bool:
        """Whether the stack leans out of its normal."""
        return self.lean is not None and self.lean.sheared

    @property
    def tilt_deg(self) -> float | None:
        """Gantry tilt computed from positions, never from the header."""
        return None if self.lean is None else self.lean.tilt_deg

    def to_dict(self) -> dict[str, Any]:
        """The fields of a volume's JSON that concern its slices."""
        return {
            "regularity": str(self.kind),
            "sheared": self.sheared,
            "tilt_deg": self.tilt_deg,
            "interval_mm": self.interval_mm,
            "interval_u_mm": self.interval_u_mm,
            "step_length_mm": self.step_length_mm,
            "thickness_mm": self.thickness_mm,
            "gap_mm": self.gap_mm,
            "overlap_fraction": self.overlap_fraction,
            "coverage_mm": self.coverage_mm,
            "covered_fraction": self.covered_fraction,
            "missing_mm": self.missing_mm,
            "missing_k": list(self.missing_k),
            "blocks": [block.to_dict() for block in self.blocks],
        }
