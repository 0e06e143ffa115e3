"""A picture's pages as the pixels of a Secondary Capture, of one frame or of several."""

from typing import TYPE_CHECKING

import numpy as np

from millivox.export.captured.scanned import Scanned
from millivox.export.derived import modules
from millivox.export.derived.decimal import ds

if TYPE_CHECKING:
    from pydicom import Dataset

_MULTI = "1.2.840.10008.5.1.4.1.1.7."
_BYTE, _WORD, _COLOUR = _MULTI + "2", _MULTI + "3", _MULTI + "4"


def image(scanned: Scanned) -> "Dataset":
    """Class, pixels and what is known of them; without a place, a size and UIDs."""
    from pydicom import Dataset

    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    for word in (*modules.EMPTY[modules.SECONDARY_CAPTURE], "PatientOrientation", "Laterality"):
        setattr(made, word, None)
    made.Modality, made.ConversionType = "OT", "WSD"
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.SeriesNumber = made.InstanceNumber = 1
    _pixels(made, scanned)
    if scanned.lossy_ratio is not None:
        made.LossyImageCompression = "01"
        made.LossyImageCompressionRatio = ds(round(scanned.lossy_ratio, 2))
        made.LossyImageCompressionMethod = "ISO_10918_1"
    if scanned.icc:
        made.ICCProfile = scanned.icc
    return made


def _pixels(made: "Dataset", scanned: Scanned) -> None:
    pages, inverse = scanned.pages, scanned.inverse
    if inverse and len(pages) > 1:  # several frames of grey are MONOCHROME2 always (A.8.3, A.8.4)
        pages, inverse = np.iinfo(pages.dtype).max - pages, False
    colour, bits = pages.ndim == 4, pages.dtype.itemsize * 8
    made.Rows, made.Columns = pages.shape[1:3]
    made.SamplesPerPixel = 3 if colour else 1
    grey = "MONOCHROME1" if inverse else "MONOCHROME2"
    made.PhotometricInterpretation = "RGB" if colour else grey
    if colour:
        made.PlanarConfiguration = 0
    made.BitsAllocated, made.BitsStored, made.HighBit = bits, bits, bits - 1
    made.PixelRepresentation = 0
    made.SOPClassUID = modules.SECONDARY_CAPTURE
    if len(pages) > 1:
        made.SOPClassUID = _COLOUR if colour else _BYTE if bits == 8 else _WORD
        _several(made, len(pages), colour)
    data = np.ascontiguousarray(pages.astype(pages.dtype.newbyteorder("<"))).tobytes()
    made.add_new("PixelData", "OB" if bits == 8 else "OW", data + b"\0" * (len(data) % 2))


def _several(made: "Dataset", count: int, colour: bool) -> None:
    """Frames that are pages (C.8.6.3, C.8.6.4)."""
    made.NumberOfFrames = count
    made.FrameIncrementPointer = 0x00182001
    made.PageNumberVector = list(range(1, count + 1))
    made.BurnedInAnnotation = "YES"  # nobody has looked; YES makes readers careful
    if not colour:
        made.PresentationLUTShape = "IDENTITY"
        made.RescaleIntercept, made.RescaleSlope, made.RescaleType = "0", "1", "US"
