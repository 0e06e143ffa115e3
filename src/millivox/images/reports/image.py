"""ImageReport: an image that is no slice of a volume, and why."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.reports.in_plane import Decided, decided
from millivox.images.reports.volume import spacing_dict
from millivox.images.stacks.through_plane import claimed, from_slice_location
from millivox.images.stacks.witnesses import column, one_value
from millivox.images.unpack.slide import total_matrix
from millivox.provenance import Grade
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.interval import claimed_interval

_CLAIM = "SpacingBetweenSlices"
#: Single images that nothing places, which may be neighbours all the same.
_UNPLACED = ("no positions", "capture")


@dataclass(frozen=True, slots=True)
class ImageReport:
    """One instance of a series (or some of its frames) outside its volumes.

    ``reason`` is a stable short phrase (``"localizer"``, ``"duplicate"``,
    ``"radiograph"``), ``text`` the same for people.
    """

    header: Header
    reason: str
    text: str
    frame_numbers: tuple[int, ...]
    spacing: Spacing

    @property
    def sop_instance_uid(self) -> str:
        """The instance; empty where it has no UID."""
        return self.header.sop_instance_uid or ""

    @property
    def path(self) -> str | None:
        """The file it came from."""
        return self.header.file

    @property
    def has_pixels(self) -> bool:
        """Whether there is a picture to look at."""
        return bool(self.header.rows and self.header.columns)

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The image as it stands in the JSON of ``check``."""
        whole = total_matrix(self.header)
        return {
            "n": 1,
            "sop_instance_uid": self.sop_instance_uid,
            "frames": len(self.frame_numbers),
            "frame": self.frame_numbers[0] if self.frame_numbers else 0,
            "path": self.path,
            "rows": self.header.rows,
            "columns": self.header.columns,
            "total_pixel_matrix": [whole.rows, whole.columns] if whole else None,
            "spacing": spacing_dict(self.spacing, accept_unverified=accept_unverified),
            "reason": self.reason,
            "text": self.text,
        }

    def __repr__(self) -> str:
        """Size, frames and reason."""
        size = f"{self.header.rows} x {self.header.columns}" if self.has_pixels else "no pixels"
        frames = f", {len(self.frame_numbers)} frames" if len(self.frame_numbers) > 1 else ""
        return f"<Image {size}{frames}, {self.reason}>"


def image_reports(set_aside: Iterable[NotSlices]) -> tuple[list[ImageReport], Decided]:
    """One report an instance and reason, and the decisions about their pixels."""
    joined: dict[tuple[int, str], NotSlices] = {}
    frames: dict[tuple[int, str], list[int]] = {}
    for item in set_aside:
        key = (id(item.header.tree), item.reason)
        joined.setdefault(key, item)
        frames.setdefault(key, []).extend(item.frame_numbers)
    found = decided(item.header for item in joined.values())
    by_header = {id(header): spacing for spacing, headers in found for header in headers}
    between = neighbour_claims(list(joined.values()))
    reports = [
        ImageReport(
            item.header,
            item.reason,
            item.text,
            tuple(frames[key]),
            _with_claim(item, by_header[id(item.header)], between.get(id(item))),
        )
        for key, item in joined.items()
    ]
    return reports, found


def neighbour_claims(items: Sequence[NotSlices]) -> dict[int, AxisSpacing]:
    """Rules D.7.3, D.7.4: images without positions that say how far their neighbours are; grade D.

    Images of one kind and matrix count as neighbours.  Spacing Between Slices is
    asked first, where all say the same; then Slice Location, where it is even.
    """
    alike: dict[Hashable, list[NotSlices]] = {}
    for item in items:
        if item.reason in _UNPLACED:
            header = item.header
            key = (item.reason, header.sop_class_uid, header.rows, header.columns)
            alike.setdefault(key, []).append(item)
    found: dict[int, AxisSpacing] = {}
    for members in alike.values():
        if len(members) > 1:
            z = _same_claim(members) or from_slice_location(members)
            found |= {id(item): z for item in members} if z else {}
    return found


def _same_claim(items: Sequence[NotSlices]) -> AxisSpacing | None:
    if one_value(column(items, _CLAIM)) is None:
        return None
    return claimed(items[0], _CLAIM)


def _with_claim(item: NotSlices, spacing: Spacing, between: AxisSpacing | None) -> Spacing:
    """Rules D.7.2, D.7.3: frames without positions, whose header still states their distance.

    Dimension Organization Type 3D promises even, parallel planes (PS3.3 C.7.6.17): C.
    Without that promise nobody knows what the number is the distance of: D.
    """
    header = item.header
    written, stated = header.written(_CLAIM), header.number(_CLAIM)
    if between is not None:
        return replace(spacing, z=between)
    if item.reason != "frames" or written is None or not stated:
        return spacing
    axis = claimed_interval(stated, keyword=_CLAIM, source=written.path, raw=written.raw)
    if header.text("DimensionOrganizationType") == "3D":
        note = "Dimension Organization Type 3D promises even planes; no position confirms it."
        axis = axis.regraded(
            Grade.C, rule="Z.D7.2", label="mm", plane=spacing.x.origin.plane, note=note
        )
    return replace(spacing, z=axis)
