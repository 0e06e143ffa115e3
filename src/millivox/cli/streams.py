"""Standard streams that fail: a full disk, a reader that went away, no stream at all."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class UnwrittenError(Exception):
    """The answer did not arrive: standard output does not take it."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause)
        self.reader_left = cause.errno == errno.EPIPE
        self.why = (cause.strerror or str(cause)).lower()


@contextmanager
def answering() -> Iterator[None]:
    """Write to standard output inside; nothing is written to it again once it has failed.

    Raises
    ------
    UnwrittenError
        It fails.
    """
    try:
        yield
    except OSError as error:
        _forget(sys.stdout)
        raise UnwrittenError(error) from error


@contextmanager
def talking() -> Iterator[None]:
    """Write to standard error inside; what it does not take is lost: the answer counts."""
    try:
        yield
    except OSError:
        _forget(sys.stderr)


def buffered() -> None:
    """Let standard output write all that it is given.

    Without a buffer (PYTHONUNBUFFERED) it forgets what a nearly full disk does not take at once.
    """
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        held = io.BufferedWriter(raw)
        sys.stdout = io.TextIOWrapper(held, sys.stdout.encoding, sys.stdout.errors)


def _forget(stream: Any) -> None:
    """Keep the interpreter from writing what is left when it ends: that would fail once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
