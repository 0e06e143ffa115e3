"""Findings and axes as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from millivox.cli.layout import mark, table, wrapped
from millivox.cli.terminal import Terminal

ORDER = ("error", "warning", "info")
Axes = Sequence[tuple[str, Mapping[str, Any] | None]]


def findings(found: Iterable[Mapping[str, Any]], terminal: Terminal) -> list[str]:
    """Findings with their codes, the gravest first, each wrapped below its name."""
    lines = []
    for one in sorted(found, key=lambda one: ORDER.index(one["severity"])):
        sign = mark(one["severity"], terminal)
        title = f"{sign} {one['code']} {one['name'].replace('_', ' ').lower()}: "
        block = wrapped(title + one["text"], terminal, indent=2)
        block[0] = block[0].replace(
            title.rstrip(), terminal.paint(title.rstrip(), one["severity"]), 1
        )
        lines += [block[0], *("    " + line.lstrip() for line in block[1:])]
    return lines


def axes(rows: Axes, terminal: Terminal) -> list[str]:
    """The table of axes: millimetres, uncertainty, grade, label, plane, source."""
    heading = ["", "mm", terminal.either("±", "+/-"), "grade", "label", "plane", "from"]
    cells = [_cells(name, axis) for name, axis in rows if axis is not None]
    return table([heading, *cells], terminal, right=(1,), strong=(0, 1)) if cells else []


def _cells(name: str, axis: Mapping[str, Any]) -> list[str]:
    known = axis["mm"] is not None
    return [
        name,
        number(axis["mm"]) if known else "unknown",
        uncertainty(axis["u_mm"]) if known else "",
        axis["grade"],
        axis["label"],
        str(axis["plane"]).lower().replace("_", " "),
        axis["source"] or axis["method"].lower().replace("_", " "),
    ]


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
    """One standard uncertainty in two digits, or nothing where nobody can state it."""
    return "" if value is None else f"{value:.2g}"


def counted(count: int, word: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> counted(1, "slice"), counted(40, "slice"), counted(3, "series")
    ('1 slice', '40 slices', '3 series')
    """
    plural = count != 1 and not word.endswith("s")
    return f"{count} {word}{'s' * plural}"
