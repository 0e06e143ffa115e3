"""The same slice twice: copies of one instance, and different instances on one place (V04)."""

import os

from millivox.dicom.fields import tag_of
from millivox.images.frames import Frame, NotSlices
from millivox.spacing.findings import Finding, finding

_UID = tag_of("SOPInstanceUID")


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


def named(groups: list[list[Frame]]) -> Finding | None:
    """V04: which instances lie on which; the first of each group stays."""
    if not groups:
        return None
    aside = sum(len(group) - 1 for group in groups)
    what = "slice lies" if aside == 1 else "slices lie"
    example = _example(groups[0][0], groups[0][1])
    more = "" if aside == 1 else "for example "
    text = f"{aside} {what} where another one is ({more}{example}); set aside, the first is kept."
    where = tuple(dict.fromkeys(f.sop_instance_uid for group in groups for f in group[1:]))
    pairs = [[frame.sop_instance_uid for frame in group] for group in groups]
    return finding("V04", text, where=where, groups=pairs)


def set_aside(groups: list[list[Frame]]) -> list[NotSlices]:
    """The duplicates as images of the series, with their reason."""
    text = "lies where another slice is"
    return [
        NotSlices(frame.header, "duplicate", text, (frame.number,))
        for group in groups
        for frame in group[1:]
    ]


def _example(kept: Frame, copy: Frame) -> str:
    """Two slices by what tells them apart: instance numbers, else file names, else UIDs."""
    numbers = [frame.header.instance_number for frame in (copy, kept)]
    if None not in numbers and numbers[0] != numbers[1]:
        return f"image {numbers[0]} on image {numbers[1]}"
    paths = [os.path.basename(frame.path or "") for frame in (copy, kept)]
    if all(paths) and paths[0] != paths[1]:
        return f"{paths[0]} on {paths[1]}"
    if copy.sop_instance_uid != kept.sop_instance_uid:
        return f"{copy.sop_instance_uid} on {kept.sop_instance_uid}"
    return "the same instance twice"
