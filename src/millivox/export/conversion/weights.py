"""The ``.bval`` and ``.bvec`` beside a NIfTI of a diffusion scan: which they are, and whose."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from millivox.durable import remove
from millivox.errors import ExportError
from millivox.export import gradients
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.image_jobs import AnyJob
from millivox.export.conversion.jobs import Job
from millivox.export.conversion.targets import beside_of
from millivox.export.gradients import Gradients
from millivox.geometry.grid import VoxelGrid

#: What the side-car says of them, by name: the name of a file, or ``None``.
Named = Mapping[str, Any]
_SUFFIXES = (".bval", ".bvec")


def weights_of(job: AnyJob, asked: Asked) -> Gradients | None:
    """The weighting of the volumes of a NIfTI; ``None`` where there is none."""
    if not isinstance(job, Job) or not asked.suffix.startswith(".nii"):
        return None
    return gradients.gradients_of([report.frames for report in job.reports])


def require_ours(weights: Gradients | None, target: Path, kept: Named | None) -> None:
    """No file of another is replaced.

    Raises
    ------
    ExportError
        One is there already that the side-car does not name.
    """
    if weights is None:
        return
    known = {".bval": weights.b_values is not None, ".bvec": weights.directions is not None}
    for suffix in _SUFFIXES:
        path = beside_of(target).with_suffix(suffix)
        if known[suffix] and path.exists() and path not in paths_of(kept, target):
            text = "A file is there already that was not made with this image."
            raise ExportError(text, path=str(path), help="Take it away, or choose another folder.")


def paths_of(kept: Named | None, target: Path) -> list[Path]:
    """The files that a side-car names."""
    told = (kept or {}).get("gradients") or {}
    names = [told.get(suffix[1:]) for suffix in _SUFFIXES]
    return [target.with_name(name) for name in names if isinstance(name, str)]


def are_there(kept: Named, target: Path) -> bool:
    """Whether all that a side-car names are."""
    return all(path.exists() for path in paths_of(kept, target))


def named(weights: Gradients, grid: VoxelGrid, target: Path) -> dict[str, Any]:
    """What the side-car says of them."""
    there = weights.texts(grid)
    stem = beside_of(target).stem
    names = {s[1:]: f"{stem}{s}" if s in there else None for s in _SUFFIXES}
    return {**names, "why_not": weights.reason(grid)}


def write(texts: Mapping[str, str], target: Path, kept: Named | None) -> None:
    """Write them, by suffix; those of an older file go."""
    for path in paths_of(kept, target):
        remove(path)
    for suffix, text in texts.items():
        gradients.write(text, beside_of(target).with_suffix(suffix))
