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


class _Counting(io.BytesIO):
    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_opening_reads_the_header_and_nothing_of_the_pixels() -> None:
    stream = _Counting(_compressed() + bytes(2 << 20))
    with pixel_source(stream) as source:
        assert source.length > 2 << 20
    assert stream.taken < 16_384


def test_the_coding_is_found_behind_a_long_element_of_the_meta_header() -> None:
    data = _compressed()
    version = data.index(b"\x02\0\x01\0OB\0\0\x02\0\0\0\0\x01")
    long = data[: version + 8] + (100_000).to_bytes(4, "little") + bytes(100_000)
    with pixel_source(io.BytesIO(long + data[version + 14 :])) as source:
        assert (source.syntax, source.encapsulated) == (JPEGLSLossless, True)
