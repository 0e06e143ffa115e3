"""Words and tables laid out in columns."""

import textwrap
from collections.abc import Sequence
from unicodedata import category, east_asian_width

from millivox.cli.terminal import Terminal

#: A heading's title gets at least so many columns; its line, with spaces, five.
LEAST_TITLE = 30
SHORTEST_LINE = 5
#: Stands for " = " while prose is wrapped: "k = 12" is one word.
HELD_TOGETHER = "\x1f=\x1f"
MARKS = {"error": ("✗", "x"), "warning": ("!", "!"), "info": ("·", "-"), "good": ("✓", "+")}


def printable(text: str) -> str:
    """The text with control characters shown as escapes: a file must not drive the terminal.

    Examples
    --------
    >>> printable("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter == "\n" or category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return letter
    return letter.encode("unicode_escape").decode("ascii")


def columns_of(text: str) -> int:
    """Terminal columns a text takes; wide letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(category(letter) in ("Mn", "Me") for letter in text)


def cut(text: str, width: int, dots: str = "…") -> str:
    """The text within a width, ended by dots where something is left out."""
    if columns_of(text) <= width:
        return text
    room = max(width - len(dots), 0)
    kept = text[:room]
    while columns_of(kept) > room:
        kept = kept[:-1]
    return (kept + dots)[: max(width, 0)]


def wrapped(text: str, terminal: Terminal, *, indent: int = 2, first: str = "") -> list[str]:
    """Prose within the width; ``first`` stands before the first line, the rest hangs below it."""
    hang = " " * (indent + columns_of(first))
    lines = textwrap.wrap(
        printable(text).replace(" = ", HELD_TOGETHER),
        terminal.width,
        initial_indent=" " * indent + first,
        subsequent_indent=hang,
        break_on_hyphens=False,
    )
    return [line.replace(HELD_TOGETHER, " = ") for line in lines] or [" " * indent + first]


def hanging(text: str, width: int) -> str:
    """One line of talk within the width, indented where it goes on; no path is broken in two.

    Examples
    --------
    >>> hanging("a.dcm: Pixel Spacing is absent.", 22)
    'a.dcm: Pixel Spacing\\n  is absent.'
    """
    lines = textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def mark(severity: str, terminal: Terminal) -> str:
    """The sign that stands for a severity."""
    blocks, plain = MARKS[severity]
    return terminal.either(blocks, plain)


def table(
    rows: Sequence[Sequence[str]],
    terminal: Terminal,
    *,
    right: Sequence[int] = (),
    indent: int = 2,
    heading: str | None = "dim",
    strong: Sequence[int] = (),
) -> list[str]:
    """Rows in aligned columns, the first row a heading; the last column is cut to the width.

    ``right`` names the columns set flush right, ``strong`` the ones that matter.
    """
    clean = [[printable(cell) for cell in row] for row in rows]
    widths = [max(columns_of(cell) for cell in column) for column in zip(*clean, strict=True)]
    room = terminal.width - indent - sum(widths[:-1]) - 2 * (len(widths) - 1)
    dots = terminal.either("…", "~")
    lines = []
    for number, row in enumerate(clean):
        cells = []
        for place, cell in enumerate(row):
            last = place == len(row) - 1
            text = cut(cell, max(room, 8), dots) if last else cell
            blank = " " * (0 if last and place not in right else widths[place] - columns_of(text))
            role = heading if number == 0 else "strong" if place in strong else None
            painted = terminal.paint(text, role)
            cells.append(blank + painted if place in right else painted + blank)
        lines.append((" " * indent + "  ".join(cells)).rstrip())
    return lines


def rule(title: str, aside: str, terminal: Terminal) -> str:
    """A heading: a title to the left, counts to the right, a line between them."""
    dots = terminal.either("…", "~")
    title, aside = printable(title), printable(aside)
    wanted = min(columns_of(title), LEAST_TITLE)
    aside = cut(aside, terminal.width - wanted - SHORTEST_LINE, dots)
    title = cut(title, terminal.width - columns_of(aside) - SHORTEST_LINE, dots)
    length = terminal.width - columns_of(title) - columns_of(aside) - 2
    line = terminal.either("─", "-") * max(length, 1)
    return f"{terminal.paint(title, 'title')} {terminal.paint(line, 'dim')} {aside}".rstrip()
