"""b values and gradient directions of ours and of dcm2niix, in the patient."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.diffusion import enhanced, scan

import millivox as mv
from millivox.phantoms.series import write

nibabel = pytest.importorskip("nibabel")
Array = np.ndarray[Any, Any]
Run = Callable[..., list[Path]]


def in_patient(directions: Array, matrix: Array) -> Array:
    """What a .bvec means in RAS, as FSL and MRtrix define it."""
    axes = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    along = directions.T * [-1 if np.linalg.det(axes) > 0 else 1, 1, 1]
    return np.asarray(along @ axes.T)


def weights(image: Path) -> tuple[Array, Array]:
    """b values and directions beside a NIfTI."""
    stem = image.name.removesuffix(".gz").removesuffix(".nii")
    held = [np.loadtxt(image.with_name(stem + suffix)) for suffix in (".bval", ".bvec")]
    return held[0], in_patient(held[1], nibabel.load(image).affine)


def in_turn(image: Path, other: Path) -> list[int]:
    """Which volume of another file each volume of a file is, by its values."""
    ours, theirs = (np.asarray(nibabel.load(path).dataobj) for path in (image, other))
    marks = [sorted(theirs[..., n].ravel()) for n in range(theirs.shape[3])]
    return [marks.index(sorted(ours[..., n].ravel())) for n in range(ours.shape[3])]


def require_alike(image: Path, other: Path) -> None:
    order = in_turn(image, other)
    (b, directions), (b_theirs, theirs) = weights(image), weights(other)
    np.testing.assert_allclose(b, b_theirs[order], rtol=1e-5)
    np.testing.assert_allclose(directions, theirs[order], atol=1e-4)
    assert np.linalg.norm(directions, axis=1).max() == pytest.approx(1.0, abs=1e-6)


def converted(source: Path, folder: Path) -> Path:
    (one,) = mv.convert(source, folder, form="nii").written
    return Path(one.path)


@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize("vendor", ["standard", "Siemens", "Siemens CSA", "Philips", "GE", "UIH"])
def test_oblique_scans_have_the_directions_of_dcm2niix(
    vendor: str, plane: str, dcm2niix: Run, tmp_path: Path
) -> None:
    if (vendor, plane) in (("GE", "coronal"), ("GE", "sagittal")):
        pytest.skip("not written: nobody validated them")
    paths = write(scan(vendor, plane), tmp_path / "in")
    (theirs,) = dcm2niix(map(str, paths), tmp_path / "other")
    require_alike(converted(tmp_path / "in", tmp_path / "out"), theirs)


@pytest.mark.parametrize("maker", ["Philips Medical Systems", "CANON_MEC"])
@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal"])
def test_enhanced_scans_have_the_directions_of_dcm2niix(
    plane: str, maker: str, dcm2niix: Run, tmp_path: Path
) -> None:
    held = enhanced(scan("standard", plane))
    held.Manufacturer = maker
    paths = write([held], tmp_path / "in")
    (theirs,) = dcm2niix(map(str, paths), tmp_path / "other")
    require_alike(converted(tmp_path / "in", tmp_path / "out"), theirs)


def test_slices_from_the_other_end_have_the_directions_of_dcm2niix(
    dcm2niix: Run, tmp_path: Path
) -> None:
    """GE's third axis does not turn with the order of the slices."""
    datasets = scan("GE")
    for dataset in datasets:
        volume, k = divmod(int(dataset.InstanceNumber) - 1, 6)
        dataset.InstanceNumber = 6 * volume + 6 - k
    paths = write(sorted(datasets, key=lambda one: int(one.InstanceNumber)), tmp_path / "in")
    (theirs,) = dcm2niix(map(str, paths), tmp_path / "other")
    require_alike(converted(tmp_path / "in", tmp_path / "out"), theirs)


def test_a_real_scan_has_the_directions_of_its_reference(shared_data: Path, tmp_path: Path) -> None:
    """United Imaging, oblique: directions along the image."""
    reference = shared_data / "dcm_qa_stc/Ref/UIH_dti_tra_dir16_PA_rot_12.nii"
    require_alike(converted(shared_data / "dcm_qa_stc/In/UIH", tmp_path), reference)


def test_directions_are_those_that_were_written(tmp_path: Path) -> None:
    """Without another program: what the scanner wrote in LPS comes back from the file."""
    write(scan("standard", "sagittal", weights=[(0, None), (700, (0.6, 0.0, 0.8))]), tmp_path / "a")
    b, directions = weights(converted(tmp_path / "a", tmp_path / "out"))
    assert b.tolist() == [0, 700]
    np.testing.assert_allclose(directions, [[0, 0, 0], [-0.6, 0, 0.8]], atol=1e-7)
