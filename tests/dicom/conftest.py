"""Small DICOM files made on the spot."""

import struct
from collections.abc import Callable

import pytest

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
MakeDicom = Callable[..., bytes]


def _element(tag: int, vr: str, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    if vr in ("OB", "OW", "SQ", "UN"):
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def _made(number: int = 1, *, rows: int = 4, preamble: bytes = bytes(128)) -> bytes:
    uid = f"1.2.3.{number}".encode()
    meta = (
        _element(0x00020001, "OB", b"\0\1")
        + _element(0x00020002, "UI", CT.encode())
        + _element(0x00020003, "UI", uid)
        + _element(0x00020010, "UI", EXPLICIT.encode())
        + _element(0x00020012, "UI", b"1.2.3")
    )
    data = (
        _element(0x00080016, "UI", CT.encode())
        + _element(0x00080018, "UI", uid)
        + _element(0x00080060, "CS", b"CT")
        + _element(0x00200013, "IS", f"{number:02d}".encode())
        + _element(0x00280002, "US", struct.pack("<H", 1))
        + _element(0x00280010, "US", struct.pack("<H", rows))
        + _element(0x00280011, "US", struct.pack("<H", 4))
        + _element(0x00280100, "US", struct.pack("<H", 16))
        + _element(0x7FE00010, "OW", struct.pack("<H", number) * rows * 4)
    )
    length = _element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return preamble + b"DICM" + length + meta + data


@pytest.fixture(scope="session")
def make_dicom() -> MakeDicom:
    """Makes the bytes of a small CT slice: ``make_dicom(number, rows=4, preamble=...)``."""
    return _made
