"""Where an object's pixel data lies, found without reading it."""

import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Union, cast

from millivox.dicom.fields import PIXELS
from millivox.dicom.pixels.bounded import Bounded
from millivox.dicom.sources.opening import open_file
from millivox.errors import MillivoxError, NotDicomError, PixelError, PixelTooLargeError

if TYPE_CHECKING:
    from pydicom import Dataset

    Readable = Union[str, os.PathLike[str], bytes, BinaryIO, "Dataset"]

IMPLICIT, EXPLICIT, BIG_ENDIAN = (f"1.2.840.10008.1.2{end}" for end in ("", ".1", ".2"))
DEFLATED = "1.2.840.10008.1.2.1.99"
UNDEFINED = 0xFFFFFFFF
META_START = 132
#: A file meta group hardly ever takes more than the first; private ones in it might.
USUAL_META, LONGEST_META = 4096, 1 << 20
#: An inflated data set may not be larger than this, nor than so many times its file.
INFLATED_BYTES = 512 << 20
INFLATED_RATIO = 64
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PixelSource:
    """A header without its pixels, and where these lie.

    ``offset`` is that of the value in ``stream``; ``length`` how many bytes of it are really
    there, whatever the element promises; ``offset_tables`` the extended offset table and its
    lengths (PS3.3 C.7.6.3.1.8), where there are both.
    """

    dataset: "Dataset"
    syntax: str
    stream: BinaryIO
    offset: int
    length: int
    encapsulated: bool
    keyword: str
    vr: str
    name: str | None
    offset_tables: tuple[bytes, bytes] | None = None

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the value; fewer where it ends before."""
        self.stream.seek(self.offset + offset)
        return self.stream.read(max(min(size, self.length - offset), 0))


@contextmanager
def pixel_source(readable: "Readable") -> Iterator[PixelSource]:
    """Open an object up to its pixel data.

    Parameters
    ----------
    readable
        A path, the bytes of a file, an open binary file, or a pydicom data set in memory.

    Raises
    ------
    NotDicomError
        When nothing of it can be read as DICOM.
    PixelError
        When it holds no pixel data.
    """
    from pydicom import Dataset

    if isinstance(readable, Dataset):
        yield _of_dataset(readable)
    elif isinstance(readable, bytes):
        yield _of_stream(BytesIO(readable), None)
    elif not isinstance(readable, (str, os.PathLike)):
        stream = cast("BinaryIO", readable)
        yield _of_stream(stream, _name(stream))
    else:
        path = Path(readable)
        try:
            stream = open_file(str(path))
        except OSError as error:
            raise NotDicomError(
                f"It cannot be opened ({error.strerror}).", path=str(path)
            ) from error
        with stream:
            yield _of_stream(stream, str(path))


def _name(stream: BinaryIO) -> str | None:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else None


def _of_dataset(dataset: Any) -> PixelSource:
    for tag, keyword in PIXELS.items():
        if tag in dataset:
            element = dataset[tag]
            value = bytes(element.value or b"")
            meta = getattr(dataset, "file_meta", None) or {}
            syntax = str(meta.get("TransferSyntaxUID", "") or EXPLICIT)
            name = str(getattr(dataset, "filename", None) or "") or None
            wrapped = value[:4] == b"\xfe\xff\x00\xe0" and _is_encapsulating(syntax)
            return PixelSource(
                dataset,
                syntax,
                BytesIO(value),
                0,
                len(value),
                wrapped,
                keyword,
                element.VR,
                name,
                _tables(dataset),
            )
    raise PixelError("The data set holds no pixel data.")


def _of_stream(stream: BinaryIO, name: str | None) -> PixelSource:
    try:
        dataset, body, syntax = _header(stream)
        return _at_pixels(dataset, body, syntax, name)
    except MillivoxError as error:
        error.path = error.path or name
        raise
    except Exception as error:  # pydicom raises many kinds for a file it cannot parse
        raise NotDicomError(f"It cannot be read as DICOM ({error}).", path=name) from error


def _header(stream: BinaryIO) -> "tuple[Dataset, BinaryIO, str]":
    """The data set up to the pixels, the stream behind it, and the transfer syntax."""
    from pydicom import dcmread
    from pydicom.filereader import read_dataset

    meta_end, declared = _meta(stream)
    if declared == DEFLATED:
        stream.seek(meta_end)
        body: BinaryIO = BytesIO(_inflated(stream))
        parsed = read_dataset(body, False, True, stop_when=lambda tag, vr, length: tag in PIXELS)
        return parsed, body, DEFLATED
    stream.seek(0)
    dataset = dcmread(cast("BinaryIO", Bounded(stream)), stop_before_pixels=True, force=True)
    if not declared and len(dataset) == 0:
        raise NotDicomError("It is not a DICOM file.")
    return dataset, stream, declared or _without_preamble(dataset) or _guessed(dataset)


def _without_preamble(dataset: Any) -> str:
    """The syntax named by a file meta header that begins at the first byte."""
    meta = getattr(dataset, "file_meta", None) or {}
    return str(meta.get("TransferSyntaxUID", "") or dataset.get("TransferSyntaxUID", "") or "")


def _guessed(dataset: "Dataset") -> str:
    """The syntax of a data set without a file meta header, as its elements turned out to be."""
    implicit, little = dataset.original_encoding
    return IMPLICIT if implicit else EXPLICIT if little else BIG_ENDIAN


def _meta(stream: BinaryIO) -> tuple[int, str]:
    """End of the file meta group and the transfer syntax it names (PS3.10 7.1)."""
    for size in (USUAL_META, LONGEST_META):
        stream.seek(0)
        head = stream.read(size)
        at, syntax = _meta_in(head)
        if at + 8 <= size or len(head) < size:
            break
    return at, syntax


def _meta_in(head: bytes) -> tuple[int, str]:
    if head[128:META_START] != b"DICM":
        return 0, ""
    at, syntax = META_START, ""
    while head[at : at + 2] == b"\x02\x00" and at + 8 <= len(head):
        element, vr, length = struct.unpack_from("<H2sH", head, at + 2)
        value = at + 8
        if vr in (b"OB", b"OW", b"UN", b"UT", b"SQ"):
            length, value = int.from_bytes(head[at + 8 : at + 12], "little"), at + 12
        if element == 0x0010:
            syntax = head[value : value + length].decode("latin-1").strip("\0 ")
        at = value + length
    return at, syntax


def _inflated(stream: BinaryIO) -> bytes:
    """A deflated data set, in steps and never beyond the limit (PS3.5 A.5)."""
    start = stream.tell()
    size = stream.seek(0, os.SEEK_END) - start
    stream.seek(start)
    limit = max(INFLATED_BYTES, INFLATED_RATIO * size)
    return inflated(iter(lambda: stream.read(CHUNK), b""), limit)


def inflated(chunks: Iterator[bytes], limit: int) -> bytes:
    """Inflate a raw deflate stream, at most ``limit`` bytes.

    Raises
    ------
    PixelTooLargeError
        When more comes out.
    """
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    out = bytearray()
    for chunk in chunks:
        while chunk and not engine.eof:
            out += engine.decompress(chunk, CHUNK)
            chunk = engine.unconsumed_tail
            if len(out) > limit:
                raise PixelTooLargeError(f"It inflates to more than {limit >> 20} MiB.")
    return bytes(out)


def _at_pixels(dataset: "Dataset", body: BinaryIO, syntax: str, name: str | None) -> PixelSource:
    """Read the pixel data element's own header, at which the parser stopped."""
    order = ">" if syntax == BIG_ENDIAN else "<"
    head = body.read(8)
    tag = 0
    if len(head) == 8:
        group, element = struct.unpack(f"{order}HH", head[:4])
        tag = group << 16 | element
    if tag not in PIXELS:
        raise PixelError("It holds no pixel data.", help="Reports, plans and waveforms have none.")
    vr = head[4:6].decode("latin-1")
    if vr.isalpha() and vr.isupper():
        declared = struct.unpack(f"{order}I", body.read(4).ljust(4, b"\0"))[0]
    else:
        vr, declared = "OW", struct.unpack(f"{order}I", head[4:])[0]
    offset = body.tell()
    there = body.seek(0, os.SEEK_END) - offset
    body.seek(offset)
    wrapped = declared == UNDEFINED or body.read(4) == b"\xfe\xff\x00\xe0"
    length = there if declared == UNDEFINED else min(declared, there)
    wrapped = wrapped and _is_encapsulating(syntax)
    return PixelSource(
        dataset, syntax, body, offset, length, wrapped, PIXELS[tag], vr, name, _tables(dataset)
    )


def _tables(dataset: "Dataset") -> tuple[bytes, bytes] | None:
    offsets, lengths = (
        dataset.get(word) for word in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
    )
    return (offsets, lengths) if offsets and lengths else None


def _is_encapsulating(syntax: str) -> bool:
    return syntax not in (IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED)
