"""Scans agree with pydicom on every file that pydicom installs and reads."""

import warnings
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom import Dataset

from millivox.dicom.dataset import tree_of
from millivox.dicom.header import Header
from millivox.dicom.scan import scan_file

DATA = Path(pydicom.__file__).parent / "data"
FILES = sorted(
    path.relative_to(DATA).as_posix()
    for folder in ("test_files", "charset_files", "palettes")
    for path in (DATA / folder).rglob("*")
    if path.is_file() and b"DICM" in path.read_bytes()[:132]
)

#: Files that are damaged indeed, each looked at by hand, with a word of what is said of them.
DAMAGED = {
    "test_files/GDCMJ2K_TextGBR.dcm": "JP2 file",  # a file format around the codestream
    "test_files/JPEG2000-embedded-sequence-delimiter.dcm": "codestream",  # made by hand
    "test_files/MR_small_padded.dcm": "left over",
    "test_files/MR_truncated.dcm": "past the end",
    "test_files/SC_rgb_jpeg.dcm": "Declared explicit",
    "test_files/badVR.dcm": "Number of Frames",  # "1A"
    "test_files/dicomdirtests/DICOMDIR-nooffset": "past the end of its sequence",
    "test_files/meta_missing_tsyntax.dcm": "no transfer syntax",
    "test_files/nested_priv_SQ.dcm": "no Rows",
    "test_files/rtplan_truncated.dcm": "past the end",
}


def _plain(value: Any) -> Any:
    """A value as pydicom also keeps it: text without padding, nothing where it is empty."""
    if isinstance(value, list):
        return [_plain_tree(item) for item in value]
    if isinstance(value, tuple):
        return (value[0], value[1].rstrip(b"\0 "))
    return value.rstrip(b"\0 ")


def _plain_tree(tree: Any) -> Any:
    plain = {tag: _plain(value) for tag, value in tree.items()}
    return {tag: value for tag, value in plain.items() if value not in (b"", [])}


@pytest.mark.parametrize("name", FILES)
def test_the_tree_is_the_one_pydicom_reads(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(DATA / name)
        expected = tree_of(dataset)
    if name.endswith("rtplan_truncated.dcm"):
        pytest.skip("pydicom keeps what is left of a cut sequence, without a word")
    assert _plain_tree(scan_file(DATA / name).tree) == _plain_tree(expected)


@pytest.mark.parametrize("name", FILES)
def test_only_damaged_files_have_damage(name: str) -> None:
    found = scan_file(DATA / name)
    assert found.error is None
    said = " ".join(one.text for one in found.damage)
    if name in DAMAGED:
        assert DAMAGED[name] in said
    else:
        assert said == ""


def test_there_are_files_to_compare() -> None:
    assert len(FILES) > 80


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_data_set_in_memory_may_hold_what_no_file_can() -> None:
    dataset = Dataset()
    dataset.add_new(0x00280010, "US", -5)
    dataset.add_new(0x00280011, "US", "many")
    dataset.PixelSpacing = [0.5, 0.5]
    header = Header(tree_of(dataset))
    assert (header.rows, header.columns) == (-5, None)
    assert header.vector("PixelSpacing", 2) == (0.5, 0.5)
