"""Frame: one plane of pixels in space, whatever object it came from."""

from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.provenance import Method
from millivox.spacing.findings import Finding

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """One plane of pixels and where it lies.

    ``position_mm`` is the centre of its first pixel in LPS mm, *after* mosaics,
    dose grids and the like have been unpacked; ``orientation`` the direction
    cosines of increasing column then row index; ``position_raw`` the position's
    strings as stored (they carry the rounding), empty where it was derived.
    ``tile_px`` is the (row, column) of the first pixel inside a mosaic.
    ``method`` says what the distance between such frames rests on, and
    ``position_source`` the tag path it was derived from (``None`` where the
    frame's own position was written).
    """

    header: Header
    position_mm: Point | None
    orientation: tuple[float, ...] | None
    rows: int
    columns: int
    position_raw: tuple[str, ...] = ()
    thickness_mm: float | None = None
    tile_px: tuple[int, int] | None = None
    findings: tuple[Finding, ...] = ()
    method: Method = Method.POSITION_PROJECTION
    position_source: str | None = None

    @property
    def number(self) -> int:
        """Zero-based frame number within its instance."""
        return self.header.frame

    @property
    def sop_instance_uid(self) -> str:
        """The instance the frame belongs to; empty where it has no UID."""
        return self.header.sop_instance_uid or ""

    @property
    def path(self) -> str | None:
        """The file it came from."""
        return self.header.file


@dataclass(frozen=True, slots=True)
class NotSlices:
    """Why an instance (or some of its frames) is not a slice of anything.

    ``reason`` is a stable short phrase (``"localizer"``, ``"projection"``),
    ``text`` the sentence for people; ``frame_numbers`` the frames it speaks of.
    """

    header: Header
    reason: str
    text: str
    frame_numbers: tuple[int, ...] = (0,)
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Unpacked:
    """What one instance yields: the frames that are slices, and what is not, with the reason."""

    frames: list[Frame]
    set_aside: list[NotSlices]
