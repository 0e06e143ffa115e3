"""VolumeReport: one volume of a series in numbers, without its pixels."""

from dataclasses import dataclass, replace
from typing import Any

from millivox.decimals import plain
from millivox.images.frames import Frame
from millivox.images.reports.verdict_stack import clause
from millivox.images.stacks.stack import Stack
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.checks.image_type import is_derived
from millivox.spacing.slices import Kind
from millivox.spacing.sop_classes import family_of

#: Families whose slices were computed, not exposed: maps and doses.
_WITHOUT_PROFILE = ("T8", "T9")


@dataclass(frozen=True, slots=True, eq=False)
class VolumeReport:
    """A stack of slices: its spacing along x, y and z, its regularity, its grid.

    Parameters
    ----------
    stack
        The slices in order, and what they make together.
    pixel
        Spacing in the plane; the worst graded where slices differ.
    group
        Volumes of one group share their positions and differ in ``split_by``.
    split_by, split_value, label
        What tells the volumes of a group apart, this one's value, and both in words.
    duplicates
        SOP instance UIDs on one place: the kept one first, then those set aside.
    lacking_mm
        Positions that others of the group have and this one lacks.
    """

    stack: Stack
    pixel: Spacing
    group: int = 0
    split_by: str | None = None
    split_value: Any = None
    label: str | None = None
    many: str | None = None
    duplicates: tuple[tuple[str, ...], ...] = ()
    lacking_mm: tuple[float, ...] = ()

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The slices, ascending along the normal."""
        return self.stack.frames

    @property
    def spacing(self) -> Spacing:
        """x between columns, y between rows, z between slices, each with its origin."""
        return replace(self.pixel, z=self.z)

    @property
    def z(self) -> AxisSpacing | None:
        """Spacing between slices; ``None`` where a single slice claims no neighbour."""
        alone = self.stack.kind == Kind.SINGLE and self.stack.z.number is None
        return None if alone else self.stack.z

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Slices (holes of the grid counted), rows, columns."""
        first = self.frames[0]
        count = self.stack.slices.n_grid if self.stack.grid else len(self.frames)
        return count, first.rows, first.columns

    @property
    def thickness_is_nominal(self) -> bool:
        """Whether the thickness is no slice profile: of a dose, a map or derived slices (D.5)."""
        header = self.frames[0].header
        return family_of(header).id in _WITHOUT_PROFILE or is_derived(header)

    @property
    def sentence(self) -> str:
        """How its slices lie, in one sentence."""
        return clause(self.stack) + "."

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The volume as it stands in the JSON of ``check`` (docs/reference/json.md)."""
        grid = self.stack.grid
        return {
            "n_slices": len(self.frames),
            "shape_kji": list(self.shape_kji),
            "split_by": self.split_by,
            "split_value": self.split_value,
            "spacing": spacing_dict(self.spacing, accept_unverified=accept_unverified),
            **self.stack.slices.to_dict(),
            "thickness_nominal": self.thickness_is_nominal,
            "duplicates": [list(group) for group in self.duplicates],
            "index_kji_to_lps": grid.index_kji_to_lps.tolist() if grid else None,
            "frame_of_reference_uid": self.frames[0].header.frame_of_reference_uid,
            "findings": list(dict.fromkeys(self.stack.codes())),
            "slices": [
                _slice(frame, k, t)
                for frame, k, t in zip(
                    self.frames, self.stack.k, self.stack.position_mm, strict=True
                )
            ],
        }

    def __str__(self) -> str:
        """How the slices lie."""
        part = f"{self.label}: " if self.label else ""
        return part + self.sentence

    def __repr__(self) -> str:
        """Shape, spacing and regularity."""
        size = " x ".join(str(count) for count in self.shape_kji)
        pixel = [_shown(axis) for axis in (self.pixel.x, self.pixel.y, self.z)]
        return f"<Volume {size}, {' x '.join(pixel)} mm, {self.stack.kind}>"


def spacing_dict(spacing: Spacing, *, accept_unverified: bool = False) -> dict[str, Any]:
    """The three axes as they stand in the JSON output."""
    axes = {"x": spacing.x, "y": spacing.y, "z": spacing.z}
    return {
        name: axis.to_dict(accept_unverified=accept_unverified) if axis is not None else None
        for name, axis in axes.items()
    }


def _slice(frame: Frame, k: int, position_mm: float) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "k": k,
        "sop_instance_uid": frame.sop_instance_uid,
        "frame": frame.number,
        "path": frame.path,
        "position_mm": position_mm,
        "thickness_mm": frame.thickness_mm,
    }
    if frame.tile_px is not None:
        entry["tile_px"] = list(frame.tile_px)
    return entry


def _shown(axis: AxisSpacing | None) -> str:
    return "?" if axis is None or axis.mm is None else plain(axis.mm, 4)
