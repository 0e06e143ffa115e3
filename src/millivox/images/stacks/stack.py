"""Stack: frames of one orientation as a volume, or the reasons why they are none."""

from dataclasses import dataclass

from millivox.geometry.grid import VoxelGrid
from millivox.images.frames import Frame
from millivox.images.stacks.cosines import Cosines
from millivox.images.stacks.positions import Positions
from millivox.images.stacks.regularity import Regularity
from millivox.spacing.axis import AxisSpacing
from millivox.spacing.findings import Finding
from millivox.spacing.interval import Comparison
from millivox.spacing.slices import Kind, SliceGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Slices sorted along their normal, and what they make together.

    Parameters
    ----------
    frames
        The frames kept, ascending along the normal (those without a place where
        nothing is placed).
    regularity
        Their class; ``regularity.k`` is the grid index of every frame.
    slices
        Interval, thickness, gap, coverage, tilt in numbers.
    grid
        Where every voxel lies; ``None`` where no affine is honest.
    z
        The slice axis with its origin.
    findings
        What is odd, each with a sentence.
    duplicates
        Frames at one position: the kept one first, then those set aside.
    unplaced
        Frames without a usable position, left out.
    """

    frames: tuple[Frame, ...]
    regularity: Regularity
    slices: SliceGeometry
    z: AxisSpacing
    grid: VoxelGrid | None = None
    positions: Positions | None = None
    cosines: Cosines | None = None
    sbs: Comparison | None = None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[tuple[Frame, ...], ...] = ()
    unplaced: tuple[Frame, ...] = ()

    @property
    def kind(self) -> Kind:
        """The regularity class."""
        return self.regularity.kind

    @property
    def k(self) -> tuple[int, ...]:
        """Grid index of every frame."""
        return self.regularity.k

    @property
    def position_mm(self) -> tuple[float, ...]:
        """Distance of every frame along the normal."""
        return tuple(self.positions.t_mm.tolist()) if self.positions else ()

    @property
    def set_aside(self) -> tuple[Frame, ...]:
        """The duplicates that were not kept."""
        return tuple(frame for cluster in self.duplicates for frame in cluster[1:])

    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(item.code for item in self.findings)
