"""Files and folders that appear whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from millivox.errors import ExportError, MillivoxError

#: How the names of unfinished files begin: hidden, and nobody else's.
UNFINISHED = ".millivox-"


@contextmanager
def durable(target: Path) -> Iterator[Path]:
    """A path beside a target, for a file or a folder that gets the target's name once it is whole.

    The path ends as the target does.  What was written there is flushed to the disk and renamed
    in one step when the block ends; when it fails, nothing is left behind and an older target
    stays as it was.

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
    beside = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}{ending}")
    try:
        yield beside
        _flush(beside)
        _rename(beside, target)
    except MillivoxError:  # some of them are OSErrors too, of what was to be read
        raise
    except OSError as error:
        why = error.strerror or error
        raise ExportError(f"It cannot be written ({why}).", path=str(target)) from error
    finally:
        remove(beside)


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
        older = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
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
