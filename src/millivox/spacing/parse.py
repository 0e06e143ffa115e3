"""Reading the numbers: what an attribute says and what had to be mended (rules A.1, B.1)."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from millivox.dicom.elements import Elements, Written
from millivox.spacing.findings import Finding, finding
from millivox.spacing.rounding import Agreement, compare
from millivox.spacing.values_of import MOST_BYTES, Components, components, shown_values, words
from millivox.tolerance import ABSURD_MAX_MM, ABSURD_MIN_MM


class Verdict(StrEnum):
    """What may be done with an attribute that was read."""

    ABSENT = "absent"
    USABLE = "usable"
    OPT_IN = "opt-in"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Pair:
    """One ``...PixelSpacing`` attribute: distance between rows, then between columns.

    ``row_mm`` and ``column_mm`` are set where the verdict is ``USABLE`` and, as a
    suggestion nobody may use unasked (grade D), where it is ``OPT_IN``.  One of
    them is ``None`` in the legal case of a single row or column written as zero.
    ``repaired`` says that the text had to be mended: the grade is at most B.
    """

    keyword: str
    verdict: Verdict = Verdict.ABSENT
    row_mm: float | None = None
    column_mm: float | None = None
    quantum_row: float | None = None
    quantum_column: float | None = None
    written: Written | None = None
    findings: tuple[Finding, ...] = ()
    repaired: bool = False

    @property
    def usable(self) -> bool:
        """Whether the numbers may be used as they are."""
        return self.verdict is Verdict.USABLE

    @property
    def raw(self) -> tuple[str, ...]:
        """The values as stored; empty where the attribute is absent."""
        return self.written.raw if self.written else ()

    @property
    def name(self) -> str:
        """The attribute's name in words."""
        return words(self.keyword)

    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(item.code for item in self.findings)

    def source(self, position: int) -> str | None:
        """The tag path of one value: 0 is the row spacing, 1 the column spacing."""
        return f"{self.written.path}[{position}]" if self.written else None


@dataclass(frozen=True, slots=True)
class Number:
    """One single-valued attribute, read strictly; ``value`` is finite or ``None``."""

    keyword: str
    value: float | None = None
    quantum: float | None = None
    written: Written | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def malformed(self) -> bool:
        """Whether something is written that is not one finite number."""
        return self.written is not None and self.value is None

    @property
    def raw(self) -> str:
        """The value as stored, for messages."""
        return "\\".join(self.written.raw) if self.written else ""


def pair(header: Elements, keyword: str, *, assume_isotropic: bool = False) -> Pair:
    """Read a two-valued spacing attribute strictly (PS3.3 10.7.1.3).

    Parameters
    ----------
    header
        The frame, or one item of a sequence.
    keyword
        Any attribute that holds [row spacing, column spacing] in mm.
    assume_isotropic
        Take a single value for both axes, as a suggestion of grade D (P01).

    Examples
    --------
    >>> from millivox.dicom.header import Header
    >>> found = pair(Header({0x00280030: b"0.7\\\\0.5"}), "PixelSpacing")
    >>> found.row_mm, found.column_mm
    (0.7, 0.5)
    """
    written = header.written(keyword)
    if written is None:
        return Pair(keyword)
    one_row = header.integer("Rows") == 1
    one_column = header.integer("Columns") == 1
    read = _read_pair(
        keyword,
        written.vr,
        written.expected_vr,
        written.data[:MOST_BYTES],
        assume_isotropic,
        one_row,
        one_column,
    )
    return replace(read, written=written)


def number(header: Elements, keyword: str) -> Number:
    """Read a single number strictly; what is not one finite number has ``value`` ``None``."""
    written = header.written(keyword)
    if written is None:
        return Number(keyword)
    parts = components(keyword, written.vr, written.expected_vr, written.data[:MOST_BYTES])
    values = parts.values[:1] if len(parts.values) == 1 else (None,)
    value = values[0] if values[0] is None or math.isfinite(values[0]) else None
    step = parts.quanta[0] if value is not None else None
    return Number(keyword, value, step, written, parts.findings)


def agreement(first: Pair, second: Pair) -> Agreement:
    """How two usable pairs compare: the worse of the two axes (rule A.1.2)."""
    axes = [
        (first.row_mm, second.row_mm, first.quantum_row, second.quantum_row),
        (first.column_mm, second.column_mm, first.quantum_column, second.quantum_column),
    ]
    found = [compare(a, b, qa, qb) for a, b, qa, qb in axes if a is not None and b is not None]
    order = list(Agreement)
    return max(found, key=order.index, default=Agreement.DIFFERENT)


@lru_cache(maxsize=1024)
def _read_pair(
    keyword: str,
    vr: str,
    expected_vr: str,
    data: bytes,
    assume_isotropic: bool,
    one_row: bool,
    one_column: bool,
) -> Pair:
    parts = components(keyword, vr, expected_vr, data)
    shown = shown_values(vr, data)
    start = Pair(keyword, Verdict.INVALID, findings=parts.findings, repaired=parts.repaired)
    if len(parts.values) != 2 or parts.values[1] is None:
        return _wrong_count(start, parts, shown, assume_isotropic)
    row, column = parts.values
    if row is None or column is None:
        return start
    read = replace(
        start,
        row_mm=row,
        column_mm=column,
        quantum_row=parts.quanta[0],
        quantum_column=parts.quanta[1],
    )
    return _judged(read, shown, one_row, one_column)


def _wrong_count(start: Pair, parts: Components, shown: str, assume_isotropic: bool) -> Pair:
    """Rules B-01 and B-06: one value, or more than two."""
    if any(code in ("P04", "P08") for code in start.codes()):
        return start
    values = parts.values
    if len(values) > 2:
        text = f"{start.name} holds {len(values)} values ({shown}) where two belong."
        found = _with(start, "P02", text)
        if len(values) == 3 and values[1] == 0 and values[0] == values[2] and (values[0] or 0) > 0:
            return _suggested(found, values[0], parts.quanta[0])
        return found
    found = _with(start, "P01", f"{start.name} holds one value ({shown}) where two belong.")
    if assume_isotropic and values[0] is not None and values[0] > 0:
        return _suggested(found, values[0], parts.quanta[0])
    return found


def _suggested(found: Pair, value: float | None, step: float | None) -> Pair:
    return replace(
        found, verdict=Verdict.OPT_IN, row_mm=value, column_mm=value, quantum_row=step,
        quantum_column=step,
    )  # fmt: skip


def _judged(read: Pair, shown: str, one_row: bool, one_column: bool) -> Pair:
    """Rules B-10, B-11, B-12 and A.1.1: two finite numbers, of which sign and size may be wrong."""
    row, column = read.row_mm or 0.0, read.column_mm or 0.0
    nothing = replace(read, row_mm=None, column_mm=None, quantum_row=None, quantum_column=None)
    if (row == 0 and not one_row) or (column == 0 and not one_column):
        text = f"{read.name} holds a zero ({shown}); it counts as absent."
        return _with(replace(nothing, verdict=Verdict.ABSENT), "P09", text)
    if row < 0 or column < 0:
        text = f"{read.name} is negative ({shown}); its size is only a suggestion."
        size = replace(read, verdict=Verdict.OPT_IN, row_mm=abs(row), column_mm=abs(column))
        return _with(size, "P10", text)
    if any(size and not ABSURD_MIN_MM <= size <= ABSURD_MAX_MM for size in (row, column)):
        return _with(nothing, "P12", f"{read.name} ({shown}) is no size a pixel can have.")
    return replace(read, verdict=Verdict.USABLE, row_mm=row or None, column_mm=column or None)


def _with(found: Pair, code: str, text: str) -> Pair:
    return replace(found, findings=(*found.findings, finding(code, text)))
