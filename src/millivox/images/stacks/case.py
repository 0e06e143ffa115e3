"""The positions of one stack under test, and the yardsticks the classes of D.3 share."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from millivox import tolerance
from millivox.geometry.lines import Line, half_band, least_squares
from millivox.geometry.points import Vector
from millivox.images.asked import Profile
from millivox.images.stacks.quantum import Quantum
from millivox.images.stacks.witnesses import Witnesses

#: Rounds of fitting after which a grid index that still changes is given up.
_REFITS = 6


@dataclass(slots=True, eq=False)
class Case:
    """The positions under test, and what the tests share."""

    t: Vector
    points: Vector
    quantum: Quantum
    thickness: Vector | None = None
    witnesses: Witnesses | None = None
    zero_mm: float = tolerance.ZERO_EXTENT_MM
    extent_mm: float = 0.0
    profile: Profile = Profile.STRICT
    _fits: dict[tuple[int, ...], Line] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many slices there are."""
        return int(self.t.size)

    @property
    def gaps(self) -> Vector:
        """Distances between neighbours, along the normal."""
        return np.diff(self.t)

    @property
    def in_order(self) -> tuple[int, ...]:
        """0, 1, 2 ...: a grid without holes."""
        return tuple(range(self.n))

    def fit(self, k: tuple[int, ...]) -> Line:
        """The least-squares line on a grid index: columns t, x, y, z."""
        if k not in self._fits:
            values = np.column_stack([self.t, self.points])
            self._fits[k] = least_squares(np.array(k, np.float64), values)
        return self._fits[k]


def is_even(case: Case) -> bool:
    """Whether every slice lies on the line as closely as the writer could put it."""
    fit = case.fit(case.in_order)
    return bool(fit.worst[0] <= case.quantum.strict_mm(float(fit.slope[0])))


def is_nearly_even(case: Case) -> bool:
    """Whether no slice is 1 % of the interval off the line and no gap 2 % of it."""
    fit = case.fit(case.in_order)
    interval = float(fit.slope[0])
    worst_gap = float(np.abs(case.gaps - interval).max())
    return bool(
        fit.worst[0] <= loose_mm(case, interval)
        and worst_gap <= tolerance.UNIFORM_TOL_GAP_RELATIVE * interval
    )


def is_even_to_others(case: Case) -> bool:
    """Whether the distances are as even as the tolerance profile asked for wants (D.4).

    OHIF compares the distances of the first pixels, and wants less than its share;
    the clinical profile compares those along the normal.
    """
    share = case.profile.share
    if share is None:
        return False
    ohif = case.profile is Profile.OHIF
    gaps = np.linalg.norm(np.diff(case.points, axis=0), axis=1) if ohif else case.gaps
    off, mean = float(np.abs(gaps - gaps.mean()).max()), float(gaps.mean())
    return off < share * mean if ohif else off <= share * mean


def loose_mm(case: Case, interval: float) -> float:
    """How far off the line a slice of a nearly even stack may lie."""
    relative = tolerance.UNIFORM_TOL_RESIDUAL_RELATIVE * interval
    return max(case.quantum.strict_mm(interval), relative)


def rounds_to(case: Case, k: tuple[int, ...]) -> bool:
    """Whether exact positions on a grid index can have been written as these (D.4)."""
    coarse, interval = case.quantum.mm, float(case.fit(k).slope[0])
    few = case.n >= tolerance.REROUND_FEW_SLICES
    many = case.n >= tolerance.REROUND_MANY_SLICES
    share = tolerance.REROUND_MANY_RELATIVE if many else tolerance.REROUND_FEW_RELATIVE
    if not few or coarse > min(tolerance.REROUND_QUANTUM_MM, share * interval):
        return False
    return fits_rounding(case, k)


def fits_rounding(case: Case, k: tuple[int, ...]) -> bool:
    """Whether along every axis some straight line stays within half a quantum."""
    index = np.array(k, np.float64)
    columns = zip(case.points.T, case.quantum.per_axis_mm, strict=True)
    return all(
        half_band(index, values) <= 0.5 * step * (1.0 + 1e-6) + 1e-9 for values, step in columns
    )


def multiple(case: Case, gap: float, base: float) -> int:
    """How many steps a gap is; 0 where it is no whole number of them."""
    count = round(gap / base)
    strict = 2.0 * case.quantum.strict_mm(base) / base
    within = max(tolerance.MULTIPLE_RELATIVE * count, strict)
    return count if count >= 1 and abs(gap / base - count) <= within else 0


def accumulated(counts: Sequence[int]) -> tuple[int, ...]:
    """Grid indices: the steps added up, so that errors do not."""
    k = [0]
    for count in counts:
        k.append(k[-1] + count)
    return tuple(k)


def followed(case: Case) -> tuple[int, ...] | None:
    """Grid indices by following the stack, where single gaps are too coarse to count steps.

    A place is known to half a quantum, however far along; so once the interval
    is, the index is too.  ``None`` where no index is found that increases.
    """
    gaps = case.gaps
    single = gaps[gaps <= np.median(gaps) + 1.01 * case.quantum.mm]
    interval, away = float(single.mean()), (case.t - case.t[0]).tolist()
    k = [0]
    for n, place in enumerate(away[1:], start=1):
        k.append(max(k[-1] + 1, round(place / interval)))
        if n >= tolerance.REROUND_FEW_SLICES:
            interval = place / k[-1]
    for _ in range(_REFITS):
        fit = case.fit(tuple(k))
        index = np.rint((case.t - fit.origin[0]) / fit.slope[0]).astype(int)
        index -= index[0]
        if index.tolist() == k:
            break
        k = index.tolist()
    return tuple(k) if (np.diff(k) >= 1).all() else None
