"""A data set in memory becomes the bytes of a file that says what it is."""

from io import BytesIO

import numpy as np
import pydicom
import pytest
from pydicom import Dataset
from pydicom.uid import ExplicitVRBigEndian

from millivox.dicom.dataset import InMemory
from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import stored_frame
from millivox.dicom.scan import scan_bytes
from millivox.dicom.written import written
from millivox.errors import SourceError


def image(pixels: np.ndarray) -> Dataset:
    dataset = Dataset()
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 0
    dataset.PixelData = pixels.tobytes()
    dataset["PixelData"].VR = "OW"
    return dataset


PIXELS = np.arange(6, dtype=np.uint16).reshape(2, 3)


def test_big_endian_without_meta_information_stays_big_endian() -> None:
    file = BytesIO()
    big = image(PIXELS.astype(">u2"))
    pydicom.dcmwrite(file, big, implicit_vr=False, little_endian=False)
    dataset = pydicom.dcmread(BytesIO(file.getvalue()), force=True)
    assert "TransferSyntaxUID" not in getattr(dataset, "file_meta", {})
    held = InMemory(dataset).read()
    assert scan_bytes(held, name="-").transfer_syntax == ExplicitVRBigEndian
    with pixel_source(held) as source:
        np.testing.assert_array_equal(stored_frame(source).pixels, PIXELS)


def test_a_data_set_made_by_hand_is_explicit_and_little_endian() -> None:
    held = written(image(PIXELS))
    assert scan_bytes(held, name="-").transfer_syntax == "1.2.840.10008.1.2.1"
    with pixel_source(held) as source:
        np.testing.assert_array_equal(stored_frame(source).pixels, PIXELS)


@pytest.mark.parametrize("name", ["CT_small.dcm", "image_dfl.dcm", "MR_small_bigendian.dcm"])
def test_a_file_read_and_written_has_the_same_pixels(name: str) -> None:
    path = pydicom.data.get_testdata_file(name)
    with pixel_source(path) as ours, pixel_source(written(pydicom.dcmread(path))) as again:
        assert ours.syntax == again.syntax
        np.testing.assert_array_equal(stored_frame(ours).pixels, stored_frame(again).pixels)


def test_a_header_has_no_pixels_and_no_label_that_it_never_had() -> None:
    dataset = image(PIXELS)
    dataset.SOPClassUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.2", "CT"
    found = scan_bytes(written(dataset, of="header"), name="-")
    assert found.pixels is None
    assert found.tree is not None
    assert 0x00020010 not in found.tree


def test_what_no_file_can_hold_is_said() -> None:
    dataset = Dataset()
    dataset.add_new(0x00280010, "US", "many")
    with pytest.raises(SourceError, match="cannot be written"):
        written(dataset)
