"""graphics: how a terminal can show a picture, asked of its environment and of itself."""

import os
import re
import shutil
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from select import select
from time import monotonic
from typing import TYPE_CHECKING, Any

from millivox.cli.terminal import Terminal, is_terminal

if TYPE_CHECKING:
    from millivox.display.picture import Picture, Scene

WAYS = ("kitty", "iterm2", "sixel", "blocks")
#: Lines of the terminal left to the sentence and the prompt.
LINES_BELOW = 6
LEAST_LINES = 8
LINES_OF_A_PIPE = 40
#: A cell where the terminal does not say its pixels.
CELL_PX = (8, 16)
#: A picture gets no better when it is larger than this.
MOST_PX = 1024
#: A terminal answers at once; one far away in a fraction of this.
PATIENCE_S = 1.0
#: Terminals that print what they do not understand.
NOT_TO_BE_ASKED = ("linux", "dumb", "")
#: "Can you draw a picture of one pixel?", then "What are you?", which all answer.
KITTY_QUERY = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
DEVICE_QUERY = b"\x1b[c"
DEVICE_ANSWER = re.compile(rb"\x1b\[\?([0-9;]*)c")
SIXEL_ATTRIBUTE = b"4"


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a terminal has, and how large one of its cells is in pixels."""

    columns: int
    lines: int
    cell_px: tuple[float, float] | None = None

    @property
    def cell_high_by_wide(self) -> float:
        """How many times as high as wide a cell is; about twice where nobody says."""
        wide, high = self.cell_px or CELL_PX
        return high / wide

    @property
    def size_px(self) -> tuple[int, int]:
        """Pixels across and down that a picture may take."""
        wide, high = self.cell_px or CELL_PX
        return min(int(self.columns * wide), MOST_PX), min(int(self.lines * high), MOST_PX)


def room_of(stream: Any) -> Room:
    """The room of a terminal; of anything else, that of a page."""
    columns = shutil.get_terminal_size((80, 24)).columns
    if not is_terminal(stream):
        return Room(columns, LINES_OF_A_PIPE)
    rows, across, wide, high = _window_size(stream)
    lines = max((rows or shutil.get_terminal_size().lines) - LINES_BELOW, LEAST_LINES)
    cell = (wide / across, high / rows) if rows and across and wide and high else None
    return Room(across or columns, lines, cell)


def _window_size(stream: Any) -> tuple[int, int, int, int]:
    """Rows, columns, and pixels across and down (ioctl TIOCGWINSZ); 0 where not known."""
    try:
        from fcntl import ioctl
        from termios import TIOCGWINSZ

        answer = ioctl(stream.fileno(), TIOCGWINSZ, bytes(8))
    except (ImportError, OSError, ValueError):
        return 0, 0, 0, 0
    rows, columns, wide, high = struct.unpack("HHHH", answer)
    return rows, columns, wide, high


def best(stdin: Any, stdout: Any, environ: Mapping[str, str] = os.environ) -> str:
    """The best way a terminal has to show pictures: its name says it, or its answer."""
    named = _named(environ)
    if named is not None:
        return named
    if environ.get("TERM", "") in NOT_TO_BE_ASKED:
        return "blocks"
    prints_unknown = environ.get("TERM_PROGRAM") == "Apple_Terminal" or _inside_another(environ)
    return way_of(_answer(stdin, stdout, DEVICE_QUERY if prints_unknown else BOTH))


BOTH = KITTY_QUERY + DEVICE_QUERY


def _inside_another(environ: Mapping[str, str]) -> bool:
    """Inside tmux or screen, whose outer terminal's name means nothing."""
    term = environ.get("TERM", "")
    return bool(environ.get("TMUX") or environ.get("STY")) or term.startswith(("screen", "tmux"))


def _named(environ: Mapping[str, str]) -> str | None:
    """What the names in the environment tell."""
    if _inside_another(environ):
        return None
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if environ.get("KITTY_WINDOW_ID") or term in ("xterm-kitty", "xterm-ghostty"):
        return "kitty"
    if program in ("iTerm.app", "WezTerm") or environ.get("LC_TERMINAL") == "iTerm2":
        return "iterm2"
    return None


def way_of(answer: bytes) -> str:
    r"""The way that a terminal's own answers tell.

    Examples
    --------
    >>> way_of(b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4c"), way_of(b"\x1b[?62;4;22c"), way_of(b"\x1b[?6c")
    ('kitty', 'sixel', 'blocks')
    """
    if b"\x1b_Gi=31;OK" in answer:
        return "kitty"
    device = DEVICE_ANSWER.search(answer)
    # The first number is its class, the rest what it can do.
    return "sixel" if device and SIXEL_ATTRIBUTE in device[1].split(b";")[1:] else "blocks"


def _answer(stdin: Any, stdout: Any, query: bytes) -> bytes:
    """What a terminal answers in time; nothing where it cannot be asked without harm."""
    try:
        import termios
        import tty

        ear = stdin.fileno()
        before = termios.tcgetattr(ear)
    except (ImportError, OSError, ValueError, AttributeError):
        return b""
    except termios.error:
        return b""
    if not _is_ours(ear) or select([ear], [], [], 0)[0]:
        return b""  # in the background, or somebody has typed ahead
    try:
        tty.setcbreak(ear, termios.TCSANOW)
        stdout.flush()
        os.write(stdout.fileno(), query)
        return _heard(ear)
    except (OSError, termios.error):
        return b""
    finally:
        with suppress(OSError, termios.error):
            termios.tcsetattr(ear, termios.TCSAFLUSH, before)


def _is_ours(ear: int) -> bool:
    """Whether this process may ask: asking from the background would stop it."""
    try:
        return os.tcgetpgrp(ear) == os.getpgrp()
    except OSError:
        return False


def _heard(ear: int) -> bytes:
    """Everything up to the answer that all terminals give, or until patience ends."""
    heard, end = b"", monotonic() + PATIENCE_S
    while not DEVICE_ANSWER.search(heard):
        left = end - monotonic()
        if left <= 0 or not select([ear], [], [], left)[0]:
            break
        more = os.read(ear, 1024)
        if not more:
            break
        heard += more
    return heard


def in_blocks(scene: "Scene", terminal: Terminal, room: Room) -> list[str]:
    """A scene as lines of text, in half blocks where the terminal has colour and blocks."""
    from millivox.display.terminal import drawn_in_text

    return drawn_in_text(
        scene,
        columns=terminal.width,
        lines=room.lines,
        colour=terminal.colour and terminal.blocks,
        cell_high_by_wide=room.cell_high_by_wide,
    )


def inline(drawn: "Picture", way: str, room: Room) -> str:
    """A picture as the escape sequences of a way, no larger than the room."""
    from millivox.display.inline import WAYS, fitted

    return WAYS[way](fitted(drawn.scene, *room.size_px))
