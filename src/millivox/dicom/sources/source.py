"""Sources: what a path given by the caller stands for.

Nothing here raises for bad input: it is listed as a problem.
"""

import os
import stat
import sys
from collections.abc import Iterator

from millivox.dicom.problem import Problem
from millivox.dicom.sources.listed import Content, Found, Seen
from millivox.dicom.sources.opening import listed, unopened

#: Standard input is read whole into memory.
WHOLE_BYTES = 1 << 30
CHUNK_BYTES = 1 << 20


def source_of(path: str, seen: Seen) -> Iterator[Found]:
    """What a path given by the caller stands for.

    Parameters
    ----------
    path
        A file, a folder, ``-`` for standard input, or a ``file://`` address.
    seen
        What was listed before; added to.
    """
    if path == "-":
        yield from Input()
        return
    if "://" in path and not os.path.lexists(path):
        local = _local(path)
        if local is None:
            yield Problem.refused(path, "No source understands this address.")
            return
        path = local
    yield from _on_disk(path, seen)


def _on_disk(path: str, seen: Seen) -> Iterator[Found]:
    from millivox.dicom.sources.folder import Folder

    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        yield unopened(path, error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from Folder(path, seen)
    else:
        yield from listed(path, status, seen, named=True)


def _local(address: str) -> str | None:
    """The path of a ``file://`` address of this machine."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() != "file" or parts.netloc.lower() not in ("", "localhost"):
        return None
    path = unquote(parts.path, errors="surrogateescape")
    drive = os.name == "nt" and path[2:3] == ":"  # file:///C:/study
    return path[1:] if drive else path


class Input:
    """Standard input: one file, or one archive."""

    def __iter__(self) -> Iterator[Found]:
        """Read it to its end."""
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            yield Problem.refused("-", "Standard input is closed.")
            return
        data = bytearray()
        try:
            while piece := stream.read(CHUNK_BYTES):
                data += piece
                if len(data) > WHOLE_BYTES:
                    text = f"Standard input is longer than {WHOLE_BYTES >> 20} MiB."
                    yield Problem.refused("-", text, help="Write it to a file first.")
                    return
        except (OSError, ValueError) as error:
            yield unopened("-", error)
            return
        yield Content("-", bytes(data), bytes(data), named=True)
