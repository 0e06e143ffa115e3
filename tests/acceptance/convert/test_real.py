"""Every series of the real data that becomes a volume, beside what dcm2niix makes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import millivox as mv
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.convert import convert_studies
from millivox.images.series import Series
from millivox.images.studies import Studies, Study

pytest.importorskip("nibabel")

#: Series (part of a path) that dcm2niix makes another volume of, or none: docs/explanation/
#: differences.md says of each why.
EXPLAINED = (
    "S21610/S2010",
    "failing/gantrytilting/001",
    "failing/sliceincrement/001",
    "12bitSigned_0x0F0F.dcm",
    "rtdose.dcm",
    "badVR.dcm",
    "CT0012.fragmented_no_bot_jpeg_baseline.51.dcm",
    "tumor_User1_Manual_Trial1.dcm",
    "liver_nonbyte_aligned_deflate.dcm",
    "liver_rle.dcm",
)
FOLDERS = ("cornerstone3D", "Slicer", "dcm_qa", "dcm_qa_12bit", "dcm_qa_agfa", "dcm_qa_ct",
           "dcm_qa_decubitus", "dcm_qa_enh", "dcm_qa_nih", "dcm_qa_philips", "dcm_qa_stc", "dcmjs",
           "dcmqi", "dicom2nifti", "fo-dicom", "hazen", "highdicom", "oro.dicom", "pydicom",
           "pydicom-data", "rt-utils", "torchio", "dicom-validator")  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
def test_voxels_and_places_are_those_of_dcm2niix(
    folder: str, shared_data: Path, laid_on: Any, dcm2niix: Any, tmp_path: Path
) -> None:
    differ = []
    for number, series in enumerate(mv.open(shared_data / folder).series):
        place = tmp_path / str(number)
        for one in _converted(series, place):
            theirs = dcm2niix(_files(series), place / one.stem)
            if not any(_is_same(laid_on, one, other) for other in theirs):
                differ.append(series.volumes[0].frames[0].path or "")
    unexplained = [path for path in differ if not any(part in path for part in EXPLAINED)]
    assert unexplained == []


def _files(series: Series) -> list[str]:
    return [str(one.place) for one in series.instances if isinstance(one.place, str)]


def _converted(series: Series, place: Path) -> list[Path]:
    if not series.volumes or not _files(series):
        return []
    made = convert_studies(Studies((Study((series,)),)), place / "ours", Asked(form="nii"))
    return [Path(one.path) for one in made.written]


def _is_same(laid_on: Callable[..., Any], ours: Path, theirs: Path) -> bool:
    """Within a micrometre, whole numbers equal, fractions to the digits of a 32-bit float."""
    found = laid_on(ours, theirs)
    if found is None or found[0] >= 1e-3:
        return False
    _, own, other = found
    if own.dtype.kind in "iu":
        return bool(np.array_equal(own, other))
    return bool(np.allclose(own, other, rtol=1e-6, atol=1e-6))
