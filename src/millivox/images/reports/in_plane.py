"""The pixel of many frames at once: decided once for frames whose headers say the same."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from itertools import compress
from operator import is_not

from millivox.dicom.elements import Tree
from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing.axis import Spacing
from millivox.spacing.checks.recon_centre import off_centre_px
from millivox.spacing.findings import Finding
from millivox.spacing.remembered import PER_SLICE, decide_cached, is_per_slice
from millivox.spacing.rules import decide

#: Read by the slice rules, not by those of the pixel.
_NOT_OF_THE_PIXEL = PER_SLICE | {tag_of("ImagePositionPatient")}
#: Headers looked back at before a decision is looked up by its whole header.
_LOOK_BACK = 4
_PIXEL_SPACING = tag_of("PixelSpacing")
Decided = list[tuple[Spacing, list[Header]]]
#: A header decided about, how far it is off its centre (C.10.3), and the number of its decision.
Known = tuple[Tree, float | None, int]


def decided(headers: Iterable[Header]) -> Decided:
    """Every different decision about the pixel, with the headers it holds for."""
    found: Decided = []
    alike: list[Known] = []
    by_group: dict[Hashable, int] = {}
    for header in headers:
        if header.has_groups:
            number = _by_group(header, by_group, found)
        else:
            number = _by_tree(header, alike, found)
        found[number][1].append(header)
    return found


def worst(found: Decided) -> Spacing:
    """The decision with the worst grades, so that no slice is trusted more than it may be."""
    return max((spacing for spacing, _ in found), key=_rank)


def findings_of(found: Decided) -> list[Finding]:
    """The findings of all decisions, each said once; ``where`` is empty if about all of them."""
    total = sum(len(headers) for _, headers in found)
    merged: dict[tuple[str, str], tuple[Finding, list[Header]]] = {}
    for spacing, headers in found:
        for item in spacing.findings:
            merged.setdefault((item.code, item.text), (item, []))[1].extend(headers)
    return [
        item if item.where or len(about) == total else replace(item, where=_uids(about))
        for item, about in merged.values()
    ]


def _uids(headers: list[Header]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(header.sop_instance_uid or "" for header in headers))


def _rank(spacing: Spacing) -> tuple[Grade, Grade]:
    grades = sorted((spacing.x.grade, spacing.y.grade), reverse=True)
    return grades[0], grades[1]


def _by_tree(header: Header, known: list[Known], found: Decided) -> int:
    """The decision for a header that differs from this one in per-slice attributes only."""
    off_px = off_centre_px(header)
    for other, other_px, number in known[: -_LOOK_BACK - 1 : -1]:
        if other_px == off_px and _alike(header.tree, other):
            return number
    known.append((header.tree, off_px, len(found)))
    found.append((decide_cached(header), []))
    return len(found) - 1


def _alike(tree: Tree, other: Tree) -> bool:
    if list(tree) != list(other):
        return False
    # The scanner makes equal values of neighbours one object: most need no comparison.
    differing = compress(tree, map(is_not, tree.values(), other.values()))
    return all(
        tag in _NOT_OF_THE_PIXEL or tree[tag] == other[tag] or is_per_slice(tag)
        for tag in differing
    )


def _by_group(header: Header, known: dict[Hashable, int], found: Decided) -> int:
    """Frames of one enhanced object differ in their pixel measures and their centre at most."""
    hit = header.find(_PIXEL_SPACING)
    key = (id(header.tree), repr(hit[0] if hit else None), off_centre_px(header))
    if key not in known:
        known[key] = len(found)
        found.append((decide(header), []))
    return known[key]
