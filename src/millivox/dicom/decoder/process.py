"""One decoding process, as its caller sees it: pipes for words, shared memory for frames (POSIX).

The memory is made, sized and zeroed here.  The process can fill it and no other, and what it
says of it is not believed beyond its size.
"""

import contextlib
import json
import mmap
import os
import select
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Wall clock beyond processor time, for a busy machine.
PATIENCE = 3
LONGEST_ANSWER_LINE = 4096
_STDERR = 2


class NoProcessError(PixelError):
    """There is nothing to decode with: no fault of the frame, and the next will fare no better."""


class DecodingProcess:
    """A process for frames of one kind, up to a size.

    Parameters
    ----------
    module
        What runs in it.
    first
        What it is told before the first frame.
    room
        Bytes of a codestream, or of what is handed back.
    seconds
        Processor time that a frame may take.
    """

    def __init__(self, module: str, first: dict[str, Any], *, room: int, seconds: int) -> None:
        self.room = room
        self.protections: dict[str, bool] = {}
        self._seconds = seconds
        self._filled = 0
        self._file = _memory_file(room)
        self._memory = mmap.mmap(self._file, room)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[self._file],
                env=_environment(),
            )
        except OSError as error:
            self._free()
            raise NoProcessError(
                f"No decoding process could be started ({error.strerror})."
            ) from error
        self._send(first | {"memory": self._file, "room": room})

    @property
    def is_alive(self) -> bool:
        """Whether the process can be given another frame."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for the process to say that it has given up what it does not need.

        Raises
        ------
        NoProcessError
            It ended instead.
        """
        try:
            self.protections = self._answer("The decoding process did not start")
        except PixelError as error:
            raise NoProcessError(error.text) from error

    def decode(self, frame: bytes, options: dict[str, Any]) -> dict[str, Any]:
        """What the process says of a frame: its pixels, or the error.

        Raises
        ------
        PixelError
            It died or was stopped; it is of no more use then.
        """
        self._fill(frame)
        self._send({"options": options, "length": len(frame), "seconds": self._seconds})
        answer = self._answer("The decoder died on this frame")
        return answer if "error" in answer else answer | {"pixels": self._pixels(answer)}

    def end(self) -> None:
        """End the process and give its memory back."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._free()

    def _fill(self, frame: bytes) -> None:
        """Put a frame where zeros were, and zeros where another was."""
        size = len(frame)
        self._memory[:size] = frame
        if size < self._filled:
            self._memory[size : self._filled] = bytes(self._filled - size)
        self._filled = size

    def _answer(self, death: str) -> dict[str, Any]:
        line, stopped = self._line()
        if not line.endswith(b"\n"):
            raise PixelError(self._how_it_ended(death, stopped))
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise PixelError("The decoder answered with no answer.")
        return answer

    def _line(self) -> tuple[bytes, bool]:
        """A line of the process, and whether it had to be stopped."""
        pipe = self._process.stdout
        assert pipe is not None
        line, until = b"", time.monotonic() + self._seconds * PATIENCE
        while not line.endswith(b"\n") and len(line) < LONGEST_ANSWER_LINE:
            left = max(until - time.monotonic(), 0.0)
            if not select.select([pipe], [], [], left)[0]:
                self._process.kill()
                return b"", True
            some = os.read(pipe.fileno(), LONGEST_ANSWER_LINE)
            if not some:
                break
            line += some
        return line, False

    def _pixels(self, answer: dict[str, Any]) -> "Array":
        import numpy as np

        try:
            kind, shape = np.dtype(answer["kind"]), tuple(map(int, answer["shape"]))
        except (KeyError, TypeError, ValueError):
            raise PixelError("The decoder answered with no answer.") from None
        size = kind.itemsize * np.prod(shape, dtype=object)
        if kind.kind not in "biuf" or min(shape, default=0) < 1 or size > self.room:
            raise PixelError("The decoder answered with more than a frame.")
        self._filled = max(self._filled, size)
        return np.frombuffer(self._memory, kind, count=size // kind.itemsize).reshape(shape).copy()

    def _send(self, job: dict[str, Any]) -> None:
        to = self._process.stdin
        assert to is not None
        # where the process has gone, the answer that does not come says why
        with contextlib.suppress(BrokenPipeError):
            to.write(json.dumps(job).encode() + b"\n")
            to.flush()

    def _how_it_ended(self, death: str, stopped: bool) -> str:
        self._process.kill() if self.is_alive else None
        code = self._process.wait()
        if stopped:
            return f"The decoder was stopped after {self._seconds * PATIENCE} s."
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        return f"{death} ({how})."

    def _free(self) -> None:
        if not self._memory.closed:
            self._memory.close()
            os.close(self._file)


def _memory_file(size: int) -> int:
    """A file without a name, in memory where the system has that."""
    try:
        if hasattr(os, "memfd_create"):
            file = os.memfd_create("frame")
        else:
            with tempfile.TemporaryFile() as held:
                file = os.dup(held.fileno())
        os.ftruncate(file, size)
    except OSError as error:
        text = f"No memory for a frame could be had ({error.strerror})."
        raise NoProcessError(text) from error
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
    """Nothing of the caller's environment but where the code lies, and what fresh memory holds.

    ``MALLOC_PERTURB_`` (glibc) shows whether a decoder's pixels depend on memory it never set.
    """
    kept = {name: os.environ[name] for name in ("PATH", "MALLOC_PERTURB_") if name in os.environ}
    here = [path or os.getcwd() for path in sys.path]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return kept | one_thread | {"PYTHONPATH": os.pathsep.join(here)}
