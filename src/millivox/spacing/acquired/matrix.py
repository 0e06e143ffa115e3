"""How many samples were measured along each axis of an MR image (rule E.1)."""

from dataclasses import dataclass
from math import ceil, sqrt

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.spacing.findings import Finding, finding

_ALONG_COLUMNS = ("COL", "COLUMN")
_CSA_COUNT = b"NumberOfImagesInMosaic"
_MOST_TILES = 4096


@dataclass(frozen=True, slots=True)
class Counts:
    """Samples along x (compare with Columns) and y (with Rows), and which axis is phase."""

    x: int
    y: int
    phase_axis: str | None
    source: str

    @property
    def phase(self) -> int | None:
        """Phase-encoding steps in the plane."""
        return {"x": self.x, "y": self.y}.get(self.phase_axis or "")

    @property
    def frequency(self) -> int | None:
        """Frequency-encoding steps."""
        return {"x": self.y, "y": self.x}.get(self.phase_axis or "")


@dataclass(frozen=True, slots=True)
class _Slots:
    """Acquisition Matrix as written: [frequency rows, columns, phase rows, columns]."""

    frequency_rows: int
    frequency_columns: int
    phase_rows: int
    phase_columns: int

    @property
    def frequency(self) -> int:
        return self.frequency_rows or self.frequency_columns

    @property
    def phase(self) -> int:
        return self.phase_rows or self.phase_columns

    @property
    def is_plain(self) -> bool:
        """Two of the four are zero: one count of each kind."""
        frequencies = (self.frequency_rows > 0) + (self.frequency_columns > 0)
        phases = (self.phase_rows > 0) + (self.phase_columns > 0)
        return frequencies == phases == 1

    @property
    def phase_axis(self) -> str | None:
        """The phase axis that the slots tell; ``None`` where both counts claim one axis."""
        if self.frequency_rows and self.phase_columns:
            return "y"
        if self.frequency_columns and self.phase_rows:
            return "x"
        return None


def counts(header: Header) -> tuple[Counts | None, tuple[Finding, ...]]:
    """The samples along each axis, or why they cannot be told (R04)."""
    direction = phase_axis(header)
    written = header.written("AcquisitionMatrix")
    if written is None:
        return _enhanced(header, direction), ()
    matrix = header.vector("AcquisitionMatrix", 4)
    slots = None if matrix is None or min(matrix) < 0 else _Slots(*(int(n) for n in matrix))
    if slots is None or not slots.is_plain:
        if not any(number for number in header.numbers("AcquisitionMatrix")):
            return None, ()
        return None, (_nonconformant(written.raw, "it does not hold one count of each kind"),)
    return _resolved(slots, direction, written.path, written.raw)


def phase_axis(header: Header) -> str | None:
    """The image axis that phase encoding runs along; ``None`` where it is not stated.

    In-plane Phase Encoding Direction ROW means along the row direction, that is x
    (PS3.3 C.8.3.1).
    """
    direction = (header.text("InPlanePhaseEncodingDirection") or "").upper()
    if direction == "ROW":
        return "x"
    return "y" if direction in _ALONG_COLUMNS else None


def tile_px(header: Header) -> tuple[int, int] | None:
    """Columns and rows of one slice: those of a tile in a mosaic, ``None`` where not known."""
    columns, rows = header.columns, header.rows
    if not columns or not rows:
        return None
    words = {word.upper() for word in header.image_type}
    if "MOSAIC" in words:
        side = ceil(sqrt(mosaic_count(header) or 0))
        return _tiled(columns, rows, side, side)
    if "VFRAME" in words:
        count = _grid_count(header)
        across = ceil(sqrt(count)) if count else 0
        return _tiled(columns, rows, across, ceil(count / across) if across and count else 0)
    return columns, rows


def mosaic_count(header: Header) -> int | None:
    """Number of images in a Siemens mosaic: its own element, else the CSA header's text."""
    stated = header.private_written(0x0019, "SIEMENS MR HEADER", 0x0A)
    if stated is not None and stated.numbers and stated.numbers[0]:
        return _plausible(stated.numbers[0])
    header_text = header.private_written(0x0029, "SIEMENS CSA HEADER", 0x10)
    return _plausible(_csa_count(header_text.data)) if header_text is not None else None


def _resolved(
    slots: _Slots, direction: str | None, path: str, raw: tuple[str, ...]
) -> tuple[Counts | None, tuple[Finding, ...]]:
    """The slots, unless they collide or the stated direction contradicts them: then that wins."""
    axis = slots.phase_axis
    if axis is not None and direction in (None, axis):
        return _placed(slots, axis, path), ()
    if direction is None:
        return None, (_nonconformant(raw, "both counts claim one axis, no direction is stated"),)
    why = "both counts claim one axis" if axis is None else "its slots contradict the direction"
    told = _nonconformant(raw, f"{why}; the phase-encoding direction decided")
    return _placed(slots, direction, path), (told,)


def _placed(slots: _Slots, axis: str, path: str) -> Counts:
    if axis == "x":
        return Counts(slots.phase, slots.frequency, axis, path)
    return Counts(slots.frequency, slots.phase, axis, path)


def _nonconformant(raw: tuple[str, ...], why: str) -> Finding:
    shown = "\\".join(raw)[:60]
    return finding("R04", f"Acquisition Matrix {shown}: {why}.", raw=list(raw[:4]))


def _enhanced(header: Header, direction: str | None) -> Counts | None:
    """The encoding steps of enhanced MR; they name no axis, so the direction must (E.1 d)."""
    frequency = header.written("MRAcquisitionFrequencyEncodingSteps")
    steps = header.integer("MRAcquisitionFrequencyEncodingSteps")
    phase = header.integer("MRAcquisitionPhaseEncodingStepsInPlane")
    if frequency is None or not steps or not phase or min(steps, phase) < 1 or direction is None:
        return None
    across, down = (phase, steps) if direction == "x" else (steps, phase)
    return Counts(across, down, direction, frequency.path)


def _tiled(columns: int, rows: int, across: int, down: int) -> tuple[int, int] | None:
    if not across or not down or columns % across or rows % down:
        return None
    return columns // across, rows // down


def _grid_count(header: Elements) -> int | None:
    """Number of images in a UIH grid (rule B-50)."""
    stated = header.private_written(0x0065, "Image Private Header", 0x50)
    return _plausible(stated.numbers[0]) if stated is not None and stated.numbers else None


def _plausible(count: float | None) -> int | None:
    return int(count) if count is not None and 1 <= count <= _MOST_TILES else None


def _csa_count(data: bytes) -> float | None:
    """The first value after a CSA tag's name: 64 of name, 20 of head, 16 of the item's head."""
    start = data.find(_CSA_COUNT)
    text = data[start + 100 : start + 112] if start >= 0 else b""
    digits = text.split(b"\0")[0].strip()
    return float(digits) if digits.isdigit() else None
