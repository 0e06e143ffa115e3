"""Which family of rules a SOP class belongs to (rule A.3); unknown classes go by Modality."""

from collections.abc import Mapping
from typing import NamedTuple

from millivox.dicom.header import Header

_STORAGE = "1.2.840.10008.5.1.4.1.1."

# Family, then the SOP classes below the storage root (PS3.4 B.5; retired ones too).
_TABLE = """
T1  2 4 128
T3  2.1 4.1 4.3 130 2.2 4.4 128.1
T6  13.1.1 13.1.2 13.1.3
T7  6.2 6.3
T8  66.4 66.7 66.8 30
T9  481.2
T10 4.2
N   20 5
X1  1
X2  1.1 1.1.1 1.2 1.2.1 1.3 1.3.1
X3  12.1 12.2 12.3
X4  12.1.1 12.2.1
X5  13.1.4 13.1.5
X6  481.1
X7  481.23 481.24
U1  6.1 3.1 6 3
U3  14.1
U4  14.2
O1  77.1.6
O3  77.1.8 77.1.9
O4  77.1.1 77.1.1.1 77.1.2 77.1.2.1 77.1.3 77.1.4 77.1.4.1 77.1.7 77.1 77.2
O5  77.1.5.1 77.1.5.2
O6  77.1.5.4 77.1.5.8
O7  77.1.5.7 81.1
O8  77.1.5.5 77.1.5.6
O9  82.1
S2  7 7.1 7.2 7.3 7.4
P   11.1 11.2 11.3 11.4 11.5 11.6 11.7 11.8 11.9 11.10 11.11 11.12
"""

_MODALITIES = """
T1 CT MR PT|N NM|X1 CR|X2 DX MG IO PX|X3 XA RF DG|X6 RTIMAGE|T9 RTDOSE|T8 SEG
U1 US IVUS|U3 IVOCT OCT|O1 SM|O4 ES GM XC DMS|O5 OP|O6 OPT|O7 OPTENF|O8 OPM|P PR
"""

#: Retired hardcopy and stored-print classes: pixels of a printed film (rule S4).
HARDCOPY = frozenset(["1.2.840.10008.5.1.1.29", "1.2.840.10008.5.1.1.30", "1.2.840.10008.5.1.1.27"])

COMPUTED_TOMOGRAPHY = frozenset(f"{_STORAGE}{tail}" for tail in ("2", "2.1", "2.2"))
XRF = frozenset([f"{_STORAGE}12.2", f"{_STORAGE}12.2.1"])
MAMMOGRAPHY = frozenset(f"{_STORAGE}{tail}" for tail in ("1.2", "1.2.1", "13.1.4", "13.1.5"))
LEGACY_CONVERTED = frozenset(f"{_STORAGE}{tail}" for tail in ("2.2", "4.4", "128.1"))


class Family(NamedTuple):
    """The rule-book family of an object, and a note where it had to be guessed."""

    id: str
    note: str | None = None


def _read_classes() -> dict[str, str]:
    rows = (line.split() for line in _TABLE.split("\n") if line)
    known = {f"{_STORAGE}{tail}": family for family, *tails in rows for tail in tails}
    return known | dict.fromkeys(HARDCOPY, "S4")


def _read_modalities() -> dict[str, str]:
    rows = (entry.split() for line in _MODALITIES.split("\n") for entry in line.split("|") if entry)
    return {modality: family for family, *modalities in rows for modality in modalities}


#: SOP Class UID to family.
CLASSES: Mapping[str, str] = _read_classes()

#: Modality to family, for private, retired and unnamed classes.
MODALITIES: Mapping[str, str] = _read_modalities()

_WITH_GROUPS = {"T1": "T3", "X3": "X4"}


def family_of(header: Header) -> Family:
    """The family of an object: by its SOP class, else by its modality, else as a capture.

    Examples
    --------
    >>> family_of(Header({0x00080016: b"1.2.840.10008.5.1.4.1.1.2"})).id
    'T1'
    """
    uid = header.sop_class_uid or header.text("MediaStorageSOPClassUID")
    known = CLASSES.get(uid or "")
    if known:
        return Family(known)
    what = f"SOP class {uid} has no rule of its own" if uid else "no SOP class is written"
    modality = (header.modality or "").upper()
    guess = MODALITIES.get(modality)
    if guess is None:
        return Family("S2", f"{what}; judged as a capture.")
    if header.has_groups:
        guess = _WITH_GROUPS.get(guess, guess)
    return Family(guess, f"{what}; judged by its modality {modality}.")
