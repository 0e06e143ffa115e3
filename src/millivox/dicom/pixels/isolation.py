"""Codecs run in processes of their own: one that dies costs a frame, not the caller.

A process serves one transfer syntax, frame after frame.  Codestreams go to it, and pixels come
back, through memory that we made, sized and zeroed; it can fill it and no other.
"""

import atexit
import contextlib
import json
import mmap
import os
import queue
import select
import subprocess
import sys
import tempfile
import threading
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: What runs in the process.
MODULE = "millivox.dicom.pixels.decoding"
#: Time a codec may take: a start, and a rate that the slowest codec (JPEG 2000) beats tenfold.
SECONDS_AT_LEAST = 20
BYTES_A_SECOND = 4 << 20
#: Wall clock beyond processor time, for a busy machine.
PATIENCE = 3
LONGEST_ANSWER_LINE = 4096
#: Codecs may hand out wider numbers than the header asks for, and codestreams may be longer
#: than what they hold.
ROOM = 4
SMALL_FRAME_BYTES = 4096
_STDERR = 2


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
        self._idle: dict[str, queue.SimpleQueue[_Worker]] = {}
        self.workers: list[_Worker] = []
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
        worker = self._worker(syntax, decoded_bytes)
        answer = worker.decode(frame, options)  # one that fails is not used again
        self._idle[syntax].put(worker)
        if "error" in answer:
            raise PixelError(f"The decoder refused this frame: {answer['error']}")
        return answer["pixels"], answer["photometric"]

    def close(self) -> None:
        """End every process."""
        for worker in self.workers:
            worker.end()

    def _worker(self, syntax: str, decoded_bytes: int) -> "_Worker":
        with self._lock:
            idle = self._idle.setdefault(syntax, queue.SimpleQueue())
        try:
            worker = idle.get_nowait()
        except queue.Empty:
            return self._started(syntax, decoded_bytes)
        if worker.decoded_bytes >= decoded_bytes and worker.is_alive:
            return worker
        worker.end()
        return self._started(syntax, decoded_bytes)

    def _started(self, syntax: str, decoded_bytes: int) -> "_Worker":
        worker = _Worker(syntax, decoded_bytes)
        with self._lock:
            self.workers.append(worker)
        return worker


@cache
def _decoders_of(process: int) -> Decoders:
    decoders = Decoders()
    atexit.register(decoders.close)
    return decoders


def decoders() -> Decoders:
    """Those of this process: they wait for the next frames until it ends."""
    return _decoders_of(os.getpid())  # a forked process must not share the pipes of its parent


class _Worker:
    """One process, its pipes, and the memory that its pixels come back in."""

    def __init__(self, syntax: str, decoded_bytes: int) -> None:
        self.decoded_bytes = decoded_bytes
        self.room = ROOM * decoded_bytes + SMALL_FRAME_BYTES
        self._seconds = SECONDS_AT_LEAST + decoded_bytes // BYTES_A_SECOND
        self._file = _memory_file(self.room)
        self._memory = mmap.mmap(self._file, self.room)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[self._file],
                env=_environment(),
            )
        except OSError as error:
            raise PixelError(f"No decoding process could be started ({error.strerror}).") from error
        self._send({"syntax": syntax, "decoded_bytes": decoded_bytes,
                    "memory": self._file, "room": self.room})  # fmt: skip

    @property
    def is_alive(self) -> bool:
        """Whether the process can be given another frame."""
        return self._process.poll() is None

    def decode(self, frame: bytes, options: dict[str, Any]) -> dict[str, Any]:
        """What the process says of a frame: its pixels, or the error."""
        if len(frame) > self.room:
            raise PixelError(f"A codestream of {len(frame):,} bytes is far longer than its pixels.")
        self._memory[:] = frame + bytes(self.room - len(frame))
        self._send({"options": options, "length": len(frame), "seconds": self._seconds})
        line, stopped = self._answer()
        if not line.endswith(b"\n"):
            raise PixelError(self._death(stopped))
        answer: dict[str, Any] = json.loads(line)
        return answer if "error" in answer else answer | {"pixels": self._pixels(answer)}

    def _answer(self) -> tuple[bytes, bool]:
        """A line of the process, and whether it had to be stopped."""
        pipe = self._process.stdout
        assert pipe is not None
        if os.name != "posix":
            timer = threading.Timer(self._seconds * PATIENCE, self._process.kill)
            timer.start()
            line = pipe.readline(LONGEST_ANSWER_LINE)
            timer.cancel()
            return line, timer.finished.is_set() and not line
        ready, _, _ = select.select([pipe], [], [], self._seconds * PATIENCE)
        if not ready:
            self._process.kill()
        return pipe.readline(LONGEST_ANSWER_LINE), not ready

    def _pixels(self, answer: dict[str, Any]) -> "Array":
        import numpy as np

        kind, shape = np.dtype(answer["kind"]), tuple(answer["shape"])
        size = kind.itemsize * np.prod(shape, dtype=object)
        if size > self.room:
            raise PixelError("The decoder answered with more than a frame.")
        return np.frombuffer(self._memory, kind, count=size // kind.itemsize).reshape(shape).copy()

    def _send(self, job: dict[str, Any]) -> None:
        to = self._process.stdin
        assert to is not None
        try:
            to.write(json.dumps(job).encode() + b"\n")
            to.flush()
        except BrokenPipeError:
            pass  # the answer that does not come says why

    def _death(self, stopped: bool) -> str:
        self._process.kill() if self.is_alive else None
        code = self._process.wait()
        if stopped:
            return f"The decoder was stopped after {self._seconds * PATIENCE} s."
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        return f"The decoder died on this frame ({how})."

    def end(self) -> None:
        """End the process and give its memory back."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        if not self._memory.closed:
            self._memory.close()
            os.close(self._file)


def _memory_file(size: int) -> int:
    """A file without a name, in memory where the system has that."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("frame")
    else:
        with tempfile.TemporaryFile() as held:
            file = os.dup(held.fileno())
    os.ftruncate(file, size)
    return _above_streams(file)


def _above_streams(file: int) -> int:
    """A descriptor that is none of the three streams, which may be closed here."""
    low = []
    while file <= _STDERR:
        low.append(file)
        file = os.dup(file)
    for each in low:
        os.close(each)
    return file


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment but where the code lies."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    here = [path or os.getcwd() for path in sys.path]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return kept | one_thread | {"PYTHONPATH": os.pathsep.join(here)}
