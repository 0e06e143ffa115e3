"""Headers of raw text by kind of image (malformed too), and the spacing decided from them."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom.elements import BINARY, Tree
from millivox.dicom.fields import FIELDS
from millivox.dicom.header import Header
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide

STORAGE = "1.2.840.10008.5.1.4.1.1."
KINDS = {
    "CT": ("2", "CT"),
    "MR": ("4", "MR"),
    "PT": ("128", "PT"),
    "CR": ("1", "CR"),
    "DX": ("1.1", "DX"),
    "MG": ("1.2", "MG"),
    "IO": ("1.3", "IO"),
    "XA": ("12.1", "XA"),
    "XRF": ("12.2", "RF"),
    "Enhanced XA": ("12.1.1", "XA"),
    "Enhanced XRF": ("12.2.1", "RF"),
    "Breast projection": ("13.1.4", "MG"),
    "Tomosynthesis": ("13.1.3", "MG"),
    "RT image": ("481.1", "RTIMAGE"),
    "Enhanced RT image": ("481.23", "RTIMAGE"),
    "Enhanced CT": ("2.1", "CT"),
    "Enhanced MR": ("4.1", "MR"),
    "Legacy MR": ("4.4", "MR"),
    "MR spectroscopy": ("4.2", "MR"),
    "SEG": ("66.4", "SEG"),
    "SC": ("7", "OT"),
    "SC frames": ("7.2", "OT"),
    "US": ("6.1", "US"),
    "WSI": ("77.1.6", "SM"),
}


def tree(attributes: dict[str, Any]) -> Tree:
    """A tree from keywords: text as it stands, numbers packed by their VR, items as dicts."""
    return {FIELDS[word].tag: _value(FIELDS[word].vr, held) for word, held in attributes.items()}


def _value(vr: str, held: Any) -> Any:
    if isinstance(held, list):
        return [tree(item) for item in held]
    if isinstance(held, bytes) or (isinstance(held, tuple) and isinstance(held[0], bytes)):
        return held
    if vr in BINARY and not isinstance(held, str):
        numbers = held if isinstance(held, tuple) else (held,)
        return struct.pack(f"<{len(numbers)}{BINARY[vr]}", *numbers)
    return str(held).encode("latin-1")


@pytest.fixture(scope="session")
def built() -> Callable[..., Header]:
    """Build a header: ``built("CT", PixelSpacing="0.7\\\\0.5", Rows=512)``."""

    def build(kind: str, /, **attributes: Any) -> Header:
        tail, modality = KINDS[kind]
        named = {"SOPClassUID": STORAGE + tail, "Modality": modality} | attributes
        return Header(tree({word: held for word, held in named.items() if held is not None}))

    return build


@pytest.fixture(scope="session")
def spacing_of(built: Callable[..., Header]) -> Callable[..., Spacing]:
    """Build a header and decide its spacing in one go."""

    def decided(kind: str, /, *, assume_isotropic: bool = False, **attributes: Any) -> Spacing:
        return decide(built(kind, **attributes), assume_isotropic=assume_isotropic)

    return decided


@pytest.fixture(scope="session")
def real(shared_data: Path, header_at: Callable[..., Header]) -> Callable[[str], Header]:
    """The header of a real file by its path below the data folder; skipped where it is missing."""

    def read(path: str) -> Header:
        if not (shared_data / path).is_file():
            pytest.skip(f"{path} is not among the real data")
        return header_at(shared_data / path)

    return read


@pytest.fixture(scope="session")
def packaged(
    pydicom_file: Callable[[str], Path], header_at: Callable[..., Header]
) -> Callable[[str], Header]:
    """The header of a file that comes with pydicom itself."""

    def read(name: str) -> Header:
        return header_at(pydicom_file(name))

    return read
