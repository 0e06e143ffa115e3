"""The z axis: the interval with its origin, and what the header says against it (D.7, B.3)."""

import math
from dataclasses import dataclass

from millivox import tolerance
from millivox.decimals import plain
from millivox.provenance import Calibration, Check, Grade, Method, Origin, Plane
from millivox.spacing.axis import AxisSpacing, unknown
from millivox.spacing.slices import Kind, SliceGeometry


@dataclass(frozen=True, slots=True)
class Comparison:
    """Spacing Between Slices beside the interval that the positions give (B-40, B-41).

    ``note`` says what else the attribute holds, ``None`` where nobody can tell.
    """

    claimed_mm: float
    interval_mm: float
    agrees: bool
    note: str | None = None

    @property
    def check(self) -> Check:
        """The comparison as a check of the interval."""
        return Check(
            "SpacingBetweenSlices",
            self.claimed_mm,
            self.interval_mm,
            tolerance.SBS_AGREES_RELATIVE * self.interval_mm,
            self.agrees,
        )


def compare_sbs(
    claimed_mm: float,
    interval_mm: float,
    *,
    thickness_mm: float | None = None,
    step_length_mm: float | None = None,
) -> Comparison:
    """Rules B-40 to B-42: does Spacing Between Slices hold the interval, the gap or the step?

    Examples
    --------
    >>> compare_sbs(2.5, 2.37081, thickness_mm=2.5, step_length_mm=2.5).note
    'it is the table step, interval / cos(tilt)'
    >>> compare_sbs(0.0, 5.0, thickness_mm=5.0).note
    'it holds the gap between the slices'
    """
    size = abs(claimed_mm)
    within = tolerance.SBS_AGREES_RELATIVE * interval_mm
    tilt_within = tolerance.SBS_TILT_RELATIVE * interval_mm
    if abs(size - interval_mm) <= within:
        return Comparison(claimed_mm, interval_mm, agrees=True)
    note = None
    if step_length_mm is not None and abs(size - step_length_mm) <= tilt_within:
        note = "it is the table step, interval / cos(tilt)"
    elif thickness_mm is not None and abs(size - abs(interval_mm - thickness_mm)) <= within:
        note = "it holds the gap between the slices"
    return Comparison(claimed_mm, interval_mm, agrees=False, note=note)


def interval_u_mm(
    quantum_mm: float,
    index: list[int],
    *,
    residual_mm: float = 0.0,
    sideways_mm: float = 0.0,
    normal_error_rad: float = 0.0,
) -> float:
    """One standard uncertainty of a fitted interval (F.3, D.4); never zero.

    Parameters
    ----------
    quantum_mm
        Rounding of one position along the normal.
    index
        Grid index of every slice that is there.
    residual_mm
        Standard deviation of what the line leaves over; counts where it exceeds rounding.
    sideways_mm, normal_error_rad
        A leaning stack's interval also depends on how well the normal is known.

    Examples
    --------
    >>> round(interval_u_mm(0.001, list(range(100))), 9)
    1e-06
    """
    n = len(index)
    mean = sum(index) / n
    lever = math.sqrt(sum((k - mean) ** 2 for k in index))
    one = max(quantum_mm / math.sqrt(12.0), residual_mm)
    return math.hypot(one / lever, sideways_mm * normal_error_rad / math.sqrt(3.0))


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What stands beside the positions when an interval is graded."""

    source: str | None = None
    raw: tuple[str, ...] = ()
    sbs: Comparison | None = None
    orientation_valid: bool = True
    plane: Plane = Plane.PATIENT
    method: Method = Method.POSITION_PROJECTION


def z_axis(slices: SliceGeometry, beside: Witnessed) -> AxisSpacing:
    """Rule D.7.1: the interval from projected positions, graded.

    A needs an even stack of three or more, valid cosines and an agreeing Spacing
    Between Slices; two slices, bad cosines or an attribute that disagrees without
    an explanation leave C.
    """
    if slices.interval_mm is None:
        return unknown("Z.D7.5", note=_why_no_interval(slices))
    checks = (beside.sbs.check,) if beside.sbs is not None else ()
    grade, note = _grade(slices, beside)
    origin = Origin(
        rule="Z.D7.1" if beside.method == Method.POSITION_PROJECTION else "Z.D7.2",
        grade=grade,
        label="mm",
        plane=beside.plane,
        calibration=Calibration.INTRINSIC,
        method=beside.method,
        source=beside.source,
        raw=beside.raw,
        checks=checks,
        note=note,
    )
    return AxisSpacing(slices.interval_mm, origin, u_mm=slices.interval_u_mm)


def _grade(slices: SliceGeometry, beside: Witnessed) -> tuple[Grade, str | None]:
    if slices.n_slices == 2:
        return Grade.C, "n = 2: one distance cannot show whether the slices are even"
    if not beside.orientation_valid:
        return Grade.C, "the direction cosines are not unit and perpendicular"
    sbs = beside.sbs
    if sbs is None:
        return Grade.B, None
    if not sbs.agrees:
        text = f"Spacing Between Slices says {plain(sbs.claimed_mm)} mm"
        return (Grade.B, f"{text}: {sbs.note}") if sbs.note else (Grade.C, text)
    return (Grade.A, None) if slices.kind == Kind.UNIFORM else (Grade.B, None)


def _why_no_interval(slices: SliceGeometry) -> str:
    reasons = {
        Kind.SINGLE: "one slice has no interval",
        Kind.ZERO_EXTENT: "all slices lie in one place",
        Kind.NONPARALLEL: "the slices are not parallel",
        Kind.UNKNOWN: "no slice positions",
    }
    return reasons.get(slices.kind, "the slices are unevenly spaced: no one interval holds")


def claimed_interval(
    claimed_mm: float, *, keyword: str, source: str | None, raw: tuple[str, ...] = ()
) -> AxisSpacing:
    """Rules D.7.3, D.7.4, B-43: a distance the header claims and no position confirms; grade D.

    Examples
    --------
    >>> claimed_interval(20.0, keyword="SpacingBetweenSlices", source="(0018,0088)").mm is None
    True
    """
    origin = Origin(
        rule="Z.D7.3" if keyword == "SpacingBetweenSlices" else "Z.D7.4",
        grade=Grade.D,
        label="mm?",
        plane=Plane.UNKNOWN,
        calibration=Calibration.UNDETERMINED,
        method=Method.DIRECT,
        source=source,
        raw=raw,
        note=f"{keyword} claims this distance to a neighbour; no position confirms it",
    )
    return AxisSpacing(abs(claimed_mm), origin)
