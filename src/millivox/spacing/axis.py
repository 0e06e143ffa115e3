"""One axis' millimetres, and the three of an image together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from millivox.provenance import Grade, Magnification, Origin
from millivox.spacing.findings import Finding
from millivox.version import EDITION


@dataclass(frozen=True, slots=True)
class AxisSpacing:
    """The spacing along one axis: a number in mm, its uncertainty and its origin.

    ``number`` is what the rule arrived at, whatever its grade; ``mm`` is what
    may be used as millimetres: ``None`` for grades D, E and F.  ``u_mm`` is one
    standard uncertainty, ``None`` where nobody can state it.
    """

    number: float | None
    origin: Origin
    u_mm: float | None = None

    @property
    def mm(self) -> float | None:
        """Millimetres, or ``None`` where none is known (grade D, E or F)."""
        return self.number if self.grade.gives_mm else None

    @property
    def grade(self) -> Grade:
        """How far the number may be trusted."""
        return self.origin.grade

    @property
    def label(self) -> str:
        """The unit a measurement along this axis must carry."""
        return self.origin.label

    def regraded(self, grade: Grade, **changes: Any) -> "AxisSpacing":
        """The same number at another grade (and with other fields of its origin)."""
        return replace(self, origin=replace(self.origin, grade=grade, **changes))

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The axis as it stands in the JSON output (docs/reference/json.md)."""
        origin = self.origin
        opted_in = accept_unverified and self.grade == Grade.D
        mm = self.number if opted_in else self.mm
        return {
            "mm": mm,
            "u_mm": self.u_mm if mm is not None else None,
            "grade": str(origin.grade),
            "label": origin.label,
            "plane": str(origin.plane),
            "calibration": str(origin.calibration),
            "method": str(origin.method),
            "source": origin.source,
            "raw": list(origin.raw),
            "rule": origin.rule,
            "plane_parameters": dict(origin.plane_parameters),
            "calibration_description": origin.calibration_description,
            **_magnified(origin.magnification),
            "checks": [check.to_dict() for check in origin.checks],
            "note": origin.note,
            "override": origin.override.to_dict() if origin.override else None,
            "edition": EDITION,
        }


def _magnified(removed: Magnification | None) -> dict[str, Any]:
    """The factor that was divided out, how it was found and from what."""
    if removed is None:
        return {"magnification": None}
    return {
        "magnification": removed.factor,
        "magnification_method": removed.method,
        "magnification_inputs": dict(removed.inputs),
    }


def unknown(rule: str, *, note: str | None = None, raw: tuple[str, ...] = ()) -> AxisSpacing:
    """An axis of which nothing is known: pixels.

    Examples
    --------
    >>> unknown("X.A4").label
    'px'
    """
    return AxisSpacing(None, Origin(rule=rule, grade=Grade.F, label="px", note=note, raw=raw))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another spacing the header would allow, and under which condition it holds."""

    x: AxisSpacing
    y: AxisSpacing
    why: str

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The alternative as it stands in the JSON output."""
        return {
            "x": self.x.to_dict(accept_unverified=accept_unverified),
            "y": self.y.to_dict(accept_unverified=accept_unverified),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Region:
    """One ultrasound region: its box in pixels (x0, y0, x1, y1, inclusive) and its spacing."""

    index: int
    box_px: tuple[int, int, int, int]
    x: AxisSpacing
    y: AxisSpacing
    kind: str

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The region as it stands in the JSON output."""
        return {
            "index": self.index,
            "box_px": list(self.box_px),
            "kind": self.kind,
            "x": self.x.to_dict(accept_unverified=accept_unverified),
            "y": self.y.to_dict(accept_unverified=accept_unverified),
        }


@dataclass(frozen=True, slots=True)
class Acquired:
    """The pixel as acquired (rule book E): distance of independent samples, per axis."""

    x_mm: float | None
    y_mm: float | None
    factor_x: float | None
    factor_y: float | None
    source: str
    note: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The acquired pixel as it stands in the JSON output."""
        return {
            "x_mm": self.x_mm,
            "y_mm": self.y_mm,
            "factor_x": self.factor_x,
            "factor_y": self.factor_y,
            "source": self.source,
            "note": self.note,
            **self.details,
        }


@dataclass(frozen=True, slots=True)
class Spacing:
    """What a pixel of one frame is in millimetres.

    ``x`` is the distance between columns, ``y`` between rows, ``z`` between
    slices (``None`` where one frame cannot know it).
    """

    x: AxisSpacing
    y: AxisSpacing
    z: AxisSpacing | None = None
    alternatives: tuple[Alternative, ...] = ()
    regions: tuple[Region, ...] = ()
    findings: tuple[Finding, ...] = ()
    acquired: Acquired | None = None

    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(item.code for item in self.findings)
