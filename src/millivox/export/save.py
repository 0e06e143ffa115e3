"""save: one volume into one file (or folder), in the form that the suffix names."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from millivox.durable import durable
from millivox.errors import ExportError
from millivox.images.volume import Volume

#: Suffix to the module here whose ``write(volume, target, **options)`` makes such files; a longer
#: suffix is looked for first.
WRITERS = {
    ".nii": "nifti",
    ".nii.gz": "nifti",
    ".nrrd": "nrrd",
    ".npy": "numpy",
    ".npz": "numpy",
    ".zarr": "zarr",
    ".dicom": "dicom_series",
    ".tif": "pictures.picture",
    ".tiff": "pictures.picture",
    ".png": "pictures.picture",
    ".pngs": "pictures.picture",
    ".gif": "pictures.video",
    ".webp": "pictures.video",
    ".mp4": "pictures.video",
}
#: Those of them that are folders.
FOLDERS = (".zarr", ".dicom", ".pngs")


def save(volume: Volume, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write a volume; the suffix of the name says in which form.

    The file (or folder) appears complete or not at all, in the place of an older one.  Where there
    is no image floats hold NaN, and whole numbers the files' padding or the smallest value of the
    image: ``volume.filled(...)`` puts another one there first.

    Parameters
    ----------
    volume
        As :meth:`millivox.images.series.Series.volume` reads it, or made of an array and a grid;
        a lazy one is brought to memory.
    path
        ``.nii``, ``.nii.gz``, ``.nrrd``, ``.npy``, ``.npz`` or ``.zarr``; ``.dicom``, a folder
        with a derived series; ``.tif`` with a page a slice, ``.png`` of one slice or ``.pngs``, a
        folder of them, at life size; ``.gif``, ``.webp`` or ``.mp4``, a film of the slices.
    **options
        Of the form: see ``write`` in the module of that name in :mod:`millivox.export`.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ExportError
        The suffix is another one, the form cannot hold the volume, or the disk refused it.
    MissingExtraError
        The form needs a library that is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from millivox.geometry.grid import VoxelGrid
    >>> grid = VoxelGrid((2, 2, 2), np.eye(4)[[2, 1, 0, 3]])
    >>> volume = Volume(np.arange(8).reshape(2, 2, 2), grid)
    >>> save(volume, Path(tempfile.mkdtemp(), "small.npy")).name
    'small.npy'
    """
    target = Path(path)
    writer = writer_of(target)
    with durable(target) as beside:
        writer.write(volume.compute(), beside, **options)
    return target


def writer_of(target: Path) -> Any:
    """The module that writes files of a suffix."""
    return import_module(f"millivox.export.{module_of(target)}")


def module_of(target: Path) -> str:
    """Its name."""
    return WRITERS[suffix_of(target)]


def suffix_of(target: Path) -> str:
    """The suffix that says in which form a file is written.

    Raises
    ------
    ExportError
        No form has it.

    Examples
    --------
    >>> suffix_of(Path("003_CT_1.25mm.nii.gz"))
    '.nii.gz'
    """
    name = target.name.lower()
    known = [suffix for suffix in WRITERS if name.endswith(suffix)]
    if not known:
        raise ExportError(
            f"The suffix {target.suffix or '(none)'} is not a kind of file written here.",
            path=str(target),
            help=f"Use one of {' '.join(WRITERS)}.",
        )
    return max(known, key=len)
