"""imagecodecs as pydicom's decoder of every compressed syntax but JPEG Baseline.

JPEG Baseline stays with Pillow: it hands colour over as it is coded, so that Photometric
Interpretation decides about it.  GDCM, ITK and GPL decoders are never used.
Runs inside the decoding process only (:mod:`millivox.dicom.pixels.decoding`).
"""

from typing import TYPE_CHECKING, Any

from millivox.dicom.pixels.codestream import frame_marker

if TYPE_CHECKING:
    import numpy as np
    from pydicom.pixels.decoders.base import DecodeRunner

PLUGIN = "imagecodecs"
PILLOW = "pillow"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
RLE = "1.2.840.10008.1.2.5"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"

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
#: Syntaxes that pydicom has no decoder for (PS3.5 A.4.4, A.4.13, A.4.14).
BEYOND_PYDICOM = {
    "1.2.840.10008.1.2.4.53": "jpeg8_decode",
    "1.2.840.10008.1.2.4.55": "jpeg8_decode",
    "1.2.840.10008.1.2.4.110": "jpegxl_decode",
    "1.2.840.10008.1.2.4.111": "jpegxl_decode",
    "1.2.840.10008.1.2.4.112": "jpegxl_decode",
}


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


def decoded(frame: bytes, function: str) -> "np.ndarray[Any, Any]":
    """A frame through one of imagecodecs' decoders, samples interleaved."""
    import imagecodecs
    import numpy

    function = _by_marker(frame) or function
    return numpy.ascontiguousarray(getattr(imagecodecs, function)(frame))


def _by_marker(frame: bytes) -> str | None:
    """The decoder that a JPEG's own frame header asks for: syntaxes are mislabelled at times."""
    marker = frame_marker(frame)
    if marker is None:
        return None
    return {0xC3: "ljpeg_decode", 0xF7: "jpegls_decode"}.get(marker, "jpeg8_decode")


def _decode_frame(src: bytes, runner: "DecodeRunner") -> bytes:
    """One frame as bytes in the byte order and sample order told to the runner."""
    syntax = str(runner.transfer_syntax)
    if syntax == RLE:
        return _run_lengths(src, runner)
    array = decoded(src, DECODERS[syntax])
    runner.set_option("bits_allocated", array.dtype.itemsize * 8)
    runner.set_option("planar_configuration", 0)
    if runner.photometric_interpretation in ("YBR_ICT", "YBR_RCT"):
        # the decoder has undone the multiple component transformation
        runner.set_option("photometric_interpretation", "RGB")
    return array.tobytes()


def _run_lengths(src: bytes, runner: "DecodeRunner") -> bytes:
    """RLE decodes into bytes laid out sample plane by sample plane (PS3.5 G)."""
    import imagecodecs
    import numpy

    if runner.bits_allocated == 1:
        packed = numpy.frombuffer(imagecodecs.dicomrle_decode(src, "u1"), "u1")
        count = runner.rows * runner.columns * runner.samples_per_pixel
        return numpy.unpackbits(packed, bitorder="little", count=count).tobytes()
    kind = numpy.dtype(f"<u{runner.bits_allocated // 8}")
    runner.set_option("planar_configuration", 1)
    return bytes(imagecodecs.dicomrle_decode(src, kind))
