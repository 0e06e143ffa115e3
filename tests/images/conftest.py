"""Headers of slices by position, for the tests of stacks and series."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.images.reports.series import SeriesReport

AXIAL = [1, 0, 0, 0, 1, 0]


@pytest.fixture(scope="session")
def slice_of(header_of: Callable[..., Header]) -> Callable[..., Header]:
    """``slice_of(5.0, InstanceNumber=2)``: the header of a CT slice at z = 5 mm."""

    def make(z: float, sop_class: str = "2", **attributes: Any) -> Header:
        usual = {
            "Modality": "CT",
            "Manufacturer": "Phantom",
            "StudyInstanceUID": "1.2",
            "SeriesInstanceUID": "1.2.3",
            "FrameOfReferenceUID": "1.2.4",
            "SOPInstanceUID": f"1.2.3.{next(_COUNTER)}",
            "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
            "Rows": 8,
            "Columns": 8,
            "PixelSpacing": ["0.5", "0.5"],
            "SliceThickness": "5",
            "ImageOrientationPatient": AXIAL,
            "ImagePositionPatient": [0, 0, z],
        }
        named = {k: v for k, v in (usual | attributes).items() if v is not None}
        return header_of(sop_class, **named)

    return make


def _count() -> Any:
    number = 0
    while True:
        number += 1
        yield number


_COUNTER = _count()


@pytest.fixture(scope="session")
def series_of() -> Callable[[Sequence[Header]], SeriesReport]:
    """The one series that some headers make."""

    def judge(headers: Sequence[Header]) -> SeriesReport:
        (series,) = check(list(headers))
        return series

    return judge


@pytest.fixture(scope="session")
def checked(shared_data: Path) -> Callable[[str], list[SeriesReport]]:
    """The series in a folder of the real data."""

    def read(folder: str) -> list[SeriesReport]:
        path = shared_data / folder
        if not path.exists():
            pytest.skip(f"no {folder} in the real data")
        return list(check(path))

    return read
