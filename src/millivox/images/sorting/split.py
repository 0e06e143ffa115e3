"""From slices that share positions to volumes that share none: 4-D splitting (rule book D.2)."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from millivox.decimals import plain
from millivox.images.frames import Frame
from millivox.images.sorting import split_keys
from millivox.images.sorting.split_keys import SplitKey
from millivox.images.sorting.split_names import named, shown
from millivox.spacing.findings import Finding, Severity, finding

#: A part that lacks slices must still hold this share of the positions to be one.
_INCOMPLETE_SHARE = 0.5
Groups = dict[Hashable, list[int]]


@dataclass(frozen=True, slots=True)
class Part:
    """One volume's slices among repeats, and what tells it apart (``None`` where nothing need)."""

    frames: list[Frame]
    value: Any = None
    label: str | None = None
    lacking_mm: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a group of frames, by which key, and what had to be said about it."""

    parts: list[Part]
    by: str | None = None
    many: str | None = None
    findings: tuple[Finding, ...] = ()
    #: (kept, set aside, ...) for slices that lie on each other and nothing tells apart.
    duplicates: list[list[Frame]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Places:
    """Which distinct position each frame has, and where the positions lie along the normal."""

    frames: list[Frame]
    place: list[int]
    position_mm: list[float]

    @property
    def count(self) -> int:
        """Number of distinct positions."""
        return len(self.position_mm)

    def subset(self, members: list[int]) -> "Places":
        """The same for some of the frames."""
        frames = [self.frames[n] for n in members]
        return replace(self, frames=frames, place=[self.place[n] for n in members])


def split(places: Places) -> Split:
    """Sub-stacks in which every position stands once.

    Keys are tried one by one, then in pairs; one counts only if every part has the
    same positions.  After that parts may lack slices, then hold duplicates; at last
    the order of the instances (V20), and what is left are duplicates (V04).
    """
    if len(places.frames) == places.count:
        return Split([Part(places.frames)])
    candidates = _candidates(places)
    for accept in (_complete, _with_missing, _with_duplicates):
        for chosen in (*((key,) for key in candidates), *combinations(candidates, 2)):
            groups = _groups(chosen, candidates)
            if accept(groups, places):
                return _by_key(groups, list(chosen), places)
    return _by_order(places) or _keep_first(places)


Values = dict[SplitKey, list[Hashable]]


def _candidates(places: Places) -> Values:
    """The keys that every frame has and that differ between frames, with their values."""
    found: Values = {}
    for key in split_keys.KEYS:
        values = [key.read(frame) for frame in places.frames]
        if None not in values and len(set(values)) > 1 and values not in found.values():
            found[key] = values
    return found


def _groups(chosen: tuple[SplitKey, ...], values: Values) -> Groups:
    groups: Groups = defaultdict(list)
    for number, value in enumerate(zip(*(values[key] for key in chosen), strict=True)):
        groups[value].append(number)
    return groups


def _complete(groups: Groups, places: Places) -> bool:
    """The product test: frames = positions x values, each part with every position once."""
    return len(places.frames) == places.count * len(groups) and all(
        len({places.place[n] for n in members}) == places.count for members in groups.values()
    )


def _with_missing(groups: Groups, places: Places) -> bool:
    """Every position at most once in each part, and most parts complete (G-146)."""
    if any(len({places.place[n] for n in m}) < len(m) for m in groups.values()):
        return False
    return _mostly_complete(groups, places)


def _with_duplicates(groups: Groups, places: Places) -> bool:
    """The same, once a few duplicates inside the parts are left out."""
    kept = sum(len({places.place[n] for n in members}) for members in groups.values())
    aside = len(places.frames) - kept
    return aside <= len(groups) and _mostly_complete(groups, places)


def _mostly_complete(groups: Groups, places: Places) -> bool:
    sizes = [len({places.place[n] for n in members}) for members in groups.values()]
    short = [size for size in sizes if size < places.count]
    allowed = max(1, len(sizes) // 2)
    return (
        len(sizes) > len(short)
        and len(short) <= allowed
        and all(size >= _INCOMPLETE_SHARE * places.count for size in short)
    )


def _by_key(groups: Groups, chosen: list[SplitKey], places: Places) -> Split:
    """The parts of an accepted key, in the order of its values."""
    names = [named(key, places.frames) for key in chosen]
    by = " and ".join(key.name for key in names)
    many = names[0].many if len(names) == 1 else "parts"
    parts: list[Part] = []
    doubles: list[list[Frame]] = []
    for value in _in_order(groups, chosen, places):
        own = places.subset(groups[value])
        frames, copies = _firsts(own)
        doubles += copies
        present = {own.place[n] for n in range(len(own.frames))}
        lacking = tuple(mm for n, mm in enumerate(places.position_mm) if n not in present)
        held, label = shown(names, value, len(parts) + 1)
        parts.append(Part(frames, held, label, lacking))
    text = f"{len(places.frames)} slices stand at {places.count} positions; split by {by}."
    notes = [finding("V19", text, by=by, parts=len(parts))]
    notes += [_lacks(part) for part in parts if part.lacking_mm]
    return Split(parts, by, many, tuple(notes), doubles)


def _in_order(groups: Groups, chosen: list[SplitKey], places: Places) -> list[Hashable]:
    """By the values of the key; objects have none, so theirs is the order of their numbers."""
    if all(key.read is not split_keys.instance for key in chosen):
        return sorted(groups, key=_order)
    return sorted(groups, key=lambda value: min(_rank(places.frames[n]) for n in groups[value]))


def _lacks(part: Part) -> Finding:
    """V05 for a part that lacks positions its siblings have."""
    count = len(part.lacking_mm)
    where = ", ".join(plain(mm) for mm in part.lacking_mm[:5]) + (" ..." if count > 5 else "")
    noun = "slice" if count == 1 else "slices"
    text = f"{part.label} lacks {count} {noun} that the others have (at {where} mm)."
    uid = part.frames[0].sop_instance_uid
    return finding("V05", text, where=(uid,), part=part.label, lacking_mm=list(part.lacking_mm))


def _by_order(places: Places) -> Split | None:
    """Key 14, the last resort: the instances repeat the positions in one fixed order."""
    m, total = places.count, len(places.frames)
    if total % m or m < 2:
        return None
    for order in (_image_index, _instance_number, _acquisition_time):
        marks = [order(frame) for frame in places.frames]
        if None in marks or len(set(marks)) < total:
            continue
        ranked = sorted(range(total), key=marks.__getitem__)
        run = [places.place[n] for n in ranked]
        if len(set(run[:m])) == m and run == run[:m] * (total // m):
            blocks = [ranked[at : at + m] for at in range(0, total, m)]
            return _blocks(blocks, places, defined=order is _image_index)
    return None


def _blocks(blocks: list[list[int]], places: Places, *, defined: bool) -> Split:
    """Repeats in order; Image Index is defined to run through the slices of a time first."""
    parts = [
        Part(places.subset(members).frames, number, f"repeat {number}")
        for number, members in enumerate(blocks, start=1)
    ]
    by = "order of the instances"
    stand = f"{len(places.frames)} slices stand at {places.count} positions"
    counted = places.frames[0].header.integer("NumberOfTemporalPositions") == len(parts)
    told = defined or counted
    witness = "and Number of Temporal Positions agrees" if counted else "which is a guess"
    witness = "by Image Index" if defined else witness
    guess = f"No attribute tells the repeats apart; the order of the instances does, {witness}."
    notes = (
        finding("V19", f"{stand}; split by {by}.", by=by, parts=len(parts)),
        finding("V20", guess, severity=Severity.INFO if told else None),
    )
    return Split(parts, by, "time points" if told else "repeats", notes)


def _keep_first(places: Places) -> Split:
    """V04: nothing tells the repeats apart; the first of each position is kept."""
    frames, doubles = _firsts(places)
    notes: list[Finding] = []
    repeats = set(Counter(places.place).values())
    if len(repeats) == 1:
        text = (
            f"Every one of the {places.count} positions is there {repeats.pop()} times and nothing "
            "tells the repeats apart; the first of each is kept."
        )
        notes.append(finding("V20", text))
    return Split([Part(frames)], None, None, tuple(notes), doubles)


def _firsts(places: Places) -> tuple[list[Frame], list[list[Frame]]]:
    """The first frame of each position by instance number, and the groups that were thinned."""
    by_place: dict[int, list[Frame]] = defaultdict(list)
    for frame, place in zip(places.frames, places.place, strict=True):
        by_place[place].append(frame)
    for members in by_place.values():
        members.sort(key=_rank)
    kept = [members[0] for _, members in sorted(by_place.items())]
    return kept, [members for members in by_place.values() if len(members) > 1]


def _rank(frame: Frame) -> tuple[float, int]:
    number = frame.header.instance_number
    return (float("inf") if number is None else number, frame.number)


def _instance_number(frame: Frame) -> Any:
    number = frame.header.instance_number
    return None if number is None else (number, frame.number)


def _image_index(frame: Frame) -> Any:
    """PET: slices first, then time (PS3.3 C.8.9.4.1.9)."""
    return frame.header.integer("ImageIndex")


def _acquisition_time(frame: Frame) -> Any:
    return frame.header.text("AcquisitionDateTime") or frame.header.text("AcquisitionTime")


def _order(value: Any) -> tuple[Any, ...]:
    """A sort key that takes numbers, texts, tuples and nothing side by side."""
    items = value if isinstance(value, tuple) else (value,)
    return tuple(
        (1, "", _order(item)) if isinstance(item, tuple)
        else (0, item, "") if isinstance(item, int | float)
        else (2, str(item), "")
        for item in items
    )  # fmt: skip
