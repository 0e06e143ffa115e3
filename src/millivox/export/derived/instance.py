"""A slice's data set without its place and pixels: who, what, made how, under which UIDs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.dicom.quantities import suv
from millivox.dicom.uids import uid
from millivox.dicom.written import with_meta
from millivox.export.derived import modules
from millivox.export.derived.origins import Origins, Used
from millivox.export.derived.references import code
from millivox.images.volume import Volume
from millivox.version import __version__

if TYPE_CHECKING:
    from pydicom import Dataset

_PROCESSING_EQUIPMENT = ("109102", "DCM", "Processing Equipment")
#: Added to the source's Series Number, so that lists keep both apart.
SERIES_NUMBER_STEP = 1000
_ECHO = {"SPIN": ["SE"], "GRADIENT": ["GR"], "BOTH": ["SE", "GR"]}
#: Modalities of objects that are no pictures; a capture of one is "other".
_NOT_PICTURES = ("SEG", "RTDOSE", "RTSTRUCT", "RTPLAN", "REG", "SR", "PR")


def class_of(volume: Volume, origins: Origins) -> str:
    """The SOP class of the slices: the source's where it can be kept, else Secondary Capture."""
    kept = modules.KEPT_CLASSES.get(str(origins.common.get("SOPClassUID", "")), "")
    if kept == modules.MR and "ScanningSequence" not in origins.common:
        _classic_words(origins.common)
    lacking = [word for word in modules.REQUIRED.get(kept, ()) if word not in origins.common]
    if kept == modules.PT and _pet_units(volume.unit, origins.common) is None:
        return modules.SECONDARY_CAPTURE
    return kept if kept and not lacking else modules.SECONDARY_CAPTURE


def _pet_units(unit: str, common: "Dataset") -> tuple[str, str] | None:
    """Units and SUV Type in the words of PET (C.8.9.1.1.3); ``None`` where it has none."""
    own = str(common.get("Units", ""))
    if unit in ("", own):
        return own, str(common.get("SUVType", ""))
    kinds = [kind for kind, name in suv.KINDS.items() if name == unit]
    return ("CM2ML" if kinds[0] == "BSA" else "GML", kinds[0]) if kinds else None


def _classic_words(common: "Dataset") -> None:
    """What an enhanced MR image calls Echo Pulse Sequence, in the words of the classic one."""
    echo = _ECHO.get(str(common.get("EchoPulseSequence", "")))
    if echo is not None:
        inverted = ["IR"] if common.get("InversionRecovery") == "YES" else []
        common.ScanningSequence, common.SequenceVariant = [*inverted, *echo], "NONE"


@dataclass(frozen=True, slots=True)
class Uids:
    """Of the series, and what those of its instances are made of."""

    study: str
    series: str
    frame_of_reference: str

    def of_slice(self, k: int) -> str:
        """SOP Instance UID."""
        return uid("slice", self.series, k)


def uids_of(volume: Volume, origins: Origins, patient: str, *further: object) -> Uids:
    """From the source's UIDs and all that makes the result what it is: no chance, no clock."""
    told = hashlib.blake2b(digest_size=32)
    outside = () if volume.outside is None else volume.outside
    for part in (volume.index_kji_to_lps, *volume.values, *outside):
        told.update(np.ascontiguousarray(part).data)
    sources = [str(one.get("SOPInstanceUID")) for one in origins.headers]
    kind = (volume.values.dtype, volume.unit, volume.holes_k, volume.padding)
    words = [__version__, patient, *further, *volume.history, *kind, *sources]
    told.update("\n".join(map(str, words)).encode())
    digest = told.hexdigest()
    study = str(origins.common.get("StudyInstanceUID", "")) or uid("study", digest)
    space = volume.grid.frame_of_reference or uid("frame of reference", digest)
    if patient == "none":
        study, space = uid("without patient", study), uid("without patient", space)
    return Uids(study, uid("derived", digest), space)


@dataclass(frozen=True, slots=True)
class Making:
    """What holds for all slices of a derived series."""

    volume: Volume
    origins: Origins
    sop_class: str
    patient: str
    uids: Uids


def about(making: Making, used: Used, k: int) -> "Dataset":
    """The data set of a slice, as far as it speaks neither of its place nor of its pixels."""
    from pydicom import Dataset

    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    for word in modules.EMPTY[making.sop_class]:
        setattr(made, word, None)
    _taken_over(made, making.origins, used, _words(making.sop_class, making.patient))
    _nearest(made, used, making.sop_class)
    _named(made, making, k)
    _conditional(made)
    _by_us(made)
    if making.sop_class == modules.PT:
        _positron(made, making, k)
    with_meta(made)
    return made


def _words(sop_class: str, patient: str) -> tuple[str, ...]:
    words = (*modules.SERIES, *modules.ACQUISITION[sop_class], *modules.LOSSY)
    dated = (*words, *modules.DATES) if patient == "kept" or sop_class == modules.PT else words
    if patient != "kept":
        return dated
    return (*modules.PATIENT, *modules.STUDY, *modules.TYPED, *dated)


def _taken_over(made: "Dataset", origins: Origins, used: Used, words: Iterable[str]) -> None:
    """From the slice's own image where it has one, else what all images say alike."""
    for word in words:
        if used.own is not None and word in used.own:
            made[word] = used.own[word]
        elif word in origins.common:
            made[word] = origins.common[word]
        elif word in modules.LOSSY and origins.any_of(word) is not None:
            setattr(made, word, origins.any_of(word))
    if used.own is not None and used.same_pixels:
        for word in modules.PLANE:
            if word in used.own:
                made[word] = used.own[word]


def _nearest(made: "Dataset", used: Used, sop_class: str) -> None:
    for word in modules.NEAREST.get(sop_class, ()):
        if word not in made and used.nearest is not None and word in used.nearest:
            made[word] = used.nearest[word]


def _named(made: "Dataset", making: Making, k: int) -> None:
    """What it is, and its identifiers."""
    common, sop_class, uids = making.origins.common, making.sop_class, making.uids
    made.SOPClassUID, made.SOPInstanceUID = sop_class, uids.of_slice(k)
    made.StudyInstanceUID, made.SeriesInstanceUID = uids.study, uids.series
    made.FrameOfReferenceUID = uids.frame_of_reference
    made.Modality = _modality(sop_class, str(common.get("Modality", "")))
    number = common.get("SeriesNumber")
    made.SeriesNumber = 1 if number in (None, "") else SERIES_NUMBER_STEP + int(number)
    named = str(common.get("SeriesDescription", ""))[:54] if making.patient == "kept" else ""
    made.SeriesDescription = f"{named} (derived)".strip()
    made.InstanceNumber = k + 1
    made.ImageType = _image_type(sop_class, common.get("ImageType") or [])
    if sop_class == modules.SECONDARY_CAPTURE:
        made.ConversionType = "WSD"


def _modality(sop_class: str, source: str) -> str:
    kept = source if source and source not in _NOT_PICTURES else "OT"
    return modules.MODALITY.get(sop_class, kept)


def _image_type(sop_class: str, source: Any) -> list[str]:
    """C.7.6.1.1.2: derived, secondary (PET knows PRIMARY only); value 3 as the class wants it."""
    third = str(source[2]) if len(source) > 2 else ""
    if sop_class == modules.CT:
        return ["DERIVED", "SECONDARY", "AXIAL"]
    if sop_class == modules.MR:
        return ["DERIVED", "SECONDARY", third or "OTHER"]
    return ["DERIVED", "PRIMARY" if sop_class == modules.PT else "SECONDARY"]


def _positron(made: "Dataset", making: Making, k: int) -> None:
    """C.8.9.1 and C.8.9.4: one volume is no longer dynamic or gated."""
    first = (made.SeriesType or ["STATIC"])[0]
    made.SeriesType = [first if first in ("STATIC", "WHOLE BODY") else "STATIC", "IMAGE"]
    made.NumberOfSlices, made.ImageIndex = making.volume.shape_kji[0], k + 1
    made.Units, kind = _pet_units(making.volume.unit, making.origins.common) or ("", "")
    made.pop("SUVType", None)
    if kind:
        made.SUVType = kind
    if "PatientOrientationCodeSequence" in made:
        made.pop("PatientPosition", None)  # C.7.3.1: one or the other


def _conditional(made: "Dataset") -> None:
    """C.7.3.1: paired body parts need a Laterality, and unknown ones; others have none.

    An inversion time is only of inversion recovery (C.8.3.1).
    """
    if "IR" not in (made.get("ScanningSequence") or []):
        made.pop("InversionTime", None)
    part = str(made.get("BodyPartExamined") or "").upper()
    if not made.get("Laterality"):
        made.pop("Laterality", None)
        if not part or part in modules.PAIRED:
            made.Laterality = None


def _by_us(made: "Dataset") -> None:
    """Which equipment made it of the other's images (C.12.1)."""
    from pydicom import Dataset

    item = Dataset()
    item.PurposeOfReferenceCodeSequence = [code(*_PROCESSING_EQUIPMENT)]
    item.Manufacturer = item.ManufacturerModelName = "millivox"
    item.SoftwareVersions = __version__
    made.ContributingEquipmentSequence = [item]
