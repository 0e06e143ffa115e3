"""Repeats that moved a little from one to the next share no positions (rule book D.2)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from millivox.geometry.points import Vector
from millivox.images.frames import Frame
from millivox.images.numbers import mm
from millivox.images.sorting import split_keys
from millivox.images.sorting.split import Places, Split
from millivox.images.sorting.split_keys import SplitKey
from millivox.images.stacks.positions import Positions
from millivox.spacing.findings import Finding, Severity, finding
from millivox.tolerance import BLOCK_GAPS, DRIFT_RELATIVE


@dataclass(frozen=True, slots=True)
class Drift:
    """Slices by their rank in their own repeat, and how far equal ranks lie apart at most."""

    places: Places
    drift_mm: float


def drifting(frames: list[Frame], where: Positions) -> Drift | None:
    """The slices by rank, if some key makes repeats that differ by a small drift only.

    Every repeat has as many slices, and slices of one rank lie within a quarter of
    the smallest distance of their neighbours; some farther apart than one position is wide.
    """
    if not _may_drift(where.t_mm):
        return None
    t = np.array([frame.position_mm for frame in frames], np.float64) @ where.normal
    for key in split_keys.KEYS:
        members = _repeats(frames, key)
        if members is not None:
            found = _ranked(frames, t, members)
            if found is not None and found.drift_mm > where.duplicate_mm:
                return found
    return None


def moved(drift: Drift, told_apart: Split) -> Finding:
    """V19: the repeats share their order, not their places."""
    many = told_apart.many or "repeats"
    text = (
        f"The slices of the {many} lie up to {mm(drift.drift_mm)} apart from one to the next: "
        "something moved, or the positions follow a motion. Each is a stack of its own."
    )
    return finding("V19", text, severity=Severity.WARNING, drift_mm=drift.drift_mm)


def _may_drift(t_mm: Vector) -> bool:
    """Whether some distances are so much smaller than others that repeats may be mixed."""
    gaps = np.diff(t_mm)
    if gaps.size < BLOCK_GAPS:
        return False
    return bool(gaps.min() <= DRIFT_RELATIVE / (1.0 - DRIFT_RELATIVE) * gaps.max())


def _repeats(frames: list[Frame], key: SplitKey) -> list[list[int]] | None:
    """The numbers of the frames of each repeat; ``None`` unless all are equally many."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, frame in enumerate(frames):
        value = key.read(frame)
        if value is None:
            return None
        groups[value].append(number)
    sizes = {len(members) for members in groups.values()}
    if len(groups) < 2 or len(sizes) > 1 or sizes.pop() < BLOCK_GAPS:
        return None
    return list(groups.values())


def _ranked(frames: list[Frame], t: Vector, members: Sequence[list[int]]) -> Drift | None:
    order = np.array([sorted(numbers, key=t.__getitem__) for numbers in members])
    places = t[order]
    smallest = float(np.diff(places, axis=1).min())
    drift = float(np.ptp(places, axis=0).max())
    if drift > DRIFT_RELATIVE * smallest:
        return None
    rank = [0] * len(frames)
    for numbers in order.tolist():
        for place, number in enumerate(numbers):
            rank[number] = place
    return Drift(Places(frames, rank, places.mean(axis=0).tolist()), drift)
