"""Pixels where the scan found them, without a second reading of the header."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from millivox.dicom.found import PixelPlace
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.source import BIG_ENDIAN, DEFLATED, PixelSource, pixel_source
from millivox.dicom.sources.opening import open_file
from millivox.errors import SourceError

if TYPE_CHECKING:
    from typing import BinaryIO

_OFFSET_TABLES = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")


@contextmanager
def placed_source(
    held: bytes | Path, header: Header, place: PixelPlace, form: PixelFormat, syntax: str
) -> Iterator[PixelSource]:
    """The pixels of an object that was scanned with what pixels need.

    Deflated ones are opened as pydicom finds them, and bytes in big endian: whether they lie in
    words of two is said by a representation that the scan does not keep.

    Parameters
    ----------
    held
        The object: its bytes, or a path.
    header, place, form
        What the scan found in it.
    syntax
        UID of its transfer syntax.

    Raises
    ------
    SourceError
        The file has gone since.
    """
    if syntax == DEFLATED or (syntax == BIG_ENDIAN and form.bits_allocated <= 8):
        with pixel_source(held) as source:
            yield source
        return
    from pydicom import Dataset

    found = [header.written(word) for word in _OFFSET_TABLES]
    tables = (found[0].data, found[1].data) if found[0] and found[1] else None
    vr = "OB" if form.bits_allocated <= 8 else "OW"
    with _opened(held, header.file) as stream:
        yield PixelSource(
            Dataset(), syntax, stream, place.offset, place.length, place.encapsulated,
            form.keyword, vr, header.file, tables,
        )  # fmt: skip


def _opened(held: bytes | Path, name: str | None) -> "BinaryIO":
    if isinstance(held, bytes):
        return BytesIO(held)
    try:
        return open_file(str(held))
    except OSError as error:
        raise SourceError(f"It cannot be opened ({error.strerror}).", path=name) from error
