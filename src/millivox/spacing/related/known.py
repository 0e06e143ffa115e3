"""The instances at hand, and those that an image was made from or speaks of."""

from collections.abc import Iterable, Iterator

from millivox.dicom.elements import Elements
from millivox.dicom.header import PER_FRAME, Header

#: Sources of one image that are looked at; the slices of a series are alike.
_LOOKED_AT = 8
Named = tuple[str, int]
Pair = tuple[Header, Header]


class Known:
    """Instances by their UID; a UID that is there twice stands for the first.

    Examples
    --------
    >>> ct = Header({0x00080018: b"1.2.3"})
    >>> Known([ct]).at("1.2.3", 0) is ct
    True
    """

    def __init__(self, headers: Iterable[Header]) -> None:
        self._by_uid: dict[str, Header] = {}
        for header in headers:
            self._by_uid.setdefault(header.sop_instance_uid or "", header)

    def at(self, uid: str, frame: int) -> Header | None:
        """One frame of an instance; ``None`` where it is not at hand."""
        found = self._by_uid.get(uid) if uid else None
        if found is None or not 0 <= frame < found.number_of_frames:
            return None
        return found.at_frame(frame) if frame else found

    def in_space(self, frame_of_reference: str) -> Iterator[Header]:
        """The instances whose positions are in one frame of reference."""
        for header in self._by_uid.values():
            if header.frame_of_reference_uid == frame_of_reference:
                yield header


def sources(header: Header, known: Known) -> list[Header]:
    """The images at hand that this frame was made from (PS3.3 C.7.6.16.2.6, C.7.6.1.1.4)."""
    return _found(_made_from(header), header, known)


def references(header: Header, known: Known) -> list[Header]:
    """What a frame was made from; else the images it names, else those its object names."""
    for named in (_made_from(header), _shown_with(header), _of_the_object(header)):
        found = _found(named, header, known)
        if found:
            return found
    return []


def pairs(headers: Iterable[Header], known: Known) -> list[Pair]:
    """Every frame with the images at hand that it was made from or names.

    Frames that only their object's references concern are represented by the first.
    """
    held: list[Pair] = []
    seen: set[int] = set()
    for header in headers:
        if id(header.tree) in seen and not _has_own_groups(header):
            continue
        seen.add(id(header.tree))
        held += [(header, other) for other in references(header, known)]
    return held


def _has_own_groups(header: Header) -> bool:
    items = header.tree.get(PER_FRAME)
    return isinstance(items, list) and len(items) > 1


def _made_from(header: Header) -> Iterator[Named]:
    for place in (*header.items("DerivationImageSequence"), header):
        for item in place.items("SourceImageSequence"):
            yield from _named(item)


def _shown_with(header: Header) -> Iterator[Named]:
    for item in header.items("ReferencedImageSequence"):
        yield from _named(item)


def _of_the_object(header: Header) -> Iterator[Named]:
    for series in header.items("ReferencedSeriesSequence"):
        for item in series.items("ReferencedInstanceSequence"):
            yield from _named(item)


def _named(item: Elements) -> Iterator[Named]:
    """The instance an item names, and its frames from 0; without frames, the first."""
    uid = item.text("ReferencedSOPInstanceUID")
    if uid:
        frames = [int(n) - 1 for n in item.numbers("ReferencedFrameNumber") if n]
        yield from ((uid, frame) for frame in frames or [0])


def _found(named: Iterable[Named], header: Header, known: Known) -> list[Header]:
    """The first few that are at hand; an object that names itself is no reference."""
    held: list[Header] = []
    for uid, frame in dict.fromkeys(named):
        other = known.at(uid, frame)
        if other is not None and other.tree is not header.tree:
            held.append(other)
        if len(held) == _LOOKED_AT:
            break
    return held
