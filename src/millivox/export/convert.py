"""convert: a whole study into files, one a volume, each with what is known of it beside."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from threading import Lock

from millivox.durable import durable, remove
from millivox.errors import MillivoxError, MissingExtraError, PixelTooLargeError
from millivox.export import nifti, sidecar
from millivox.export.asked import Asked
from millivox.export.from_source import options_of
from millivox.export.jobs import Job, all_jobs, step_s
from millivox.export.outcome import Conversion, Refused, Written
from millivox.export.read import read
from millivox.export.save import writer_of
from millivox.export.set_aside import count_without_image, refused_images
from millivox.export.targets import beside_of, free, targets_of
from millivox.images.loading.numbers import TooNarrowError
from millivox.images.series import Studies, open_
from millivox.images.volume import Volume

Progress = Callable[[int, int], None]
#: Types tried in turn where volumes of one file need different ones.
_KINDS = (None, "i4", "f8")


def convert(
    paths: "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]",
    out: str | os.PathLike[str],
    *,
    form: str = "nifti",
    uneven: str = "refuse",
    tilt: str = "keep",
    single: str = "refuse",
    join: str = "time",
    names: str = "plain",
    patient: str = "kept",
    jobs: int = 1,
    progress: Progress | None = None,
) -> Conversion:
    """Every volume at some paths into a file of its own, with a side-car; or why not.

    A file that is there already, made of the same instances in the same way, is kept: a
    conversion that was ended goes on where it was.  The file of another source is never
    replaced.

    Parameters
    ----------
    paths
        Files, folders, archives or DICOMDIRs.
    out
        A folder, made where there is none; or a file such as ``out.nii.gz`` for the one volume
        there is.
    form
        ``"nifti"`` (.nii.gz), ``"nii"`` (not compressed), ``"nifti2"``, ``"nrrd"``, ``"npy"``,
        ``"npz"``, ``"zarr"`` (OME-Zarr 0.5), ``"dicom"`` (a derived series), ``"tiff"``,
        ``"png"`` (through the file's window), ``"png16"`` (values), ``"gif"``, ``"webp"``,
        ``"mp4"`` (AV1), ``"h264"`` (MP4 by a program ffmpeg).  A file's suffix says it too.
    uneven
        ``"regular"`` lays slices with no single distance on an even grid by their true places.
    tilt
        ``"upright"`` takes a gantry tilt out; by default the matrix keeps its shear.
    single
        ``"thickness"`` gives a single slice its thickness as third axis.
    join
        ``"time"`` puts volumes that follow each other, and those of a diffusion scan, into one
        NIfTI of four dimensions, as dcm2niix does; echoes and phases stay apart.  ``"none"``
        writes a file a volume.
    names
        ``"described"`` puts the Series Description into names; it can hold patient data.
    patient
        ``"none"`` leaves patient, study and references to the source out of DICOM files.
    jobs
        Files made at a time; each reads and compresses on every processor anyway.
    progress
        Called now and then with the number of slices read and of all.

    Raises
    ------
    ExportError
        ``out`` cannot be used, or names one file where there are several volumes.
    MissingExtraError
        The form needs a library that is not installed.
    """
    asked, studies = Asked(form, uneven, tilt, single, join, names, patient), open_(paths)
    return convert_studies(studies, out, asked, jobs=jobs, progress=progress)


def convert_studies(
    studies: Studies,
    out: str | os.PathLike[str],
    asked: Asked,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Conversion:
    """The same for what was opened already."""
    asked = asked.for_target(out)
    todo = list(all_jobs(studies.series, joined=asked.joins))
    targets = targets_of(todo, out, asked)
    tell = _Told(sum(job.n_frames for job in todo), progress)
    made = _in_turn(lambda job, target: _made(job, target, asked, tell), todo, targets, jobs)
    return Conversion(
        tuple(one for one in made if isinstance(one, Written)),
        (*(one for one in made if isinstance(one, Refused)), *refused_images(studies.series)),
        studies.problems,
        count_without_image(studies.series),
    )


Made = Written | Refused


def _in_turn(
    work: Callable[[Job, Path], Made], todo: Sequence[Job], targets: Sequence[Path], jobs: int
) -> list[Made]:
    """Several at a time; who interrupts waits for those under way, not for the rest."""
    if jobs <= 1:
        return list(map(work, todo, targets))
    pool = ThreadPoolExecutor(jobs)
    try:
        return list(pool.map(work, todo, targets))
    finally:
        pool.shutdown(cancel_futures=True)


class _Told:
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


def _made(job: Job, target: Path, asked: Asked, tell: _Told) -> Made:
    try:
        target = free(target, job)
        kept = sidecar.read(beside_of(target))
        if kept and target.exists() and sidecar.is_of(kept, job, asked):
            return _outcome(job, target, kept, "kept")
        return _outcome(job, target, _write(job, target, asked, tell), "written")
    except MissingExtraError:
        raise
    except MemoryError:
        text = "There is not enough memory to hold it."
        return Refused(job.series.uid, PixelTooLargeError.__name__, text, job.label)
    except MillivoxError as error:
        text = f"{error.text} {error.help}" if error.help else error.text
        kind = type(error).__name__
        return Refused(job.series.uid, kind, text, job.label, error.path)


def _outcome(job: Job, target: Path, told: sidecar.Told, state: str) -> Written:
    count = len(job.numbers)
    shape = (*reversed(told["shape_kji"]), *((count,) if count > 1 else ()))
    return Written(
        path=os.fspath(target),
        sidecar=os.fspath(beside_of(target)),
        series_uid=job.series.uid,
        shape=shape,
        label=job.label,
        state=state,
        verdict=told["verdict"],
    )


def _write(job: Job, target: Path, asked: Asked, tell: _Told) -> sidecar.Told:
    """The file and its side-car.

    The older file goes before the new side-car comes: no side-car ever stands beside another's
    voxels, wherever this is ended.
    """
    with durable(target) as beside:
        first = _write_values(job, beside, asked, tell)
        told = sidecar.sidecar(job, first, asked)
        remove(target)
        sidecar.write(told, beside_of(target))
    own: sidecar.Told = told[sidecar.OURS]
    return own


def _write_values(job: Job, beside: Path, asked: Asked, tell: _Told) -> Volume:
    for kind in _KINDS[:-1]:
        try:
            return _write_as(kind, job, beside, asked, tell)
        except TooNarrowError:
            if len(job.numbers) == 1:
                raise
    return _write_as(_KINDS[-1], job, beside, asked, tell)


def _write_as(kind: str | None, job: Job, beside: Path, asked: Asked, tell: _Told) -> Volume:
    """The first volume of what was written."""
    volumes = read(job, asked, dtype=kind, progress=tell.of_one())
    first = next(volumes)
    if len(job.numbers) > 1:
        nifti.write_joined(
            chain([first], volumes), beside, count=len(job.numbers), step_s=step_s(job),
            **asked.options,
        )  # fmt: skip
    else:
        told = asked.options | options_of(beside, job)
        writer_of(beside).write(first, beside, **told)
    return first
