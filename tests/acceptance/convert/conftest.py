"""NIfTI files of ours and of others, voxel by voxel."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

nibabel = pytest.importorskip("nibabel")

Array = np.ndarray[Any, Any]
#: How far apart the corners of two images are (mm), and their values on the first one's voxels.
Compared = tuple[float, Array, Array]


def values_of(image: Any) -> Array:
    """The values with their slope, colour as a last axis."""
    data = np.asanyarray(image.dataobj)
    return np.stack([data[name] for name in "RGB"], axis=-1) if data.dtype.names else data


def compared(ours: Any, theirs: Any) -> Compared | None:
    """Two images laid on each other by their affines; ``None`` where they are other voxels."""
    journey = np.rint(np.linalg.inv(theirs.affine) @ ours.affine)
    turn = journey[:3, :3]
    is_turn = (np.abs(turn).sum(axis=0) == 1).all() and (np.abs(turn).sum(axis=1) == 1).all()
    if not is_turn or sorted(ours.shape[:3]) != sorted(theirs.shape[:3]):
        return None
    corners = np.array(list(product(*((0, n - 1) for n in ours.shape[:3]))), float)
    apart = np.linalg.norm(
        nibabel.affines.apply_affine(ours.affine, corners)
        - nibabel.affines.apply_affine(theirs.affine @ journey, corners),
        axis=1,
    )
    data = values_of(theirs)
    order = [int(np.argmax(np.abs(turn[:, axis]))) for axis in range(3)]
    turned = data.transpose(*order, *range(3, data.ndim))
    signs = [axis for axis in range(3) if turn[order[axis], axis] < 0]
    laid, own = np.flip(turned, signs), values_of(ours)
    if laid.size != own.size:
        return None
    return float(apart.max()), own, laid.reshape(own.shape)


@pytest.fixture(scope="session")
def laid_on() -> Callable[[Any, Any], Compared | None]:
    """``laid_on(ours, theirs)``: paths of two NIfTI files, compared."""
    return lambda ours, theirs: compared(nibabel.load(ours), nibabel.load(theirs))


@pytest.fixture(scope="session")
def dcm2niix() -> Callable[[Iterable[str], Path], list[Path]]:
    """``dcm2niix(files, folder)``: what it makes of some files, with the rescale DICOM defines."""
    program = shutil.which("dcm2niix")
    if program is None:
        pytest.skip("dcm2niix is not installed")

    def run(files: Iterable[str], folder: Path) -> list[Path]:
        given, made = folder / "given", folder / "dcm2niix"
        given.mkdir(parents=True)
        made.mkdir()
        for number, file in enumerate(files):
            os.symlink(os.path.abspath(file), given / f"{number:05d}.dcm")
        command = [program, "-p", "n", "-z", "n", "-b", "n", "-f", "%s_%e", "-o", made, given]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        return sorted(made.glob("*.nii"))

    return run
