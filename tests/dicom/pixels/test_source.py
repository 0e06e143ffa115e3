"""Where the pixels of an object lie, and how they are coded."""

import io

from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGLSLossless

from millivox.dicom.pixels.source import pixel_source

PREAMBLE_BYTES = 132


def _compressed() -> bytes:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = JPEGLSLossless
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.Rows = dataset.Columns = 2
    dataset.PixelData = encapsulate([b"\xff\xd8\xff\xd9"])
    dataset["PixelData"].VR = "OB"
    stream = io.BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def test_a_meta_header_without_preamble_still_names_the_coding() -> None:
    with pixel_source(_compressed()[PREAMBLE_BYTES:]) as source:
        assert (source.syntax, source.encapsulated) == (JPEGLSLossless, True)
