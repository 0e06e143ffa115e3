"""What the terminal can show: its width, colour, and block characters."""

import os
import shutil
import sys
from dataclasses import dataclass
from typing import Any

DEFAULT_WIDTH = 80
LEAST_WIDTH = 40
#: Lines of prose and tables get no better beyond this.
MOST_WIDTH = 120

ROLES = {
    "title": "1",
    "strong": "1",
    "dim": "2",
    "good": "32",
    "info": "36",
    "warning": "33",
    "error": "1;31",
    "key": "36",
    "even": "34",
    "odd": "36",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """How wide a line may be, and whether colour and block characters may stand in it."""

    width: int = DEFAULT_WIDTH
    colour: bool = False
    blocks: bool = True

    def paint(self, text: str, role: str | None) -> str:
        """The text in the colour of a role, or as it is where there is no colour."""
        if not (self.colour and role and text):
            return text
        return f"\x1b[{ROLES[role]}m{text}\x1b[0m"

    def either(self, blocks: str, plain: str) -> str:
        """The first where block characters can be shown, else the second."""
        return blocks if self.blocks else plain


def of(stream: Any = None) -> Terminal:
    """What can be shown on a stream (standard output unless told otherwise)."""
    stream = sys.stdout if stream is None else stream
    return Terminal(_width(stream), decorated(stream), _can_encode(stream))


def decorated(stream: Any) -> bool:
    """Whether colour belongs on a stream: NO_COLOR, FORCE_COLOR, TERM=dumb, else a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced and forced != "0":
        return True
    return os.environ.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: Any) -> bool:
    """Whether somebody is looking at the stream."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _width(stream: Any) -> int:
    """80 columns, or what the terminal (or COLUMNS) says, within what can be read well."""
    if not is_terminal(stream) and "COLUMNS" not in os.environ:
        return DEFAULT_WIDTH
    columns = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
    return min(max(columns, LEAST_WIDTH), MOST_WIDTH)


def _can_encode(stream: Any) -> bool:
    try:
        "█░±·".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
