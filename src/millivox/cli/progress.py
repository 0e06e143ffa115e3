"""A bar on stderr for what takes longer than a second, where somebody is looking."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from millivox.cli.output import Output
from millivox.cli.streams import talking
from millivox.cli.terminal import is_terminal, of

PATIENCE_S = 1.0
EVERY_S = 0.2
CELLS = 24


class Progress:
    """How far something is: call it with the number done and the number known so far."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.done = 0
        self.total = 0
        self.started = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is; drawing happens elsewhere."""
        self.done, self.total = done, total

    def line(self, width: int, blocks: bool) -> str:
        """The bar as one line."""
        seconds = monotonic() - self.started
        count = f"{self.done} of {self.total}" if self.total else ""
        share = self.done / self.total if self.total else 0.0
        filled = round(min(share, 1.0) * CELLS)
        full, empty = ("█", "░") if blocks else ("#", ".")
        bar = full * filled + empty * (CELLS - filled)
        return f"{self.what}  {bar}  {count}  {seconds:.0f} s"[: width - 1]


@contextmanager
def progress(what: str, out: Output) -> Iterator[Progress]:
    """Show how far something is while it runs, once it has run for a second.

    Nothing is shown under ``--quiet``, where stderr is no terminal, or where NO_COLOR or
    TERM=dumb ask for no decorations.
    """
    state = Progress(what)
    if not _wanted(out):
        yield state
        return
    over = Event()
    drawer = Thread(target=_draw, args=(state, over), daemon=True)
    drawer.start()
    try:
        yield state
    finally:
        over.set()
        drawer.join()


def _wanted(out: Output) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not (out.quiet or plain) and is_terminal(sys.stderr)


def _draw(state: Progress, over: Event) -> None:
    terminal = of(sys.stderr)
    if over.wait(PATIENCE_S):
        return
    with talking():  # the terminal may go away
        while not over.wait(EVERY_S):
            sys.stderr.write(f"\r{state.line(terminal.width, terminal.blocks)}\x1b[K")
            sys.stderr.flush()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
