"""What ``millivox header`` prints for people."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from millivox.cli.layout import columns_of, cut, printable, rule, wrapped
from millivox.cli.said import counted
from millivox.cli.terminal import Terminal
from millivox.dicom.listing.dictionary import uid_name
from millivox.dicom.listing.dump import Element

if TYPE_CHECKING:
    from millivox.dicom.listing.compare import Difference
    from millivox.spacing.words.explained import HeaderReport

KEYWORD_COLUMNS = 28
STRINGS_WITHOUT_VALUE = "(empty)"


def full(report: "HeaderReport", terminal: Terminal, *, long: bool) -> list[str]:
    """The whole header: what bears on millimetres first, then every element."""
    lines = [_heading(report, terminal)]
    told = report.geometry()
    if told:
        lines += ["", terminal.paint("What bears on millimetres", "title")]
        for element in told:
            lines += _explained(element, report.words[element.path], terminal)
    lines += ["", terminal.paint("Every element", "title")]
    return lines + listed(report, report.elements, terminal, long=long)


def _heading(report: "HeaderReport", terminal: Terminal) -> str:
    name = Path(report.path).name if report.path else "-"
    syntax = uid_name(report.transfer_syntax or "") or report.transfer_syntax or ""
    count = counted(sum(not element.is_item for element in report.elements), "element")
    dot = terminal.either(" · ", ", ")
    return rule(name, dot.join(part for part in (syntax, count) if part), terminal)


def _explained(element: Element, words: str, terminal: Terminal) -> list[str]:
    """An element with its value, and below it what it means here."""
    name = cut(element.name or element.keyword, terminal.width - 30, "...")
    value = cut(value_of(element), terminal.width - columns_of(name) - 17, "...")
    gap = terminal.width - columns_of(name) - columns_of(value) - 15
    tag = terminal.paint(element.written, "dim")
    head = f"  {terminal.paint(name, 'key')}  {terminal.paint(value, 'strong')}"
    return [f"{head}{' ' * max(gap, 1)}{tag}", *wrapped(words, terminal, indent=6)]


def listed(
    report: "HeaderReport", elements: Iterable[Element], terminal: Terminal, *, long: bool
) -> list[str]:
    """Elements in aligned lines: tag, VR, keyword, value; those explained are marked."""
    pointer = terminal.either("▸", ">")
    lines = []
    for element in elements:
        sign = terminal.paint(pointer, "key") if element.path in report.words else " "
        lines.append(_line(element, sign, terminal, long=long))
    return lines


def _line(element: Element, sign: str, terminal: Terminal, *, long: bool) -> str:
    indent = "  " * min(element.depth, 8)
    if element.is_item:
        return f"{sign} {indent}{terminal.paint(_number(element), 'dim')}"
    name = cut(name_of(element), KEYWORD_COLUMNS, terminal.either("…", "~"))
    start = f"{indent}{element.written} {element.vr or '--':2} {name:<{KEYWORD_COLUMNS}} "
    room = terminal.width - columns_of(start) - 2
    value = value_of(element)
    text = value if long else cut(value, max(room, 12), terminal.either("…", "~"))
    painted = f"{indent}{terminal.paint(element.written, 'dim')} {element.vr or '--':2} {name}"
    padding = " " * (columns_of(start) - columns_of(f"{indent}{element.written} -- {name}"))
    return f"{sign} {painted}{padding}{text}".rstrip()


def _number(element: Element) -> str:
    return f"item {element.path.rpartition('[')[2].rstrip(']')}"


def name_of(element: Element) -> str:
    """The keyword; of a private element the vendor's name in brackets, or its creator."""
    if element.keyword:
        return element.keyword
    if element.name:
        return f"[{element.name}]"
    return f"[{element.creator}]" if element.creator else "?"


def value_of(element: Element) -> str:
    """A value in one line: text as it is, bytes in hexadecimal, a UID by its name too."""
    if element.vr == "SQ":
        return ""
    if element.meaning:
        return f"={element.meaning}"
    if element.values:
        text = "\\".join(element.values).replace("\r\n", " ").replace("\n", " ")
        return printable(text) + (" ..." if element.cut else "")
    if element.shown:
        return f"{element.shown}  ({_bytes(element.length)})"
    return f"({_bytes(element.length)})" if element.length else STRINGS_WITHOUT_VALUE


def _bytes(length: int | None) -> str:
    return "length left open" if length is None else counted(length, "byte")


def different(
    found: Sequence["Difference"], names: tuple[str, str], terminal: Terminal
) -> list[str]:
    """Two headers beside each other: only what differs, one line for each file."""
    lines = [rule("Differences", counted(len(found), "element"), terminal)]
    lines += [f"  - {printable(names[0])}", f"  + {printable(names[1])}", ""]
    for pair in found:
        name = name_of(pair.element)
        lines.append(f"{terminal.paint(pair.element.path, 'dim')} {terminal.paint(name, 'key')}")
        for sign, side, role in (("-", pair.one, "error"), ("+", pair.other, "good")):
            text = "(not there)" if side is None else value_of(side)
            text = cut(text, terminal.width - 4, terminal.either("…", "~"))
            lines.append(f"  {terminal.paint(sign, role)} {text}")
    return lines if found else [lines[0], "  The two headers say the same."]
