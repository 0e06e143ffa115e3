"""convert: a whole study into files, one a volume, each with what is known of it beside."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from millivox.export.conversion.asked import Asked
from millivox.export.conversion.image_jobs import AnyJob, all_jobs
from millivox.export.conversion.making import Progress, Told, made
from millivox.export.conversion.outcome import Conversion, Refused, Written
from millivox.export.conversion.set_aside import count_without_image, refused_images
from millivox.export.conversion.targets import targets_of
from millivox.images.studies import Studies, open_

Made = Written | Refused


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
    values: str = "modality",
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
        Images that are no volume are written as tiff, png and png16, and refused in others.
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
    values
        ``"modality"`` (HU and the like), ``"stored"``, ``"real-world"`` or ``"suv-bw"``: see
        :meth:`millivox.images.series.Series.volume`.
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

    Examples
    --------
    >>> import tempfile
    >>> from millivox.phantoms.series import series, write
    >>> folder = tempfile.mkdtemp()
    >>> _ = write(series(n=3), f"{folder}/in")
    >>> made = convert(f"{folder}/in", f"{folder}/out")
    >>> made.written[0].path.removeprefix(folder), made.written[0].shape
    ('/out/001_CT_axial-5mm.nii.gz', (16, 16, 3))
    """
    asked = Asked(form, uneven, tilt, single, join, names, patient, values)
    studies = open_(paths)
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
    todo = list(all_jobs(studies.series, asked))
    targets = targets_of(todo, out, asked)
    tell = Told(sum(job.n_frames for job in todo), progress)
    done = _in_turn(lambda job, target: made(job, target, asked, tell), todo, targets, jobs)
    written = tuple(one for one in done if isinstance(one, Written))
    return Conversion(
        written,
        (
            *(one for one in done if isinstance(one, Refused)),
            *refused_images(studies.series, asked),
        ),
        (*studies.problems, *(problem for one in written for problem in one.problems)),
        count_without_image(studies.series),
    )


def _in_turn(
    work: Callable[[AnyJob, Path], Made], todo: Sequence[AnyJob], targets: Sequence[Path], jobs: int
) -> list[Made]:
    """Several at a time; who interrupts waits for those under way, not for the rest."""
    if jobs <= 1:
        return list(map(work, todo, targets))
    pool = ThreadPoolExecutor(jobs)
    try:
        return list(pool.map(work, todo, targets))
    finally:
        pool.shutdown(cancel_futures=True)
