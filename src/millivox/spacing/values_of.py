"""The values of one attribute as numbers, after the repairs that can be read in one way only."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from millivox.dicom.elements import BINARY, Written, unpack
from millivox.spacing.findings import Finding, finding
from millivox.spacing.rounding import quantum
from millivox.tolerance import DS_LENGTH

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_SUFFIX = re.compile(r"[ \t]*mm\Z")
_PADDING = " \t\r\n\0"
MOST_BYTES = 4096  # of a value: enough for any spacing, and a bound for what is remembered
_MANY = 64  # values: more than this is not a spacing, and need not be read


def words(keyword: str) -> str:
    """A keyword the way people write it.

    Examples
    --------
    >>> words("ImagerPixelSpacing")
    'Imager Pixel Spacing'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", keyword)


@dataclass(frozen=True, slots=True)
class Components:
    """The values, their rounding steps, what was found, and whether the text was mended."""

    values: tuple[float | None, ...]
    quanta: tuple[float | None, ...]
    findings: tuple[Finding, ...]
    repaired: bool = False


def shown_values(vr: str, data: bytes) -> str:
    """The values as stored, cut where they are too long for a message."""
    text = "\\".join(Written(0, vr, data, "").raw)
    return text if len(text) <= 80 else text[:77] + "..."


@lru_cache(maxsize=4096)
def components(keyword: str, vr: str, expected_vr: str, data: bytes) -> Components:
    """The values of an attribute as numbers; a value that is none is ``None``."""
    name, shown = words(keyword), shown_values(vr, data)
    findings: list[Finding] = []
    if vr not in (expected_vr, "UN"):
        text = f"{name} is stored as {vr} where {expected_vr} belongs; its text was read ({shown})."
        findings.append(finding("P05", text))
    if vr in BINARY:
        return _binary(name, vr, data, findings)
    return _decimal(name, data.decode("latin-1").strip(_PADDING), shown, findings)


def _binary(name: str, vr: str, data: bytes, findings: list[Finding]) -> Components:
    values = tuple(float(item) for item in unpack(BINARY[vr], data[: _MANY * 8]))
    if not all(math.isfinite(item) for item in values):
        findings.append(finding("P08", f"{name} holds a value that is not a finite number."))
    finite = tuple(item if math.isfinite(item) else None for item in values)
    quanta = tuple(None if item is None else _binary_step(item, vr) for item in finite)
    return Components(finite, quanta, tuple(findings))


def _binary_step(value: float, vr: str) -> float:
    """The distance of neighbouring values of the binary type."""
    if vr in ("FL", "OF"):
        return max(abs(value) * 2.0**-23, 1e-45)
    return math.ulp(value) if vr in ("FD", "OD") else 1.0


def _decimal(name: str, text: str, shown: str, findings: list[Finding]) -> Components:
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
    return Components(values, quanta, tuple(findings), repaired)


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
