"""What is odd about a stack: findings V01 to V27, each with a sentence (rule book B.6)."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from millivox.decimals import plain
from millivox.geometry.lines import least_squares
from millivox.images.frames import Frame
from millivox.images.numbers import counted, mm, places, written_mm
from millivox.images.stacks.positions import is_microscopic
from millivox.images.stacks.remarks_header import HEADER_RULES
from millivox.images.stacks.remarks_single import single
from millivox.images.stacks.remarks_thickness import thickness_varies
from millivox.images.stacks.remarks_uneven import missing, uneven
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.witnesses import Witnesses
from millivox.spacing.findings import Finding, Severity, finding
from millivox.spacing.slices import Kind
from millivox.tolerance import FULL_PRECISION_DIGITS, INTERVAL_USUAL_MM

Rule = Callable[[Stack, Witnesses], Iterator[Finding]]


def remarks(stack: Stack, witnesses: Witnesses) -> tuple[Finding, ...]:
    """Every finding about a placed stack, in the order of the rules."""
    return tuple(item for rule in _RULES for item in rule(stack, witnesses))


def no_positions(frames: Sequence[Frame], *, all_of_them: bool) -> Finding:
    """V01: frames without a position or an orientation."""
    uids = tuple(dict.fromkeys(frame.sop_instance_uid for frame in frames))
    n = len(frames)
    if all_of_them:
        text = f"None of {counted(n, 'image')} says where it lies: no slice spacing is known."
    else:
        text = f"{counted(n, 'image')} of this stack say(s) no place and was left out."
    return finding("V01", text.replace("say(s)", "says" if n == 1 else "say"), where=uids)


def _unplaced(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    if stack.unplaced:
        yield no_positions(stack.unplaced, all_of_them=False)


def _zero_extent(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V18: all frames at one place."""
    if stack.kind == Kind.ZERO_EXTENT:
        n = stack.slices.n_slices + len(stack.set_aside)
        yield finding("V18", f"All {n} images lie at one place: they are no volume.")


def _nonparallel(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V22: the slices are turned against each other."""
    if stack.kind == Kind.NONPARALLEL and stack.positions is not None:
        spread = stack.positions.spread_deg
        text = f"The slices are turned by up to {spread:.2f}° from their mean: they are no volume."
        yield finding("V22", text, spread_deg=spread)


def _duplicates(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V04: several frames at one position; the first is kept."""
    if not stack.duplicates or stack.kind in (Kind.ZERO_EXTENT, Kind.NONPARALLEL):
        return
    aside = tuple(frame.sop_instance_uid for frame in stack.set_aside)
    kept = [cluster[0] for cluster in stack.duplicates]
    k_of = {id(frame): k for frame, k in zip(stack.frames, stack.k, strict=True)}
    where = [k_of[id(frame)] for frame in kept]
    lie = "slice lies" if len(aside) == 1 else "slices lie"
    yield finding(
        "V04",
        f"{len(aside)} {lie} where another one is ({places(where)}); the first of each place is "
        "kept, the others are set aside.",
        where=aside,
        kept=[frame.sop_instance_uid for frame in kept],
        k=where,
    )


def _sheared(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V07: the stack leans out of its normal."""
    lean, step = stack.slices.lean, stack.slices.step_length_mm
    if lean is None or not lean.sheared:
        return
    angle = (
        f"tilted {abs(lean.tilt_deg):.2f}°" if lean.tilt_deg else f"leaning {lean.lean_deg:.2f}°"
    )
    along = ""
    if step is not None:
        along = f"lie {mm(lean.along_normal_mm)} apart along their normal, not the "
        along += f"{mm(step)} of the step, and "
    yield finding(
        "V07",
        f"Sheared: the slices are {angle} against their line of travel. They {along}"
        f"drift {mm(lean.drift_mm)} sideways over the stack; straightened out, the last would "
        "be that far off.",
        tilt_deg=lean.tilt_deg,
        lean_deg=lean.lean_deg,
        drift_mm=lean.drift_mm,
        step_mm=list(stack.slices.step_mm or ()),
    )


def _gap_or_overlap(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V13, V14: interval against thickness (D.5)."""
    slices, positions = stack.slices, stack.positions
    interval, thick, gap = slices.interval_mm, slices.thickness_mm, slices.gap_mm
    if interval is None or not thick or gap is None or positions is None:
        return
    if abs(gap) <= positions.quantum.strict_mm(interval):
        return
    if gap > 0.0:
        seen = slices.covered_fraction or 0.0
        text = (
            f"Gaps of {mm(gap)} between slices {plain(thick)} mm thick and {mm(interval)} apart: "
        )
        yield finding("V14", f"{text}{seen:.1%} of the length is covered.", gap_mm=gap)
    else:
        share = slices.overlap_fraction or 0.0
        text = (
            f"Neighbours overlap by {mm(-gap)} ({share:.1%} of a slice): {plain(thick)} mm thick, "
        )
        yield finding("V13", f"{text}{mm(interval)} apart.", gap_mm=gap, overlap=share)


def _implausible(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """P12: an interval that no scanner makes (A.1.4)."""
    interval, (low, high) = stack.slices.interval_mm, INTERVAL_USUAL_MM
    if interval is None or low <= interval <= high or is_microscopic(stack.frames[0]):
        return
    text = f"Slices {mm(interval)} apart are outside the usual {low:g} to {high:g} mm."
    yield finding("P12", text, interval_mm=interval)


def _offset_varies(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V17: slices pushed sideways, off the straight line through the stack (D.6)."""
    positions, lean = stack.positions, stack.slices.lean
    if positions is None or lean is None or len(stack.frames) < 3:
        return
    sideways = positions.points_mm @ positions.orientation.matrix[:, :2]
    off = np.hypot(*least_squares(positions.t_mm, sideways).residual.T)
    bad = np.flatnonzero(off > lean.limit_mm).tolist()
    if bad:
        yield finding(
            "V17",
            f"The image's place in its own plane wanders by up to {mm(float(off.max()))} "
            f"({counted(len(bad), 'slice')} beyond {mm(lean.limit_mm)}).",
            where=tuple(stack.frames[n].sop_instance_uid for n in bad),
            worst_mm=float(off.max()),
        )


def _cosines(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V23: direction cosines that are not unit and perpendicular, or too coarse (B-58)."""
    cosines = stack.cosines
    if cosines is None:
        return
    uid = (cosines.frame.sop_instance_uid,)
    if not cosines.valid:
        yield finding(
            "V23",
            "The direction cosines are off unit length by "
            f"{plain(cosines.length_error, 2)} and off square by {plain(cosines.dot, 2)}, "
            "more than their rounding; they were mended for use.",
            where=uid,
            length_error=cosines.length_error,
            dot=cosines.dot,
        )
    elif cosines.coarse:
        angle = math.degrees(cosines.normal_error_rad)
        yield finding(
            "V23",
            f"The direction cosines are written with {cosines.decimals} decimals: the normal is "
            f"known to about {plain(angle, 2)}° only.",
            where=uid,
            severity=Severity.INFO,
            normal_error_deg=angle,
        )


def _quantised(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V26: what the writer's rounding does to the positions (D.4, B-48)."""
    positions, interval = stack.positions, stack.slices.interval_mm
    if positions is None or interval is None:
        return
    quantum = positions.quantum
    if stack.regularity.requantised:
        even = f"{mm(interval)} apart (within {written_mm(stack.slices.interval_u_mm or 0.0, 2)})"
        text = (
            f"Positions are written in steps of {written_mm(quantum.mm)}, so neighbouring "
            f"distances seem to vary; slices evenly {even} round to exactly these."
        )
    elif quantum.significant_digits and quantum.significant_digits < FULL_PRECISION_DIGITS:
        text = (
            f"Positions are written with {quantum.significant_digits} significant digits: those "
            f"far from the origin in steps of {written_mm(quantum.mm)}."
        )
    else:
        return
    yield finding("V26", text, quantum_mm=quantum.mm)


def _varies(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V27: even within tolerance only."""
    positions, regularity = stack.positions, stack.regularity
    interval = regularity.interval_mm
    if positions is None or interval is None or regularity.requantised:
        return
    if regularity.residual_mm > positions.quantum.strict_mm(interval):
        yield finding(
            "V27",
            f"The distances vary by up to {mm(regularity.gap_deviation_mm)} around "
            f"{mm(interval)}, more than rounding explains; they are taken as even.",
            gap_deviation_mm=regularity.gap_deviation_mm,
            residual_mm=regularity.residual_mm,
        )


#: Every rule, in the order the findings are given.
_RULES: tuple[Rule, ...] = (
    _unplaced,
    single,
    _zero_extent,
    _nonparallel,
    _duplicates,
    missing,
    uneven,
    _sheared,
    *HEADER_RULES,
    _implausible,
    _gap_or_overlap,
    thickness_varies,
    _offset_varies,
    _cosines,
    _quantised,
    _varies,
)
