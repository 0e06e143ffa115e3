"""Problems: what could not be read, or was damaged, said without stopping the rest."""

from dataclasses import dataclass

from millivox import errors
from millivox.errors import MillivoxError

#: The word for damage in a file that could still be read; not an error class.
DAMAGE = "Damage"


def printable(text: str) -> str:
    r"""A name as one line that any terminal, log or JSON document can hold.

    Undecodable bytes, line ends, control and direction characters show as
    escapes; everything else stays as it is.

    Examples
    --------
    >>> printable("a\nb\udcff.dcm")
    'a\\nb\\xff.dcm'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    if 0xDC80 <= ord(char) <= 0xDCFF:  # a byte that os.fsdecode could not decode
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong with one file, member or folder.

    Parameters
    ----------
    path
        Where, ready to print; a member of an archive as ``study.zip!/a/b.dcm``.
    error
        Class name from :mod:`millivox.errors`, or ``"Damage"`` where the file was read.
    text
        What was found.
    offset
        Byte offset of the damage, if known.
    tag
        The element concerned, written ``(gggg,eeee)``.
    help
        What the reader can do about it.

    Examples
    --------
    >>> Problem("a.dcm", "Damage", "ends early", offset=132).to_dict()
    {'path': 'a.dcm', 'error': 'Damage', 'text': 'ends early', 'offset': 132}
    """

    path: str
    error: str
    text: str
    offset: int | None = None
    tag: str | None = None
    help: str | None = None

    @classmethod
    def of(cls, error: MillivoxError, path: str) -> "Problem":
        """The problem an error describes, under the public name of its class."""
        names = (base.__name__ for base in type(error).__mro__)
        name = next((name for name in names if hasattr(errors, name)), "MillivoxError")
        offset = getattr(error, "offset", None)
        return cls(path, name, printable(error.text), offset, error.tag, error.help)

    @classmethod
    def refused(cls, path: str, text: str, *, help: str | None = None) -> "Problem":
        """A problem of the place rather than of its content."""
        return cls(printable(path), "SourceError", printable(text), help=help)

    def as_error(self) -> MillivoxError:
        """The error it describes, for a caller who asked for this one thing only."""
        kind = getattr(errors, self.error, MillivoxError)
        error: MillivoxError = kind(self.text, path=self.path, tag=self.tag, help=self.help)
        return error

    def __str__(self) -> str:
        """A problem in one line: where, at which tag and byte, and what."""
        place = [self.path, *([self.tag] if self.tag else [])]
        place += [f"byte {self.offset}"] if self.offset is not None else []
        return f"{', '.join(place)}: {self.text}"

    def to_dict(self) -> dict[str, str | int]:
        """The entry of ``problems`` in every verb's JSON; unknown parts are left out."""
        parts = {
            "path": self.path,
            "error": self.error,
            "text": self.text,
            "offset": self.offset,
            "tag": self.tag,
            "help": self.help,
        }
        return {name: value for name, value in parts.items() if value is not None}
