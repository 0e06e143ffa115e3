"""Opening paths without waiting for ever, and saying why one would not open."""

import errno
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from millivox.dicom.problem import Problem
from millivox.dicom.sources.listed import File, Found, Seen


def without_waiting(path: str, flags: int) -> int:
    """Open a file so that one which became a FIFO in the meantime does not hold us up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def open_file(path: str) -> BinaryIO:
    """Open a regular file for reading; anything else would wait, or never end.

    Raises
    ------
    OSError
        It cannot be opened, or is none.
    """
    file = open(path, "rb", opener=without_waiting)  # noqa: SIM115 (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "It is no regular file", path)
    return file


def first_bytes(path: str, size: int) -> bytes:
    """The start of a file; a folder of other files asks for it once for each."""
    handle = without_waiting(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(handle, size)
    finally:
        os.close(handle)


def unopened(path: str, error: Exception) -> Problem:
    """A path that the system would not open, in its words."""
    code = getattr(error, "errno", None)
    if code == errno.ENOENT and os.path.islink(path):
        return Problem.refused(path, "A link that leads nowhere.")
    if code == errno.ELOOP:
        return Problem.refused(path, "A link that leads back to itself.")
    if code == errno.ENOENT:
        return Problem.refused(path, "There is no such file or folder.")
    said = getattr(error, "strerror", None) or str(error)
    return Problem.refused(path, f"It cannot be opened: {said}.")


def listed(
    path: str, status: os.stat_result, seen: Seen, *, named: bool = False
) -> Iterator[Found]:
    """A path that is no folder: the file, the first time it is met, or why it is none."""
    if not stat.S_ISREG(status.st_mode):
        yield special(path, status.st_mode)
    elif seen.first(status.st_dev, status.st_ino):
        yield File(path, named)


def special(path: str, mode: int) -> Problem:
    """A path that is neither a file nor a folder; never opened, for that may wait for ever."""
    kinds = (
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a character device"),
        (stat.S_ISBLK, "a block device"),
    )
    kind = next((word for test, word in kinds if test(mode)), "a special file")
    help = "Send it to standard input and give '-'." if stat.S_ISFIFO(mode) else None
    return Problem.refused(path, f"This is {kind}, not a file.", help=help)
