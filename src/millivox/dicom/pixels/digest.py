"""Every frame of an object, decoded one after the other into one digest.

Two files with the same digest hold the same numbers, whatever they are coded in.  The whole
object is bounded in memory (a frame at a time) and in time, however many frames it claims.
"""

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from millivox.dicom.decoder.isolation import BYTES_A_SECOND, SECONDS_AT_LEAST
from millivox.dicom.decoder.process import PATIENCE
from millivox.dicom.fields import PIXELS
from millivox.dicom.found import Scan
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat, format_in
from millivox.dicom.pixels.placed import placed_source
from millivox.dicom.pixels.source import EXPLICIT, PixelSource
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.dicom.problem import DAMAGE, Problem
from millivox.dicom.quiet import quiet
from millivox.dicom.scan import scan_bytes, scan_files
from millivox.errors import MillivoxError, PixelError

#: A frame larger than this is not decoded for its digest.
FRAME_BYTES = 256 << 20
#: Shape, type and colour of a frame.
Kind = tuple[tuple[int, ...], str, str]
#: Frames that may fail before the rest is no longer tried.
MOST_FAILED = 3


@dataclass(frozen=True, slots=True)
class PixelDigest:
    """What decoding every frame of an object gave.

    Parameters
    ----------
    sha256
        Over each frame: a line such as ``512 x 512 int16``, then its values as stored, row by
        row, least byte first; ``None`` where a frame could not be decoded.
    shape
        (rows, columns), (rows, columns, samples), or either with the frames in front.
    dtype
        Of the values, as NumPy names it.
    photometric
        The colour space they are in; RGB wherever it was YBR.
    frames
        Frames that were decoded.
    problems
        Each frame that could not be, and what the file promised and did not hold.
    """

    sha256: str | None = None
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    photometric: str | None = None
    frames: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def error(self) -> str | None:
        """Why there is no digest."""
        return next((each.text for each in self.problems if each.error != DAMAGE), None)

    def to_dict(self) -> dict[str, Any]:
        """What ``millivox header --pixels --json`` adds to the header."""
        pixels = {
            "shape": None if self.shape is None else list(self.shape),
            "dtype": self.dtype,
            "photometric": self.photometric,
            "frames": self.frames,
            "error": self.error,
        }
        return {"pixel_sha256": self.sha256, "pixels": pixels}

    def __str__(self) -> str:
        """Its pixels in a line."""
        if self.shape is None:
            return "none" if self.error is None else "could not be decoded"
        size = " x ".join(map(str, self.shape))
        digest = f", SHA-256 {self.sha256}" if self.sha256 else ""
        return f"{size} {self.dtype} {self.photometric}{digest}"


def pixel_digest(held: bytes | Path, name: str) -> PixelDigest:
    """Decode every frame of an object; an empty digest where it has no pixels.

    Parameters
    ----------
    held
        The object: its bytes, or a path.
    name
        Its name in the problems.

    Examples
    --------
    >>> from pydicom.data import get_testdata_file
    >>> found = pixel_digest(Path(get_testdata_file("MR_small.dcm")), "MR_small.dcm")
    >>> found.shape, found.dtype, found.sha256[:8]
    ((64, 64), 'int16', '2be42963')
    """
    scan = _scan(held, name)
    if scan.pixels is None or scan.tree is None:
        return PixelDigest()
    running = _Running(name)
    try:
        header = Header(scan.tree, 0, name)
        form = format_in(header, PIXELS[scan.pixels.tag])
        syntax = scan.transfer_syntax or EXPLICIT
        with quiet(), placed_source(held, header, scan.pixels, form, syntax) as source:
            running.take(source, form)
    except MillivoxError as error:
        running.fail(error)
    return running.digest()


def _scan(held: bytes | Path, name: str) -> Scan:
    if isinstance(held, bytes):
        return scan_bytes(held, name=name, pixels=True)
    return next(scan_files([held], threads=1, pixels=True))


class _Running:
    """A digest on its way."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._hash = hashlib.sha256()
        self._kinds: list[Kind] = []
        self._problems: list[Problem] = []
        self._decoded = self._failed = self._bytes = 0
        self._start = time.monotonic()

    def take(self, source: PixelSource, form: PixelFormat) -> None:
        """Decode frame after frame, until too many fail or it takes too long."""
        for number in range(form.frames):
            if number and (why := self._why_stop()):
                left = form.frames - number
                self.fail(PixelError(f"{why}; {left:,} of {form.frames:,} frames were not tried."))
                return
            try:
                stored = stored_frame(source, number, limit=FRAME_BYTES, form=form)
            except MillivoxError as error:
                self.fail(error, number if form.frames > 1 else None)
            else:
                self._add(stored)

    def fail(self, error: MillivoxError, frame: int | None = None) -> None:
        """Note a frame that could not be decoded, or all of them."""
        self._failed += 1
        problem = replace(Problem.of(error, self._path), help=None)
        said = frame is None or problem.text.startswith("Frame ")
        self._tell(problem if said else replace(problem, text=f"Frame {frame}: {problem.text}"))

    def _add(self, stored: StoredFrame) -> None:
        pixels = stored.pixels
        kind = pixels.dtype.newbyteorder("<")
        size = " x ".join(map(str, pixels.shape))
        self._hash.update(f"{size} {kind.name}\n".encode())
        self._hash.update(pixels.astype(kind, order="C", copy=False).data)
        self._decoded += 1
        self._bytes += pixels.nbytes
        self._see((pixels.shape, kind.name, stored.photometric))
        for note in stored.notes:
            self._tell(Problem(self._path, DAMAGE, f"{note[:1].upper()}{note[1:]}"))

    def _see(self, kind: Kind) -> None:
        if kind not in self._kinds[:1]:
            self._kinds.append(kind)
            if len(self._kinds) == 2:
                text = "Its frames differ in size, type or colour."
                self._tell(Problem(self._path, DAMAGE, text))

    def _tell(self, problem: Problem) -> None:
        if problem not in self._problems:
            self._problems.append(problem)

    def _why_stop(self) -> str | None:
        if self._failed >= MOST_FAILED:
            return f"{self._failed} frames could not be decoded"
        seconds = PATIENCE * (SECONDS_AT_LEAST + self._bytes / BYTES_A_SECOND)
        if time.monotonic() - self._start > seconds:
            return f"Decoding takes longer than {seconds:,.0f} s"
        return None

    def digest(self) -> PixelDigest:
        """What came of it."""
        problems = tuple(self._problems)
        if not self._kinds:
            return PixelDigest(problems=problems)
        shape, dtype, photometric = self._kinds[0]
        whole = shape if self._decoded == 1 else (self._decoded, *shape)
        sha256 = None if self._failed else self._hash.hexdigest()
        return PixelDigest(sha256, whole, dtype, photometric, self._decoded, problems)
