"""Codecs run in processes of their own: one that dies costs a frame, not the caller.

A process serves one kind of frames, one after another.  Codestreams go to it, and pixels come
back, through memory that the caller made, sized and zeroed (:mod:`millivox.dicom.decoder.process`).
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

from millivox.dicom.decoder.codecs import is_plain
from millivox.dicom.decoder.process import DecodingProcess
from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: What runs in the process.
MODULE = "millivox.dicom.decoder.decoding"
SANDBOX = "millivox.dicom.decoder.sandbox"
#: Time a codec may take: a start, and a rate that the slowest codec (JPEG 2000) beats tenfold.
SECONDS_AT_LEAST = 20
BYTES_A_SECOND = 4 << 20
#: Codecs may hand out wider numbers than the header asks for.
ROOM = 4
SMALL_FRAME_BYTES = 4096
#: A codestream may be as long as what it decodes to, some times over, or so many bytes: coded
#: noise is longer than its pixels, and metadata may stand beside them.
LONGEST_CODESTREAM = 64 << 20
#: So many processes wait for the next frame; the one that has waited longest makes room.
MOST_WAITING = max(2 * (os.cpu_count() or 1), 4)


def longest_codestream(decoded_bytes: int) -> int:
    """The most bytes that a frame may be coded in."""
    return max(LONGEST_CODESTREAM, ROOM * decoded_bytes)


class Decoders:
    """Decoding processes, made when they are needed and ended together.

    Threads may share it: each frame has a process to itself while it is decoded.

    Examples
    --------
    >>> with Decoders() as decoders:
    ...     decoders.decode(b"", "1.2.840.10008.1.2.5", {}, 100)
    Traceback (most recent call last):
    ...
    millivox.errors.PixelError: The decoder refused this frame: ...
    """

    def __init__(self) -> None:
        self.workers: list[_Worker] = []
        self._waiting: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "Decoders":
        """Nothing is started before the first frame."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every process."""
        self.close()

    def decode(
        self, frame: bytes, syntax: str, options: dict[str, Any], decoded_bytes: int
    ) -> "tuple[Array, str]":
        """Decode one compressed frame.

        Parameters
        ----------
        frame
            The codestream of one frame.
        syntax
            Transfer syntax UID.
        options
            Rows, columns and the other attributes of the Image Pixel module, in the words of
            pydicom's decoders.
        decoded_bytes
            What the frame takes when decoded; the process may not use much more.

        Returns
        -------
        pixels, photometric
            Shape (rows, columns) or (rows, columns, samples), and the colour space they are in.

        Raises
        ------
        PixelError
            When the codec refuses the frame, dies, runs too long, or answers with another size.
        """
        if len(frame) > longest_codestream(decoded_bytes):
            raise PixelError(
                f"A codestream of {len(frame):,} bytes is far longer than the "
                f"{decoded_bytes:,} that it decodes to."
            )
        worker = self._worker((syntax, is_plain(syntax, options)), decoded_bytes, len(frame))
        try:
            answer = worker.decode(frame, options)
        except BaseException:
            self._give_up(worker)  # dead, or in the midst of a frame
            raise
        self._let_wait(worker)
        if "error" in answer:
            raise PixelError(f"The decoder refused this frame: {answer['error']}")
        return answer["pixels"], answer["photometric"]

    def close(self) -> None:
        """End every process."""
        for worker in list(self.workers):
            self._give_up(worker)

    def _worker(self, kind: "_Kind", decoded_bytes: int, length: int) -> "_Worker":
        """One that waits and may take the frame, or a new one."""
        with self._lock:
            fitting = [one for one in self._waiting if one.kind == kind]
            worker = fitting[-1] if fitting else None
            if worker is not None:
                self._waiting.remove(worker)
        if worker is not None:
            if worker.may_take(decoded_bytes, length):
                return worker
            self._give_up(worker)
        worker = _Worker(kind, decoded_bytes, length)
        with self._lock:
            self.workers.append(worker)
        return worker

    def _let_wait(self, worker: "_Worker") -> None:
        with self._lock:
            self._waiting.append(worker)
            surplus = self._waiting[:-MOST_WAITING]
            del self._waiting[:-MOST_WAITING]
        for one in surplus:
            self._give_up(one)

    def _give_up(self, worker: "_Worker") -> None:
        with self._lock:
            for held in (self.workers, self._waiting):
                if worker in held:
                    held.remove(worker)
        worker.end()


@cache
def _decoders_of(process: int) -> Decoders:
    decoders = Decoders()
    atexit.register(decoders.close)
    return decoders


def decoders() -> Decoders:
    """Those of this process: they wait for the next frames until it ends."""
    return _decoders_of(os.getpid())  # a forked process must not share the pipes of its parent


def protections() -> dict[str, bool]:
    """What a decoding process gives up on this system, asked of one that does.

    Examples
    --------
    >>> sorted(protections())
    ['landlock', 'limits', 'no_new_privileges', 'seccomp']
    """
    done = subprocess.run(
        [sys.executable, "-m", SANDBOX], capture_output=True, check=False, timeout=60
    )
    names = ("landlock", "limits", "no_new_privileges", "seccomp")
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = {}
    return {name: bool(found.get(name)) for name in names}


#: Transfer syntax, and whether the frames need no more than their codec.
_Kind = tuple[str, bool]


class _Worker(DecodingProcess):
    """A process with its budget, which is generous: the next frames may be somewhat larger."""

    def __init__(self, kind: _Kind, decoded_bytes: int, length: int) -> None:
        self.kind = kind
        self.decoded_bytes = _rounded(decoded_bytes)
        super().__init__(
            MODULE,
            {"syntax": kind[0], "plain": kind[1], "decoded_bytes": self.decoded_bytes},
            room=max(ROOM * self.decoded_bytes + SMALL_FRAME_BYTES, _rounded(length)),
            seconds=SECONDS_AT_LEAST + self.decoded_bytes // BYTES_A_SECOND,
        )
        try:
            self.wait_until_ready()
        except BaseException:
            self.end()
            raise

    def may_take(self, decoded_bytes: int, length: int) -> bool:
        """Whether it is there, and its budget enough."""
        return self.decoded_bytes >= decoded_bytes and self.room >= length and self.is_alive


def _rounded(size: int) -> int:
    """The next power of two."""
    return 1 << max(size - 1, 0).bit_length()
