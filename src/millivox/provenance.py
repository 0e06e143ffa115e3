"""Where a number came from, at which plane it holds, and how sure it is.

The vocabulary is the rule book's parts A.2 and F (docs/reference/rule-book.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Plane(StrEnum):
    """The plane at which a spacing holds (rule book A.2.1)."""

    PATIENT = "PATIENT"
    ISOCENTRE = "ISOCENTRE"
    OBJECT = "OBJECT"
    OBJECT_UNSPECIFIED = "OBJECT_UNSPECIFIED"
    SUPPORT = "SUPPORT"
    DETECTOR = "DETECTOR"
    SID_PLANE = "SID_PLANE"
    PROJECTED = "PROJECTED"
    FOCAL = "FOCAL"
    SPECIMEN = "SPECIMEN"
    REGION = "REGION"
    FILM = "FILM"
    DISPLAY = "DISPLAY"
    UNKNOWN = "UNKNOWN"
    NONE = "NONE"


class Calibration(StrEnum):
    """How the number came to be millimetres (rule book F.1)."""

    INTRINSIC = "INTRINSIC"
    NONE = "NONE"
    GEOMETRY = "GEOMETRY"
    FIDUCIAL = "FIDUCIAL"
    ERMF_ATTRIBUTE = "ERMF_ATTRIBUTE"
    SID_SOD_DERIVED = "SID_SOD_DERIVED"
    OBJECT_MODEL = "OBJECT_MODEL"
    REGION = "REGION"
    NOMINAL_OPTICAL = "NOMINAL_OPTICAL"
    UNKNOWN_METHOD = "UNKNOWN_METHOD"
    UNDETERMINED = "UNDETERMINED"
    USER = "USER"


class Method(StrEnum):
    """How the number was obtained from what is written (rule book F.1)."""

    DIRECT = "DIRECT"
    DIVIDED_BY_MAGNIFICATION = "DIVIDED_BY_MAGNIFICATION"
    POSITION_PROJECTION = "POSITION_PROJECTION"
    GRID_OFFSETS = "GRID_OFFSETS"
    SIGNED_SBS = "SIGNED_SBS"
    REGION_DELTA = "REGION_DELTA"
    EXTENT_OVER_COUNT = "EXTENT_OVER_COUNT"
    REGISTERED_REFERENCE = "REGISTERED_REFERENCE"
    PRIVATE = "PRIVATE"
    USER = "USER"


class Grade(StrEnum):
    """How far a number may be trusted (rule book F.2). ``A`` is best."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def gives_mm(self) -> bool:
        """Whether millimetres are shown without the caller opting in."""
        return self <= Grade.C


def worst(*grades: Grade) -> Grade:
    """The worst of several grades.

    Examples
    --------
    >>> worst(Grade.A, Grade.C).value
    'C'
    """
    return max(grades)


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison with something independent that could have failed."""

    name: str
    expected: float
    got: float
    tolerance: float
    passed: bool

    def to_dict(self) -> dict[str, Any]:
        """The check as it stands in the JSON output."""
        return {
            "name": self.name,
            "expected": self.expected,
            "got": self.got,
            "tolerance": self.tolerance,
            "pass": self.passed,
        }


@dataclass(frozen=True, slots=True)
class Magnification:
    """A magnification that was applied, and what it was made of."""

    factor: float
    method: str
    inputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Override:
    """A pixel size that somebody set, in place of what the header says (rule book F.1).

    Parameters
    ----------
    row_mm, column_mm
        Distance between rows, and between columns.
    who
        The person or the site that answers for it.
    reason
        How it was found: a ruler in the picture, a site's calibration.
    when
        Date and time, ISO 8601.
    """

    row_mm: float
    column_mm: float
    who: str
    reason: str
    when: str

    def to_dict(self) -> dict[str, Any]:
        """The override as it stands in the JSON output."""
        return {
            "who": self.who,
            "when": self.when,
            "row_mm": self.row_mm,
            "column_mm": self.column_mm,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything that must travel with a millimetre (rule book F.1).

    ``source`` is the tag path, e.g.
    ``(5200,9229)[0].(0028,9110)[0].(0028,0030)[1]``; ``raw`` the strings as
    stored, before any repair; ``rule`` the rule-book id that decided.
    """

    rule: str
    grade: Grade
    label: str
    plane: Plane = Plane.NONE
    calibration: Calibration = Calibration.UNDETERMINED
    method: Method = Method.DIRECT
    source: str | None = None
    raw: tuple[str, ...] = ()
    plane_parameters: Mapping[str, float] = field(default_factory=dict)
    calibration_description: str | None = None
    magnification: Magnification | None = None
    checks: tuple[Check, ...] = ()
    note: str | None = None
    override: Override | None = None
