"""The attributes that geometry needs: what a scan keeps of a header.

``fields.txt`` lists them (tag, VR, keyword; PS3.6); those marked ``pixels`` are kept only when
pixels are about to be loaded.  The scanner keeps these at any depth, the sequences that hold
them, and the private elements named here.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class Field(NamedTuple):
    """One attribute: its tag, its VR in the dictionary, its keyword, and when it is read."""

    tag: int
    vr: str
    keyword: str
    with_pixels: bool = False


def _read(text: str) -> dict[str, Field]:
    rows = (line.split() for line in text.splitlines() if line)
    return {
        word: Field(int(tag.replace(",", ""), 16), vr, word, bool(when))
        for tag, vr, word, *when in rows
    }


#: Pixel Data and its kin (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25).
PIXELS: Mapping[int, str] = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}

#: Overlays repeat in these groups (PS3.5 7.6); a keyword carries its group: ``OverlayRows6000``.
OVERLAY_GROUPS = range(0x6000, 0x6020, 2)
_OVERLAY = (
    (0x0010, "US", "Rows"),
    (0x0011, "US", "Columns"),
    (0x0015, "IS", "NumberOfFrames"),
    (0x0022, "LO", "Description"),
    (0x0040, "CS", "Type"),
    (0x0050, "SS", "Origin"),
    (0x0051, "US", "ImageFrameOrigin"),
    (0x0100, "US", "BitsAllocated"),
    (0x1500, "LO", "Label"),
    (0x3000, "OW", "Data"),
)


def _overlays() -> dict[str, Field]:
    fields = (
        Field(group << 16 | element, vr, f"Overlay{word}{group:04X}", with_pixels=True)
        for group in OVERLAY_GROUPS
        for element, vr, word in _OVERLAY
    )
    return {field.keyword: field for field in fields}


#: Every attribute a scan keeps, by keyword.
FIELDS: Mapping[str, Field] = (
    _read(Path(__file__).with_name("fields.txt").read_text("ascii")) | _overlays()
)

#: The same, by tag.
BY_TAG: Mapping[int, Field] = {field.tag: field for field in FIELDS.values()}

#: Private elements kept in whatever block their creator reserved (rule book B.4):
#: (group, low byte of the element) -> VR.  Creators (gggg,0010-00FF) are kept with them.
PRIVATE: Mapping[tuple[int, int], str] = {
    (0x0009, 0x0D): "DT",  # GEMS_PETD_01: when the scan began
    (0x0019, 0x0A): "US",  # SIEMENS MR HEADER: number of images in mosaic
    (0x0019, 0x0C): "IS",  # SIEMENS MR HEADER: b value
    (0x0019, 0x0E): "FD",  # SIEMENS MR HEADER: diffusion gradient direction
    (0x0019, 0xBB): "DS",  # GEMS_ACQU_01: diffusion direction, x of the image
    (0x0019, 0xBC): "DS",  # GEMS_ACQU_01: diffusion direction, y
    (0x0019, 0xBD): "DS",  # GEMS_ACQU_01: diffusion direction, z
    (0x0021, 0x58): "SH",  # SIEMENS MR SDI 02: acquisition matrix text
    (0x0027, 0x60): "SL",  # GEMS_IMAG_01: image dimension X
    (0x0027, 0x61): "SL",  # GEMS_IMAG_01: image dimension Y
    (0x0029, 0x10): "OB",  # SIEMENS CSA HEADER: image header
    (0x0043, 0x39): "IS",  # GEMS_PARM_01: b value
    (0x0051, 0x0B): "LO",  # SIEMENS MR HEADER: acquisition matrix text
    (0x0065, 0x04): "LO",  # UIH: grid text
    (0x0065, 0x09): "FD",  # UIH: b value
    (0x0065, 0x25): "DS",  # UIH: slice gap
    (0x0065, 0x37): "FD",  # UIH: diffusion gradient direction, along the image
    (0x0065, 0x50): "DS",  # UIH: number of images in grid
    (0x0065, 0x51): "SQ",  # UIH: MR VFrame sequence
    (0x0071, 0x22): "DT",  # SIEMENS MED PT: when values are corrected to
    (0x2001, 0x03): "FL",  # Philips Imaging DD 001: diffusion b-factor
    (0x2001, 0x18): "SL",  # Philips Imaging DD 001: number of slices MR
    (0x2001, 0x2D): "SS",  # Philips Imaging DD 001: number of stack slices
    (0x2005, 0xB0): "FL",  # Philips MR Imaging DD 001: diffusion direction, right to left
    (0x2005, 0xB1): "FL",  # Philips MR Imaging DD 001: diffusion direction, front to back
    (0x2005, 0xB2): "FL",  # Philips MR Imaging DD 001: diffusion direction, foot to head
    (0x2005, 0x0F): "SQ",  # Philips MR Imaging DD 005: per-frame sequence
    (0x7053, 0x00): "DS",  # Philips PET Private Group: from counts to SUV
    (0x7053, 0x09): "DS",  # Philips PET Private Group: from counts to Bq/ml
}


def tag_of(keyword: str) -> int:
    """The tag of a kept attribute.

    Examples
    --------
    >>> hex(tag_of("PixelSpacing"))
    '0x280030'
    """
    return FIELDS[keyword].tag


@lru_cache(maxsize=4096)
def written_tag(tag: int) -> str:
    """A tag the way the standard writes it.

    Examples
    --------
    >>> written_tag(0x00280030)
    '(0028,0030)'
    """
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
