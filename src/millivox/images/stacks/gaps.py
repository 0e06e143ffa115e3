"""The distances between neighbouring slices: their kinds, and runs of one kind (rule book D.3)."""

from dataclasses import dataclass

import numpy as np

from millivox import tolerance
from millivox.geometry.points import Vector
from millivox.images.stacks.quantum import Quantum


def width_mm(gap_mm: float, quantum: Quantum) -> float:
    """How far two gaps of one kind may differ: rounding of four positions, or 2 %."""
    relative = tolerance.UNIFORM_TOL_GAP_RELATIVE * gap_mm
    return max(2.0 * quantum.strict_mm(gap_mm), relative)


def base_gap_mm(gaps_mm: Vector, quantum: Quantum) -> float:
    """The gap most likely to be one step: the smallest kind that is common, else the median.

    A kind is common when it holds 30 % of the gaps.

    Examples
    --------
    >>> from millivox.images.stacks.quantum import exact
    >>> base_gap_mm(np.array([5.0, 10.0, 5.0, 15.0, 5.0]), exact(0.001))
    5.0
    """
    ordered = np.sort(gaps_mm)
    start = 0
    while start < ordered.size:
        smallest = float(ordered[start])
        end = int(np.searchsorted(ordered, smallest + width_mm(smallest, quantum), "right"))
        if end - start >= tolerance.BASE_GAP_SHARE * ordered.size:
            return float(ordered[start:end].mean())
        start = max(end, start + 1)
    return float(np.median(ordered))


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring gaps of one kind, between slices ``first`` and ``last``."""

    first: int
    last: int
    mean_mm: float

    @property
    def gaps(self) -> int:
        """How many gaps it holds."""
        return self.last - self.first


def runs(gaps_mm: Vector, quantum: Quantum) -> list[Run]:
    """The gaps in order, neighbours of one kind joined.

    A coarse writer's gaps alternate by up to two quanta and still are of one kind.

    Examples
    --------
    >>> from millivox.images.stacks.quantum import exact
    >>> [(run.first, run.last) for run in runs(np.array([4.0, 4, 2, 2, 2]), exact(0.01))]
    [(0, 2), (2, 5)]
    """
    coarse = 2.0 * quantum.mm if quantum.mm <= tolerance.REROUND_QUANTUM_MM else 0.0
    found: list[Run] = []
    start, least, most = 0, float(gaps_mm[0]), float(gaps_mm[0])
    values = gaps_mm.tolist()
    for n, gap in enumerate([*values[1:], float("inf")], start=1):
        least, most = min(least, gap), max(most, gap)
        rounding = coarse if coarse <= tolerance.REROUND_MANY_RELATIVE * least else 0.0
        if most - least > max(width_mm(least, quantum), rounding):
            found.append(Run(start, n, sum(values[start:n]) / (n - start)))
            start, least, most = n, gap, gap
    return found
