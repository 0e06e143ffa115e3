"""Reference NIfTI files that others made of the same DICOM: equal voxels in equal places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

import millivox as mv

nibabel = pytest.importorskip("nibabel")

#: Written by dcm2niix for the collections' own tests.
REFERENCES = {
    "GE time series": (
        "dcm_qa_nih/In/20180918GE/mr_0004", "dcm_qa_nih/Ref/DCM2NIIX_regression_test_4.nii",
    ),
    "Siemens mosaic": ("dcm_qa_nih/In/20180918Si/mr_0003", "dcm_qa_nih/Ref/EPI_PE=AP_3.nii"),
    "coronal mosaic": ("dcm_qa/In/Orientation/cor/corint36", "dcm_qa/Ref/cor_int_36sl_15.nii"),
    "sagittal mosaic": ("dcm_qa/In/Orientation/sag/sagint36", "dcm_qa/Ref/sag_int_36sl_21.nii"),
    "UIH VFRAME": ("dcm_qa_stc/In/UIH", "dcm_qa_stc/Ref/UIH_dti_tra_dir16_PA_rot_12.nii"),
    "Siemens B12": ("dcm_qa_stc/In/Siemens", "dcm_qa_stc/Ref/Siemens_FMRI_AX_ASC_2.nii"),
    "Philips oblique": ("dcm_qa_philips/In", "dcm_qa_philips/Ref/EPI_asc_CLEAR_201.nii"),
    "Philips enhanced": ("dcm_qa_enh/In/Philips", "dcm_qa_enh/Ref/Philips_WIP_B0_NS_801_e1.nii"),
    "Siemens enhanced": ("dcm_qa_enh/In/Siemens", "dcm_qa_enh/Ref/Siemens_REST1_w_SMS_PF7-8_6.nii"),
    "12 bits": ("dcm_qa_12bit/In/12bitUnsigned.dcm", "dcm_qa_12bit/Ref/2.nii"),
    "12 bits of other ends": (
        "dcm_qa_12bit/In/12bitUnsigned_0x0F0F.dcm", "dcm_qa_12bit/Ref/3.nii",
    ),
    "12 bits with a sign": ("dcm_qa_12bit/In/12bitSigned_0x0F0F.dcm", "dcm_qa_12bit/Ref/4.nii"),
}  # fmt: skip
#: Of the dicom2nifti project, which shares no code with dcm2niix.
TRUTHS = (
    "anatomical/001", "ge/anatomical/001", "ge/fmri/001", "ge/dti/001", "ge/dti/002",
    "generic/compressed_rle/001", "generic/compressed/001", "generic/compressed_jpegls/001",
    "generic/anatomical/002_non_isotropic", "generic/rgb/001", "generic/compressed_jpeg/001",
    "hitachi/anatomical/001",
)  # fmt: skip
SCALE_SLOPE = (0x2005, 0x100E)


def _converted(source: Path, folder: Path) -> list[str]:
    return [one.path for one in mv.convert(source, folder, form="nii").written]


def _found(laid_on: Callable[..., Any], source: Path, reference: Path, folder: Path) -> Any:
    """Our file that has the reference's voxels, laid on it."""
    found = [laid_on(path, reference) for path in _converted(source, folder)]
    (one,) = [each for each in found if each is not None][:1]
    return one


@pytest.mark.parametrize("name", REFERENCES)
def test_values_and_places_are_those_of_the_reference(
    name: str, shared_data: Path, laid_on: Any, tmp_path: Path
) -> None:
    source, reference = (shared_data / part for part in REFERENCES[name])
    apart_mm, ours, theirs = _found(laid_on, source, reference, tmp_path)
    assert apart_mm < 1e-3
    if "Philips" in name:
        theirs = theirs * _precise(source)
    _require_equal(ours, theirs)


def _require_equal(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Whole numbers exactly, fractions to the digits of a 32-bit float."""
    if ours.dtype.kind in "iu":
        np.testing.assert_array_equal(ours, theirs)
    else:
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-5)


def _precise(source: Path) -> float:
    """What dcm2niix divides Philips values by: rescale slope times the private scale slope."""
    path = next(path for path in sorted(source.rglob("*")) if path.is_file())
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    held = list(dataset.iterall())
    scale = next(float(item.value) for item in held if item.tag == SCALE_SLOPE)
    rescale = next(float(item.value) for item in held if item.keyword == "RescaleSlope")
    return scale * rescale


@pytest.mark.parametrize("name", TRUTHS)
def test_values_and_places_are_those_of_dicom2nifti(
    name: str, shared_data: Path, laid_on: Any, tmp_path: Path
) -> None:
    folder = shared_data / "dicom2nifti" / "tests" / "data"
    reference = folder / f"{name}_ground_truth.nii.gz"
    apart_mm, ours, theirs = _found(laid_on, folder / name, reference, tmp_path)
    assert apart_mm < 1e-3
    _require_equal(ours, theirs)
