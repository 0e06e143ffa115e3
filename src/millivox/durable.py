"""Files and folders that appear whole or not at all."""

import os
import platform
import re
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path

from millivox.errors import ExportError, MillivoxError

#: How the names of unfinished files begin: hidden, and nobody else's.
UNFINISHED = ".millivox-"
#: Of such a name: on which machine, by which process, and what makes it the only one.
_OWNER = re.compile(rf"{re.escape(UNFINISHED)}([0-9a-f]{{8}})-(\d{{1,9}})-[0-9a-f]{{16}}(\..*)?$")


@contextmanager
def durable(target: Path) -> Iterator[Path]:
    """A path beside a target, for a file or a folder that gets the target's name once it is whole.

    The path ends as the target does.  What was written there is flushed to the disk and renamed
    in one step when the block ends; when it fails, nothing is left behind and an older target
    stays as it was.  What a killed process left beside the target is taken away first.

    Parameters
    ----------
    target
        The name in the end; its folder must exist.

    Raises
    ------
    ExportError
        The disk refused it.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with durable(folder / "notes.txt") as path:
    ...     _ = path.write_text("whole")
    >>> [path.name for path in folder.iterdir()]
    ['notes.txt']
    """
    ending = "".join(target.suffixes[-2:])
    beside = _unfinished(target, ending)
    _sweep(target.parent)
    try:
        yield beside
        _flush(beside)
        _rename(beside, target)
    except MillivoxError as error:  # some of them are OSErrors too, of what was to be read
        if error.path is not None and error.path.startswith(os.fspath(beside)):
            error.path = os.fspath(target)  # nobody knows the file by its unfinished name
        raise
    except OSError as error:
        why = error.strerror or error
        raise ExportError(f"It cannot be written ({why}).", path=str(target)) from error
    finally:
        remove(beside)


def _unfinished(target: Path, ending: str) -> Path:
    """A name beside a target that says whose it is."""
    own = f"{_machine()}-{os.getpid()}-{secrets.token_hex(8)}"
    return target.with_name(f"{UNFINISHED}{own}{ending}")


@cache
def _machine() -> str:
    """Where process numbers mean the same: a machine, or one container of it."""
    space = ""
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"


@lru_cache(64)  # once a folder: a conversion may write thousands of files there
def _sweep(folder: Path) -> None:
    """Take away what processes of this machine left that were killed."""
    if os.name != "posix":  # elsewhere to ask for a process can end it
        return
    with suppress(OSError):
        for name in os.listdir(folder):
            owner = _OWNER.match(name)
            if owner and owner[1] == _machine() and not _runs(int(owner[2])):
                remove(folder / name)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _flush(path: Path) -> None:
    """To the disk: a file, or all that is below a folder."""
    if path.is_dir():
        for root, _, names in os.walk(path):
            for name in names:
                _fsync(Path(root, name))
            _fsync(Path(root))
    else:
        _fsync(path)


def _fsync(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    held = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _rename(beside: Path, target: Path) -> None:
    """A folder cannot take the name of another that holds something, so that one steps aside."""
    older = None
    if beside.is_dir() and target.is_dir():
        older = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")  # whole: never swept
        os.replace(target, older)
    try:
        os.replace(beside, target)
    except OSError:
        if older is not None:
            os.replace(older, target)
        raise
    if older is not None:
        remove(older)
    with suppress(OSError):  # some file systems have no folder to flush
        _fsync(target.parent)


def remove(path: Path) -> None:
    """Take a file or a folder away, if it is there."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
