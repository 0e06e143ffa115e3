"""The same answer for the same header: a thousand slices of a series are decided once."""

from collections.abc import Hashable
from typing import cast

from millivox.dicom.elements import Tree, Value
from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide

#: What differs from slice to slice and is read by no rule of the spacing.
PER_SLICE = frozenset(
    tag_of(keyword)
    for keyword in (
        "MediaStorageSOPInstanceUID",
        "SOPInstanceUID",
        "AcquisitionDate",
        "ContentDate",
        "AcquisitionDateTime",
        "AcquisitionTime",
        "ContentTime",
        "ImagePositionPatient",
        "ReferencedImageSequence",
        "SourceImageSequence",
        "TriggerTime",
        "AcquisitionNumber",
        "InstanceNumber",
        "SliceLocation",
        "WindowCenter",
        "WindowWidth",
        "RescaleIntercept",
        "RescaleSlope",
        "FrameReferenceTime",
        "ImageIndex",
        "ImagesInAcquisition",
        "TemporalPositionIdentifier",
    )
)
_PIXEL_SPACING = tag_of("PixelSpacing")
_VENDOR_GROUPS = frozenset([0x0029])  # Siemens CSA: read only where Pixel Spacing is missing
_MOST = 1024

_answers: dict[Hashable, Spacing] = {}


def decide_cached(header: Header, *, assume_isotropic: bool = False) -> Spacing:
    """:func:`millivox.spacing.rules.decide`, remembered for headers that say the same.

    Two headers say the same when every attribute agrees but those that differ from
    slice to slice (:data:`PER_SLICE`); of the position only its presence counts.
    Objects with functional groups are decided frame by frame.
    """
    if header.has_groups:
        return decide(header, assume_isotropic=assume_isotropic)
    placed = header.image_position_patient is not None
    key = (_key(header.tree), placed, header.frame, assume_isotropic)
    answer = _answers.get(key)
    if answer is None:
        if len(_answers) >= _MOST:
            _answers.clear()
        answer = _answers[key] = decide(header, assume_isotropic=assume_isotropic)
    return answer


def _key(tree: Tree) -> Hashable:
    vendor = frozenset() if _PIXEL_SPACING not in tree else _VENDOR_GROUPS
    return tuple(
        (tag, _said(value))
        for tag, value in tree.items()
        if tag not in PER_SLICE and not (tag >> 16 in vendor and tag & 0xFFFF > 0xFF)
    )


def _said(value: Value) -> Hashable:
    """A value that can be compared."""
    if isinstance(value, list):
        return tuple(_whole(item) for item in value)
    return cast("Hashable", value)


def _whole(tree: Tree) -> Hashable:
    return tuple(
        (tag, tuple(map(_whole, value)) if isinstance(value, list) else value)
        for tag, value in tree.items()
    )
