"""What a data set says against itself, or leaves unsaid (PS3.3 C.7.6.6, C.7.6.16, C.12.1)."""

from collections.abc import Iterator

from millivox.dicom.elements import Elements, Tree, Value
from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.found import Scan
from millivox.dicom.problem import DAMAGE, Problem

_FRAMES = tag_of("NumberOfFrames")
_PER_FRAME = tag_of("PerFrameFunctionalGroupsSequence")
_MOST_FRAMES = 2**31 - 1  # the largest number an IS can hold (PS3.5 6.2)
_CLASS_OF_THE_FILE = tag_of("MediaStorageSOPClassUID")
_DIRECTORY = b"1.2.840.10008.1.3.10"
#: UIDs without which nobody can tell objects and series apart (type 1).
_UIDS = {
    tag_of("SOPInstanceUID"): "SOP Instance UID",
    tag_of("SeriesInstanceUID"): "Series Instance UID",
}
#: What objects of a series have; palettes and protocols belong to none (PS3.3 A.58, F.1.4).
_OF_A_SERIES = [tag_of(word) for word in ("Modality", "Rows", "StudyInstanceUID")]


def proven_wrong(scan: Scan, tree: Tree, path: str) -> Iterator[Problem]:
    """What a file proves wrong: its damage, contradictions besides, and UIDs that are absent."""
    for damage in scan.damage:
        yield Problem(path, DAMAGE, damage.text, damage.offset, damage.tag)
    said = {damage.tag for damage in scan.damage}
    yield from (one for one in contradictions(tree, path) if one.tag not in said)
    yield from nameless(tree, path)


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


def nameless(tree: Tree, path: str) -> Iterator[Problem]:
    """An object without the UIDs that name it; a DICOMDIR has none.

    Examples
    --------
    >>> [p.text for p in nameless({0x00080018: b"1.2.3", 0x00080060: b"CT"}, "a.dcm")]
    ['Series Instance UID is absent.']
    """
    kind = tree.get(_CLASS_OF_THE_FILE)
    if isinstance(kind, bytes) and kind.rstrip(b"\0 ") == _DIRECTORY:
        return
    needed = list(_UIDS) if any(tag in tree for tag in _OF_A_SERIES) else list(_UIDS)[:1]
    lacking = [tag for tag in needed if not _is_written(tree.get(tag))]
    if lacking:
        names = " and ".join(_UIDS[tag] for tag in lacking)
        text = f"{names} {'is' if len(lacking) == 1 else 'are'} absent."
        yield Problem(path, DAMAGE, text, tag=written_tag(lacking[0]))


def _is_written(value: Value | None) -> bool:
    data = value[1] if isinstance(value, tuple) else value
    return isinstance(data, bytes) and bool(data.rstrip(b"\0 "))
