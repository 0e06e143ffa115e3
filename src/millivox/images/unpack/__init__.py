"""From one instance to the planes of pixels it holds (rule book D.1, step 0)."""

from collections.abc import Callable
from functools import lru_cache

from millivox.dicom.elements import Value
from millivox.dicom.fields import tag_of
from millivox.dicom.header import PER_FRAME, SHARED, Header
from millivox.images.frames import Frame, NotSlices, Unpacked
from millivox.images.sorting.exclude import excluded
from millivox.images.sorting.kinds import DOSE, NUCLEAR, SLIDE, ULTRASOUND_VOLUME, plain_text
from millivox.spacing.sop_classes import family_of

Unpacker = Callable[[Header], Unpacked]
_SIGNATURE = tuple(
    tag_of(word)
    for word in (
        "SOPClassUID", "ImageType", "NumberOfFrames", "Manufacturer", "Rows", "Columns",
        "SeriesType", "VolumetricProperties", "OphthalmicVolumetricPropertiesFlag", "Modality",
        "MediaStorageSOPClassUID",
    )
)  # fmt: skip


def frames_of(header: Header) -> list[Frame] | NotSlices:
    """The slices an instance holds, or why it holds none.

    Parameters
    ----------
    header
        Header of the instance (of any of its frames).

    Returns
    -------
    list of Frame
        One a slice, mosaics and grids taken apart; a :class:`NotSlices` where
        the instance is not made of slices.
    """
    found = unpack(header)
    return found.frames or found.set_aside[0]


def unpack(header: Header) -> Unpacked:
    """Every frame of an instance: the slices, and what is set aside with its reason."""
    tree = header.tree
    signature = tuple([tree.get(tag) for tag in _SIGNATURE])
    grouped = SHARED in tree or PER_FRAME in tree
    try:
        way = _way(signature, grouped)
    except TypeError:  # an attribute written as a sequence cannot be hashed
        way = _way(tuple(None if isinstance(v, list) else v for v in signature), grouped)
    if way is not None:
        return way(header)
    reason = excluded(header)
    return Unpacked([], [reason] if reason else [])


@lru_cache(maxsize=1024)
def _way(signature: tuple[Value | None, ...], grouped: bool) -> Unpacker | None:
    """How to take apart an instance of this kind; ``None`` where it is no set of slices."""
    from millivox.images.unpack import dose, enhanced, mosaic, nuclear, plain, slide, uih

    pairs = zip(_SIGNATURE, signature, strict=True)
    header = Header({tag: value for tag, value in pairs if value is not None})
    if excluded(header, whole=grouped):
        return None
    family = family_of(header).id
    kind = plain_text(header.tree.get(tag_of("ImageType"))).upper()
    maker = (header.manufacturer or "").upper()
    ways: list[tuple[bool, Unpacker]] = [
        (family == DOSE, dose.unpack),
        (family == SLIDE, slide.unpack),
        (family == NUCLEAR, nuclear.unpack),
        (family == ULTRASOUND_VOLUME, enhanced.unpack_ultrasound),
        (grouped, enhanced.unpack),
        ("MOSAIC" in kind, mosaic.unpack),
        ("UIH" in maker or "VFRAME" in kind, uih.unpack),
        (header.number_of_frames > 1, plain.unpack_frames_without_places),
    ]
    return next((way for fits, way in ways if fits), plain.unpack)
