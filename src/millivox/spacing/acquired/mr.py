"""The acquired pixel of an MR image, from its header (rule E.1)."""

from dataclasses import dataclass
from typing import Any

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.spacing.acquired.matrix import Counts, counts, tile_px
from millivox.spacing.axis import Acquired, Spacing
from millivox.spacing.checks.image_type import is_derived
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import pair
from millivox.spacing.rounding import different
from millivox.tolerance import (
    ACQUIRED_EXTENT_RELATIVE,
    INTERPOLATED_FACTOR,
    PERCENT_LEAST,
    PHASE_LINES,
    PHASE_LINES_RELATIVE,
    WHOLE_FACTOR,
)

Answer = tuple[Acquired | None, tuple[Finding, ...]]
_STEPS = ("AcquisitionMatrix", "MRAcquisitionFrequencyEncodingSteps")


def magnetic_resonance(header: Header, spacing: Spacing) -> Answer:
    """Rule E.1: stored extent over measured samples, per axis; never of derived pixels."""
    resized = resized_after_reconstruction(header, spacing)
    if is_derived(header):
        return None, (*resized, *_stale(header))
    told, findings = counts(header)
    through = _through_plane(header)
    size = tile_px(header)
    if told is None or size is None:
        return None, (*resized, *findings, *through)
    made = _Encoding(header, spacing, told, size)
    clue = interpolation_clue(header)
    inplane = _interpolated(made, clue)
    pixel = Acquired(
        made.acquired_mm(spacing.x.mm, made.factor_x),
        made.acquired_mm(spacing.y.mm, made.factor_y),
        made.factor_x,
        made.factor_y,
        told.source,
        made.note(),
        made.details(clue),
    )
    return pixel, (*resized, *findings, *inplane, *through)


@dataclass(frozen=True, slots=True)
class _Encoding:
    """Stored pixels over measured samples, and what could speak against the comparison."""

    header: Header
    spacing: Spacing
    counts: Counts
    size_px: tuple[int, int]

    @property
    def factor_x(self) -> float:
        return self.size_px[0] / self.counts.x

    @property
    def factor_y(self) -> float:
        return self.size_px[1] / self.counts.y

    @property
    def is_interpolated(self) -> bool:
        return max(self.factor_x, self.factor_y) > INTERPOLATED_FACTOR

    @property
    def has_spare_samples(self) -> bool:
        """More samples than pixels: cropped or binned, so the extents differ."""
        return min(self.factor_x, self.factor_y) < 2 - INTERPOLATED_FACTOR

    def acquired_mm(self, stored_mm: float | None, factor: float) -> float | None:
        """The distance of the samples; unknown where the encoded extent must be another."""
        if stored_mm is None or factor < 2 - INTERPOLATED_FACTOR:
            return None
        return stored_mm * factor

    def extent_agrees(self) -> bool | None:
        """Whether the stored image is as large as the reconstructed field; ``None`` if unstated."""
        diameter = self.header.number("ReconstructionDiameter")
        x, y = self.spacing.x.mm, self.spacing.y.mm
        if diameter is None or diameter <= 0 or x is None or y is None:
            return None
        extent = max(self.size_px[0] * x, self.size_px[1] * y)
        return abs(extent / diameter - 1) <= ACQUIRED_EXTENT_RELATIVE

    def note(self) -> str | None:
        """What keeps the number from being more than a candidate."""
        said = []
        if self.has_spare_samples:
            said.append("More samples than pixels: the image was cropped or binned.")
        if self.extent_agrees() is False:
            said.append("Candidate only: the stored extent is not the reconstructed field.")
        if phase_lines(self.header, self.counts).get("phase_lines_agree") is False:
            said.append("The sampling percentages foretell another number of phase lines.")
        return " ".join(said) or None

    def details(self, clue: str | None) -> dict[str, Any]:
        told: dict[str, Any] = {
            "samples_x": self.counts.x,
            "samples_y": self.counts.y,
            "phase_axis": self.counts.phase_axis,
            "cut_off_x_of_nyquist": min(1.0, 1 / self.factor_x),
            "cut_off_y_of_nyquist": min(1.0, 1 / self.factor_y),
            "candidate": self.extent_agrees() is False or self.has_spare_samples,
        }
        told |= phase_lines(self.header, self.counts) | through_plane(self.header)
        told |= {"interpolation_clue": clue} if clue else {}
        return told | general_electric_dimensions(self.header)


def interpolation_clue(header: Header) -> str | None:
    """Siemens' matrix text where it ends in I: interpolated (rule B.4)."""
    for group, creator, low in _MATRIX_TEXTS:
        written = header.private_written(group, creator, low)
        text = (written.texts or ("",))[0] if written else ""
        if text.rstrip()[-1:] in ("i", "I"):
            return text.strip()
    return None


_MATRIX_TEXTS = ((0x0051, "SIEMENS MR HEADER", 0x0B), (0x0021, "SIEMENS MR SDI 02", 0x58))


def general_electric_dimensions(header: Header) -> dict[str, int]:
    """GE's own image dimensions, as they stand: a clue, never the source."""
    x = header.private_written(0x0027, "GEMS_IMAG_01", 0x60)
    y = header.private_written(0x0027, "GEMS_IMAG_01", 0x61)
    held = {"ge_image_dimension_x_px": x, "ge_image_dimension_y_px": y}
    numbers = {key: item.numbers[0] for key, item in held.items() if item and item.numbers}
    return {key: round(number) for key, number in numbers.items() if number is not None}


def phase_lines(header: Header, told: Counts) -> dict[str, Any]:
    """The phase lines that the percentages foretell: a check, never the source.

    Some writers state shares instead of percentages; those are left alone.
    """
    sampling, field = header.number("PercentSampling"), header.number("PercentPhaseFieldOfView")
    if sampling is None or field is None or told.frequency is None or told.phase is None:
        return {}
    if min(sampling, field) < PERCENT_LEAST:
        return {}
    expected = told.frequency * sampling / 100 * field / 100
    allowed = max(PHASE_LINES, PHASE_LINES_RELATIVE * expected)
    agree = abs(told.phase - expected) <= allowed
    return {"phase_lines_expected": expected, "phase_lines_agree": agree}


def resized_after_reconstruction(header: Header, spacing: Spacing) -> tuple[Finding, ...]:
    """R06: Reconstruction Pixel Spacing differs, so pixels were resized afterwards (T3)."""
    made = pair(header, "ReconstructionPixelSpacing")
    stored = pair(header, "PixelSpacing")
    if not made.usable or not stored.usable:
        return ()
    axes = (
        (made.row_mm, stored.row_mm, made.quantum_row, stored.quantum_row),
        (made.column_mm, stored.column_mm, made.quantum_column, stored.quantum_column),
    )
    if not any(a and b and different(a, b, qa, qb) for a, b, qa, qb in axes):
        return ()
    text = (
        f"Reconstructed at {plain(made.row_mm)}\\{plain(made.column_mm)} mm and resized afterwards."
    )
    return (finding("R06", text, row_mm=made.row_mm, column_mm=made.column_mm),)


def through_plane(header: Header) -> dict[str, Any]:
    """How many slices of a 3-D acquisition stand in for one that was measured."""
    factor = _slice_factor(header)
    return {} if factor is None else {"factor_z": factor}


def _slice_factor(header: Header) -> int | None:
    thickness, interval = header.slice_thickness, header.spacing_between_slices
    if header.text("MRAcquisitionType") != "3D" or not thickness or not interval:
        return None
    factor = thickness / abs(interval)
    whole = round(factor)
    return whole if whole >= 2 and abs(factor - whole) <= WHOLE_FACTOR * whole else None


def _through_plane(header: Header) -> tuple[Finding, ...]:
    """R02: slices closer than their thickness by a whole factor, in a 3-D acquisition."""
    factor = _slice_factor(header)
    if factor is None:
        return ()
    text = f"Slices lie {factor} times closer than they are thick: interpolated through the plane."
    return (finding("R02", text, factor=factor),)


def _interpolated(made: _Encoding, clue: str | None) -> tuple[Finding, ...]:
    """R01: more pixels than samples, by the counts or by the scanner's own word."""
    if made.is_interpolated:
        text = (
            f"{made.size_px[0]} x {made.size_px[1]} pixels from {made.counts.x} x {made.counts.y} "
            f"samples: interpolated by {made.factor_x:.4g} across and {made.factor_y:.4g} down."
        )
        return (finding("R01", text, factor_x=made.factor_x, factor_y=made.factor_y),)
    if clue is None:
        return ()
    return (finding("R01", f"The scanner marks its matrix {clue} as interpolated.", clue=clue),)


def _stale(header: Header) -> tuple[Finding, ...]:
    """R03: the counts describe the source of derived pixels (A.9, E.7)."""
    if not any(header.written(word) is not None for word in _STEPS):
        return ()
    text = "Derived pixels: the acquisition matrix is that of their source and was not used."
    return (finding("R03", text),)
