"""Overlays: graphics and regions of a bit a pixel beside the image (PS3.3 C.9.2, C.9.3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millivox.dicom.fields import OVERLAY_GROUPS, tag_of, written_tag
from millivox.dicom.header import Header
from millivox.errors import PixelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

KINDS = {"G": "graphics", "R": "region of interest"}


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay of a frame.

    ``mask`` has the shape of the image (rows, columns); what lies outside the image is left out.
    """

    group: int
    mask: "Array"
    kind: str = ""
    label: str = ""


def overlay_groups(header: Header) -> tuple[int, ...]:
    """The groups (6000 to 601E) in which overlays are described.

    Examples
    --------
    >>> overlay_groups(Header({0x60020010: b"\\x04\\x00"}))
    (24578,)
    """
    return tuple(
        group for group in OVERLAY_GROUPS if header.find(tag_of(f"OverlayRows{group:04X}"))
    )


def overlay(header: Header, group: int = 0x6000) -> Overlay | None:
    """The overlay of a group for the frame of the header; ``None`` where that frame has none.

    Parameters
    ----------
    header
        Of the frame, read with its pixel attributes.
    group
        An even number from 0x6000 to 0x601E.

    Raises
    ------
    PixelError
        It is not described, lies in unused bits of the pixels, or is cut short.
    """
    said = _Said(header, group)
    number = said.frame_number()
    if number is None:
        return None
    bits = said.bits(number)
    mask = _placed(bits, said.origin(), (header.rows or 0, header.columns or 0))
    kind = said.text("Type") or ""
    label = said.text("Label") or said.text("Description") or ""
    return Overlay(group, mask, KINDS.get(kind, kind), label)


class _Said:
    """What a header says of one group."""

    def __init__(self, header: Header, group: int) -> None:
        if group not in OVERLAY_GROUPS:
            raise PixelError(f"Overlays are in groups 6000 to 601E, not {group:04X}.")
        self.header = header
        self.group = group

    def text(self, word: str) -> str | None:
        return self.header.text(f"Overlay{word}{self.group:04X}")

    def integer(self, word: str) -> int | None:
        return self.header.integer(f"Overlay{word}{self.group:04X}")

    def frame_number(self) -> int | None:
        """Which of its frames lies over this frame of the image; a single one lies over all."""
        count = self.integer("NumberOfFrames")
        if count is None or self.header.number_of_frames == 1:
            return 0
        first = self.integer("ImageFrameOrigin") or 1
        number = self.header.frame - (first - 1)
        return number if 0 <= number < count else None

    def origin(self) -> tuple[int, int]:
        """Row and column of its first pixel in the image, counted from 0."""
        written = self.header.vector(f"OverlayOrigin{self.group:04X}", 2) or (1.0, 1.0)
        return int(written[0]) - 1, int(written[1]) - 1

    def bits(self, number: int) -> "Array":
        """One of its frames, shape (rows, columns)."""
        import numpy as np

        rows, columns = self.integer("Rows") or 0, self.integer("Columns") or 0
        held = self.header.written(f"OverlayData{self.group:04X}")
        if held is None or (self.integer("BitsAllocated") or 1) != 1:
            raise self._error("lies in unused bits of the pixels, or is absent: it is not read")
        start, end = (each * rows * columns for each in (number, number + 1))
        if rows * columns == 0 or end > 8 * len(held.data):
            raise self._error(f"has {len(held.data):,} bytes for {rows} x {columns} pixels")
        part = np.frombuffer(held.data[start // 8 : -(-end // 8)], np.uint8)
        bits = np.unpackbits(part, bitorder="little")[start % 8 :]
        return bits[: rows * columns].reshape(rows, columns).astype(bool)

    def _error(self, text: str) -> PixelError:
        tag = written_tag(self.group << 16 | 0x3000)
        return PixelError(f"The overlay {text}.", path=self.header.file, tag=tag)


def _placed(bits: "Array", origin: tuple[int, int], shape: tuple[int, int]) -> "Array":
    """Bits at their place in an image; those outside are left out."""
    import numpy as np

    mask = np.zeros(shape, bool)
    into, out = zip(
        *(
            (slice(max(first, 0), max(first + own, 0)), slice(max(-first, 0), max(size - first, 0)))
            for first, own, size in zip(origin, bits.shape, shape, strict=True)
        ),
        strict=True,
    )
    mask[into] = bits[out]
    return mask
