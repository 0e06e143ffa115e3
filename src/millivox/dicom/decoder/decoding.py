"""The decoding process: frames and jobs in, pixels out through the same shared memory.

Started by :mod:`millivox.dicom.decoder.isolation` as a module of its own.  A codec that crashes,
loops or swallows memory ends this process and nothing else; before the first frame is touched
the process gives up all that decoding does not take (:mod:`millivox.dicom.decoder.sandbox`).
"""

import json
import mmap
import re
import sys
from typing import TYPE_CHECKING, Any

from millivox.dicom.decoder import codecs
from millivox.dicom.decoder.codestream import coded_size
from millivox.dicom.decoder.colour import as_rgb
from millivox.dicom.decoder.sandbox import enclose, limit_seconds

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: What the codec may take beside what the interpreter holds: copies of the frame, and its tables.
COPIES_OF_A_FRAME = 5
SCRATCH_BYTES = 512 << 20


def main() -> None:
    """Read jobs, decode them, answer each in a line."""
    jobs, out, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what).encode() + b"\n")
        out.flush()

    first = json.loads(jobs.readline())
    memory = mmap.mmap(first["memory"], first["room"])
    prepare(first["syntax"], plain=first["plain"])
    say(enclose(COPIES_OF_A_FRAME * first["decoded_bytes"] + first["room"] + SCRATCH_BYTES))
    for line in jobs:
        job = json.loads(line) | {"syntax": first["syntax"]}
        limit_seconds(job["seconds"])
        say(answer(memory[: job["length"]], job, memory))


def prepare(syntax: str, *, plain: bool) -> None:
    """Load all that decoding takes, while files may still be opened."""
    import numpy  # noqa: F401

    codecs.load(syntax)
    if plain or syntax in codecs.BEYOND_PYDICOM:
        return
    import linecache  # noqa: F401  (pydicom logs what a codec raises)

    import pydicom.encaps
    import pydicom.pixels.processing  # noqa: F401

    codecs.register()
    if syntax == codecs.JPEG_BASELINE:
        import PIL.Image

        PIL.Image.init()  # it looks for others where a frame is no JPEG


def answer(frame: bytes, job: dict[str, Any], memory: mmap.mmap) -> dict[str, Any]:
    """Decode a frame into the memory and say what lies there."""
    import numpy as np

    try:
        pixels, photometric = decode(frame, job)
        if pixels.nbytes > len(memory):
            return {"error": f"it decodes to {pixels.nbytes:,} bytes, more than a frame may take"}
        there = np.frombuffer(memory, pixels.dtype, count=pixels.size)
        np.copyto(there.reshape(pixels.shape), pixels)
    except Exception as error:  # whatever a codec throws becomes one sentence
        return {"error": _sentence(error)}
    return {"shape": pixels.shape, "kind": pixels.dtype.str, "photometric": photometric}


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
    if codecs.is_plain(syntax, options):
        return _plain(frame, syntax, options), options["photometric_interpretation"]
    return _through_pydicom(frame, syntax, options)


def _plain(frame: bytes, syntax: str, options: dict[str, Any]) -> "Array":
    """A grey frame as the codec hands it out, in the sign that the header says it has.

    The same as pydicom makes of it, at a third of the cost; a codec that hands out wider numbers
    than Bits Allocated keeps them.
    """
    import numpy as np

    allocated, signed = options["bits_allocated"], options["pixel_representation"]
    if syntax == codecs.RLE:
        values = options["rows"] * options["columns"]
        coded = codecs.run_lengths(frame, allocated, values)
    else:
        coded = codecs.decoded(frame, codecs.DECODERS[syntax])
    if coded.dtype.kind not in "iu":
        raise ValueError(f"it holds numbers of another kind ({coded.dtype})")
    size = max(coded.dtype.itemsize, allocated // 8)
    pixels = coded.view(f"{'ui'[signed]}{coded.dtype.itemsize}")
    pixels = pixels.astype(f"{'ui'[signed]}{size}", copy=False)
    pixels = pixels.reshape(options["rows"], options["columns"])
    unused = _unused_bits(frame, syntax, options, 8 * size)
    return np.right_shift(pixels << unused, unused) if unused > 0 else pixels


def _unused_bits(frame: bytes, syntax: str, options: dict[str, Any], bits: int) -> int:
    """How many bits above the numbers mean nothing, or repeat a sign that was not coded."""
    coded = coded_size(frame)
    signed = bool(options["pixel_representation"])
    function = codecs.DECODERS.get(syntax)
    if function == "jpeg2k_decode" and coded is not None:
        return bits - coded.bits if coded.signed != signed else 0
    if function == "jpegls_decode" and coded is not None:
        return bits - coded.bits if signed else 0  # its numbers have no sign (ISO/IEC 14495-1)
    return bits - int(options["bits_stored"])


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
            **(options | {"as_rgb": False}),
        )
    return as_rgb(pixels, str(properties["photometric_interpretation"]), options["bits_stored"])


def _beyond_pydicom(frame: bytes, syntax: str, options: dict[str, Any]) -> "tuple[Array, str]":
    pixels = codecs.decoded(frame, codecs.BEYOND_PYDICOM[syntax])
    photometric, bits = options["photometric_interpretation"], options["bits_stored"]
    if options["pixel_representation"]:
        pixels = signed(pixels, bits)
    colour = pixels.ndim == 3 and pixels.shape[2] == 3
    if syntax in codecs.JPEG_2000 and photometric not in ("YBR_RCT", "YBR_ICT"):
        return as_rgb(pixels, photometric, bits)
    # the others hand colour over as RGB (JPEG XL has no other way)
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
