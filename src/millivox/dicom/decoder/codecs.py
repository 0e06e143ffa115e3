"""imagecodecs as pydicom's decoder of every compressed syntax but JPEG Baseline.

JPEG Baseline stays with Pillow: it hands colour over as it is coded, so that Photometric
Interpretation decides about it.  GDCM, ITK and GPL decoders are never used.
Decodes inside the decoding process only (:mod:`millivox.dicom.decoder.decoding`).
"""

from typing import TYPE_CHECKING, Any

from millivox.dicom.decoder.codestream import frame_marker

if TYPE_CHECKING:
    import numpy as np
    from pydicom.pixels.decoders.base import DecodeRunner

    Array = np.ndarray[Any, Any]

PLUGIN = "imagecodecs"
PILLOW = "pillow"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
RLE = "1.2.840.10008.1.2.5"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
UNCOMPRESSED_FRAME = "1.2.840.10008.1.2.1.98"

#: Transfer syntax -> the decoder in imagecodecs.
DECODERS = {
    "1.2.840.10008.1.2.4.51": "jpeg8_decode",
    "1.2.840.10008.1.2.4.57": "ljpeg_decode",
    "1.2.840.10008.1.2.4.70": "ljpeg_decode",
    "1.2.840.10008.1.2.4.80": "jpegls_decode",
    "1.2.840.10008.1.2.4.81": "jpegls_decode",
    "1.2.840.10008.1.2.4.90": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.91": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.201": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.202": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.203": "jpeg2k_decode",
}
#: Syntaxes that pydicom has no decoder for (PS3.5 A.4; the retired ones of PS3.5-2003).
BEYOND_PYDICOM = {
    "1.2.840.10008.1.2.4.53": "jpeg8_decode",
    "1.2.840.10008.1.2.4.55": "jpeg8_decode",
    "1.2.840.10008.1.2.4.92": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.93": "jpeg2k_decode",
    "1.2.840.10008.1.2.4.110": "jpegxl_decode",
    "1.2.840.10008.1.2.4.111": "jpegxl_decode",
    "1.2.840.10008.1.2.4.112": "jpegxl_decode",
}
JPEG_2000 = [
    syntax
    for syntax, function in (DECODERS | BEYOND_PYDICOM).items()
    if function == "jpeg2k_decode"
]

#: Those that decode frames of each other's syntaxes, which are mislabelled at times.
_JPEG = ("jpeg8_decode", "ljpeg_decode", "jpegls_decode")


def is_plain(syntax: str, options: dict[str, Any]) -> bool:
    """Whether frames need no more than their codec and a sign: grey ones in whole bytes."""
    return (
        (syntax in DECODERS or syntax == RLE)
        and options.get("samples_per_pixel") == 1
        and options.get("bits_allocated") in (8, 16, 32)
        and str(options.get("photometric_interpretation", "")).startswith("MONOCHROME")
    )


def load(syntax: str) -> None:
    """Load the codecs of a syntax; they cannot be loaded any more when decoding has begun."""
    import imagecodecs

    function = DECODERS.get(syntax) or BEYOND_PYDICOM.get(syntax) or "dicomrle_decode"
    for name in _JPEG if function in _JPEG else (function,):
        getattr(imagecodecs, name)


def plugin_for(syntax: str) -> str:
    """The name of the pydicom plug-in that decodes a transfer syntax."""
    return PILLOW if syntax == JPEG_BASELINE else PLUGIN


def register() -> None:
    """Make this module a decoder plug-in of pydicom, once a process."""
    from pydicom.pixels.decoders.base import get_decoder

    for syntax in (*DECODERS, RLE):
        decoder = get_decoder(syntax)
        if PLUGIN not in decoder.available_plugins:
            decoder.add_plugin(PLUGIN, (__name__, "_decode_frame"))


def is_available(syntax: str) -> bool:
    """Whether imagecodecs decodes this syntax (asked for by pydicom)."""
    return syntax in DECODERS or syntax == RLE


#: What pydicom wants to know before it accepts a plug-in.
DECODER_DEPENDENCIES = dict.fromkeys((*DECODERS, RLE), ("numpy", "imagecodecs"))


def decoded(frame: bytes, function: str) -> "Array":
    """A frame through one of imagecodecs' decoders, samples interleaved."""
    import imagecodecs
    import numpy

    return numpy.ascontiguousarray(getattr(imagecodecs, _used(frame, function))(frame))


def run_lengths(frame: bytes, bits: int, values: int) -> "Array":
    """An RLE frame of so many values, sample plane by sample plane (PS3.5 G).

    Raises
    ------
    ValueError
        A segment ends before its plane does.
    """
    import imagecodecs
    import numpy

    kind = numpy.dtype(f"<u{max(bits // 8, 1)}")
    size = -(-values // 8) if bits == 1 else values * kind.itemsize
    # what no segment reaches keeps what it was filled with, so two fillings tell
    found, other = (numpy.full(size, fill, numpy.uint8) for fill in (0x00, 0xFF))
    for each in (found, other):
        imagecodecs.dicomrle_decode(frame, kind, out=each.data)
    if not numpy.array_equal(found, other):
        raise ValueError("its segments end before the frame does")
    return found.view(kind)


def _used(frame: bytes, function: str) -> str:
    """The decoder that a JPEG's own frame header asks for: syntaxes are mislabelled at times."""
    marker = frame_marker(frame)
    if marker is None:
        return function
    return {0xC3: "ljpeg_decode", 0xF7: "jpegls_decode"}.get(marker, "jpeg8_decode")


def _decode_frame(src: bytes, runner: "DecodeRunner") -> bytes:
    """One frame as bytes in the byte order and sample order told to the runner."""
    syntax = str(runner.transfer_syntax)
    if syntax == RLE:
        return _run_lengths(src, runner)
    array = decoded(src, DECODERS[syntax])
    runner.set_option("bits_allocated", array.dtype.itemsize * 8)
    runner.set_option("planar_configuration", 0)
    transformed = runner.photometric_interpretation in ("YBR_ICT", "YBR_RCT")
    if transformed or (array.ndim == 3 and _used(src, DECODERS[syntax]) == "jpeg8_decode"):
        # these decoders have undone the transformation of the components
        runner.set_option("photometric_interpretation", "RGB")
    return array.tobytes()


def _run_lengths(src: bytes, runner: "DecodeRunner") -> bytes:
    import numpy

    count = runner.rows * runner.columns * runner.samples_per_pixel
    values = run_lengths(src, runner.bits_allocated, count)
    if runner.bits_allocated == 1:
        return numpy.unpackbits(values, bitorder="little", count=count).tobytes()
    runner.set_option("planar_configuration", 1)
    return values.tobytes()
