"""An uneven stack: its even runs, its strays and its odd gaps (rule book D.3, D.8)."""

from dataclasses import dataclass

from millivox import tolerance
from millivox.images.numbers import mm, written_mm
from millivox.images.stacks.case import Case, fits_rounding, is_even, is_nearly_even, multiple
from millivox.images.stacks.gaps import Run, runs
from millivox.spacing.slices import Block


@dataclass(frozen=True, slots=True)
class Gap:
    """One odd distance between neighbours; ``from_k`` and ``to_k`` are their indices."""

    from_k: int
    to_k: int
    mm: float


@dataclass(frozen=True, slots=True)
class Uneven:
    """What can be said of a stack without one interval; indices are places in its order."""

    blocks: tuple[Block, ...]
    strays: tuple[int, ...]
    gaps: tuple[Gap, ...]
    hints: tuple[str, ...]


def describe(case: Case) -> Uneven:
    """The even runs, the slices that belong to none, and the odd gaps between the rest."""
    found = [run for run in runs(case.gaps, case.quantum) if _is_block(case, run)]
    strays = _strays(case, found)
    even = {gap for run in found for gap in range(run.first, run.last)}
    odd = [
        Gap(n, n + 1, size)
        for n, size in enumerate(case.gaps.tolist())
        if n not in even and not strays & {n, n + 1}
    ]
    blocks = [Block(run.first, run.last, _slope(case, run)) for run in found]
    return Uneven(tuple(blocks), tuple(sorted(strays)), tuple(odd), _hints(case))


def _strays(case: Case, found: list[Run]) -> set[int]:
    """Slices outside every run, where they are few."""
    covered = {place for run in found for place in range(run.first, run.last + 1)}
    outside = set(range(case.n)) - covered
    few = bool(found) and len(outside) <= tolerance.STRAY_SHARE * case.n
    return outside if few else set()


def _is_block(case: Case, run: Run) -> bool:
    """Whether a run of gaps of one kind is an even stack by itself."""
    if run.gaps < tolerance.RUN_GAPS:
        return False
    part = _part(case, run)
    return is_even(part) or is_nearly_even(part) or fits_rounding(part, part.in_order)


def _part(case: Case, run: Run) -> Case:
    inside = slice(run.first, run.last + 1)
    return Case(case.t[inside], case.points[inside], case.quantum)


def _slope(case: Case, run: Run) -> float:
    part = _part(case, run)
    return float(part.fit(part.in_order).slope[0])


def _hints(case: Case) -> tuple[str, ...]:
    """What would make the stack even, said without doing it."""
    if case.n >= tolerance.REROUND_FEW_SLICES and fits_rounding(case, case.in_order):
        interval = float(case.fit(case.in_order).slope[0])
        return (
            f"The positions are written in steps of {written_mm(case.quantum.mm)}: even slices "
            f"{mm(interval)} apart would round to them.",
        )
    if case.n == 3:
        base = float(case.gaps.min())
        counts = [multiple(case, gap, base) for gap in case.gaps.tolist()]
        if 0 not in counts:
            return ("One gap is a whole multiple of the other, but three slices prove no hole.",)
    return ()
