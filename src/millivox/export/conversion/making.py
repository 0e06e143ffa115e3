"""One file of a conversion made: its values, its side-car, and what is said where it fails."""

import os
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

from millivox.durable import durable, remove
from millivox.errors import MillivoxError, MissingExtraError, PixelTooLargeError
from millivox.export import nifti
from millivox.export.conversion import sidecar, weights
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.contents import Content, noted
from millivox.export.conversion.from_source import options_of
from millivox.export.conversion.image_jobs import AnyJob, ImageJob
from millivox.export.conversion.jobs import Job, step_s
from millivox.export.conversion.outcome import Refused, Written
from millivox.export.conversion.targets import beside_of, free
from millivox.export.conversion.volumes import read
from millivox.export.save import writer_of
from millivox.geometry.grid import VoxelGrid
from millivox.images.loading.numbers import TooNarrowError
from millivox.images.lost import LostFrame
from millivox.images.volume import Volume

Progress = Callable[[int, int], None]
Lost = tuple[LostFrame, ...]
#: Types tried in turn where volumes of one file need different ones.
_KINDS = (None, "i4", "f8")


class Told:
    """How far all files together are, whichever of them is being read."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.progress = total, progress
        self.done, self.lock = 0, Lock()

    def of_one(self) -> Progress:
        """For one file, whose volumes count from 0 each."""
        before = 0

        def told(done: int, _: int) -> None:
            nonlocal before
            with self.lock:
                self.done += done - (before if done >= before else 0)
                before = done
                if self.progress is not None:
                    self.progress(min(self.done, self.total), self.total)

        return told


def made(job: AnyJob, target: Path, asked: Asked, tell: Told) -> Written | Refused:
    """The file, where it is not there already; or why there is none.

    Raises
    ------
    MissingExtraError
        The form needs a library that is not installed, so that no file can be made.
    """
    try:
        target = free(target, job, asked)
        kept = sidecar.read(beside_of(target))
        is_same = kept and sidecar.is_of(kept, job, asked) and not kept.get("lost")
        is_whole = kept and is_same and _bytes(target) == kept.get("bytes")
        if kept and is_whole and weights.are_there(kept, target):
            return _outcome(job, target, kept, "kept")
        told, lost = _write(job, target, asked, tell, kept)
        return _outcome(job, target, told, "written", lost)
    except MissingExtraError:
        raise
    except MemoryError:
        text = "There is not enough memory to hold it."
        return Refused(job.series.uid, PixelTooLargeError.__name__, text, job.label)
    except MillivoxError as error:
        text = f"{error.text} {error.help}" if error.help else error.text
        kind = type(error).__name__
        return Refused(job.series.uid, kind, text, job.label, error.path)


def _outcome(job: AnyJob, target: Path, told: sidecar.Told, state: str, lost: Lost = ()) -> Written:
    count = job.n_volumes
    extra = {path.suffix[1:]: os.fspath(path) for path in weights.paths_of(told, target)}
    shape = (*reversed(told["shape_kji"]), *((count,) if count > 1 else ()))
    return Written(
        path=os.fspath(target),
        sidecar=os.fspath(beside_of(target)),
        series_uid=job.series.uid,
        shape=shape,
        label=job.label,
        state=state,
        verdict=told["verdict"],
        lost=lost,
        of="frame" if isinstance(job, ImageJob) else "slice",
        **extra,
    )


def _write(
    job: AnyJob, target: Path, asked: Asked, tell: Told, kept: sidecar.Told | None
) -> tuple[sidecar.Told, Lost]:
    """The file, its side-car, and where it is a diffusion scan what FSL wants beside it.

    The older file goes before the new side-car comes: no side-car ever stands beside another's
    voxels, wherever this is ended.
    """
    weighted = weights.weights_of(job, asked)
    weights.require_ours(weighted, target, kept)
    texts: Mapping[str, str] = {}
    with durable(target) as beside:
        told, lost, grid = _write_content(job, beside, asked, tell)
        own = told[sidecar.OURS]
        own["bytes"] = _bytes(beside)
        if weighted is not None and grid is not None:
            own["gradients"] = weights.named(weighted, grid, target)
            texts = weighted.texts(grid)
        remove(target)
        sidecar.write(told, beside_of(target))
        weights.write(texts, target, kept)
    return own, lost


def _write_content(
    job: AnyJob, beside: Path, asked: Asked, tell: Told
) -> tuple[dict[str, Any], Lost, VoxelGrid | None]:
    """The file; what its side-car says, what was lost, and where the voxels lie."""
    if isinstance(job, ImageJob):
        from millivox.export.conversion.images import write_image

        return (*write_image(job, beside, asked, tell.of_one()), None)
    first, contents = _write_values(job, beside, asked, tell)
    told = sidecar.sidecar(job, first, contents, asked)
    return told, tuple(frame for one in contents for frame in one.lost), first.grid


def _bytes(target: Path) -> int | None:
    """Of the file, or of all in a folder; ``None`` where nothing is there."""
    if target.is_dir():
        return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return target.stat().st_size if target.exists() else None


def _write_values(job: Job, beside: Path, asked: Asked, tell: Told) -> tuple[Volume, list[Content]]:
    for kind in _KINDS[:-1]:
        try:
            return _write_as(kind, job, beside, asked, tell)
        except TooNarrowError:
            if len(job.numbers) == 1:
                raise
    return _write_as(_KINDS[-1], job, beside, asked, tell)


def _write_as(
    kind: str | None, job: Job, beside: Path, asked: Asked, tell: Told
) -> tuple[Volume, list[Content]]:
    """The first volume of what was written, and what is known of each of them."""
    contents: list[Content] = []
    volumes = noted(read(job, asked, dtype=kind, progress=tell.of_one()), contents)
    first = next(volumes)
    if len(job.numbers) > 1:
        nifti.write_joined(
            chain([first], volumes), beside, count=len(job.numbers), step_s=step_s(job),
            **asked.options,
        )  # fmt: skip
    else:
        told = asked.options | options_of(beside, job, first, asked.values)
        writer_of(beside).write(first, beside, **told)
    return first, contents
