"""What a compressed frame says about its own size, read before any decoder sees it.

Only the frame header is looked at: SOF of JPEG and JPEG-LS (ISO/IEC 10918-1, 14495-1), SIZ of
JPEG 2000 and HTJ2K (ISO/IEC 15444-1 A.5.1), bare or in a JP2 wrapper.
"""

import struct
from dataclasses import dataclass

#: JPEG start-of-frame markers, JPEG-LS among them; DHT, JPG and DAC share the range.
START_OF_FRAME = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}
END_OF_IMAGE = b"\xff\xd9"
STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
SIGNATURE_JP2 = b"\x00\x00\x00\x0cjP  "


@dataclass(frozen=True, slots=True)
class CodedSize:
    """Rows, columns, samples, bits and sign as the codestream declares them."""

    rows: int
    columns: int
    samples: int
    bits: int
    signed: bool = False


def coded_size(frame: bytes) -> CodedSize | None:
    """The size a codestream declares, or ``None`` where it is of another kind or cut off.

    Examples
    --------
    >>> coded_size(bytes.fromhex("ffd8 ffc0 000b 08 0010 0020 01 011100"))
    CodedSize(rows=16, columns=32, samples=1, bits=8, signed=False)
    """
    try:
        if frame.startswith(b"\xff\xd8"):
            return _jpeg(frame)
        start = _jp2_codestream(frame) if frame.startswith(SIGNATURE_JP2) else 0
        return _jpeg_2000(frame, start)
    except (struct.error, IndexError):
        return None


def frame_marker(frame: bytes) -> int | None:
    """The start-of-frame marker of a JPEG or JPEG-LS codestream, e.g. 0xC3 for lossless.

    Examples
    --------
    >>> hex(frame_marker(bytes.fromhex("ffd8 ffc3 000b 08 0010 0020 01 011100")))
    '0xc3'
    """
    try:
        at = _start_of_frame(frame) if frame.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError):
        return None
    return None if at is None else frame[at + 1]


def is_cut(frame: bytes) -> bool:
    """Whether a JPEG or JPEG-LS codestream lacks its end marker, which no data can look like.

    Some decoders fill what lacks with grey and say nothing; that of JPEG-LS may take seconds over
    a hundred bytes before it refuses them.

    Examples
    --------
    >>> is_cut(bytes.fromhex("ffd8 fff7 000b 08 0010 0020 01 011100 1234"))
    True
    """
    try:
        at = _start_of_frame(frame) if frame.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError):
        return False  # there is no frame header; every decoder says so
    return at is not None and frame.rfind(END_OF_IMAGE, at) < 0


def _jpeg(frame: bytes) -> CodedSize | None:
    at = _start_of_frame(frame)
    if at is None:
        return None
    bits, rows, columns, samples = struct.unpack_from(">BHHB", frame, at + 4)
    return CodedSize(rows, columns, samples, bits)


def _start_of_frame(frame: bytes) -> int | None:
    """Offset of the start-of-frame marker."""
    at = 2
    while True:
        while frame[at] == 0xFF and frame[at + 1] == 0xFF:
            at += 1  # fill bytes before a marker
        if frame[at] != 0xFF:
            return None
        marker = frame[at + 1]
        if marker in STANDALONE:
            at += 2
            continue
        if marker in START_OF_FRAME:
            return at
        at += 2 + max(struct.unpack_from(">H", frame, at + 2)[0], 2)


def _jp2_codestream(frame: bytes) -> int:
    """Offset of the contiguous codestream inside a JP2 wrapper."""
    at = 0
    while True:
        length, kind = struct.unpack_from(">I4s", frame, at)
        if kind == b"jp2c":
            return at + (16 if length == 1 else 8)
        at += max(length, 8)


def _jpeg_2000(frame: bytes, start: int) -> CodedSize | None:
    if frame[start : start + 4] != b"\xff\x4f\xff\x51":
        return None
    right, bottom, left, top = struct.unpack_from(">4I", frame, start + 8)
    samples = struct.unpack_from(">H", frame, start + 40)[0]
    depth = frame[start + 42]
    return CodedSize(bottom - top, right - left, samples, (depth & 0x7F) + 1, depth > 0x7F)
