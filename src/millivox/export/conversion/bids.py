"""What BIDS and dcm2niix call the facts of a scan; nothing of the patient, and no dates."""

from typing import Any

from millivox.dicom.header import Header
from millivox.version import __version__

#: BIDS key to DICOM keyword, as written.
_TEXTS = {
    "Modality": "Modality",
    "Manufacturer": "Manufacturer",
    "ManufacturersModelName": "ManufacturerModelName",
    "BodyPart": "BodyPartExamined",
    "PatientPosition": "PatientPosition",
    "MRAcquisitionType": "MRAcquisitionType",
    "SequenceName": "SequenceName",
    "ReceiveCoilName": "ReceiveCoilName",
    "ConvolutionKernel": "ConvolutionKernel",
    "InPlanePhaseEncodingDirectionDICOM": "InPlanePhaseEncodingDirection",
}
_LISTS = {
    "ImageType": "ImageType",
    "ScanningSequence": "ScanningSequence",
    "ScanOptions": "ScanOptions",
}
_NUMBERS = {
    "SeriesNumber": "SeriesNumber",
    "MagneticFieldStrength": "MagneticFieldStrength",
    "FlipAngle": "FlipAngle",
    "SliceThickness": "SliceThickness",
    "KVP": "KVP",
    "PercentSampling": "PercentSampling",
}
#: DICOM says these in milliseconds, BIDS in seconds.
_MILLISECONDS = {
    "EchoTime": ("EffectiveEchoTime", "EchoTime"),
    "RepetitionTime": ("RepetitionTime",),
    "InversionTime": ("InversionTime",),
}


def facts(header: Header) -> dict[str, Any]:
    """The facts of one frame under the names that others look for; what is absent is left out.

    References
    ----------
    BIDS 1.10, common metadata fields (https://bids-specification.readthedocs.io).
    """
    found: dict[str, Any] = {name: header.text(word) for name, word in _TEXTS.items()}
    found |= {name: list(header.texts(word)) for name, word in _LISTS.items()}
    found |= {name: _whole(header.number(word)) for name, word in _NUMBERS.items()}
    found |= {name: _seconds(header, words) for name, words in _MILLISECONDS.items()}
    found |= {"ConversionSoftware": "millivox", "ConversionSoftwareVersion": __version__}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _seconds(header: Header, words: tuple[str, ...]) -> float | None:
    values = (header.number(word) for word in words)
    value = next((value for value in values if value is not None), None)
    return None if value is None else round(value / 1000.0, 9)
