"""The same slice twice: copies of one instance, and different instances on one place (V04)."""

import os

from millivox.dicom.fields import tag_of
from millivox.images.frames import Frame, NotSlices
from millivox.images.numbers import counted
from millivox.spacing.findings import Finding, finding

_UID = tag_of("SOPInstanceUID")
#: Why an image is set aside, and which of both it is.
REASON = "duplicate"
COPY = "a copy of an instance that is here"
SAME_PLACE = "lies where another slice is"


def copies(frames: list[Frame]) -> tuple[list[Frame], list[list[Frame]]]:
    """Frames without second copies of one SOP instance, and the groups (kept, copy, ...) found.

    Two files are copies when they share the SOP Instance UID, the frame and the
    place; a UID given twice to different slices does not make them one.
    """
    seen: dict[object, list[Frame]] = {}
    kept = []
    for frame in frames:
        uid = frame.header.tree.get(_UID)
        if not isinstance(uid, bytes) or not uid:
            kept.append(frame)
            continue
        key = (uid, frame.header.frame, frame.position_mm, frame.orientation, frame.tile_px)
        group = seen.setdefault(key, [])
        group.append(frame)
        if len(group) == 1:
            kept.append(frame)
    return kept, [group for group in seen.values() if len(group) > 1]


def found_again(groups: list[list[Frame]]) -> Finding:
    """V04: instances that are here more than once, counted in instances."""
    copies = {id(frame.header.tree): frame for group in groups for frame in group[1:]}
    n, n_instances = len(copies), len({group[0].sop_instance_uid for group in groups})
    them = f"{counted(n, 'copy', 'copies')} set aside{_such_as(groups[0], n)}"
    if n_instances == 1:
        text = f"The same instance was found {n + 1} times; {them}."
    else:
        text = f"{n_instances} instances were found more than once; {them}."
    return finding("V04", text, where=_uids(groups), groups=_pairs(groups))


def at_one_place(groups: list[list[Frame]]) -> Finding | None:
    """V04: different slices on one place; the first of each place stays."""
    if not groups:
        return None
    n = sum(len(group) - 1 for group in groups)
    lie = "slice lies" if n == 1 else "slices lie"
    example = _example(groups[0][0], groups[0][1], "on")
    such = example and f" ({'for example ' if n > 1 else ''}{example})"
    text = f"{n} {lie} where another one is{such}; set aside, the first is kept."
    return finding("V04", text, where=_uids(groups), groups=_pairs(groups))


def set_aside(groups: list[list[Frame]], text: str) -> list[NotSlices]:
    """The duplicates as images of the series, with their reason."""
    return [
        NotSlices(frame.header, REASON, text, (frame.number,))
        for group in groups
        for frame in group[1:]
    ]


def _uids(groups: list[list[Frame]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.sop_instance_uid for group in groups for f in group[1:]))


def _pairs(groups: list[list[Frame]]) -> list[list[str]]:
    """The UIDs of each group, the kept one first; frames of one object tell the same."""
    pairs = (tuple(frame.sop_instance_uid for frame in group) for group in groups)
    return [list(pair) for pair in dict.fromkeys(pairs)]


def _such_as(group: list[Frame], n: int) -> str:
    example = _example(group[0], group[1], "of")
    return example and f" ({'for example ' if n > 1 else ''}{example})"


def _example(kept: Frame, copy: Frame, word: str) -> str:
    """Two slices by what tells them apart: instance numbers, else file names, else UIDs."""
    numbers = [frame.header.instance_number for frame in (copy, kept)]
    if None not in numbers and numbers[0] != numbers[1]:
        return f"image {numbers[0]} {word} image {numbers[1]}"
    paths = [os.path.basename(frame.path or "") for frame in (copy, kept)]
    if all(paths) and paths[0] != paths[1]:
        return f"{paths[0]} {word} {paths[1]}"
    if copy.sop_instance_uid != kept.sop_instance_uid:
        return f"{copy.sop_instance_uid} {word} {kept.sop_instance_uid}"
    return ""
