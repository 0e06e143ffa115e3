"""Where each file of a conversion goes, so that none takes the place of another's."""

import os
from collections.abc import Sequence
from pathlib import Path

from millivox.errors import ExportError
from millivox.export.conversion import sidecar
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.image_jobs import AnyJob, ImageJob
from millivox.export.conversion.names import names_of, short_hash
from millivox.export.save import FOLDERS, WRITERS, suffix_of
from millivox.images.numbers import counted


def targets_of(todo: Sequence[AnyJob], out: str | os.PathLike[str], asked: Asked) -> list[Path]:
    """Where each file goes: into a folder, made where there is none, or one file for one volume.

    Raises
    ------
    ExportError
        Nothing is named, or one file for several volumes; its suffix is none of ours; the folder
        cannot be made.
    """
    target = Path(out)
    if not os.fspath(out):
        raise ExportError("No name is given to write to.", help="Name a folder or a file.")
    if not is_file(out):
        return _in_folder(todo, target, asked)
    suffix_of(target)
    if len(todo) > 1:
        raise ExportError(
            f"There are {_what(todo)} to convert, and one file to hold them.",
            path=str(target),
            help="Give a folder, or the path of one series.",
        )
    return [target] * len(todo)


def _what(todo: Sequence[AnyJob]) -> str:
    images = sum(isinstance(job, ImageJob) for job in todo)
    kinds = ((len(todo) - images, "volume"), (images, "image"))
    return " and ".join(counted(count, kind) for count, kind in kinds if count)


def is_file(out: str | os.PathLike[str]) -> bool:
    """Whether a name is that of one output (a .zarr is one), and not of a folder for many.

    Examples
    --------
    >>> is_file("out.nii.gz"), is_file("out"), is_file("study.2024"), is_file("out.jpg/")
    (True, False, False, False)
    """
    name, target = os.fspath(out), Path(out)
    if target.suffix.lower() in FOLDERS:
        return True
    is_folder = name.endswith(("/", os.sep)) or target.is_dir()
    return not is_folder and target.suffix[1:2].isalpha()


def _in_folder(todo: Sequence[AnyJob], folder: Path, asked: Asked) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        text = "A file has that name, or that of a folder above it."
        raise ExportError(text, path=str(folder), help="Name another folder.") from error
    except OSError as error:
        text = f"No folder can be made there ({error.strerror})."
        raise ExportError(text, path=str(folder)) from error
    names = names_of(todo, described=asked.names == "described")
    return [folder / f"{name}{job.suffix(asked)}" for name, job in zip(names, todo, strict=True)]


def beside_of(target: Path) -> Path:
    """The side-car of a file.

    Examples
    --------
    >>> beside_of(Path("out/003_CT_axial-1.25mm.nii.gz")).name
    '003_CT_axial-1.25mm.json'
    """
    return target.with_name(f"{_stem(target)}.json")


def _stem(target: Path) -> str:
    return target.name[: -len(suffix_of(target))].removesuffix(".ome")


def free(target: Path, job: AnyJob, asked: Asked) -> Path:
    """The name itself, or another where that is taken.

    A hash is added where it holds what was made of another series, and the form where its
    side-car is that of a file of another form: one JSON cannot tell of both.

    Raises
    ------
    ExportError
        All names are taken.
    """
    ending = target.name.removeprefix(_stem(target))
    further = (asked.form, short_hash(job.series.uid))
    for stem in (_stem(target), *(f"{_stem(target)}_{more}" for more in further)):
        if _is_ours(target.with_name(stem + ending), job, asked):
            return target.with_name(stem + ending)
    raise ExportError(
        "A file is there already that was not made of this series.",
        path=str(target),
        help="Take it away, or choose another folder.",
    )


def _is_ours(target: Path, job: AnyJob, asked: Asked) -> bool:
    """Whether nothing is there, or what was made of the same series in the same form."""
    beside = beside_of(target)
    told = sidecar.read(beside)
    if told is None:
        return not target.exists() and not beside.exists()
    if not sidecar.is_of_series(told, job):
        return False
    return told["made_with"].get("form") == asked.form or not _others(target)


def _others(target: Path) -> list[Path]:
    """Files of other forms that have the same side-car."""
    named = (target.with_name(_stem(target) + suffix) for suffix in (*WRITERS, ".ome.zarr"))
    return [path for path in named if path != target and path.exists()]
