"""Regularity: the class of a stack, and what follows from it (rule book D.3)."""

from dataclasses import dataclass

from millivox.geometry.points import Point
from millivox.images.asked import Profile
from millivox.images.stacks.uneven import Gap
from millivox.spacing.slices import Block, Kind


@dataclass(frozen=True, slots=True)
class Regularity:
    """The class of a stack, and what follows from it.

    Parameters
    ----------
    k
        Grid index of every slice; its place in the order where there is no grid.
    interval_mm, u_mm, step_mm
        Distance along the normal with its uncertainty, and the whole step in LPS;
        ``None`` where no one interval holds.
    residual_mm, gap_deviation_mm
        Largest distance of a slice from the line, and of a gap from the interval.
    strays, gaps
        Slices that belong to no run, and the odd gaps, of an uneven stack.
    requantised
        Even once the writer's rounding is taken away (the re-rounding test).
    profile
        Whose tolerance made it even, where not our own.
    """

    kind: Kind
    k: tuple[int, ...]
    interval_mm: float | None = None
    u_mm: float | None = None
    step_mm: Point | None = None
    residual_mm: float = 0.0
    gap_deviation_mm: float = 0.0
    missing_k: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    strays: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()
    requantised: bool = False
    profile: Profile = Profile.STRICT
    notes: tuple[str, ...] = ()

    @property
    def n_grid(self) -> int:
        """Places on the grid, holes included."""
        return self.k[-1] + 1 if self.k else 0
