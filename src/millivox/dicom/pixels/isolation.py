"""Codecs run in a process of their own: one that dies costs a frame, not the caller."""

import json
import os
import subprocess
import sys
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


def decode_isolated(
    frame: bytes, syntax: str, options: dict[str, Any], decoded_bytes: int
) -> "tuple[Array, str]":
    """Decode one compressed frame in a disposable process.

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
    seconds = SECONDS_AT_LEAST + decoded_bytes // BYTES_A_SECOND
    job = {
        "syntax": syntax,
        "options": options,
        "length": len(frame),
        "decoded_bytes": decoded_bytes,
        "seconds": seconds,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", MODULE],
            input=json.dumps(job).encode() + b"\n" + frame,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds * PATIENCE,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PixelError(f"The decoder was stopped after {seconds * PATIENCE} s.") from error
    except OSError as error:
        raise PixelError(f"No decoding process could be started ({error.strerror}).") from error
    return _answer(done)


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment but where the code lies."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    here = [path or os.getcwd() for path in sys.path]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return kept | one_thread | {"PYTHONPATH": os.pathsep.join(here)}


def _answer(done: "subprocess.CompletedProcess[bytes]") -> "tuple[Array, str]":
    import numpy

    line, newline, body = done.stdout.partition(b"\n")
    if not newline or len(line) > LONGEST_ANSWER_LINE:
        raise PixelError(f"The decoder died on this frame ({_death(done.returncode)}).")
    said = json.loads(line)
    if "error" in said:
        raise PixelError(f"The decoder refused this frame: {said['error']}")
    kind = numpy.dtype(said["kind"])
    shape = tuple(said["shape"])
    if len(body) != kind.itemsize * numpy.prod(shape, dtype=object):
        raise PixelError(f"The decoder died while answering ({_death(done.returncode)}).")
    return numpy.frombuffer(body, kind).reshape(shape), said["photometric"]


def _death(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
