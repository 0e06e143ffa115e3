"""How each frame of a volume is read: from which bytes, in which format, changed how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from millivox.dicom.elements import Tree
from millivox.dicom.fields import PIXELS, tag_of
from millivox.dicom.found import PixelPlace
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat, format_in
from millivox.dicom.pixels.padding import PADDING, padding_range
from millivox.dicom.pixels.source import BIG_ENDIAN, EXPLICIT, IMPLICIT
from millivox.dicom.pixels.stored import BOMB_FROM_BYTES, BOMB_RATIO, FRAME_BYTES
from millivox.dicom.pixels.transformation import Transformation
from millivox.dicom.quantities.asked import transformation_for
from millivox.dicom.reading import Instance
from millivox.dicom.scan import Scan, scan_bytes, scan_files
from millivox.errors import PixelError, PixelTooLargeError, SourceError
from millivox.images.frames import Frame

_NATIVE = (IMPLICIT, EXPLICIT, BIG_ENDIAN)
#: What format, transformation and padding are read from.
_SAID = [
    tag_of(word)
    for group in (
        ("Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "NumberOfFrames"),
        ("PlanarConfiguration", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
        ("RescaleSlope", "RescaleIntercept", "RescaleType", "ModalityLUTSequence", "Units"),
        ("DoseGridScaling", "DoseUnits", "Modality"),
        *PADDING.values(),
    )
    for word in group
]
#: What tells a slice from any other, and says where it lies.
_WHICH = [
    tag_of(word)
    for word in ("SOPInstanceUID", "ImagePositionPatient", "ImageOrientationPatient",
                 "PixelSpacing", "Rows", "Columns", "NumberOfFrames")
]  # fmt: skip
Meaning = tuple[PixelFormat, Transformation, tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One slice: its frame, where its bytes are, and what its numbers mean.

    ``is_straight`` says whether they stand in a file as they are: grey, in whole bytes, in one
    piece.  ``padding`` are the least and most of the stored numbers that stand for no image.
    """

    k: int
    frame: Frame
    instance: Instance
    header: Header
    form: PixelFormat
    change: Transformation
    syntax: str
    place: PixelPlace
    is_straight: bool
    padding: tuple[float, float] | None

    @property
    def number(self) -> int:
        """Zero-based frame number within its instance."""
        return self.frame.number

    @property
    def offset(self) -> int:
        """Of the first byte of an uncompressed frame in its file."""
        return self.place.offset + self.number * self.form.decoded_bytes


def believe_bytes(one: Recipe) -> None:
    """Refuse a frame that its bytes cannot hold, before there is room made for it.

    Raises
    ------
    PixelError
        An uncompressed frame ends behind its bytes.
    PixelTooLargeError
        It is larger than a frame may be, or a compressed one promises too much.
    """
    form, there = one.form, one.place.length
    if form.decoded_bytes > FRAME_BYTES or (
        one.place.encapsulated and form.decoded_bytes > max(BOMB_FROM_BYTES, BOMB_RATIO * there)
    ):
        text = f"A frame of {form.rows} x {form.columns} pixels is more than {there:,} bytes hold."
        raise PixelTooLargeError(text, path=one.instance.path)
    if not one.place.encapsulated and (one.number + 1) * form.native_bits > 8 * there:
        text = f"Frame {one.number} ends behind the {there:,} bytes of the pixel data."
        raise PixelError(text, path=one.instance.path)


def recipes(
    frames: Sequence[Frame],
    k: Sequence[int],
    instances: Iterable[Instance],
    values: str = "modality",
) -> list[Recipe]:
    """One a frame, in their order.

    Parameters
    ----------
    values
        Which: see :func:`millivox.dicom.quantities.asked.transformation_for`.

    Raises
    ------
    PixelError
        An instance has no pixels, or says of them what no image can be; or there is none.
    SourceError
        Its file has gone, or holds another slice by now.
    """
    used = _used(frames, {id(one.header.tree): one for one in instances})
    scans = dict(zip(used, _scans(list(used.values())), strict=True))
    meanings = _Meanings(values)
    found = [
        _recipe(number, frame, used[id(frame.header.tree)], scans[id(frame.header.tree)], meanings)
        for number, frame in zip(k, frames, strict=True)
    ]
    _in_one_unit(found)
    return found


def _in_one_unit(found: list[Recipe]) -> None:
    """Refuse slices whose values mean different things."""
    units = {one.change.unit: one for one in reversed(found)}
    if len(units) > 1:
        said = ", ".join(
            f"{unit or 'none named'} (slice {one.k})" for unit, one in reversed(units.items())
        )
        raise PixelError(f"The slices have values in different units: {said}.")


def _used(frames: Sequence[Frame], by_tree: dict[int, Instance]) -> dict[int, Instance]:
    for frame in frames:
        if id(frame.header.tree) not in by_tree:
            raise PixelError(
                "Its header alone was given, without the instance that holds the pixels.",
                path=frame.path,
                help="Open files or data sets.",
            )
    return {id(frame.header.tree): by_tree[id(frame.header.tree)] for frame in frames}


def _scans(instances: list[Instance]) -> list[Scan]:
    """Their headers once more, now with what the pixels need."""
    files = [one for one in instances if isinstance(one.place, str)]
    scans = iter(scan_files([str(one.place) for one in files], pixels=True))
    return [
        next(scans)
        if isinstance(one.place, str)
        else scan_bytes(one.open(), name=one.path, pixels=True)
        for one in instances
    ]


def _recipe(k: int, frame: Frame, instance: Instance, scan: Scan, meanings: "_Meanings") -> Recipe:
    if scan.error is not None or scan.tree is None:
        raise scan.error or PixelError("Its header can no longer be read.", path=instance.path)
    if scan.pixels is None:
        raise PixelError("It holds no pixels.", path=instance.path)
    if isinstance(instance.place, str):
        _same(instance, scan.tree)
    header = Header(scan.tree, frame.number, instance.path)
    form, change, padding = meanings.of(header, scan.pixels.tag)
    syntax = scan.transfer_syntax or EXPLICIT
    straight = (
        isinstance(instance.place, str)
        and change.is_linear
        and frame.tile_px is None
        and _is_plain(form, syntax, scan.pixels)
        and (frame.number + 1) * form.decoded_bytes <= scan.pixels.length
    )
    return Recipe(k, frame, instance, header, form, change, syntax, scan.pixels, straight, padding)


def _same(instance: Instance, tree: Tree) -> None:
    """Refuse a file that holds another slice by now: its pixels would stand in the wrong place."""
    then = instance.header.tree
    if any(then.get(tag) != tree.get(tag) for tag in _WHICH):
        text = "The file has changed since its header was read."
        raise SourceError(text, path=instance.path, help="Open the series again.")


def _is_plain(form: PixelFormat, syntax: str, place: PixelPlace) -> bool:
    """Whether the bytes of a frame are its numbers, in one order of bytes or the other."""
    if form.bits_allocated == 8 and syntax == BIG_ENDIAN:
        return False  # as OW, pairs of pixels are swapped (PS3.5 8.1.1)
    return (
        syntax in _NATIVE
        and not place.encapsulated
        and form.samples == 1
        and form.photometric.startswith("MONOCHROME")
        and (form.bits_allocated in (8, 16, 32) or form.keyword == "DoubleFloatPixelData")
    )


class _Meanings:
    """Format and transformation, worked out once for headers that say the same of them."""

    def __init__(self, values: str) -> None:
        self._values = values
        self._known: dict[tuple[Any, ...], Meaning] = {}

    def of(self, header: Header, tag: int) -> Meaning:
        """Those of a frame whose pixels are in the element ``tag``."""
        if header.has_groups or self._values not in ("modality", "stored"):
            return self._found(header, tag)
        key = (tag, *map(header.tree.get, _SAID))
        try:
            known = self._known.get(key)
        except TypeError:  # a sequence
            return self._found(header, tag)
        if known is None:
            known = self._known[key] = self._found(header, tag)
        return known

    def _found(self, header: Header, tag: int) -> Meaning:
        form = format_in(header, PIXELS[tag])
        change = transformation_for(header, form, self._values)
        return form, change, padding_range(header, form)
