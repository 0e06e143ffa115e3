"""Scan: the header of a file without its pixels, and the damage the file itself proves.

The bytes are read by the compiled kernel (:mod:`millivox.kernel`), which walks every element,
trusts no length, and never recurses.  Nothing is raised for what a file holds.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from millivox.dicom.deflated import rescan, rewalk
from millivox.dicom.found import DEFLATED, Damage, PixelPlace, Scan, Walk, Walked, scan_of, scanner

__all__ = [
    "Damage",
    "PixelPlace",
    "Scan",
    "Walk",
    "Walked",
    "scan_bytes",
    "scan_file",
    "scan_files",
    "walk",
]

#: Files a thread takes at a time: what was found in them stays in the processor's cache.
BATCH = 64
#: More threads only wait for the same disk.
MOST_THREADS = 8
#: Bytes of one value in a walk; longer ones are cut.
CAP_BYTES = 64 << 10

AnyPath = str | os.PathLike[str]


def scan_files(
    paths: Iterable[AnyPath],
    *,
    threads: int | None = None,
    fragments: bool = False,
    pixels: bool = False,
) -> Iterator[Scan]:
    """Scan many files, in their order.

    Parameters
    ----------
    threads
        As many as there are processors (at most 8) by default.
    fragments
        Whether to list the fragments of encapsulated pixels.
    pixels
        Whether to keep what reading the pixels needs, besides what geometry does.

    Examples
    --------
    >>> [type(scan.error).__name__ for scan in scan_files(["/no/such/file"])]
    ['SourceError']
    """
    count = threads or min(MOST_THREADS, os.cpu_count() or 1)
    waiting = (os.fspath(path) for path in paths)
    most = BATCH * count
    batch = list(islice(waiting, most))
    while batch:
        found = scanner(pixels=pixels).scan_files(batch, count, fragments, False)
        for path, one in zip(batch, found, strict=False):
            yield one if isinstance(one, Scan) else _settled(path, path, one, fragments)
        del batch[: len(found)]
        batch += islice(waiting, most - len(batch))


def _settled(name: str, source: Any, row: Any, fragments: bool) -> Scan:
    """The scan of what is not simply clean."""
    return scan_of(name, row) if row[0] != DEFLATED else rescan(name, source, row, fragments)


def scan_file(path: AnyPath, *, fragments: bool = False) -> Scan:
    """Scan one file.

    Examples
    --------
    >>> scan_file("/no/such/file").tree is None
    True
    """
    return next(scan_files([path], threads=1, fragments=fragments))


def scan_bytes(data: Any, *, name: str, fragments: bool = False, pixels: bool = False) -> Scan:
    """Scan one object in memory, any bytes-like one.

    Examples
    --------
    >>> print(scan_bytes(b"", name="nothing").error)
    nothing: The file is empty.
    """
    row = scanner(pixels=pixels).scan_bytes(data, 0, fragments, False, False)
    return _settled(name, data, row, fragments)


def walk(source: AnyPath | Any, *, name: str = "", cap_bytes: int = CAP_BYTES) -> Walk:
    """Every element of a file or of bytes, nested and private ones too, flat and in order.

    Parameters
    ----------
    source
        A path, or any bytes-like object.
    name
        What bytes are called in messages.
    cap_bytes
        Longer values are cut.

    Examples
    --------
    >>> len(walk(b"no DICOM"))
    0
    """
    if isinstance(source, (str, os.PathLike)):
        source = name = os.fspath(source)
        listing = scanner().walk_file(source, cap_bytes, False)
    else:
        listing = scanner().walk_bytes(source, 0, cap_bytes, False, False)
    row = scanner().row(listing)
    if row[0] == DEFLATED:
        return rewalk(name, source, row, cap_bytes)
    return Walk(scan_of(name, row), listing)
