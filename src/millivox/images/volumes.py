"""From the frames of one series to its volumes: the steps of rule book D.1, in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from millivox.dicom.header import Header
from millivox.images.asked import UNASKED, Asked, Profile
from millivox.images.captured import consistent
from millivox.images.frames import Frame, NotSlices
from millivox.images.reports.in_plane import Decided, decided, worst
from millivox.images.reports.volume import VolumeReport
from millivox.images.sorting import clusters, duplicates, grouping
from millivox.images.sorting.drift import drifting, moved
from millivox.images.sorting.split import Part, Places, Split, split
from millivox.images.stacks.build import build
from millivox.images.stacks.positions import Positions, distinct
from millivox.images.stacks.stack import Stack
from millivox.images.unpack import unpack
from millivox.provenance import Grade, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Finding, finding


@dataclass(slots=True)
class Assembled:
    """What a series is made of: volumes, images set aside with their reasons, findings."""

    volumes: list[VolumeReport] = field(default_factory=list)
    set_aside: list[NotSlices] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pixels: Decided = field(default_factory=list)
    copies: dict[int, list[Frame]] = field(default_factory=dict)
    asked: Asked = UNASKED


def assemble(headers: Iterable[Header], asked: Asked = UNASKED) -> Assembled:
    """The volumes of one series (D.1).

    Parameters
    ----------
    headers
        One an instance, all of one series, or of several that were merged.
    asked
        What the caller wants otherwise than the rule book.
    """
    found = Assembled(asked=asked)
    frames = _taken_apart(headers, found)
    frames = _without_copies(frames, found)
    _note_spaces(frames, found)
    for group in grouping.hard_groups(frames):
        for looking_alike in _by_orientation(group, found):
            for stacked in _by_stack(looking_alike):
                _to_volumes(stacked, found)
    _count_all_stacks(found)
    return found


def _taken_apart(headers: Iterable[Header], found: Assembled) -> list[Frame]:
    """Steps 0 and 1: every plane of every instance; what is no slice is set aside."""
    frames: list[Frame] = []
    for header in headers:
        unpacked = unpack(header)
        frames += unpacked.frames
        found.set_aside += unpacked.set_aside
        if unpacked.frames:
            found.findings += unpacked.frames[0].findings
        for aside in unpacked.set_aside:
            found.findings += aside.findings
    return frames


def _without_copies(frames: list[Frame], found: Assembled) -> list[Frame]:
    """V04: a second file of the same instance tells nothing new."""
    kept, copies = duplicates.copies(frames)
    if copies:
        found.findings.append(duplicates.found_again(copies))
        found.set_aside += duplicates.set_aside(copies, duplicates.COPY)
        found.copies = {id(group[0]): group for group in copies}
    return kept


def _note_spaces(frames: list[Frame], found: Assembled) -> None:
    """V15: more than one frame of reference."""
    note = grouping.frames_of_reference(frames) if frames else None
    found.findings += [note] if note else []


def _by_orientation(group: list[Frame], found: Assembled) -> list[list[Frame]]:
    """Step 3: what looks the same way; planes that turn are no stack (V22)."""
    looking = clusters.clusters(group)
    if len(looking) == 1:
        return looking
    if clusters.is_radial(looking):
        found.findings.append(clusters.turning(group, len(looking)))
        text = "one of several planes that turn about an axis"
        found.set_aside += [_aside(frame, "not parallel", text) for frame in group]
        return []
    found.findings.append(clusters.mixed(looking))
    return looking


def _by_stack(frames: list[Frame]) -> Iterator[list[Frame]]:
    """Stack ID names stacks that need not share positions (PS3.3 C.7.6.16.2.2.6)."""
    if not frames[0].header.has_groups:
        yield frames
        return
    stacks: dict[str | None, list[Frame]] = {}
    for frame in frames:
        stacks.setdefault(frame.header.text("StackID"), []).append(frame)
    own_places = [{frame.position_mm for frame in members} for members in stacks.values()]
    apart = sum(map(len, own_places)) == len(set().union(*own_places))
    if len(stacks) > 1 and apart and min(map(len, own_places)) > 1:
        yield from stacks.values()
    else:
        yield frames


def _to_volumes(frames: list[Frame], found: Assembled) -> None:
    """Steps 4 to 8: positions, repeats, stacks."""
    where = distinct(frames)
    if len(frames) > 1 and where.extent_mm < where.zero_mm:
        _zero_extent(frames, found)
        return
    drift = drifting(frames, where)
    told_apart = split(drift.places if drift else _places(frames, where))
    found.findings += told_apart.findings
    found.findings += [moved(drift, told_apart)] if drift else []
    _set_copies_aside(told_apart, found)
    group = len(found.volumes)
    for part in told_apart.parts:
        found.volumes.append(_volume(part, told_apart, group, found))


def _count_all_stacks(found: Assembled) -> None:
    """V05: a count of the slices of a series is for all its stacks; none lacks an end then."""
    whole = sum({volume.group: volume.stack.slices.n_grid for volume in found.volumes}.values())
    for number, volume in enumerate(found.volumes):
        told = volume.stack.findings
        kept = tuple(note for note in told if note.evidence.get("counted") != whole)
        if len(kept) < len(told):
            found.volumes[number] = replace(volume, stack=replace(volume.stack, findings=kept))


def _volume(part: Part, told_apart: Split, group: int, found: Assembled) -> VolumeReport:
    """Steps 7 and 8: the stack on the pixel that its headers give."""
    pixels = decided(frame.header for frame in part.frames)
    found.pixels += pixels
    pixel = worst(pixels)
    stack = stacked(part.frames, pixel, profile=found.asked.profile)
    return VolumeReport(
        stack,
        consistent(pixel, stack),
        group=group,
        split_by=told_apart.by,
        split_value=part.value,
        label=part.label,
        many=told_apart.many,
        duplicates=_doubles(part, told_apart, found),
        lacking_mm=part.lacking_mm,
    )


def stacked(frames: Sequence[Frame], pixel: Spacing, *, profile: Profile = Profile.STRICT) -> Stack:
    """The stack that some frames make on a pixel of a known size."""
    known = pixel.x.origin.plane not in (Plane.UNKNOWN, Plane.NONE)
    stack = build(
        frames,
        row_mm=pixel.y.mm,
        column_mm=pixel.x.mm,
        plane=pixel.x.origin.plane if known else Plane.PATIENT,
        profile=profile,
    )
    return _privately_placed(stack)


def _privately_placed(stack: Stack) -> Stack:
    """B.4: positions that stand in private elements only are worth a C at most."""
    private = any(note.code == "P17" for frame in stack.frames for note in frame.findings)
    if not private or stack.z.grade > Grade.C:
        return stack
    note = "the positions stand in a private sequence only"
    return replace(stack, z=stack.z.regraded(Grade.C, note=note))


def _doubles(part: Part, told_apart: Split, found: Assembled) -> tuple[tuple[str, ...], ...]:
    """SOP Instance UIDs of a kept slice, its copies, and what lies on the same place."""
    on_one_place = {id(group[0]): group for group in told_apart.duplicates}
    groups: dict[tuple[str, ...], None] = {}
    for frame in part.frames:
        for held in (found.copies, on_one_place):
            if id(frame) in held:
                groups[tuple(one.sop_instance_uid for one in held[id(frame)])] = None
    return tuple(groups)


def _places(frames: list[Frame], where: Positions) -> Places:
    place = [0] * len(frames)
    for number, cluster in enumerate(where.clusters):
        for member in cluster:
            place[member] = number
    return Places(frames, place, where.t_mm.tolist())


def _set_copies_aside(told_apart: Split, found: Assembled) -> None:
    """V04: slices on one place that nothing tells apart; the first is kept."""
    note = duplicates.at_one_place(told_apart.duplicates)
    if note:
        found.findings.append(note)
        found.set_aside += duplicates.set_aside(told_apart.duplicates, duplicates.SAME_PLACE)


def _zero_extent(frames: list[Frame], found: Assembled) -> None:
    """V18: many images, one place."""
    text = f"{len(frames)} images lie at one place: they are no volume."
    uids = tuple(dict.fromkeys(frame.sop_instance_uid for frame in frames))
    found.findings.append(finding("V18", text, where=uids))
    found.set_aside += [_aside(frame, "zero extent", "at the same place") for frame in frames]


def _aside(frame: Frame, reason: str, text: str) -> NotSlices:
    return NotSlices(frame.header, reason, text, (frame.number,))
