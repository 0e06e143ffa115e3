"""The matrix of every series with a reference NIfTI, corner by corner (LPS to RAS)."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from millivox.images.reports.series import SeriesReport
from millivox.images.reports.volume import VolumeReport

nibabel = pytest.importorskip("nibabel")

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
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_corners_lie_where_the_reference_puts_them(
    name: str, shared_data: Path, checked: Callable[[str], list[SeriesReport]]
) -> None:
    source, reference = REFERENCES[name]
    (series,) = checked(source)
    image = nibabel.load(shared_data / reference)
    count = image.shape[3] if len(image.shape) > 3 else 1
    assert len(series.volumes) >= count
    for volume in series.volumes:
        assert worst_corner_mm(volume, image.affine, image.shape[:3]) < 1e-3


def worst_corner_mm(volume: VolumeReport, affine: np.ndarray, shape: tuple[int, ...]) -> float:
    """How far our corners are from the nearest of the reference's, in mm."""
    grid = volume.stack.grid
    assert grid is not None
    assert sorted(grid.shape_kji) == sorted(shape)
    ours = grid.corners_mm() * [-1.0, -1.0, 1.0]
    index = np.array(list(product(*((0, n - 1) for n in shape))), float)
    theirs = index @ affine[:3, :3].T + affine[:3, 3]
    apart = np.linalg.norm(ours[:, None] - theirs[None], axis=2)
    return float(apart.min(axis=1).max())
