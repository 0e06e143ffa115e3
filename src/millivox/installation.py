"""What this installation can do: versions, decoders, the compiled kernel, optional extras."""

import os
import platform
from importlib import import_module, metadata
from importlib.machinery import PathFinder
from importlib.util import find_spec
from typing import Any

from millivox.version import __version__

DEPENDENCIES = ("numpy", "pydicom", "pillow", "imagecodecs", "click")

#: Optional packages: the module, the extra that brings it, what it is for.
EXTRAS = (
    ("nibabel", "nifti", "hand volumes to nibabel"),
    ("matplotlib", "plot", "figures"),
    ("SimpleITK", "itk", "hand volumes to ITK"),
    ("xarray", "xarray", "hand volumes to xarray"),
    ("nrrd", "nrrd", "write NRRD"),
    ("zarr", "zarr", "write OME-Zarr"),
    ("tifffile", "tiff", "write TIFF"),
    ("dask", "dask", "read volumes slice by slice"),
)
DISTRIBUTIONS = {"nrrd": "pynrrd"}  # modules that are installed under another name


def installation() -> dict[str, Any]:
    """What ``millivox doctor --json`` prints.

    Examples
    --------
    >>> sorted(installation())
    ['decoders', 'extras', 'isolation', 'kernel', 'versions']
    """
    from millivox.dicom.decoder.isolation import protections

    return {
        "versions": _versions(),
        "decoders": _decoders(),
        "isolation": protections(),
        "kernel": _kernel(),
        "extras": [_extra(*row) for row in EXTRAS],
    }


def _versions() -> dict[str, str | None]:
    own = {
        "millivox": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    return own | {name: _version(name) for name in DEPENDENCIES}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _decoders() -> list[dict[str, Any]]:
    """Every transfer syntax that is decoded, by what, and whether that is there."""
    from millivox.dicom.listing.dictionary import uid_name
    from millivox.dicom.pixels.stored import COMPRESSED, NATIVE

    rows = []
    for uid in sorted([*NATIVE, *COMPRESSED], key=_by_number):
        by, there = _decoder(uid)
        rows.append({"uid": uid, "name": uid_name(uid), "decoder": by, "available": there})
    return rows


def _decoder(uid: str) -> tuple[str, bool]:
    from millivox.dicom.decoder import codecs

    if uid == codecs.JPEG_BASELINE:
        return codecs.PILLOW, find_spec("PIL") is not None
    functions = {**codecs.DECODERS, **codecs.BEYOND_PYDICOM, codecs.RLE: "imcd_decode"}
    if uid not in functions:
        return "millivox", True  # written out, or inflated by Python's zlib
    return codecs.PLUGIN, _was_built(functions[uid].removesuffix("_decode"))


def _was_built(codec: str) -> bool:
    """Whether imagecodecs came with a codec, seen without loading it."""
    package = find_spec("imagecodecs")
    places = package.submodule_search_locations if package else None
    return PathFinder.find_spec(f"imagecodecs._{codec}", places or []) is not None


def _by_number(uid: str) -> list[int]:
    return [int(part) for part in uid.split(".")]


def _kernel() -> dict[str, Any]:
    """The compiled kernel: whether it loads, what it was built for, its threads."""
    try:
        native = import_module("millivox.kernel._native")
    except ImportError as error:
        return {"available": False, "error": str(error), "file": None, "instruction_set": None}
    from millivox.dicom.scan import MOST_THREADS

    return {
        "available": True,
        "file": native.__file__,
        "instruction_set": getattr(native, "instruction_set", platform.machine()),
        "threads": min(MOST_THREADS, os.cpu_count() or 1),
    }


def _extra(module: str, extra: str, purpose: str) -> dict[str, Any]:
    there = find_spec(module) is not None
    return {
        "package": module,
        "installed": there,
        "version": _version(DISTRIBUTIONS.get(module, module)) if there else None,
        "for": purpose,
        "install": f"pip install 'millivox[{extra}]'",
    }
