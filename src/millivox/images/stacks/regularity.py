"""How regular a stack's positions are: the classes of rule book D.3, tried in its order."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from millivox import tolerance
from millivox.geometry.points import Vector, as_point
from millivox.images.asked import Profile
from millivox.images.stacks.case import (
    Case,
    accumulated,
    followed,
    is_even,
    is_even_to_others,
    is_nearly_even,
    loose_mm,
    multiple,
    rounds_to,
)
from millivox.images.stacks.gaps import Run, base_gap_mm, runs
from millivox.images.stacks.quantum import Quantum
from millivox.images.stacks.regular import Regularity
from millivox.images.stacks.uneven import Gap, describe
from millivox.images.stacks.witnesses import Witnesses
from millivox.spacing.interval import interval_u_mm
from millivox.spacing.slices import Kind

__all__ = ["Gap", "Kind", "Regularity", "classify"]


def classify(
    t_mm: Vector,
    positions_mm: Vector,
    quantum: Quantum,
    *,
    thickness_mm: Vector | None = None,
    witnesses: Witnesses | None = None,
    zero_mm: float = tolerance.ZERO_EXTENT_MM,
    extent_mm: float | None = None,
    profile: Profile = Profile.STRICT,
) -> Regularity:
    """The regularity class of distinct positions along one normal (D.3).

    Parameters
    ----------
    t_mm
        Distance along the normal, ascending, shape (n,).
    positions_mm
        First pixel of every slice, LPS, shape (n, 3).
    quantum
        The rounding of the written positions.
    thickness_mm
        Thickness of every slice, NaN where unknown.
    witnesses
        What the headers say beside the positions.
    zero_mm, extent_mm
        Below the first, the second (default: that of ``t_mm``) is no extent.
    profile
        Whose tolerance to follow where our own finds the stack uneven.

    Examples
    --------
    >>> from millivox.images.stacks.quantum import exact
    >>> t = np.array([0.0, 5.0, 10.0, 20.0, 25.0])
    >>> found = classify(t, np.outer(t, [0, 0, 1]), exact(0.001))
    >>> str(found.kind), found.interval_mm, found.missing_k
    ('MISSING', 5.0, (3,))
    """
    extent = float(t_mm[-1] - t_mm[0]) if extent_mm is None else extent_mm
    case = Case(t_mm, positions_mm, quantum, thickness_mm, witnesses, zero_mm, extent, profile)
    for test in _TESTS:
        found = test(case)
        if found is not None:
            return found
    return _nonuniform(case)


def _single(case: Case) -> Regularity | None:
    """SINGLE: one frame at one position."""
    alone = case.n == 1 and case.extent_mm == 0.0
    return Regularity(Kind.SINGLE, (0,)) if alone else None


def _zero_extent(case: Case) -> Regularity | None:
    """ZERO_EXTENT: many frames, no length."""
    flat = case.extent_mm < case.zero_mm or case.n == 1
    return Regularity(Kind.ZERO_EXTENT, case.in_order) if flat else None


def _uniform(case: Case) -> Regularity | None:
    """UNIFORM: every slice on the line, as closely as the writer could put it."""
    return _even(case, Kind.UNIFORM, case.in_order) if is_even(case) else None


def _uniform_tol(case: Case) -> Regularity | None:
    """UNIFORM_TOL: within 1 % of the interval, no gap more than 2 % off."""
    return _even(case, Kind.UNIFORM_TOL, case.in_order) if is_nearly_even(case) else None


def _rerounded(case: Case) -> Regularity | None:
    """UNIFORM_TOL by the re-rounding test: an even stack would round to these very strings."""
    return _even(case, Kind.UNIFORM_TOL, case.in_order) if rounds_to(case, case.in_order) else None


def _to_others(case: Case) -> Regularity | None:
    """UNIFORM_TOL by another tool's tolerance, where that was asked for (D.4)."""
    if not is_even_to_others(case):
        return None
    return replace(_even(case, Kind.UNIFORM_TOL, case.in_order), profile=case.profile)


def _piecewise(case: Case) -> Regularity | None:
    """PIECEWISE: three or more gaps in a row are another step, or the thickness changes too."""
    long = [run for run in runs(case.gaps, case.quantum) if run.gaps >= tolerance.BLOCK_GAPS]
    if not long:
        return None
    base = base_gap_mm(case.gaps, case.quantum)
    other = any(multiple(case, run.mean_mm, base) >= 2 for run in long)
    if not other and not _thickness_follows(case, long):
        return None
    return _uneven(case, Kind.PIECEWISE)


def _thickness_follows(case: Case, long: list[Run]) -> bool:
    """Whether two runs of different gaps are of slices of different thickness."""
    if case.thickness is None or len(long) < 2:
        return False
    kinds = [
        (run.mean_mm, float(np.median(case.thickness[run.first : run.last + 1]))) for run in long
    ]
    (gap, thickness), *rest = kinds
    return any(
        abs(a - gap) > tolerance.UNIFORM_TOL_GAP_RELATIVE * gap
        and abs(b - thickness) > tolerance.UNIFORM_TOL_GAP_RELATIVE * thickness
        for a, b in rest
    )


def _missing(case: Case) -> Regularity | None:
    """MISSING: every gap is a whole number of steps, and some are more than one."""
    if case.n < 4:
        return _missing_of_three(case)
    base = base_gap_mm(case.gaps, case.quantum)
    counts = [multiple(case, gap, base) for gap in case.gaps.tolist()]
    if 0 in counts:
        return None
    k = accumulated(counts)
    if k[-1] + 1 - case.n >= case.n or k[-1] + 1 == case.n:
        return None
    fit = case.fit(k)
    if fit.worst[0] > loose_mm(case, float(fit.slope[0])) and not rounds_to(case, k):
        return None
    return _even(case, Kind.MISSING, k)


def _missing_of_three(case: Case) -> Regularity | None:
    """Three slices with two gaps: a hole only where a witness says so."""
    if case.n != 3 or case.witnesses is None:
        return None
    base = float(case.gaps.min())
    counts = [multiple(case, gap, base) for gap in case.gaps.tolist()]
    k = accumulated(counts)
    believable = 0 not in counts and k[-1] + 1 - case.n < case.n
    confirmed = case.witnesses.confirm(k, base) if believable else []
    return _even(case, Kind.MISSING, k, notes=tuple(confirmed)) if confirmed else None


def _missing_rerounded(case: Case) -> Regularity | None:
    """MISSING where a coarse writer hides it: some grid with holes rounds to these strings."""
    if case.n < tolerance.REROUND_FEW_SLICES or case.quantum.mm > tolerance.REROUND_QUANTUM_MM:
        return None
    k = followed(case)
    if k is None or not 0 < k[-1] + 1 - case.n < case.n or not rounds_to(case, k):
        return None
    return _even(case, Kind.MISSING, k)


#: The classes in the order they are tried; what passes none is NONUNIFORM.
_TESTS: tuple[Callable[[Case], Regularity | None], ...] = (
    _single,
    _zero_extent,
    _uniform,
    _uniform_tol,
    _rerounded,
    _to_others,
    _piecewise,
    _missing,
    _missing_rerounded,
)


def _even(case: Case, kind: Kind, k: tuple[int, ...], notes: tuple[str, ...] = ()) -> Regularity:
    """A class with one interval: the slope on the grid index."""
    fit = case.fit(k)
    interval = float(fit.slope[0])
    index = np.array(k)
    coarse = fit.worst[0] > case.quantum.strict_mm(interval) and rounds_to(case, k)
    spread = 0.0 if coarse else float(np.sqrt((fit.residual[:, 0] ** 2).sum() / max(case.n - 2, 1)))
    u = interval_u_mm(case.quantum.along_normal_mm, list(k), residual_mm=spread)
    return Regularity(
        kind=kind,
        k=k,
        interval_mm=interval,
        u_mm=case.quantum.mm / k[-1] if coarse else u,
        step_mm=as_point(fit.slope[1:]),
        residual_mm=float(fit.worst[0]),
        gap_deviation_mm=float(np.abs(case.gaps - interval * np.diff(index)).max()),
        missing_k=tuple(sorted(set(range(k[-1] + 1)) - set(k))),
        requantised=coarse,
        notes=notes,
    )


def _nonuniform(case: Case) -> Regularity:
    """NONUNIFORM: anything else."""
    return _uneven(case, Kind.NONUNIFORM)


def _uneven(case: Case, kind: Kind) -> Regularity:
    """A class without one interval."""
    found = describe(case)
    return Regularity(
        kind=kind,
        k=case.in_order,
        blocks=found.blocks,
        strays=found.strays,
        gaps=found.gaps,
        notes=found.hints,
    )
