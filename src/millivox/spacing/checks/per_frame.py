"""Spacing that changes from frame to frame of one object (S15, rules T6 and B-60)."""

from millivox.dicom.elements import Elements, Tree
from millivox.dicom.fields import tag_of
from millivox.dicom.header import PER_FRAME, Header
from millivox.spacing.axes import with_findings
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Severity, finding
from millivox.spacing.parse import pair

_KEPT = 4  # trees: a handful of objects are open at a time
_HOLDERS = {
    "PixelSpacing": tag_of("PixelMeasuresSequence"),
    "ImagerPixelSpacing": tag_of("FramePixelDataPropertiesSequence"),
}
_Sizes = frozenset[tuple[float | None, float | None]]
_seen: list[tuple[Tree, _Sizes]] = []


def varies(header: Header, spacing: Spacing) -> Spacing:
    """Say that the frames differ (S15), or that one frame is told twice (B-60)."""
    if PER_FRAME not in header.tree:
        return spacing
    sizes = _sizes_of(header.tree)
    if len(sizes) > 1:
        text = f"The frames differ in spacing ({len(sizes)} values); each frame has its own."
        spacing = with_findings(spacing, finding("S15", text, values=sorted(map(str, sizes))))
    return _told_twice(header, spacing)


def _told_twice(header: Header, spacing: Spacing) -> Spacing:
    places = [path for path in header.places("PixelSpacing") if path.startswith("(5200,")]
    if len(places) < 2:
        return spacing
    own = header.numbers("PixelSpacing")
    shared = _shared_numbers(header)
    text = "Pixel Measures stand both shared and per frame; the frame's own were used."
    severity = Severity.INFO if own == shared else Severity.WARNING
    return with_findings(spacing, finding("S15", text, severity=severity))


def _shared_numbers(header: Header) -> tuple[float | None, ...]:
    for item in header.items("SharedFunctionalGroupsSequence"):
        for macro in item.items("PixelMeasuresSequence"):
            return macro.numbers("PixelSpacing")
    return ()


def _sizes_of(tree: Tree) -> _Sizes:
    """Every pair of sizes the frames state themselves; remembered for the objects at hand."""
    for known, sizes in _seen:
        if known is tree:
            return sizes
    found = frozenset(_read(tree))
    _seen[:] = [(tree, found), *_seen[: _KEPT - 1]]
    return found


def _read(tree: Tree) -> list[tuple[float | None, float | None]]:
    groups = tree.get(PER_FRAME)
    found = []
    for group in groups if isinstance(groups, list) else ():
        for keyword, holder in _HOLDERS.items():
            items = group.get(holder)
            if isinstance(items, list) and items:
                read = pair(Elements(items[0]), keyword)
                if read.usable:
                    found.append((read.row_mm, read.column_mm))
    return found
