"""What ``millivox header FOLDER`` prints: what tells the instances of a series apart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from millivox.cli.header_text import KEYWORD_COLUMNS, STRINGS_WITHOUT_VALUE, name_of
from millivox.cli.layout import cut, printable, rule
from millivox.cli.said import counted
from millivox.cli.terminal import Terminal
from millivox.decimals import plain
from millivox.dicom.listing.dictionary import entry, tag_for

if TYPE_CHECKING:
    from millivox.dicom.listing.compare import Varying

#: Values that are named of an element that takes several.
SAMPLES = 4


def varying(
    title: str, rows: Sequence["Varying"], n: int, n_constant: int, terminal: Terminal
) -> list[str]:
    """The elements that vary between the instances, those of one sequence below its name."""
    lines = [rule(title, counted(n, "instance"), terminal), f"  {_summary(rows, n, n_constant)}"]
    within = ""
    for row in rows:
        parent = row.element.path.rpartition(".")[0]
        if parent != within:
            within = parent
            lines += ["", *([_inside(parent, terminal)] if parent else [])]
        elif row is rows[0]:
            lines.append("")
        lines.append(_line(row, n, 4 if parent else 2, terminal))
    return lines


def _summary(rows: Sequence["Varying"], n: int, n_constant: int) -> str:
    if n == 1:
        return "One instance alone has nothing to vary from."
    same = f"{counted(n_constant, 'element')} the same in all"
    return f"{same}; {len(rows)} that vary:" if rows else f"{same}; none varies."


def _inside(parent: str, terminal: Terminal) -> str:
    """The sequences and items a nested element lies in, by their keywords."""
    names = (_keyword(part) for part in parent.split("."))
    text = terminal.either(" › ", " > ").join(names)
    return f"  {terminal.paint(cut(text, terminal.width - 3, terminal.either('…', '~')), 'key')}"


def _keyword(part: str) -> str:
    tag = tag_for(part[:11])
    known = entry(tag) if tag is not None else None
    return f"{known.keyword}{part[11:]}" if known else part


def _line(row: "Varying", n: int, indent: int, terminal: Terminal) -> str:
    columns = KEYWORD_COLUMNS - (indent - 2)
    name = cut(name_of(row.element), columns, terminal.either("…", "~"))
    head = f"{' ' * indent}{terminal.paint(row.element.written, 'dim')} {name:<{columns}} "
    room = terminal.width - 14 - KEYWORD_COLUMNS - 2
    return head + cut(_spread(row, n), room, terminal.either("…", "~"))


def _spread(row: "Varying", n: int) -> str:
    """How many values, in how many instances, and between which."""
    more = "+" if row.more else ""
    absent = f"absent in {n - row.n_present}" if row.n_present != n else ""
    if row.n_distinct == 1:
        unseen = row.samples[0] is None and row.element.length
        return f"{absent}, else {'bytes' if unseen else _plain(row.samples[0])}"
    counts = ", ".join(filter(None, (f"{row.n_distinct}{more} values", absent)))
    if row.spans:
        ends = (_span(low, high, single=len(row.spans) == 1) for low, high in row.spans)
        return f"{counts}: " + " \\ ".join(ends)
    if all(value is None for value in row.samples):  # bytes that are not shown
        return counts
    return f"{counts}: {' | '.join(_plain(value) for value in row.samples[:SAMPLES])}"


def _span(low: float, high: float, *, single: bool) -> str:
    if low == high:
        return plain(low)
    return f"{plain(low)}{' to ' if single else '..'}{plain(high)}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return printable("\\".join(str(part) for part in value))
    return STRINGS_WITHOUT_VALUE if value is None else printable(str(value))
