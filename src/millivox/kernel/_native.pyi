"""Compiled kernels of millivox."""

import os
from collections.abc import Sequence
from typing import Any, Union

# tag, offset, length, encapsulated, number of fragments, (offset, length) of each
_Pixels = tuple[int, int, int, bool, int, tuple[tuple[int, int], ...]]
_Damage = tuple[int, str | None, str]
_Value = Union[bytes, tuple[bytes, bytes], list[dict[int, "_Value"]]]
# outcome, (errno, text), tree, size, damage, transfer syntax, encoding found, start of the
# data set, elements, pixels
_Path = str | bytes | os.PathLike[str]
_Row = tuple[
    int,
    tuple[int, str],
    dict[int, _Value] | None,
    int,
    tuple[_Damage, ...],
    str | None,
    str,
    int,
    int,
    _Pixels | None,
]
# offset, depth, tag, VR, length, value, whether the file holds more of it
_Line = tuple[int, int, int, str, int | None, bytes, bool]

class Listing:
    """Every element of one file, turned into Python objects a piece at a time."""

    def __len__(self) -> int: ...
    def lines(self, start: int, most: int) -> list[_Line]:
        """At most so many elements from one on."""

class Scanner:
    """Reads headers, keeping the elements it was made for.

    ``scan`` and ``place`` are the frozen classes with slots that the facts of a file and of
    its pixels are put into.
    """

    def __init__(
        self,
        tags: Sequence[tuple[int, str]],
        privates: Sequence[tuple[int, int, str]],
        scan: type[Any],
        place: type[Any],
    ) -> None: ...
    def scan_files(
        self, paths: Sequence[_Path], threads: int, fragments: bool, as_is: bool
    ) -> list[Any]:
        """The first paths, as many as fit into bounded memory; at least one.

        A clean file gives a ``scan`` under the path as it was given; a damaged or
        unreadable one gives its row.
        """
    def scan_bytes(
        self, data: Any, size: int, fragments: bool, inflated: bool, as_is: bool
    ) -> _Row:
        """The row of one object in memory, or of its first bytes where ``size`` is more."""
    def walk_bytes(self, data: Any, size: int, cap: int, inflated: bool, as_is: bool) -> Listing:
        """Every element of one object in memory, likewise."""
    def walk_file(self, path: _Path, cap: int, as_is: bool) -> Listing:
        """Every element of one file."""
    def row(self, listing: Listing) -> _Row:
        """The facts and the damage that a walk found."""

# which path, offset, place, slope, intercept
_Job = tuple[int, int, int, float, float]
_Matrix = Sequence[Sequence[float]]

def place_frames(
    paths: Sequence[_Path],
    jobs: Sequence[_Job],
    stored: str,
    bits_stored: int,
    high_bit: int,
    big_endian: bool,
    out: Any,
    threads: int,
) -> list[tuple[int, int, int, bool]]:
    """Read uncompressed frames straight into their place in ``out``, rescaled.

    ``stored`` names the numbers of the file (``"i2"``).  What could not be read comes back as
    (number of the job, errno or 0 where the file ends, bytes that were there, whether a value
    does not fit the type of ``out``).
    """

def interpolate(
    source: Any,
    matrix: _Matrix,
    method: str,
    blend: str,
    count: int,
    step: Sequence[float],
    out: Any,
    threads: int,
) -> None:
    """Fill ``out`` with the source at ``matrix`` (3 x 4) times each of its indices; NaN outside."""

def nearest(source: Any, matrix: _Matrix, out: Any, inside: Any, threads: int) -> None:
    """The nearest voxel of each index, unchanged; ``inside`` says where there is one."""
