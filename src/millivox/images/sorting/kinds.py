"""What kind of object an instance is, as far as stacking slices is concerned (rule book D.1, 1)."""

from collections.abc import Mapping
from functools import lru_cache

from millivox.dicom.elements import Value

ROOT = "1.2.840.10008.5.1.4.1.1."

#: Families (rule book A.3) whose frames are never slices: reason, sentence.
_FLAT = """
X1 X2 X5 | radiograph | a projection radiograph
X3 X4 | fluoroscopy | X-ray projections, which follow each other in time
X6 X7 | radiograph | an image of a treatment beam
U1 | ultrasound | ultrasound frames, which follow each other in time
U4 | polar | A-lines in polar coordinates
O3 O4 | photograph | a visible light image
O5 O7 O8 | photograph | an ophthalmic photograph
O9 | map | an ophthalmic map
S4 | hardcopy | a picture of a film
P | not an image | a presentation state
"""

#: Objects that hold no image at all, by what their UID starts with.
_NO_IMAGE = """
88. | a structured report
11. | a presentation state
9. | a waveform
104. | an encapsulated document
66 | raw data
66.1 | a spatial registration
66.2 | fiducials
66.3 | a deformable registration
66.5 | surfaces
67 | a real world value mapping
68. | surfaces
200. | a display protocol
481.3 | an RT structure set
481.4 | an RT treatment record
481.5 | an RT plan
481.6 | an RT treatment record
481.7 | an RT treatment record
481.8 | an RT plan
481.9 | an RT treatment record
4.2 | spectroscopy data
91.1 | annotations
78. | a lens or refraction measurement
79. | a report
"""


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


FLAT: Mapping[str, tuple[str, str]] = {
    family: (reason, text) for families, reason, text in _rows(_FLAT) for family in families.split()
}
NO_IMAGE: Mapping[str, str] = {ROOT + uid: text for uid, text in _rows(_NO_IMAGE)}

#: Families that promise a position in every image: its absence deserves a warning.
POSITIONED = frozenset(("T1", "T3", "T6", "T9"))
CAPTURE = "S2"
SLIDE = "O1"
OPT = "O6"
NUCLEAR = "N"
DOSE = "T9"
ULTRASOUND_VOLUME = "T7"
SEGMENTATION = ROOT + "66.4"


@lru_cache(maxsize=256)
def no_image(sop_class_uid: str) -> str | None:
    """What a SOP class without pixels is called, or ``None`` where it may hold an image.

    Examples
    --------
    >>> no_image("1.2.840.10008.5.1.4.1.1.88.33")
    'a structured report'
    """
    if sop_class_uid in NO_IMAGE:
        return NO_IMAGE[sop_class_uid]
    families = (prefix for prefix in NO_IMAGE if prefix.endswith("."))
    return next((NO_IMAGE[p] for p in families if sop_class_uid.startswith(p)), None)


def plain_text(value: Value | None) -> str:
    """A raw value as text, whatever VR the file gives it; empty where absent or a sequence."""
    data = value[1] if isinstance(value, tuple) else value
    return data.decode("latin-1").strip("\0 ") if isinstance(data, bytes) else ""
