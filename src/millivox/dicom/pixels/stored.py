"""One frame of pixels as stored, decoded alone, after its size has been believed.

What a file declares is compared with the bytes that are there before anything is allocated:
real bytes first, then the codestream's own header, then Rows and Columns, then Number of Frames.
"""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from millivox.dicom.decoder import codecs
from millivox.dicom.decoder.codestream import coded_size, is_cut
from millivox.dicom.decoder.colour import as_rgb
from millivox.dicom.decoder.isolation import decoders, longest_codestream
from millivox.dicom.pixels.bits import high_bits, single_bits
from millivox.dicom.pixels.format import PixelFormat, believe, pixel_format
from millivox.dicom.pixels.fragments import codestream
from millivox.dicom.pixels.source import EXPLICIT, PixelSource, inflated
from millivox.errors import (
    MillivoxError,
    PixelError,
    PixelTooLargeError,
    UnsupportedTransferSyntaxError,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A frame larger than this when decoded is refused.
FRAME_BYTES = 1 << 30
#: A codestream that promises this many times its own bytes is a bomb, once it is large at all.
BOMB_RATIO = 10_000
BOMB_FROM_BYTES = 64 << 20
#: JPEG 2000 Part 2, whose components may be frames (PS3.5 A.4.5).
PART_2 = ("1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93")
#: Above these, OpenJPEG's own lossless coding does not come back as it went in.
JPEG_2000_BITS = 24
NATIVE = {
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
}
COMPRESSED = {
    *codecs.DECODERS,
    *codecs.BEYOND_PYDICOM,
    codecs.JPEG_BASELINE,
    codecs.RLE,
    codecs.DEFLATED_FRAME,
    codecs.UNCOMPRESSED_FRAME,
}


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """One frame as stored: no rescale, no window.

    ``pixels`` has shape (rows, columns), or (rows, columns, samples) for colour, which is RGB
    wherever it was YBR.  ``notes`` says what the file promised and did not hold.
    """

    pixels: "Array"
    photometric: str
    format: PixelFormat
    notes: tuple[str, ...] = ()


def stored_frame(
    source: PixelSource,
    frame: int = 0,
    *,
    limit: int = FRAME_BYTES,
    form: PixelFormat | None = None,
) -> StoredFrame:
    """Decode one frame, and nothing but that frame.

    Parameters
    ----------
    source
        As :func:`millivox.dicom.pixels.source.pixel_source` opened it.
    frame
        Zero-based frame number.
    limit
        The most bytes a decoded frame may take.
    form
        What the header says of the pixels, where the caller knows.

    Raises
    ------
    UnsupportedTransferSyntaxError
        When nothing here decodes the transfer syntax.
    PixelTooLargeError
        When the frame is larger than ``limit``; nothing has been allocated then.
    PixelError
        For everything else that keeps the frame from being decoded.
    """
    try:
        return _stored_frame(source, frame, limit, form)
    except MillivoxError as error:
        error.path = error.path or source.name
        raise
    except Exception as error:  # pydicom's decoders raise many kinds
        text = f"Frame {frame} could not be decoded ({error})."
        raise PixelError(text, path=source.name) from error


def _stored_frame(
    source: PixelSource, frame: int, limit: int, form: PixelFormat | None
) -> StoredFrame:
    if source.syntax not in NATIVE | COMPRESSED:
        raise UnsupportedTransferSyntaxError(
            f"Transfer syntax {_name(source.syntax)} has no decoder here."
        )
    form = form or pixel_format(source)
    if not 0 <= frame < form.frames:
        raise PixelError(f"Frame {frame} was asked for; there are {form.frames}, counted from 0.")
    _within(form, limit)
    if source.encapsulated:
        return _compressed(source, form, frame, limit)
    return _native(source, form, frame)


def _within(form: PixelFormat, limit: int) -> None:
    if form.decoded_bytes > limit:
        raise PixelTooLargeError(
            f"A frame of {form.rows} x {form.columns} pixels takes "
            f"{form.decoded_bytes / (1 << 20):,.0f} MiB, more than {limit >> 20:,} MiB.",
            help="Give a higher limit to decode it all the same.",
        )


def _name(syntax: str) -> str:
    from pydicom.uid import UID

    name = UID(syntax).name
    return syntax if name == syntax else f"{name} ({syntax})"


def _native(source: PixelSource, form: PixelFormat, frame: int) -> StoredFrame:
    form, notes = _as_held(source, form)
    end_bits = (frame + 1) * form.native_bits
    if -(-end_bits // 8) > source.length:
        raise PixelError(
            f"Frame {frame} ends at byte {-(-end_bits // 8):,} of the pixel data, "
            f"which holds {source.length:,} ({form.rows} x {form.columns} pixels of "
            f"{form.samples * form.bits_allocated} bits; Number of Frames is {form.frames})."
        )
    if form.bits_allocated == 1 and form.samples == 1:
        return StoredFrame(single_bits(source, form, frame), form.photometric, form, notes)
    syntax = EXPLICIT if source.syntax in COMPRESSED else source.syntax
    source.stream.seek(source.offset)
    return _unpacked(source.stream, form, frame, syntax, source.vr, notes)


def _as_held(source: PixelSource, form: PixelFormat) -> tuple[PixelFormat, tuple[str, ...]]:
    """The format that the bytes prove where the header says something else."""
    full = replace(form, photometric="YBR_FULL")
    if form.photometric == "YBR_FULL_422" and source.length * 8 >= form.frames * full.native_bits:
        return full, ("It says YBR_FULL_422, but holds every sample: read as YBR_FULL.",)
    if source.syntax in COMPRESSED:
        if abs(source.length * 8 - form.frames * form.native_bits) > 8:
            raise PixelError(
                f"The pixel data is not in fragments, as {_name(source.syntax)} demands."
            )
        return form, (f"It says {_name(source.syntax)}, but is not compressed.",)
    return form, ()


def _unpacked(
    stream: Any, form: PixelFormat, frame: int, syntax: str, vr: str, notes: tuple[str, ...]
) -> StoredFrame:
    import warnings

    from pydicom.pixels.decoders.base import get_decoder

    usual = form.high_bit == form.bits_stored - 1
    options: dict[str, Any] = form.options() | {"pixel_vr": vr, "correct_unused_bits": usual}
    options |= {"as_rgb": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pixels, properties = get_decoder(syntax).as_array(stream, index=frame, **options)
    if not usual and form.keyword == "PixelData":
        pixels = high_bits(pixels, form)
    colour = str(properties["photometric_interpretation"])
    return StoredFrame(*as_rgb(pixels, colour, form.bits_stored), form, notes)


def _compressed(source: PixelSource, form: PixelFormat, frame: int, limit: int) -> StoredFrame:
    longest = longest_codestream(form.decoded_bytes)
    data = codestream(source, frame, frames=form.frames, longest=longest)
    if not data:
        raise PixelError(f"Frame {frame} is empty.")
    if source.syntax in (codecs.DEFLATED_FRAME, codecs.UNCOMPRESSED_FRAME):
        raw = data
        if source.syntax == codecs.DEFLATED_FRAME:
            raw = inflated(iter([data]), form.decoded_bytes)
        return _unpacked(BytesIO(raw), replace(form, frames=1), 0, EXPLICIT, "OB", ())
    form, notes = _as_coded(source.syntax, form, data)
    _within(form, limit)
    _not_a_bomb(form, len(data))
    _not_too_deep(source.syntax, data)
    if is_cut(data):
        raise PixelError(f"The codestream of frame {frame} is cut: it lacks its end marker.")
    options = replace(form, frames=1).options()
    pixels, photometric = decoders().decode(data, source.syntax, options, form.decoded_bytes)
    return StoredFrame(pixels, photometric, form, notes)


def _as_coded(syntax: str, form: PixelFormat, data: bytes) -> tuple[PixelFormat, tuple[str, ...]]:
    """The format with the codestream's own size, which outranks Rows and Columns."""
    coded = coded_size(data)
    if coded is None:
        return form, ()
    notes = []
    if (coded.rows, coded.columns) != (form.rows, form.columns):
        notes.append(
            f"the codestream is {coded.rows} x {coded.columns}, "
            f"Rows and Columns say {form.rows} x {form.columns}."
        )
    if coded.samples != form.samples and syntax in PART_2:
        raise PixelError("Components of this codestream stand for frames; that is not decoded.")
    if coded.samples != form.samples:
        notes.append(
            f"the codestream has {coded.samples} samples a pixel, the header {form.samples}."
        )
    true = replace(form, rows=coded.rows, columns=coded.columns, samples=coded.samples)
    if coded.samples != form.samples:
        true = replace(true, photometric="RGB" if coded.samples == 3 else "MONOCHROME2")
    believe(true)
    return true, tuple(notes)


def _not_too_deep(syntax: str, data: bytes) -> None:
    """Refuse JPEG 2000 that OpenJPEG would round: it computes in 32 bits, guard bits among them."""
    coded = coded_size(data) if syntax in codecs.JPEG_2000 else None
    if coded is not None and coded.bits > JPEG_2000_BITS:
        raise PixelError(
            f"The codestream has {coded.bits} bits a sample; of JPEG 2000, up to "
            f"{JPEG_2000_BITS} are decoded exactly."
        )


def _not_a_bomb(form: PixelFormat, size: int) -> None:
    if form.decoded_bytes > max(BOMB_FROM_BYTES, BOMB_RATIO * size):
        raise PixelTooLargeError(
            f"{size:,} bytes promise {form.decoded_bytes:,}, over {BOMB_RATIO:,} times as many."
        )
