"""Images made on the spot, and one frame of them as stored."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame

EXPLICIT = "1.2.840.10008.1.2.1"


def _made(
    pixels: np.ndarray, syntax: str = EXPLICIT, data: bytes | None = None, **said: Any
) -> Dataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset = Dataset()
    dataset.file_meta = meta
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.SamplesPerPixel = pixels.shape[2] if pixels.ndim == 3 else 1
    dataset.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    if pixels.ndim == 3:
        dataset.PlanarConfiguration = 0
    bits = pixels.dtype.itemsize * 8
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes() if data is None else data
    dataset["PixelData"].VR = "OW"
    for keyword, value in said.items():
        setattr(dataset, keyword, value)
    return dataset


@pytest.fixture(scope="session")
def made() -> Callable[..., Dataset]:
    """A data set around an array of shape (rows, columns) or (rows, columns, samples)."""
    return _made


@pytest.fixture(scope="session")
def compressed() -> Callable[..., Dataset]:
    """``compressed(pixels, syntax, *frames)``: the same with pixels in fragments."""

    def make(pixels: np.ndarray, syntax: str, *frames: bytes, **said: Any) -> Dataset:
        return _made(pixels, syntax, encapsulate(list(frames)), **said)

    return make


@pytest.fixture(scope="session")
def as_file() -> Callable[[Dataset], io.BytesIO]:
    """A data set as a file in memory."""

    def write(dataset: Dataset) -> io.BytesIO:
        file = io.BytesIO()
        dataset.save_as(file, enforce_file_format=True)
        return file

    return write


@pytest.fixture(scope="session")
def frame_of() -> Callable[..., StoredFrame]:
    """``frame_of(dataset, 0)``: one frame of a data set as stored."""

    def decode(dataset: Dataset, frame: int = 0, **how: Any) -> StoredFrame:
        with pixel_source(dataset) as source:
            return stored_frame(source, frame, **how)

    return decode
