"""Findings: what is odd about a header or a stack, under stable codes (rule book B.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters to somebody who measures."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return list(Severity).index(self)


_NAMES = """
P01 VM_SHORT|P02 VM_LONG|P03 DECIMAL_COMMA|P04 COMMA_SEPARATOR|P05 WRONG_VR|P06 DS_OVERLENGTH info
P07 UNIT_SUFFIX|P08 NONFINITE|P09 ZERO|P10 NEGATIVE|P11 PLACEHOLDER|P12 IMPLAUSIBLE
P13 NONSQUARE info|P14 SWAP_SUSPECT|P15 ASPECT_CONFLICT|P16 ASPECT_ONLY|P17 PRIVATE_ONLY
X01 AT_DETECTOR|X02 CORRECTED_METHOD_UNKNOWN|X03 PS_EXCEEDS_IPS|X04 GEOMETRY_BUT_EQUAL
X05 CALTYPE_WITHOUT_DESCRIPTION|X06 PS_ALONE_ON_PROJECTION|X07 ERMF_INVALID
X08 ERMF_SID_SOD_CONFLICT|X09 SOD_IS_SUPPORT_SURFACE|X10 MAG_APPLIED|X11 PS_ALREADY_CORRECTED
X12 FOV_MISMATCH|X13 NONUNIFORM_GEOMETRY|X14 BEAM_ANGLE_LIMIT|X15 OBJECT_SPACING_RECALC_MISMATCH
X16 NEAR_EQUAL|X17 PANORAMIC
U01 NO_REGION|U02 REGION_NOT_LENGTH|U03 REGION_OUTSIDE_IMAGE|U04 MULTIPLE_REGIONS
U05 ANISOTROPIC info|U06 TOPLEVEL_SPACING|U07 POINTS_SPAN_REGIONS|U08 EDGE_CLAMPED info
U09 DELTA_NEGATIVE info
S01 SC_UNVERIFIED|S02 FILM_PLANE|S03 DISTORTED|S04 PROJECTED|S05 NOMINAL_OPTICAL|S06 NO_SPACING
S07 POLAR|S08 REFRACTIVE_INDEX_NOT_APPLIED|S09 STEREOGRAPHIC|S10 RT_SID_MISSING
S11 WSI_EXTENT_MISMATCH|S12 PRESENTATION_SPACING|S13 RECON_FOV_MISMATCH|S14 CROPPED info
S15 PER_FRAME_SPACING_VARIES|S16 MICROMETRE_CONVERTED info|S17 MAGNIFYING_COLLIMATOR
V01 NO_POSITIONS|V02 SINGLE_SLICE info|V03 MIXED_ORIENTATION|V04 DUPLICATE_POSITION
V05 MISSING_SLICES|V06 NONUNIFORM|V07 SHEARED|V08 TILT_HEADER_MISMATCH|V09 TILT_SIGN_VENDOR info
V10 SBS_MISMATCH|V11 SBS_NEGATIVE|V12 SLICE_LOCATION_MISMATCH|V13 OVERLAP info|V14 GAP info
V15 MULTIPLE_FOR|V16 THICKNESS_VARIES|V17 INPLANE_OFFSET_VARIES|V18 ZERO_EXTENT
V19 FOURD_SPLIT info|V20 AMBIGUOUS_4D|V21 MOSAIC_UNPACKED info|V22 NONPARALLEL
V23 IOP_NOT_ORTHONORMAL|V24 GRID_OFFSET_INVALID|V25 LOCALIZER_EXCLUDED info
V26 QUANTISED_POSITIONS info|V27 SPACING_VARIES
R01 INTERPOLATED_INPLANE|R02 INTERPOLATED_THROUGHPLANE|R03 ACQ_ATTRIBUTES_STALE
R04 ACQ_MATRIX_NONCONFORMANT|R05 PIXEL_LIMITED info|R06 RESIZED_AFTER_RECON info
"""


def _read(table: str) -> dict[str, tuple[str, Severity]]:
    entries = (entry.split() for line in table.split("\n") for entry in line.split("|") if entry)
    return {
        code: (name, Severity(rest[0]) if rest else Severity.WARNING)
        for code, name, *rest in entries
    }


#: Every code of the rule book with its name and its usual severity.
CODES: Mapping[str, tuple[str, Severity]] = _read(_NAMES)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying about a header or a stack.

    ``where`` names the SOP instances (or grid indices k) concerned, ``evidence``
    the numbers the sentence rests on.
    """

    code: str
    text: str
    severity: Severity
    where: tuple[str | int, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The code's name, e.g. ``AT_DETECTOR`` for ``X01``."""
        return CODES[self.code][0]

    def to_dict(self) -> dict[str, Any]:
        """The finding as it stands in the JSON output."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": str(self.severity),
            "text": self.text,
            "where": list(self.where),
            "evidence": dict(self.evidence),
        }


def finding(
    code: str,
    text: str,
    *,
    where: tuple[str | int, ...] = (),
    severity: Severity | None = None,
    **evidence: Any,
) -> Finding:
    """A finding under a code of the rule book, with its usual severity unless told otherwise.

    Examples
    --------
    >>> finding("V07", "Tilted 20.00 degrees.").name
    'SHEARED'
    """
    return Finding(code, printable(text), severity or CODES[code][1], where, evidence)


def printable(text: str) -> str:
    """A sentence that quotes a file, without what could steer a terminal.

    Examples
    --------
    >>> printable("0.5\\x1b[2J")
    '0.5?[2J'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)
