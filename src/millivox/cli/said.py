"""Findings and axes as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from millivox.cli.layout import mark, table, wrapped
from millivox.cli.terminal import Terminal
from millivox.dicom.listing.dictionary import entry, tag_for

#: Smaller uncertainties matter to nobody who measures.
LEAST_SHOWN_MM = 1e-4
ORDER = ("error", "warning", "info")
Axes = Sequence[tuple[str, Mapping[str, Any] | None]]


def findings(found: Iterable[Mapping[str, Any]], terminal: Terminal) -> list[str]:
    """Findings with their codes, the gravest first, each sentence wrapped beside its code."""
    lines = []
    for one in sorted(found, key=lambda one: ORDER.index(one["severity"])):
        sign = mark(one["severity"], terminal)
        head = f"{sign} {one['code']}"
        body = wrapped(one["text"], terminal, indent=2 + len(head) + 1)
        lines += [f"  {terminal.paint(head, one['severity'])} {body[0].strip()}", *body[1:]]
    return lines


def axes(rows: Axes, terminal: Terminal) -> list[str]:
    """The table of axes: millimetres, uncertainty, grade, label, plane, source."""
    heading = ["", "mm", terminal.either("±", "+/-"), "grade", "label", "plane", "from"]
    cells = [_cells(name, axis) for name, axis in rows if axis is not None]
    return table([heading, *cells], terminal, right=(1,), strong=(0, 1)) if cells else []


def _cells(name: str, axis: Mapping[str, Any]) -> list[str]:
    if axis["mm"] is None and not axis["source"]:
        return [name, "unknown", "", axis["grade"], axis["label"], "", ""]
    known = axis["mm"] is not None
    return [
        name,
        number(axis["mm"]) if known else "unknown",
        uncertainty(axis["u_mm"]) if known else "",
        axis["grade"],
        axis["label"],
        str(axis["plane"]).lower().replace("_", " "),
        attribute(axis["source"]) or axis["method"].lower().replace("_", " "),
    ]


def attribute(source: str | None) -> str:
    """The attribute a tag path ends in, by name, with the number of the value taken.

    Examples
    --------
    >>> attribute("(5200,9229)[0].(0028,9110)[0].(0028,0030)[1]")
    'Pixel Spacing [1]'
    """
    if not source:
        return ""
    last = source.rpartition(".")[2]
    tag = tag_for(last[:11])
    known = entry(tag) if tag is not None else None
    if known is None:
        return source
    which = last[11:].strip()
    return f"{known.name} {which}".rstrip()


def number(value: float | None) -> str:
    """A length in mm to six digits, as stored, never in powers of ten.

    Examples
    --------
    >>> number(0.661468), number(5.0), number(4.698463104)
    ('0.661468', '5', '4.69846')
    """
    if value is None:
        return "unknown"
    text = f"{value:.6g}"
    return text if "e" not in text else f"{value:.6f}"


def uncertainty(value: float | None) -> str:
    """One standard uncertainty in two digits, or nothing where nobody can state it.

    Examples
    --------
    >>> uncertainty(0.0289), uncertainty(2.9e-07), uncertainty(None)
    ('0.029', '<0.0001', '')
    """
    if value is None:
        return ""
    return f"{value:.2g}" if value >= LEAST_SHOWN_MM or not value else f"<{LEAST_SHOWN_MM:.4f}"


def counted(count: int, word: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> counted(1, "slice"), counted(40, "slice"), counted(3, "series")
    ('1 slice', '40 slices', '3 series')
    """
    plural = count != 1 and not word.endswith("s")
    return f"{count} {word}{'s' * plural}"
