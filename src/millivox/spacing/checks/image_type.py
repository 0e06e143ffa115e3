"""What Image Type and its relatives say about a frame (rules T2, T4, T5, A.9)."""

from millivox.dicom.header import Header
from millivox.spacing.sop_classes import COMPUTED_TOMOGRAPHY

_THROUGH_VOLUME = frozenset(["MAX_IP", "MIN_IP", "VOLUME_RENDER", "SURFACE_RENDER"])
_COLOURS = ("RGB", "YBR", "PALETTE")
_RESAMPLED = frozenset(["RESAMPLED", "MPR", "CURVED_MPR", "REFORMATTED"])


def words_of(header: Header) -> frozenset[str]:
    """Every value of Image Type, Frame Type and the volume-based technique, in capitals."""
    technique = header.texts("VolumeBasedCalculationTechnique")
    values = (*header.image_type, *header.frame_type, *technique)
    return frozenset(value.upper() for value in values)


def is_derived(header: Header) -> bool:
    """Whether the pixels were computed from other pixels (value 1)."""
    return any(kind[:1] == ("DERIVED",) for kind in (header.image_type, header.frame_type))


def is_localizer(header: Header) -> bool:
    """Rule T2: a CT scout, or frames taken with a standing tube; those of MR are plain slices."""
    if header.modality != "CT" and header.sop_class_uid not in COMPUTED_TOMOGRAPHY:
        return False
    kinds = (header.image_type[2:3], header.frame_type[2:3])
    return ("LOCALIZER",) in kinds or header.text("AcquisitionType") == "CONSTANT_ANGLE"


def is_projection(header: Header) -> bool:
    """Rule T4: a projection through a volume, or frames that sample it."""
    if header.text("VolumetricProperties") == "SAMPLED":
        return True
    words = words_of(header)
    return "PROJECTION IMAGE" in words or bool(words & _THROUGH_VOLUME)


def is_distorted(header: Header) -> bool:
    """Rule T5: the frames bend space."""
    if "CURVED_MPR" in words_of(header):
        return True
    return _calls_itself_distorted(header) and not is_uncorrected(header)


def is_uncorrected(header: Header) -> bool:
    """Flat MR planes that call themselves distorted: gradients not corrected (Siemens XA)."""
    return (
        _calls_itself_distorted(header)
        and header.modality == "MR"
        and (header.manufacturer or "").upper().startswith("SIEMENS")
        and not is_derived(header)
        and header.image_position_patient is not None
        and header.image_orientation_patient is not None
    )


def _calls_itself_distorted(header: Header) -> bool:
    return header.text("VolumetricProperties") == "DISTORTED"


def is_colour_map(header: Header) -> bool:
    """Rule B-52: colours computed from MR images, such as a map of fibre directions."""
    colour = (header.text("PhotometricInterpretation") or "").upper()
    return header.modality == "MR" and is_derived(header) and colour.startswith(_COLOURS)


def is_resampled(header: Header) -> bool:
    """Rule A.9: derived by resampling, so attributes of the acquisition describe other pixels."""
    return is_derived(header) and bool(words_of(header) & _RESAMPLED)


def is_lossy_chain(header: Header) -> bool:
    """Rule A.9: derived, and compressed with loss on the way."""
    return is_derived(header) and header.text("LossyImageCompression") == "01"


def is_stale(header: Header) -> bool:
    """Rule A.9: whether attributes of the acquisition may not be used as checks."""
    return is_resampled(header) or is_lossy_chain(header)
