"""What every test may ask for."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest

from millivox.dicom.dataset import tree_of
from millivox.dicom.header import Header

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real DICOM data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("MILLIVOX_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (set MILLIVOX_DATA)")
    return folder


STORAGE = "1.2.840.10008.5.1.4.1.1."


def _dataset(**attributes: Any) -> pydicom.Dataset:
    """A data set of keywords; a dict is an item, a list of dicts a sequence."""
    dataset = pydicom.Dataset()
    for keyword, value in attributes.items():
        items = [value] if isinstance(value, dict) else value
        if isinstance(items, list) and items and isinstance(items[0], dict):
            items = [_dataset(**item) for item in items]
        setattr(dataset, keyword, items)
    return dataset


@pytest.fixture(scope="session")
def header_of() -> Callable[..., Header]:
    """``header_of("6.1", Rows=10)``: a header of a storage class (tail of its UID) by keywords."""

    def make(sop_class: str, frame: int = 0, **attributes: Any) -> Header:
        dataset = _dataset(SOPClassUID=STORAGE + sop_class, **attributes)
        return Header(tree_of(dataset), frame)

    return make


@pytest.fixture(scope="session")
def header_at() -> Callable[..., Header]:
    """The header of a DICOM file."""

    def read(path: Path, frame: int = 0) -> Header:
        return Header(tree_of(pydicom.dcmread(path, stop_before_pixels=True)), frame)

    return read


@pytest.fixture(scope="session")
def pydicom_file() -> Callable[[str], Path]:
    """The path of a test file that pydicom installs."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"

    def find(name: str) -> Path:
        path = folder / name
        if not path.is_file():
            pytest.skip(f"pydicom installed no {name}")
        return path

    return find
