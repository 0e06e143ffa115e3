"""The same answer for the same header: a thousand slices of a series are decided once."""

from collections.abc import Hashable
from dataclasses import replace
from typing import cast

from millivox.dicom.elements import Tree, Value
from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.header import PER_FRAME, Header
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.checks.recon_centre import off_centre_px
from millivox.spacing.rules import decide

#: What differs from slice to slice, or from frame to frame, and is read by no rule of the spacing;
#: but for the point that was reconstructed, which is compared with the position (C.10.3).
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
        "FrameContentSequence",
        "PlanePositionSequence",
        "FrameVOILUTSequence",
        "PixelValueTransformationSequence",
        "DerivationImageSequence",
        "CardiacSynchronizationSequence",
        "MRDiffusionSequence",
        "DataCollectionCenterPatient",
        "ReconstructionTargetCenterPatient",
    )
)
#: The same in private blocks, as (group, low byte): diffusion weightings.
_PRIVATE_PER_SLICE = frozenset(
    [(0x0019, low) for low in (0x0C, 0x0E, 0xBB, 0xBC, 0xBD)]
    + [(0x0043, 0x39), (0x2001, 0x03)]
    + [(0x2005, low) for low in (0xB0, 0xB1, 0xB2)]
)
_PIXEL_SPACING = tag_of("PixelSpacing")
_VENDOR_GROUPS = frozenset([0x0029])  # Siemens CSA: read only where Pixel Spacing is missing
_MOST = 1024

_answers: dict[Hashable, Spacing] = {}
_Frames = tuple[Tree, dict[Hashable, tuple[int, Spacing]]]
_frames: _Frames = ({}, {})


def decide_cached(header: Header, *, assume_isotropic: bool = False) -> Spacing:
    """:func:`millivox.spacing.rules.decide`, remembered for headers that say the same.

    Two headers say the same when every attribute agrees but those that differ from
    slice to slice (:data:`PER_SLICE`); of the position only its presence counts, and
    how far from the point that was reconstructed it puts the centre (C.10.3).
    Frames of one object are compared by their own functional groups.
    """
    placed = header.image_position_patient is not None, off_centre_px(header)
    if header.has_groups:
        return _of_frame(header, placed, assume_isotropic)
    key = (_key(header.tree), placed, header.frame, assume_isotropic)
    answer = _answers.get(key)
    if answer is None:
        if len(_answers) >= _MOST:
            _answers.clear()
        answer = _answers[key] = decide(header, assume_isotropic=assume_isotropic)
    return answer


def is_per_slice(tag: int) -> bool:
    """Whether an element differs from slice to slice and need not be alike for one answer.

    No rule of the spacing reads it, or one does of which the outcome is compared (C.10.3).

    Examples
    --------
    >>> is_per_slice(tag_of("SliceLocation")), is_per_slice(0x001910BB), is_per_slice(0x00280030)
    (True, True, False)
    """
    if not tag >> 16 & 1:
        return tag in PER_SLICE
    return (tag >> 16, tag & 0xFF) in _PRIVATE_PER_SLICE and tag & 0xFFFF > 0xFF


def forget() -> None:
    """Let go of every remembered answer and of the object whose frames were decided last."""
    global _frames
    _answers.clear()
    _frames = ({}, {})


def _of_frame(header: Header, placed: Hashable, assume_isotropic: bool) -> Spacing:
    """The answer for a frame that says the same as an earlier one of the same object."""
    global _frames
    tree, known = _frames
    if tree is not header.tree:
        tree, known = _frames = (header.tree, {})
    key = (_key(_own_groups(header)), placed, assume_isotropic)
    first = known.get(key)
    if first is not None:
        return _moved(first[1], first[0], header.frame)
    if len(known) >= _MOST:
        known.clear()
    answer = decide(header, assume_isotropic=assume_isotropic)
    known[key] = (header.frame, answer)
    return answer


def _own_groups(header: Header) -> Tree:
    items = header.tree.get(PER_FRAME)
    own = isinstance(items, list) and header.frame < len(items)
    return cast("list[Tree]", items)[header.frame] if own else {}


def _moved(spacing: Spacing, first: int, frame: int) -> Spacing:
    """The same answer with the tag paths of another frame."""
    old, new = (f"{written_tag(PER_FRAME)}[{number}]" for number in (first, frame))

    def moved(axis: AxisSpacing) -> AxisSpacing:
        source = axis.origin.source
        if source is None or not source.startswith(old):
            return axis
        there = new + source.removeprefix(old)
        return replace(axis, origin=replace(axis.origin, source=there))

    if first == frame:
        return spacing
    others = tuple(
        replace(other, x=moved(other.x), y=moved(other.y)) for other in spacing.alternatives
    )
    return replace(spacing, x=moved(spacing.x), y=moved(spacing.y), alternatives=others)


def _key(tree: Tree) -> Hashable:
    vendor = _VENDOR_GROUPS if _PIXEL_SPACING in tree else frozenset()
    return tuple(
        (tag, _said(value))
        for tag, value in tree.items()
        if not is_per_slice(tag) and not (tag >> 16 in vendor and tag & 0xFFFF > 0xFF)
    )


def _said(value: Value) -> Hashable:
    """A value that can be compared."""
    if isinstance(value, list):
        return tuple(_key(item) for item in value)
    return cast("Hashable", value)
