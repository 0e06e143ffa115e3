"""V02: what is to be said of a lone slice (rule book D.1, D.6, B-43)."""

import math
from collections.abc import Iterator

from millivox.decimals import plain
from millivox.images.stacks.stack import Stack
from millivox.images.stacks.witnesses import Witnesses
from millivox.spacing.findings import Finding, finding
from millivox.spacing.slices import Kind
from millivox.tolerance import SBS_AGREES_RELATIVE, TILT_HEADER_DEG


def single(stack: Stack, _: Witnesses) -> Iterator[Finding]:
    """V02: one slice has no interval."""
    if stack.kind != Kind.SINGLE:
        return
    lean_deg = _off_table_deg(stack)
    tilted = "" if lean_deg is None else f" It leans {lean_deg:.1f}°, as the header says."
    yield finding(
        "V02",
        f"A single slice has no distance to a neighbour.{_claim(stack)}{tilted}",
        where=(stack.frames[0].sop_instance_uid,),
        tilt_deg=lean_deg,
        claimed_mm=stack.z.number,
    )


def _claim(stack: Stack) -> str:
    """What Spacing Between Slices says, unless it only repeats the thickness (B-43)."""
    claimed, thick = stack.z.number, stack.slices.thickness_mm
    if claimed is None or (thick and abs(claimed - thick) <= SBS_AGREES_RELATIVE * thick):
        return ""
    return (
        f" Spacing Between Slices says {plain(claimed)} mm; no other slice is here to confirm it."
    )


def _off_table_deg(stack: Stack) -> float | None:
    """Rule D.6: how far a lone CT slice leans off the table, where its header says the same.

    The table runs along patient z for a patient who lies on it; without the
    header's word an oblique reconstruction would look the same.
    """
    written = stack.frames[0].header.gantry_detector_tilt
    if not written or stack.positions is None or stack.frames[0].header.modality != "CT":
        return None
    cosine = abs(stack.positions.orientation.normal[2])
    angle = math.degrees(math.acos(min(1.0, cosine)))
    return angle if abs(angle - abs(written)) <= TILT_HEADER_DEG else None
