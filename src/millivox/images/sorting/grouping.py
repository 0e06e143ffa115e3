"""Which frames may belong to one stack at all: the hard keys of rule book D.1, step 2."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.images.frames import Frame
from millivox.images.sorting import kinds
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, agreement, pair
from millivox.spacing.rounding import Agreement
from millivox.spacing.sop_classes import family_of

_TAGS = tuple(
    tag_of(word)
    for word in (
        "FrameOfReferenceUID", "SOPClassUID", "Modality", "ImageType",
        "SamplesPerPixel", "PhotometricInterpretation", "PixelSpacing", "FrameType",
        "VolumeFrameOfReferenceUID",
    )
)  # fmt: skip
SEGMENT = tag_of("ReferencedSegmentNumber")
_COLOUR = ("RGB", "YBR", "PALETTE")
#: Words of Image Type that tell kinds of pixels apart beyond its first three values.
_KIND_WORDS = frozenset(
    ("MIP", "MAX_IP", "MINIP", "MIN_IP", "MPR", "M", "P", "R", "I", "MAGNITUDE", "PHASE", "REAL",
     "IMAGINARY", "PHASE MAP", "VELOCITY", "ADC", "FA", "TRACEW", "T1 MAP", "T2 MAP")
)  # fmt: skip

Key = tuple[Hashable, ...]


def hard_groups(frames: list[Frame]) -> list[list[Frame]]:
    """Frames that share space, object, matrix, pixel and kind; in the order first seen.

    Two pixel spacings are one where rounding explains their difference (A.1.2).
    """
    by_bytes: dict[Key, list[Frame]] = {}
    for frame in frames:
        by_bytes.setdefault(_stored_key(frame), []).append(frame)
    merged: dict[Key, list[Frame]] = defaultdict(list)
    pixels: list[Pair] = []
    for members in by_bytes.values():
        key = (*meaning(members[0]), _same_pixel(members[0], pixels))
        merged[key] += members
    return list(merged.values())


def frames_of_reference(frames: list[Frame]) -> Finding | None:
    """V15: one series in more than one space, which no volume may span."""
    spaces = {frame_of_reference(frame.header) for frame in frames}
    if len(spaces) < 2:
        return None
    names = tuple(sorted(space or "none" for space in spaces))
    text = f"The series lies in {len(spaces)} frames of reference; each is stacked on its own."
    return finding("V15", text, frames_of_reference=list(names))


def frame_of_reference(header: Header) -> str | None:
    """The space the positions are in; an ultrasound volume has its own (rule T7)."""
    return header.text("VolumeFrameOfReferenceUID") or header.frame_of_reference_uid


def kind_of(header: Header) -> tuple[str, ...]:
    """ORIGINAL or DERIVED, PRIMARY or SECONDARY, value 3, and what else tells pixels apart."""
    words = [word.upper() for word in header.frame_type or header.image_type]
    return (*words[:3], *(word for word in words[3:] if word in _KIND_WORDS))


def meaning(frame: Frame) -> Key:
    """What the stored key says once padding, case and repeated values are taken away."""
    header = frame.header
    colour = (header.text("PhotometricInterpretation") or "").upper().startswith(_COLOUR)
    segment = None
    if header.sop_class_uid == kinds.SEGMENTATION:
        segment = header.integer("ReferencedSegmentNumber")
    return (
        frame_of_reference(header),
        family_of(header).id,
        header.modality,
        frame.rows,
        frame.columns,
        header.integer("SamplesPerPixel") or 1,
        colour,
        kind_of(header),
        frame.tile_px is None,
        segment,
    )


def _stored_key(frame: Frame) -> Key:
    """The raw bytes of the key attributes: equal bytes mean equal keys, and cost nothing."""
    header = frame.header
    tree = header.tree
    if not header.has_groups:
        values: list[Any] = [tree.get(tag) for tag in _TAGS]
    else:
        found = [header.find(tag) for tag in (*_TAGS, SEGMENT)]
        values = [hit[0] if hit else None for hit in found]
    key = (*values, frame.rows, frame.columns, frame.tile_px is None)
    try:
        hash(key)
    except TypeError:  # an attribute written as a sequence: its identity must do
        return (id(tree), frame.rows, frame.columns)
    return key


def _same_pixel(frame: Frame, seen: list[Pair]) -> int:
    """The number of the first pixel spacing met that says the same."""
    own = pair(frame.header, "PixelSpacing")
    for number, other in enumerate(seen):
        if own.raw == other.raw or agreement(own, other) is Agreement.EQUAL:
            return number
    seen.append(own)
    return len(seen) - 1
