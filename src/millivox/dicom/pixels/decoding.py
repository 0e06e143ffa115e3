"""The decoding process: frames and jobs in, pixels out through the same shared memory.

Started by :mod:`millivox.dicom.pixels.isolation` as a module of its own.  A codec that crashes,
loops or swallows memory ends this process and nothing else; before the first frame is touched
the process gives up the right to more memory, time, files and core dumps.
"""

import json
import mmap
import re
import sys
from typing import TYPE_CHECKING, Any

from millivox.dicom.pixels import codecs

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: What the codec may take beside what the interpreter holds: copies of the frame, and its tables.
COPIES_OF_A_FRAME = 5
SCRATCH_BYTES = 512 << 20
OPEN_FILES = 32


def main() -> None:
    """Read jobs, decode them, answer each in a line."""
    jobs, out, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr
    first = json.loads(jobs.readline())
    memory = mmap.mmap(first["memory"], first["room"])
    prepare(first["syntax"])
    limit(COPIES_OF_A_FRAME * first["decoded_bytes"] + SCRATCH_BYTES)
    for line in jobs:
        job = json.loads(line) | {"syntax": first["syntax"]}
        frame = memory[: job["length"]]
        limit_seconds(job["seconds"])
        out.write(json.dumps(answer(frame, job, memory)).encode() + b"\n")
        out.flush()


def answer(frame: bytes, job: dict[str, Any], memory: mmap.mmap) -> dict[str, Any]:
    """Decode a frame into the memory and say what lies there."""
    try:
        pixels, photometric = decode(frame, job)
        data = pixels.tobytes()
        if len(data) > len(memory):
            return {"error": f"it decodes to {len(data):,} bytes, more than a frame may take"}
        memory[: len(data)] = data
    except Exception as error:  # whatever a codec throws becomes one sentence
        return {"error": _sentence(error)}
    return {"shape": pixels.shape, "kind": pixels.dtype.str, "photometric": photometric}


def prepare(syntax: str) -> None:
    """Load what decoding needs while memory may still be mapped freely."""
    import imagecodecs
    import numpy  # noqa: F401

    codecs.register()
    function = codecs.DECODERS.get(syntax) or codecs.BEYOND_PYDICOM.get(syntax)
    if function:
        getattr(imagecodecs, function)
    if syntax == codecs.JPEG_BASELINE:
        import PIL.Image

        PIL.Image.preinit()


def limit(memory_bytes: int) -> None:
    """Give up memory beyond a budget, writing files and core dumps (POSIX only)."""
    try:
        import resource
    except ImportError:
        return
    held = _held_bytes()
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if held is not None:
        wanted[resource.RLIMIT_AS] = held + memory_bytes
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def limit_seconds(seconds: int) -> None:
    """Give up processor time beyond this much more (POSIX only)."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _held_bytes() -> int | None:
    """Address space in use now; ``None`` where the system does not tell."""
    import resource

    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def decode(frame: bytes, job: dict[str, Any]) -> "tuple[Array, str]":
    """The pixels of a frame, shape (rows, columns) or (rows, columns, samples), and their colour.

    Parameters
    ----------
    frame
        The codestream.
    job
        ``syntax`` and ``options``, the latter as pydicom's decoders take them.
    """
    syntax, options = job["syntax"], job["options"]
    if syntax in codecs.BEYOND_PYDICOM:
        return _beyond_pydicom(frame, syntax, options)
    return _through_pydicom(frame, syntax, options)


def _through_pydicom(frame: bytes, syntax: str, options: dict[str, Any]) -> "tuple[Array, str]":
    import warnings

    from pydicom.encaps import encapsulate
    from pydicom.pixels.decoders.base import get_decoder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pixels, properties = get_decoder(syntax).as_array(
            encapsulate([frame], has_bot=False),
            index=0,
            decoding_plugin=codecs.plugin_for(syntax),
            **options,
        )
    return pixels, str(properties["photometric_interpretation"])


def _beyond_pydicom(frame: bytes, syntax: str, options: dict[str, Any]) -> "tuple[Array, str]":
    pixels = codecs.decoded(frame, codecs.BEYOND_PYDICOM[syntax])
    photometric = options["photometric_interpretation"]
    if options["pixel_representation"]:
        pixels = signed(pixels, options["bits_stored"])
    colour = pixels.ndim == 3 and pixels.shape[2] == 3
    # these decoders hand colour over as RGB (JPEG XL has no other way)
    return pixels, "RGB" if colour else photometric


def signed(pixels: "Array", bits: int) -> "Array":
    """Two's complement of ``bits`` bits in an unsigned container, as signed integers."""
    pixels = pixels.view(f"i{pixels.dtype.itemsize}")
    unused = 8 * pixels.dtype.itemsize - bits
    return (pixels << unused) >> unused if unused > 0 else pixels


#: How Python prints an object that has no words: its type and where it is in memory.
_OBJECT = re.compile(r"<[^<>]* object at 0x[0-9a-fA-F]+>")


def _sentence(error: Exception) -> str:
    said = _OBJECT.sub("its bytes", str(error))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:300]


if __name__ == "__main__":
    main()
