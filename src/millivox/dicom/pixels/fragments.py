"""The codestream of one frame out of its fragments (PS3.5 A.4); nothing else is read."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import local
from typing import TYPE_CHECKING, BinaryIO
from weakref import ref

from millivox.dicom.decoder.codestream import END_OF_IMAGE
from millivox.errors import PixelError

if TYPE_CHECKING:
    from millivox.dicom.pixels.source import PixelSource

ITEM, DELIMITER = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
UNDEFINED = 0xFFFFFFFF
#: The last marker of every JPEG family's codestream; a byte of padding may follow.
_END_BYTES = 10
MOST_FRAGMENTS = 2_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a fragment's bytes begin in the pixel data, and how many it says there are."""

    offset: int
    length: int


def codestream(source: "PixelSource", frame: int, *, frames: int, longest: int) -> bytes:
    """The fragments of one frame, joined.

    Parameters
    ----------
    source
        As :func:`millivox.dicom.pixels.source.pixel_source` opened it.
    frame
        Zero-based frame number.
    frames
        How many there are.
    longest
        The most bytes that it may take.

    Raises
    ------
    PixelError
        The frame is not there, ends behind the file, or is longer than ``longest``.
    """
    offsets, lengths = _table(source)
    if len(offsets) >= frames:
        after = offsets[frame + 1] if frame + 1 < len(offsets) else None
        start = _first(source)
        end = None if after is None else start + after
        parts = list(_fragments(source, start + offsets[frame], end))
    else:
        parts = _without_table(source, frame, frames)
    data = _joined(source, frame, parts, longest)
    return data[: lengths[frame]] if frame < len(lengths) else data


def _joined(source: "PixelSource", frame: int, parts: list[Fragment], longest: int) -> bytes:
    size = sum(part.length for part in parts)
    last = parts[-1].offset + parts[-1].length if parts else 0
    if last > source.length:
        raise PixelError(f"The file ends {last - source.length:,} bytes before frame {frame} does.")
    if size > longest:
        raise PixelError(
            f"Frame {frame} takes {size:,} bytes, more than the {longest:,} that a codestream "
            "of its size may take."
        )
    return b"".join(source.read(part.offset, part.length) for part in parts)


def _table(source: "PixelSource") -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Offsets of the frames and their lengths: the extended table, or the basic one, or none."""
    if source.offset_tables is not None:
        offsets, lengths = (
            struct.unpack(f"<{len(table) // 8}Q", table[: len(table) // 8 * 8])
            for table in source.offset_tables
        )
        return offsets, lengths
    size = _first(source) - 8
    basic = source.read(8, size)
    return struct.unpack(f"<{len(basic) // 4}L", basic[: len(basic) // 4 * 4]), ()


def _first(source: "PixelSource") -> int:
    """Where the first fragment begins: behind the basic offset table, which may be empty."""
    head = source.read(0, 8)
    if len(head) < 8 or head[:4] != ITEM:
        raise PixelError("The pixel data does not begin with an offset table, as fragments do.")
    return 8 + int(struct.unpack("<L", head[4:])[0])


def _fragments(source: "PixelSource", at: int, end: int | None = None) -> Iterator[Fragment]:
    for _ in range(MOST_FRAGMENTS):
        head = source.read(at, 8)
        if len(head) < 8 or head[:4] == DELIMITER or (end is not None and at >= end):
            return
        length = struct.unpack("<L", head[4:])[0]
        if head[:4] != ITEM or length == UNDEFINED:
            raise PixelError(f"Byte {at:,} of the pixel data begins no fragment.")
        yield Fragment(at + 8, length)
        at += 8 + length
    raise PixelError(f"There are more than {MOST_FRAGMENTS:,} fragments.")


class _Known(local):
    """The frames of the last stream without a table, for each thread: all are found at once."""

    stream: "Callable[[], BinaryIO | None]" = staticmethod(lambda: None)
    offset = -1
    frames: "list[list[Fragment]]"


_known = _Known()


def _without_table(source: "PixelSource", frame: int, frames: int) -> list[Fragment]:
    if _known.stream() is not source.stream or _known.offset != source.offset:
        _known.frames = _grouped(source, frames)
        _known.stream, _known.offset = ref(source.stream), source.offset
    if frame >= len(_known.frames):
        raise PixelError(
            f"Frame {frame} is not there: the fragments hold {len(_known.frames)}, "
            f"Number of Frames is {frames}."
        )
    return _known.frames[frame]


def _grouped(source: "PixelSource", frames: int) -> list[list[Fragment]]:
    """A fragment a frame; else all of them for one, or split where codestreams end."""
    parts = list(_fragments(source, _first(source)))
    if frames == 1:
        return [parts]
    if len(parts) <= frames:
        return [[part] for part in parts]
    groups: list[list[Fragment]] = [[]]
    for part in parts:
        groups[-1].append(part)
        from_end = max(part.length - _END_BYTES, 0)
        if END_OF_IMAGE in source.read(part.offset + from_end, part.length - from_end):
            groups.append([])
    return [group for group in groups if group]
