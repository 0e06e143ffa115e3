"""From a pair that was read and what it means to the spacing of both axes, with uncertainty."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from millivox.provenance import (
    Calibration,
    Check,
    Grade,
    Magnification,
    Method,
    Origin,
    Plane,
    worst,
)
from millivox.spacing import labels
from millivox.spacing.axis import Alternative, AxisSpacing, Spacing, unknown
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, Verdict
from millivox.tolerance import STRIPPED_ZEROS_RELATIVE


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a pair of numbers means: the part of their origin both axes share.

    ``scale`` multiplies the written numbers (1/M where a magnification was
    removed); ``relative_u`` is the standard uncertainty of the calibration,
    ``None`` where nobody can bound it.
    """

    rule: str
    grade: Grade
    label: str
    plane: Plane
    calibration: Calibration
    method: Method = Method.DIRECT
    scale: float = 1.0
    relative_u: float | None = 0.0
    plane_parameters: Mapping[str, float] = field(default_factory=dict)
    description: str | None = None
    magnification: Magnification | None = None
    checks: tuple[Check, ...] = ()
    note: str | None = None


def divided(
    rule: str, plane: Plane, label: str, factor: float, *, relative_u: float | None = 0.0
) -> Meaning:
    """A detector number divided by a magnification SID/SOD, which holds at another plane."""
    return Meaning(
        rule,
        Grade.C,
        label,
        plane,
        Calibration.SID_SOD_DERIVED,
        method=Method.DIVIDED_BY_MAGNIFICATION,
        scale=1 / factor,
        relative_u=relative_u,
        magnification=Magnification(factor, "SID/SOD"),
    )


def spacing_of(found: Pair, meaning: Meaning, *more: Finding) -> Spacing:
    """The spacing that a usable pair gives under a meaning; a repaired text is B at best."""
    x = _axis(found, 1, found.column_mm, found.quantum_column, meaning)
    y = _axis(found, 0, found.row_mm, found.quantum_row, meaning)
    return Spacing(x, y, findings=(*found.findings, *more))


def undetermined(
    found: Pair, rule: str, *more: Finding, note: str, plane: Plane = Plane.UNKNOWN
) -> Spacing:
    """A number that exists but of which nobody can tell the meaning (grade D)."""
    meaning = Meaning(
        rule,
        Grade.D,
        labels.UNVERIFIED,
        plane,
        Calibration.UNDETERMINED,
        relative_u=None,
        note=note,
    )
    return spacing_of(found, meaning, *more)


def nothing(rule: str, *found: Pair, note: str | None = None) -> Spacing:
    """No usable number: pixels, and why (S06); a mere suggestion is handed on as grade D."""
    for pair in found:
        if pair.verdict is Verdict.OPT_IN:
            return undetermined(pair, rule, note="Only a suggestion; the text is malformed.")
    raw = next((pair.raw for pair in found if pair.raw), ())
    axis = unknown(rule, note=note or _why(found), raw=raw)
    told = tuple(item for pair in found for item in pair.findings)
    missing = finding("S06", "No spacing that may be used is written.")
    return Spacing(axis, axis, findings=(*told, missing))


def as_alternative(found: Pair, meaning: Meaning, why: str) -> Alternative:
    """The same pair under another meaning, and when that one holds."""
    other = spacing_of(found, meaning)
    return Alternative(other.x, other.y, why)


def with_findings(spacing: Spacing, *more: Finding) -> Spacing:
    """The spacing with further findings; none is said twice.

    A code stands once, but for P codes: two attributes may be malformed alike.
    """
    said = list(spacing.findings)
    for item in more:
        if not _is_said(said, item):
            said.append(item)
    return replace(spacing, findings=tuple(said)) if len(said) > len(spacing.findings) else spacing


def lowered(spacing: Spacing, grade: Grade, *more: Finding, note: str | None = None) -> Spacing:
    """The spacing at this grade or the one it had, whichever is worse.

    Of a number of grade D nobody can say where it holds: what said so (X01) is taken back.
    """
    x, y = (_lowered_axis(axis, grade, note) for axis in (spacing.x, spacing.y))
    told = spacing.findings
    if min(x.grade, y.grade) >= Grade.D:
        told = tuple(item for item in told if item.code not in _PLACED)
    return with_findings(replace(spacing, x=x, y=y, findings=told), *more)


def with_check(spacing: Spacing, *checks: Check, grade: Grade | None = None) -> Spacing:
    """The spacing with checks written into both origins; ``grade`` replaces a B.

    A text that had to be mended stays at B, and so does a number of which another
    witness says that rows and columns are swapped.
    """
    if _B_AT_BEST & set(spacing.codes()):
        grade = None
    x, y = (_checked_axis(axis, checks, grade) for axis in (spacing.x, spacing.y))
    return replace(spacing, x=x, y=y)


def believed(spacing: Spacing, check: Check, note: str) -> Spacing:
    """A number of grade C on its writer's word alone, once something else confirms it: B.

    F.2: B has no failed check; and what another finding doubts, this does not settle.
    """
    axes = (spacing.x, spacing.y)
    failed = any(not one.passed for axis in axes for one in axis.origin.checks)
    if failed or _DOUBTS & set(spacing.codes()) or max(x.grade for x in axes) != Grade.C:
        return spacing
    x, y = (_believed_axis(axis, check, note) for axis in axes)
    return replace(spacing, x=x, y=y)


def bounded_quantum(value: float, step: float | None) -> float:
    """The rounding step, no coarser than a writer that strips zeros leaves open (A.1.2)."""
    if step is None or not math.isfinite(step):
        return 0.0
    return min(step, STRIPPED_ZEROS_RELATIVE * abs(value))


def uncertainty(
    value: float, step: float | None, relative: float | None, scale: float = 1.0
) -> float | None:
    """Standard uncertainty of ``scale * value``: rounding and calibration in quadrature (F.3).

    Examples
    --------
    >>> round(uncertainty(0.143, 0.001, 0.02), 6)
    0.002875
    """
    if relative is None:
        return None
    rounding = bounded_quantum(value, step) / math.sqrt(12)
    return scale * math.hypot(rounding, relative * value)


_B_AT_BEST = frozenset(["P03", "P04", "P07", "P14"])
#: Findings that leave a number at C, or doubt it, for a reason of their own.
_DOUBTS = frozenset(["P12", "P14", "P15", "S03", "S13"])
#: Findings that say at which plane the number holds.
_PLACED = frozenset(["X01"])


def _is_said(findings: list[Finding], item: Finding) -> bool:
    alike = [known for known in findings if known.code == item.code]
    return item in alike if item.code.startswith("P") else bool(alike)


def _axis(
    found: Pair, position: int, value: float | None, step: float | None, meaning: Meaning
) -> AxisSpacing:
    if value is None:
        return unknown(meaning.rule, note="A single row or column has no spacing.", raw=found.raw)
    grade = worst(meaning.grade, Grade.B) if found.repaired else meaning.grade
    origin = Origin(
        rule=meaning.rule,
        grade=grade,
        label=meaning.label,
        plane=meaning.plane,
        calibration=meaning.calibration,
        method=meaning.method,
        source=found.source(position),
        raw=found.raw,
        plane_parameters=meaning.plane_parameters,
        calibration_description=meaning.description,
        magnification=meaning.magnification,
        checks=meaning.checks,
        note=meaning.note,
    )
    u_mm = uncertainty(value, step, meaning.relative_u, meaning.scale)
    return AxisSpacing(value * meaning.scale, origin, u_mm)


def _lowered_axis(axis: AxisSpacing, grade: Grade, note: str | None) -> AxisSpacing:
    down = worst(axis.grade, grade)
    changes: dict[str, Any] = {"note": note} if note and not axis.origin.note else {}
    if down == Grade.D:
        changes["label"] = labels.UNVERIFIED
        if axis.origin.plane is Plane.DETECTOR:
            changes["plane"] = Plane.UNKNOWN
    return axis.regraded(down, **changes) if down != axis.grade or changes else axis


def _checked_axis(axis: AxisSpacing, checks: tuple[Check, ...], grade: Grade | None) -> AxisSpacing:
    if axis.number is None:
        return axis
    new = grade if grade is not None and axis.grade == Grade.B else axis.grade
    return axis.regraded(new, checks=(*axis.origin.checks, *checks))


def _believed_axis(axis: AxisSpacing, check: Check, note: str) -> AxisSpacing:
    if axis.grade != Grade.C:
        return axis
    return axis.regraded(Grade.B, checks=(*axis.origin.checks, check), note=note)


def _why(found: tuple[Pair, ...]) -> str:
    written = [pair for pair in found if pair.written is not None]
    if not written:
        return "No spacing is written."
    return f"{written[0].name} cannot be used."
