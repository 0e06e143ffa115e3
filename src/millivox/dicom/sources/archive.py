"""Archives: ZIP and TAR, anywhere a file may be, and one level inside each other.

Members are read in memory as streams; no member's name ever becomes a path.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from millivox.dicom.problem import DAMAGE, Problem, printable
from millivox.dicom.sources.claims import HEAD_BYTES, claims_archive, claims_dicom
from millivox.dicom.sources.dicomdir import contradictions, plain_path, unmatched
from millivox.dicom.sources.limits import ArchiveLimitError, Budget
from millivox.dicom.sources.listed import Content, Found, Place, Skipped
from millivox.dicom.sources.opening import unopened
from millivox.dicom.sources.records import read_directory
from millivox.dicom.sources.store import Store
from millivox.dicom.sources.streams import BROKEN, Readable, compression_of, opened, whole
from millivox.dicom.sources.tarred import BLOCK, TarEntry, is_tar, tar_entries
from millivox.dicom.sources.zipped import MAGIC, ZipEntry, zip_entries
from millivox.errors import MillivoxError, NotDicomError, SourceError

#: Files that are ZIP archives inside and hold documents or programs, never a study.
DOCUMENTS = (
    *(".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".vsdx", ".odt", ".ods", ".odp"),
    *(".jar", ".war", ".ear", ".apk", ".ipa", ".xpi", ".crx", ".epub", ".whl", ".egg", ".nupkg"),
    *(".npz", ".kmz", ".3mf", ".mrb", ".sketch", ".fcstd", ".mlx", ".slx", ".vsix"),
)
_DRIVE = re.compile(r"[A-Za-z]:")


def is_archive(head: bytes, name: str) -> bool:
    """Whether the first bytes of a file are those of an archive we open."""
    if head[128:132] == b"DICM":
        return False
    if head.startswith(MAGIC):
        return not name.lower().endswith(DOCUMENTS)
    return compression_of(head) is not None or is_tar(head[:BLOCK])


class Archive:
    """What is in a ZIP or a TAR.

    Parameters
    ----------
    place
        Where the archive is.
    path
        Its name for people; members show as ``path!/name``.
    budget
        What is left of the limits, shared with the archive this one lies in.
    depth
        How many archives this one lies in.
    data
        Its bytes, where they are in memory anyway.
    named
        Whether somebody said that it is one; then it is a problem if it is not.
    """

    def __init__(
        self,
        place: Place,
        path: str,
        budget: Budget | None = None,
        depth: int = 0,
        data: bytes | None = None,
        named: bool = False,
    ) -> None:
        self._store = Store(place)
        self._data = data
        self._path = path
        self._named = named
        self._names: set[str] = set()
        self._file_sets: list[Content] = []
        self._budget = budget or Budget()
        self._depth = depth

    def __iter__(self) -> Iterator[Found]:
        """List the members."""
        try:
            with self._store.opened() if self._data is None else opened(self._data) as file:
                yield from self._members(file)
            yield from self._unmatched()
        except NotDicomError as error:
            if self._named or claims_archive(self._path):
                yield Problem.of(SourceError(error.text), printable(self._path))
            else:
                yield Skipped(self._path)
        except ArchiveLimitError as error:
            if self._depth:
                raise
            yield Problem.of(error, printable(self._path))
        except (MillivoxError, *BROKEN) as error:
            yield _broken(printable(self._path), error)

    def _members(self, file: BinaryIO) -> Iterator[Found]:
        if not self._depth:
            self._budget.bind(file.seek(0, os.SEEK_END))
            file.seek(0)
        head = file.read(BLOCK)
        is_taped = compression_of(head) is not None or is_tar(head)
        if head.startswith(MAGIC) or (self._path.lower().endswith(".zip") and not is_taped):
            for entry in zip_entries(file, self._store, self._budget):
                stream = partial(entry.member.stream, file, self._budget)
                yield from self._member(entry, stream)
        else:
            for packed in tar_entries(file, self._store, self._budget):
                yield from self._member(packed, packed.stream)

    def _member(
        self, entry: ZipEntry | TarEntry, stream: Callable[[], Readable]
    ) -> Iterator[Found]:
        path = self._inside(entry.name or _stem(self._path))
        self._names.add(plain_path(entry.name))
        refusal = _refused_name(entry.name) or entry.refusal
        if refusal:
            yield Problem.refused(path, refusal)
            return
        try:
            found = self._look(path, stream(), entry.member, entry.member.size)
        except ArchiveLimitError:
            raise
        except (MillivoxError, *BROKEN) as error:
            yield _broken(path, error)
            return
        if isinstance(found, Content) and entry.member.differs_from(found.data):
            yield Problem(path, DAMAGE, "The archive's checksum says that its bytes changed.")
        yield from self._nested(found)

    def _look(self, path: str, stream: Readable, place: Place, size: int | None) -> Found:
        """A member read whole if it may be DICOM or an archive, else left after its first bytes."""
        head = stream.read(HEAD_BYTES)
        self._budget.spend(len(head))
        if is_archive(head, path) or _may_be_dicom(head, path) or claims_dicom(path):
            data = whole(stream, head, size, self._budget)
            return Content(path, data, place)
        return Skipped(path)

    def _unmatched(self) -> Iterator[Found]:
        """What its DICOMDIRs say and the archive does not hold."""
        for content in self._file_sets:
            directory = read_directory(content.data)
            inside = content.path.removeprefix(printable(self._path) + "!/")
            folder = re.split(r"[^/\\]*$", inside)[0]
            yield from contradictions(directory, content.path)
            yield from unmatched(directory, content.path, folder, self._names)

    def _nested(self, found: Found) -> Iterator[Found]:
        if isinstance(found, Content) and re.search(r"[/\\]dicomdir$", found.path.lower()):
            self._file_sets.append(found)
        if not isinstance(found, Content) or not is_archive(found.data[:HEAD_BYTES], found.path):
            yield found
        elif self._depth >= self._budget.limits.depth:
            text = "An archive inside an archive inside an archive is not opened."
            yield Problem.refused(found.path, text, help="Unpack the outer one first.")
        else:
            yield from Archive(found.place, found.path, self._budget, self._depth + 1, found.data)

    def _inside(self, name: str) -> str:
        return f"{printable(self._path)}!/{printable(name.removeprefix('./'))}"


def _may_be_dicom(head: bytes, path: str) -> bool:
    """Whether the first bytes of a file leave it open that it is DICOM."""
    from millivox.dicom.scan import scan_bytes

    if head[128:132] == b"DICM":
        return True
    return bool(head) and not isinstance(scan_bytes(head, name=path).error, NotDicomError)


def _refused_name(name: str) -> str | None:
    """Why a member's name is refused: no study needs one that leads out of its archive."""
    parts = re.split(r"[/\\]", name)
    if "\0" in name:
        return "Its name holds a NUL byte."
    if name and (parts[0] == "" or _DRIVE.match(name)):
        return "Its name is an absolute path."
    return "Its name leads out of the archive." if ".." in parts else None


def _broken(path: str, error: Exception) -> Problem:
    """What a damaged archive or member made of the reader, in one sentence."""
    if isinstance(error, MillivoxError):
        return Problem.of(error, path)
    if isinstance(error, OSError) and error.errno is not None:
        return unopened(path, error)
    if isinstance(error, MemoryError):
        return Problem.refused(path, "There is not enough memory for it.")
    return Problem.refused(path, f"Its compressed data are damaged: {error}.")


def _stem(path: str) -> str:
    """The name of the one file a compressed file holds."""
    return re.split(r"[/\\]", path)[-1].rsplit(".", 1)[0]
