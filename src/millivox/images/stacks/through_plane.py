"""The z axis of a stack: from its positions, else what its headers claim (rule book D.7)."""

from collections.abc import Sequence

import numpy as np

from millivox import tolerance
from millivox.images.frames import Frame
from millivox.images.stacks.cosines import Cosines
from millivox.images.stacks.witnesses import Headed, Witnesses, column
from millivox.provenance import Method, Plane
from millivox.spacing.axis import AxisSpacing
from millivox.spacing.interval import Comparison, Witnessed, claimed_interval, compare_sbs, z_axis
from millivox.spacing.slices import Kind, SliceGeometry


def compared(slices: SliceGeometry, witnesses: Witnesses) -> Comparison | None:
    """Spacing Between Slices beside the interval, where there are both."""
    if slices.interval_mm is None or witnesses.sbs_mm is None:
        return None
    if witnesses.frames[0].method == Method.SIGNED_SBS:
        return None  # the positions were made from it: it cannot confirm itself (F.2)
    return compare_sbs(
        witnesses.sbs_mm,
        slices.interval_mm,
        thickness_mm=slices.thickness_mm,
        step_length_mm=slices.step_length_mm if slices.sheared else None,
    )


def through_plane(
    slices: SliceGeometry,
    kept: tuple[Frame, ...],
    sbs: Comparison | None,
    cosines: Cosines,
    plane: Plane,
) -> AxisSpacing:
    """Rule D.7: from positions, else what the header claims of a single slice (B-43)."""
    first, last = kept[0], kept[-1]
    if slices.kind in (Kind.SINGLE, Kind.ZERO_EXTENT):
        return claimed(first, "SpacingBetweenSlices") or z_axis(slices, Witnessed())
    from_sbs = first.method == Method.SIGNED_SBS
    keyword = "SpacingBetweenSlices" if from_sbs else "ImagePositionPatient"
    written = first.header.written(keyword)
    source = first.position_source or (written.path if written is not None else None)
    beside = Witnessed(
        source=source,
        raw=written.raw if from_sbs and written else first.position_raw + last.position_raw,
        sbs=sbs,
        orientation_valid=cosines.valid,
        plane=plane,
        method=first.method,
    )
    return z_axis(slices, beside)


def claimed(frame: Headed, keyword: str) -> AxisSpacing | None:
    """What an attribute of one frame claims, grade D."""
    written = frame.header.written(keyword)
    value = frame.header.number(keyword)
    if written is None or not value:
        return None
    return claimed_interval(value, keyword=keyword, source=written.path, raw=written.raw)


def from_slice_location(frames: Sequence[Headed]) -> AxisSpacing | None:
    """Rule D.7.4: even Slice Locations claim an interval; grade D."""
    places = sorted({place for place in column(frames, "SliceLocation") if place is not None})
    if len(places) < 2 or len(places) != len(frames):
        return None
    gaps = np.diff(places)
    mean = float(gaps.mean())
    if np.abs(gaps - mean).max() > tolerance.UNIFORM_TOL_GAP_RELATIVE * mean:
        return None
    written = frames[0].header.written("SliceLocation")
    source = written.path if written is not None else None
    return claimed_interval(mean, keyword="SliceLocation", source=source)
