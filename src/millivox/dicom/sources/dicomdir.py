"""DICOMDIR: the files that a medium's directory refers to (PS3.3 F, PS3.10 8)."""

import os
import re
from collections.abc import Iterator

from millivox.dicom.problem import DAMAGE, Problem
from millivox.dicom.sources.listed import Found, Seen
from millivox.dicom.sources.opening import listed, open_file, unopened
from millivox.dicom.sources.records import Directory, Record, read_directory

#: A directory of a million images takes about 500 MB; more than this is no directory.
LARGEST_BYTES = 1 << 29
#: PS3.10 8.2: a file ID has at most eight components.
MOST_LEVELS = 8


class FileSet:
    """The files that a DICOMDIR refers to, each below the root of its file-set.

    Damage of the DICOMDIR itself is for the scanner to say, which reads it as any file.

    Parameters
    ----------
    path
        The DICOMDIR.
    seen
        What was listed before; added to.
    """

    def __init__(self, path: str, seen: Seen) -> None:
        self._path = path
        self._seen = seen
        self._root = _root(path)
        self._real_root = os.path.realpath(self._root or os.curdir)
        self._listings: dict[str, dict[str, str]] = {}
        self._reals: dict[str, str] = {}
        self._folders: dict[tuple[str, ...], str | None] = {(): self._root}

    def __iter__(self) -> Iterator[Found]:
        """List the files."""
        try:
            with open_file(self._path) as file:
                is_large = os.fstat(file.fileno()).st_size > LARGEST_BYTES
                data = b"" if is_large else file.read(LARGEST_BYTES)
        except OSError as error:
            yield unopened(self._path, error)
            return
        if is_large:
            yield Problem.refused(self._path, f"A directory above {LARGEST_BYTES >> 20} MiB.")
            return
        yield from self._files(read_directory(data))

    def _files(self, directory: Directory) -> Iterator[Found]:
        shown = Problem.refused(self._path, "").path
        yield from contradictions(directory, shown)
        for record in directory.records:
            if record.file_id and record.in_use:
                yield from self._file(record)

    def _file(self, record: Record) -> Iterator[Found]:
        parts = components(record.file_id)
        path = None if parts is None else self._resolve(parts)
        if parts is None or (path and not self._is_below(path)):
            yield Problem.refused(self._path, _outside(record))
            return
        try:
            status = os.stat(path) if path else None
        except (OSError, ValueError) as error:
            yield unopened(path or self._path, error)
            return
        if path is None or status is None:
            yield Problem.refused(self._path, _missing(record))
        else:
            yield from listed(path, status, self._seen, named=True)

    def _resolve(self, parts: tuple[str, ...]) -> str | None:
        """The path of a referenced file as it is spelt on this disk."""
        folder = self._folder(parts[:-1])
        return None if folder is None else self._spelt(folder, parts[-1])

    def _folder(self, parts: tuple[str, ...]) -> str | None:
        for length in range(1, len(parts) + 1):
            key = parts[:length]
            if key not in self._folders:
                above = self._folders[key[:-1]]
                self._folders[key] = None if above is None else self._spelt(above, key[-1])
        return self._folders[parts]

    def _spelt(self, folder: str, name: str) -> str | None:
        """The entry of a folder under this name, exactly or as ISO 9660 may have changed it."""
        if folder not in self._listings:
            try:
                names = sorted(os.listdir(folder or os.curdir), reverse=True)
            except (OSError, ValueError):
                names = []
            self._listings[folder] = {plain(spelt): spelt for spelt in names} | {
                spelt: spelt for spelt in names
            }
        listing = self._listings[folder]
        spelt = listing.get(name) or listing.get(plain(name))
        return os.path.join(folder, spelt) if spelt else None

    def _is_below(self, path: str) -> bool:
        """Whether a path stays in the root when every link in it is followed."""
        if os.path.islink(path):
            real = os.path.realpath(path)
        else:
            real = os.path.join(self._real(os.path.dirname(path)), "")
        return real.startswith(self._real_root.rstrip(os.sep) + os.sep)

    def _real(self, folder: str) -> str:
        if folder not in self._reals:
            self._reals[folder] = os.path.realpath(folder or os.curdir)
        return self._reals[folder]


def _root(path: str) -> str:
    """The folder that a directory's references start from.

    PS3.10 8 puts the DICOMDIR at the root of its file-set; directories further down, as
    some scanners write them for each series, refer to files from that same root.
    """
    own = folder = os.path.dirname(path)
    for _ in range(MOST_LEVELS):
        if os.path.exists(os.path.join(folder, "DICOMDIR")):
            return folder
        folder, below = os.path.dirname(folder), folder
        if folder == below or not folder:
            break
    return own


def contradictions(directory: Directory, path: str) -> Iterator[Problem]:
    """Where the offsets of a directory lead astray; its files are found all the same."""
    for offset, tag, text in directory.contradictions:
        yield Problem(path, DAMAGE, text, offset, tag)


def unmatched(directory: Directory, path: str, folder: str, names: set[str]) -> Iterator[Problem]:
    """What a DICOMDIR inside an archive refers to and the archive does not hold.

    Parameters
    ----------
    path
        The DICOMDIR, ready to print.
    folder
        The folder it lies in, inside the archive.
    names
        Every member, each as :func:`plain_path` makes it.
    """
    for record in directory.records:
        if record.file_id and record.in_use:
            parts = components(record.file_id)
            if parts is None:
                yield Problem.refused(path, _outside(record))
            elif plain_path("/".join((folder, *parts))) not in names:
                yield Problem.refused(path, _missing(record))


def _outside(record: Record) -> str:
    return "A record refers to '{}', outside its folder.".format("\\".join(record.file_id))


def _missing(record: Record) -> str:
    return "A record refers to '{}', which is not there.".format("\\".join(record.file_id))


def plain_path(path: str) -> str:
    """A path inside an archive with :func:`plain` components.

    Examples
    --------
    >>> plain_path("./cd/im0001.;1")
    'CD/IM0001'
    """
    parts = re.split(r"[/\\]", path)
    return "/".join(plain(part) for part in parts if part not in ("", "."))


def plain(name: str) -> str:
    """A name without what a CD changes: case, a version number, a final dot.

    Examples
    --------
    >>> plain("im0001.;1")
    'IM0001'
    """
    return name.upper().split(";")[0].rstrip(".")


def components(file_id: tuple[str, ...]) -> tuple[str, ...] | None:
    """The folders and the file name of a Referenced File ID; ``None`` if they could lead out.

    Examples
    --------
    >>> components(("IMAGES", "IM1"))
    ('IMAGES', 'IM1')
    >>> components(("..", "IM1")) is None
    True
    """
    parts = tuple(part for name in file_id for part in name.split("/"))
    for part in parts:
        if part in ("", ".", "..") or ":" in part or "\0" in part:
            return None
    return parts
