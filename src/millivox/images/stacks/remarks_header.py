"""Findings where the header says otherwise than the positions (V08 to V12)."""

from collections.abc import Callable, Iterator

import numpy as np

from millivox import tolerance
from millivox.decimals import plain
from millivox.geometry.lines import least_squares
from millivox.geometry.points import Vector
from millivox.images.numbers import mm
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.witnesses import Witnesses, column
from millivox.spacing.findings import Finding, Severity, finding


def tilt(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V08, V09: Gantry/Detector Tilt beside the tilt of the positions; sizes only (D.6)."""
    written = stack.frames[0].header.gantry_detector_tilt
    lean = stack.slices.lean
    if written is None or lean is None or (lean.sheared and not lean.is_tilt):
        return
    found = lean.angle_deg  # a tilt too small to show in few slices still may be the header's
    if abs(abs(written) - abs(found)) > tolerance.TILT_HEADER_DEG:
        text = f"The header says a tilt of {abs(written):g}°, the positions {abs(found):.2f}°."
        yield finding("V08", text, header_deg=written, positions_deg=found)
    elif written * found < 0.0 and lean.sheared:
        text = (
            f"The header's tilt of {abs(written):g}° has the other sign than that of the "
            "positions; makers differ in that."
        )
        yield finding("V09", text, header_deg=written, positions_deg=found)


def spacing_between(stack: Stack, witnesses: Witnesses) -> Iterator[Finding]:
    """V10, V11: Spacing Between Slices beside the interval (B-40 to B-43)."""
    written = witnesses.sbs_mm
    if written is not None and written < 0.0 and stack.frames[0].header.modality != "NM":
        yield finding(
            "V11", f"Spacing Between Slices is negative ({plain(written)} mm).", sbs_mm=written
        )
    if stack.sbs is None or stack.sbs.agrees:
        return
    note = f": {stack.sbs.note}" if stack.sbs.note else "; the positions are believed"
    yield finding(
        "V10",
        f"Spacing Between Slices says {plain(written)} mm, "
        f"the positions {mm(stack.sbs.interval_mm)}{note}.",
        sbs_mm=written,
        interval_mm=stack.sbs.interval_mm,
    )


def slice_location(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V12: Slice Location beside the positions; it is never used for z (B-46, C.10)."""
    if stack.positions is None or len(stack.frames) < 2 or stack.frames[0].tile_px is not None:
        return  # the one Slice Location of a mosaic is that of none of its tiles
    written = column(stack.frames, "SliceLocation")
    farthest = tolerance.POSITION_MAX_MM
    known = [value for value in written if value is not None and abs(value) < farthest]
    if len(known) != len(written):
        return
    t = stack.positions.t_mm
    fit = least_squares(t, np.array(known)[:, None])
    slope, rest = float(fit.slope[0]), float(fit.worst[0])
    step = float(np.diff(t).mean())
    limit = max(tolerance.SLICE_LOCATION_MM, tolerance.SLICE_LOCATION_RELATIVE * step)
    if rest > limit:
        text = f"Slice Location does not follow the positions (off by up to {mm(rest)})."
        yield finding("V12", text, worst_mm=rest)
    elif abs(abs(slope) - 1.0) > tolerance.SLICE_LOCATION_RELATIVE:
        yield _other_step(stack, slope, step)
    else:
        yield from _shifted(slope, np.array(known) - np.sign(slope) * t)


def _other_step(stack: Stack, slope: float, step: float) -> Finding:
    """Slice Location in other steps than the slices: along the table, where it fits."""
    text = (
        f"Slice Location goes in steps of {mm(abs(slope) * step)}, the slices lie {mm(step)} apart"
    )
    travel, interval = stack.slices.step_length_mm, stack.slices.interval_mm
    along = stack.slices.sheared and travel and interval
    if along and abs(abs(slope) - travel / interval) <= tolerance.SLICE_LOCATION_RELATIVE:  # type: ignore[operator]
        return finding("V12", f"{text}: it runs along the table.", slope=slope)
    return finding("V12", f"{text}.", slope=slope)


def _shifted(slope: float, offset: Vector) -> Iterator[Finding]:
    """Slice Location counted the other way or from another zero: harmless."""
    shift = float(offset.mean())
    if slope > 0.0 and abs(shift) <= tolerance.SLICE_LOCATION_MM:
        return
    ways = ["runs against the positions"] if slope < 0.0 else []
    ways += (
        [f"counts from another zero, {mm(shift)} off"]
        if abs(shift) > tolerance.SLICE_LOCATION_MM
        else []
    )
    yield finding(
        "V12",
        f"Slice Location {' and '.join(ways)}.",
        severity=Severity.INFO,
        slope=slope,
        offset_mm=shift,
    )


#: The header's witnesses, in the order they are heard.
HEADER_RULES: tuple[Callable[[Stack, Witnesses], Iterator[Finding]], ...] = (
    tilt,
    spacing_between,
    slice_location,
)
