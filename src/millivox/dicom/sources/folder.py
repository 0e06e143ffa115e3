"""A folder: every file below it, each once, in an order that does not change."""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator

from millivox.dicom.problem import Problem
from millivox.dicom.sources.listed import File, Found, Seen
from millivox.dicom.sources.opening import listed, special, unopened

#: The name that PS3.10 8.6 reserves, in whatever case the medium was copied.
DICOMDIR = "dicomdir"
Entry = os.DirEntry[str]


class Folder:
    """All files below a folder.

    Links are followed last, and only to what was not met otherwise; so each file
    shows under its own name, and a loop ends where it closes.

    Parameters
    ----------
    path
        The folder.
    seen
        What was listed before; added to.
    """

    def __init__(self, path: str, seen: Seen) -> None:
        self._seen = seen
        self._folders = [path]
        self._links: deque[str] = deque()

    def __iter__(self) -> Iterator[Found]:
        """List the files."""
        while self._folders or self._links:
            if self._folders:
                yield from self._list(self._folders.pop())
            else:
                yield from self._follow(self._links.popleft())

    def _list(self, folder: str) -> Iterator[Found]:
        try:
            status = os.stat(folder)
            if not self._seen.first(status.st_dev, status.st_ino):
                return
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield unopened(folder, error)
            return
        for entry in entries:
            if entry.name.lower() == DICOMDIR:
                yield from self._file_set(entry)
        yield from self._entries(entries, status.st_dev)

    def _entries(self, entries: list[Entry], device: int) -> Iterator[Found]:
        folders = []
        first = self._seen.first
        identity = _identity(entries)
        for entry in entries:
            try:
                if entry.is_symlink():
                    self._links.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    if first(device, identity(entry)):
                        yield File(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield special(entry.path, entry.stat(follow_symlinks=False).st_mode)
            except OSError as error:  # it vanished, or the medium fails
                yield unopened(entry.path, error)
        self._folders.extend(reversed(folders))

    def _file_set(self, entry: Entry) -> Iterator[Found]:
        """What a DICOMDIR refers to, first: such a file must be DICOM, whatever its name."""
        from millivox.dicom.sources.dicomdir import FileSet

        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:  # said when its turn comes among the entries
            return
        key = (status.st_dev, status.st_ino)
        if stat.S_ISREG(status.st_mode) and self._seen.first(*key):
            yield from (one for one in FileSet(entry.path, self._seen) if isinstance(one, File))
            yield File(entry.path, named=True)  # its scan says what is wrong with it

    def _follow(self, link: str) -> Iterator[Found]:
        try:
            status = os.stat(link)
        except OSError as error:
            yield unopened(link, error)
            return
        key = (status.st_dev, status.st_ino)
        if stat.S_ISDIR(status.st_mode):
            if key not in self._seen:
                self._folders.append(link)
            elif _leads_up(link):
                yield Problem.refused(link, "A link to a folder that holds it; not followed again.")
        else:
            yield from listed(link, status, self._seen)


def _identity(entries: list[Entry]) -> Callable[[Entry], int]:
    """How to learn an inode number: from the listing, unless it disagrees with the file.

    Some stacked file systems list other numbers than ``stat`` gives; one look at one
    file shows it, and saves a call for each file everywhere else.
    """
    for entry in entries:
        try:
            if entry.is_file(follow_symlinks=False):
                listed = _stat_inode(entry) == entry.inode()
                return os.DirEntry.inode if listed else _stat_inode
        except OSError:
            continue
    return _stat_inode


def _stat_inode(entry: Entry) -> int:
    return entry.stat(follow_symlinks=False).st_ino


def _leads_up(link: str) -> bool:
    """Whether a link leads to a folder that the link itself lies in."""
    target = os.path.realpath(link)
    here = os.path.realpath(os.path.dirname(link) or os.curdir)
    return here == target or here.startswith(target.rstrip(os.sep) + os.sep)
