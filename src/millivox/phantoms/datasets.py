"""One synthetic CT or MR instance as a pydicom data set."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from millivox.dicom.uids import uid

if TYPE_CHECKING:
    from pydicom import Dataset

Modality = Literal["CT", "MR"]

_CLASSES = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}
#: Stored values are HU or signal plus this.
STORED_OFFSET = 1024


def decimal(value: float, places: int) -> str:
    """A number as a decimal string with so many decimals, 16 characters at most (PS3.5 6.2).

    Examples
    --------
    >>> decimal(-1.0 / 3.0, 1), decimal(-0.0001, 2), decimal(-123.456789012345678, 14)
    ('-0.3', '0.00', '-123.45678901235')
    """
    whole = len(f"{value:.0f}") + 1
    text = f"{value:.{max(0, min(places, 16 - whole))}f}"
    return text.removeprefix("-") if not text.strip("-0.") else text


def blank(modality: Modality, name: str) -> "Dataset":
    """What every instance of a synthetic series has in common."""
    from pydicom import Dataset

    shared: dict[str, Any] = {
        "SOPClassUID": _CLASSES[modality],
        "StudyDate": "20000101",
        "SeriesDate": "20000101",
        "StudyTime": "120000",
        "AccessionNumber": "",
        "Modality": modality,
        "Manufacturer": "millivox phantom",
        "ReferringPhysicianName": "",
        "SeriesDescription": f"Series {name}",
        "PatientName": "Phantom^Series",
        "PatientID": "PHANTOM",
        "PatientBirthDate": "",
        "PatientSex": "O",
        "PatientPosition": "HFS",
        "BodyPartExamined": "HEAD",
        "StudyInstanceUID": uid("study"),
        "SeriesInstanceUID": uid("series", name),
        "StudyID": "1",
        "SeriesNumber": 1,
        "AcquisitionNumber": 1,
        "FrameOfReferenceUID": uid("frame of reference", name),
        "PositionReferenceIndicator": "",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL" if modality == "CT" else "OTHER"],
    }
    dataset = Dataset()
    dataset.update(_elements(shared | (_CT if modality == "CT" else _MR)))
    return dataset


_CT: dict[str, Any] = {"KVP": "120", "RescaleIntercept": -STORED_OFFSET, "RescaleSlope": 1}
_CT["RescaleType"] = "HU"
_MR: dict[str, Any] = {
    "ScanningSequence": "SE",
    "SequenceVariant": "NONE",
    "ScanOptions": "",
    "MRAcquisitionType": "2D",
    "RepetitionTime": "500",
    "EchoTime": "10",
    "EchoTrainLength": 1,
}


def _elements(values: dict[str, Any]) -> "Dataset":
    from pydicom import Dataset

    part = Dataset()
    for keyword, value in values.items():
        setattr(part, keyword, value)
    return part


def with_pixels(dataset: "Dataset", values: NDArray[np.int16]) -> None:
    """Store values, 16 bit unsigned, offset so that none is negative."""
    dataset.update(
        _elements(
            {
                "SamplesPerPixel": 1,
                "PhotometricInterpretation": "MONOCHROME2",
                "Rows": values.shape[0],
                "Columns": values.shape[1],
                "BitsAllocated": 16,
                "BitsStored": 16,
                "HighBit": 15,
                "PixelRepresentation": 0,
            }
        )
    )
    dataset.PixelData = (values + STORED_OFFSET).astype("<u2").tobytes()
