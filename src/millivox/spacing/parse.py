"""Reading the numbers: what an attribute says and what had to be mended (rules A.1, B.1)."""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from millivox.dicom.elements import BINARY, Elements, Written, unpack
from millivox.spacing.findings import Finding, finding
from millivox.spacing.rounding import Agreement, compare, quantum
from millivox.tolerance import ABSURD_MAX_MM, ABSURD_MIN_MM, DS_LENGTH

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_SUFFIX = re.compile(r"[ \t]*mm\Z")
_PADDING = " \t\r\n\0"
_MANY = 64  # values: more than this is not a spacing, and need not be read


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


def words(keyword: str) -> str:
    """A keyword the way people write it.

    Examples
    --------
    >>> words("ImagerPixelSpacing")
    'Imager Pixel Spacing'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", keyword)


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
        written.data,
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
    parts = _components(keyword, written.vr, written.expected_vr, written.data)
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


@dataclass(frozen=True, slots=True)
class _Components:
    """The values of one attribute after the repairs that can be read in one way only."""

    values: tuple[float | None, ...]
    quanta: tuple[float | None, ...]
    findings: tuple[Finding, ...]
    repaired: bool = False


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
    parts = _components(keyword, vr, expected_vr, data)
    shown = _shown(vr, data)
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


def _wrong_count(start: Pair, parts: _Components, shown: str, assume_isotropic: bool) -> Pair:
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


def _shown(vr: str, data: bytes) -> str:
    text = "\\".join(Written(0, vr, data, "").raw)
    return text if len(text) <= 80 else text[:77] + "..."


@lru_cache(maxsize=4096)
def _components(keyword: str, vr: str, expected_vr: str, data: bytes) -> _Components:
    """The values of an attribute as numbers; a value that is none is ``None``."""
    name, shown = words(keyword), _shown(vr, data)
    findings: list[Finding] = []
    if vr not in (expected_vr, "UN"):
        text = f"{name} is stored as {vr} where {expected_vr} belongs; its text was read ({shown})."
        findings.append(finding("P05", text))
    if vr in BINARY:
        return _binary(name, vr, data, findings)
    return _decimal(name, data.decode("latin-1").strip(_PADDING), shown, findings)


def _binary(name: str, vr: str, data: bytes, findings: list[Finding]) -> _Components:
    values = tuple(float(item) for item in unpack(BINARY[vr], data[: _MANY * 8]))
    if not all(math.isfinite(item) for item in values):
        findings.append(finding("P08", f"{name} holds a value that is not a finite number."))
    finite = tuple(item if math.isfinite(item) else None for item in values)
    quanta = tuple(None if item is None else _binary_step(item, vr) for item in finite)
    return _Components(finite, quanta, tuple(findings))


def _binary_step(value: float, vr: str) -> float:
    """The distance of neighbouring values of the binary type."""
    if vr in ("FL", "OF"):
        return max(abs(value) * 2.0**-23, 1e-45)
    return math.ulp(value) if vr in ("FD", "OD") else 1.0


def _decimal(name: str, text: str, shown: str, findings: list[Finding]) -> _Components:
    parts = [part.strip(_PADDING) for part in text.split("\\", _MANY)]
    if len(parts) == 1 and parts[0].count(",") == 1:
        halves = parts[0].split(",")
        if all("." in half for half in halves):
            findings.append(finding("P04", f"{name} separates its values by a comma ({shown})."))
            parts = [half.strip(_PADDING) for half in halves]
    mended = [_mended(part) for part in parts]
    codes = {code for _, code in mended} | {"P07" if _SUFFIX.search(p) else "" for p in parts}
    findings += [
        finding(code, _SAY[code].format(name=name, shown=shown)) for code in _SAY if code in codes
    ]
    if any(len(part) > DS_LENGTH for part in parts):
        text = f"{name} is written with more than {DS_LENGTH} characters; all of them were used."
        findings.append(finding("P06", text))
    values = tuple(_finite(part) for part, _ in mended)
    quanta = tuple(quantum(part) if _finite(part) is not None else None for part, _ in mended)
    repaired = bool({item.code for item in findings} & {"P03", "P04", "P07"})
    return _Components(values, quanta, tuple(findings), repaired)


_SAY = {
    "P03": "{name} is written with a decimal comma ({shown}); it was read as a decimal point.",
    "P04": "{name} cannot be read: more than one comma in a value ({shown}).",
    "P07": "{name} carries a unit ({shown}); the mm was left out.",
    "P08": "{name} is not a finite number ({shown}).",
}


def _mended(part: str) -> tuple[str, str]:
    """One value after the repairs with a single reading, and the code of what was found."""
    bare = _SUFFIX.sub("", part)
    if bare.count(",") > 1:
        return bare, "P04"
    comma = "," in bare and "." not in bare
    text = bare.replace(",", ".") if comma else bare
    if text and _finite(text) is None:
        return text, "P08"
    return text, "P03" if comma else ""


def _finite(text: str) -> float | None:
    """A decimal string as a finite number, strictly; anything else is ``None``."""
    if not _NUMBER.match(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
