"""Reading: paths in, instances out, and every problem on the way in a list.

Nothing is raised for bad input.  Files go through the scanner many at a time; what it does
not know is looked at once more, for it may be an archive.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from millivox.dicom.contradictions import proven_wrong
from millivox.dicom.dataset import each, not_accepted
from millivox.dicom.header import Header
from millivox.dicom.held import frames_held
from millivox.dicom.problem import Problem, printable
from millivox.dicom.sources.claims import HEAD_BYTES, claims_archive, claims_dicom
from millivox.dicom.sources.listed import Content, File, Found, Place, Seen, as_path
from millivox.dicom.sources.opening import first_bytes, unopened
from millivox.dicom.sources.source import source_of
from millivox.errors import MillivoxError, NotDicomError

if TYPE_CHECKING:
    from millivox.dicom.scan import Scan

#: Enough files at a time that the scanner's threads never wait for the listing.
BATCH = 4096
_MEDIA_STORAGE_SOP_CLASS = 0x00020002
_MEDIA_STORAGE_DIRECTORY = b"1.2.840.10008.1.3.10"

#: Called with the number of files read and the number found so far.
Progress = Callable[[int, int], None]
AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Instance:
    """One SOP instance: its header, and how to come to its bytes again.

    Parameters
    ----------
    header
        The header of its first frame.
    path
        Where it is, ready to print; a member of an archive as ``study.zip!/a/b.dcm``.
    size
        Bytes of the whole object; ``None`` for a data set in memory.
    transfer_syntax
        UID of its transfer syntax.
    place
        Where its bytes are: a path, bytes in memory, or a member that can be read again.
    """

    header: Header
    path: str
    size: int | None
    transfer_syntax: str | None
    place: Place

    def open(self) -> bytes | Path:
        """The path of the object where it is a file of its own, else its bytes.

        Raises
        ------
        SourceError
            The archive it was in has gone, or changed.
        """
        return as_path(self.place)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found at some paths.

    Parameters
    ----------
    instances
        Every instance once, in an order that does not change.
    problems
        What could not be read, and what was damaged.
    n_files
        Files and members looked at.
    n_skipped
        Those of them that are not DICOM and do not claim to be.
    """

    instances: list[Instance]
    problems: list[Problem]
    n_files: int
    n_skipped: int


def read(
    paths: AnyPath | Iterable[AnyPath],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read the headers of everything at some paths.

    Parameters
    ----------
    paths
        Files, folders (with all that is below them), ZIP and TAR archives, DICOMDIRs
        (the files they refer to), ``-`` for standard input, ``file://`` addresses.
    threads
        Threads of the scanner; as many as there are processors by default.
    progress
        Called now and then with the number of files read and found so far.

    Returns
    -------
    Reading
        Instances, problems and counts; whether nothing at all was readable is for the
        caller to judge.

    Examples
    --------
    >>> read("/no/such/folder").problems[0].error
    'SourceError'
    """
    reader = _Reader(threads, progress)
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else each(paths):
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(not_accepted(path))
        reader.take(source_of(os.fsdecode(path), reader.seen))
    reader.finish()
    return Reading(reader.instances, reader.problems, reader.n_files, reader.n_skipped)


def read_bytes(data: bytes, name: str = "-") -> Reading:
    """Read the headers of one file, or of an archive, in memory."""
    reader = _Reader(None, None)
    reader.take([Content(name, data, data, named=True)])
    reader.finish()
    return Reading(reader.instances, reader.problems, reader.n_files, reader.n_skipped)


class _Reader:
    """Gathers what sources list, and scans it batch by batch."""

    def __init__(self, threads: int | None, progress: Progress | None) -> None:
        self.instances: list[Instance] = []
        self.problems: list[Problem] = []
        self.n_files = self.n_skipped = 0
        self._threads = threads
        self._progress = progress
        self._pending: list[File] = []
        self.seen = Seen()

    def take(self, source: Iterable[Found]) -> None:
        """Everything a source lists."""
        for found in source:
            if isinstance(found, File):
                self._pending.append(found)
                if len(self._pending) >= BATCH:
                    self._flush()
            elif isinstance(found, Problem):
                self.problems.append(found)
            elif isinstance(found, Content):
                self._content(found)
            else:
                self.n_files += 1
                self.n_skipped += 1
            del found  # a large member goes before the next one comes

    def finish(self) -> None:
        """Scan what still waits, and what that leads to."""
        while self._pending:
            self._flush()

    def _flush(self) -> None:
        from millivox.dicom.scan import scan_files

        files, self._pending = self._pending, []
        scans = scan_files([file.path for file in files], threads=self._threads)
        further: list[Iterable[Found]] = []
        for file, scan in zip(files, scans, strict=True):
            source = self._settle(scan, file)
            if source is not None:
                further.append(source)
        self._tell()
        for source in further:
            self.take(source)

    def _settle(self, scan: "Scan", file: File) -> Iterable[Found] | None:
        """Keep what a scan found; the source that the file turns out to be, if it is one."""
        self.n_files += 1
        if scan.tree is None:
            return self._unread(scan, file)
        if self._keep(scan, file.path, file.path):
            return None
        from millivox.dicom.sources.dicomdir import FileSet

        return FileSet(file.path, self.seen)

    def _keep(self, scan: "Scan", path: str, place: Place) -> bool:
        """Whether a data set that could be read is an instance and no directory."""
        shown = printable(path)
        tree = scan.tree or {}
        self.problems.extend(proven_wrong(scan, tree, shown))
        kind = tree.get(_MEDIA_STORAGE_SOP_CLASS)
        if isinstance(kind, bytes) and kind.rstrip(b"\0 ") == _MEDIA_STORAGE_DIRECTORY:
            return False
        held, pixels = frames_held(scan, tree), scan.pixels is not None
        header = Header(tree, 0, shown, frames_held=held, holds_pixels=pixels)
        self.instances.append(Instance(header, shown, scan.size, scan.transfer_syntax, place))
        return True

    def _unread(self, scan: "Scan", file: File) -> Iterable[Found] | None:
        """A file the scanner could not read: an archive, a problem, or none of our business."""
        from millivox.dicom.sources.archive import Archive, is_archive

        try:
            head = first_bytes(file.path, HEAD_BYTES)
        except OSError as error:
            self.problems.append(unopened(file.path, error))
            return None
        if claims_archive(file.path) or is_archive(head, file.path):
            self.n_files -= 1  # its members count instead
            return Archive(file.path, file.path, named=file.named)
        self._refuse(scan, file.path, file.named)
        return None

    def _refuse(self, scan: "Scan", path: str, named: bool) -> None:
        """Say why it was not read, unless it is no DICOM and never said so."""
        error = scan.error
        if isinstance(error, NotDicomError) and not named and not claims_dicom(path):
            self.n_skipped += 1
        else:
            found = error or MillivoxError("It could not be read.")
            self.problems.append(Problem.of(found, printable(path)))

    def _content(self, content: Content) -> None:
        """Bytes in memory: a member of an archive, or standard input."""
        from millivox.dicom.scan import scan_bytes
        from millivox.dicom.sources.archive import Archive, is_archive

        if is_archive(content.data[:HEAD_BYTES], content.path):
            self.take(Archive(content.place, content.path, named=True))
            return
        self.n_files += 1
        scan = scan_bytes(content.data, name=content.path)
        if scan.tree is None:
            self._refuse(scan, content.path, content.named)
        else:
            self._keep(scan, content.path, content.place)

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self.n_files, self.n_files + len(self._pending))
