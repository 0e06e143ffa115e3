"""Where the pixels of an object lie, and how they are coded."""

import io

import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGLSLossless

from millivox.dicom.pixels import bounded
from millivox.dicom.pixels.source import pixel_source
from millivox.errors import PixelError

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


def test_elements_without_end_before_the_pixels_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "MOST_READS", 3000)
    endless = bytes(128) + b"DICM" + bytes(1 << 20)
    with pytest.raises(PixelError, match="1,000 elements"), pixel_source(endless):
        pass


def test_a_value_as_long_as_the_disk_is_not_taken_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "HEADER_BYTES", 1 << 20)
    taken: list[int] = []

    class Sparse(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            taken.append(len(data := super().read(size)))
            return data

    value = b"\x09\x00\x10\x10OB\0\0" + (8 << 20).to_bytes(4, "little")
    whole = bytes(128) + b"DICM" + value + bytes(9 << 20)
    with pytest.raises(PixelError, match="longer than 1 MiB"), pixel_source(Sparse(whole)):
        pass
    assert max(taken) <= (1 << 20) + 1
