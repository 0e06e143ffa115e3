"""What a data set says against itself: counts that cannot all be true (PS3.3 C.7.6.6, C.7.6.16)."""

from collections.abc import Iterator

from millivox.dicom.elements import Elements, Tree
from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.found import Scan
from millivox.dicom.problem import DAMAGE, Problem

_FRAMES = tag_of("NumberOfFrames")
_PER_FRAME = tag_of("PerFrameFunctionalGroupsSequence")
_MOST_FRAMES = 2**31 - 1  # the largest number an IS can hold (PS3.5 6.2)


def proven_wrong(scan: Scan, tree: Tree, path: str) -> Iterator[Problem]:
    """What a file proves wrong: its damage, and where its data set contradicts itself besides."""
    for damage in scan.damage:
        yield Problem(path, DAMAGE, damage.text, damage.offset, damage.tag)
    said = {damage.tag for damage in scan.damage}
    yield from (one for one in contradictions(tree, path) if one.tag not in said)


def contradictions(tree: Tree, path: str) -> Iterator[Problem]:
    """Each contradiction as damage, for no part of the file can be right about all of it.

    Examples
    --------
    >>> [p.text for p in contradictions({0x00280008: b"0 "}, "a.dcm")]
    ["Number of Frames is '0', which is no count of frames."]
    """
    if _FRAMES not in tree and _PER_FRAME not in tree:
        return
    told = Elements(tree).written("NumberOfFrames")
    items = tree.get(_PER_FRAME)
    count = told.numbers[0] if told and told.numbers else None
    if told is not None and not (count and 1 <= count <= _MOST_FRAMES and count == int(count)):
        shown = "\\".join(told.raw)[:40]
        text = f"Number of Frames is {shown!r}, which is no count of frames."
        yield Problem(path, DAMAGE, text, tag=written_tag(_FRAMES))
    elif isinstance(items, list) and len(items) != (count or 1):
        said = f"says {count:.0f}" if count else "is absent"
        text = f"There are functional groups for {len(items)} frames, but Number of Frames {said}."
        yield Problem(path, DAMAGE, text, tag=written_tag(_PER_FRAME))
