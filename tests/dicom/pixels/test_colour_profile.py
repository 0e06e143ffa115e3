"""The ICC profile comes out byte by byte, without padding."""

from pathlib import Path

import pydicom
from pydicom import Dataset
from pydicom.data import get_palette_files

from millivox.dicom.dataset import header_of
from millivox.dicom.pixels.colour_profile import icc_profile


def test_a_profile_is_what_the_file_holds() -> None:
    dataset = pydicom.dcmread(get_palette_files("pet.dcm")[0])
    found = icc_profile(header_of(dataset, of="pixels"))
    assert found is not None
    assert dataset.ICCProfile.startswith(found)
    assert int.from_bytes(found[:4], "big") == len(found)


def test_a_slide_has_a_profile_in_its_optical_path(shared_data: Path) -> None:
    path = shared_data / "highdicom/data/test_files/sm_image.dcm"
    dataset = pydicom.dcmread(path)
    held = dataset.OpticalPathSequence[0].get("ICCProfile")
    found = icc_profile(header_of(dataset, of="pixels"))
    assert found == (None if held is None else held[: int.from_bytes(held[:4], "big")])


def test_bytes_that_are_no_profile_are_none() -> None:
    dataset = Dataset()
    dataset.ICCProfile = b"not a profile at all, but long enough to hold the word"
    assert icc_profile(header_of(dataset, of="pixels")) is None
