"""The store behind the members of one archive: how to come to their bytes a second time."""

from contextlib import suppress
from threading import Lock
from typing import BinaryIO, cast

from millivox.dicom.sources.limits import Budget, Limits
from millivox.dicom.sources.listed import Place
from millivox.dicom.sources.streams import BROKEN, CHUNK, opened
from millivox.dicom.sources.tape import Tape
from millivox.errors import MillivoxError

#: What was inflated stays in memory up to this size, and in a file without a name above it.
SPOOL_BYTES = 256 << 20
#: A compressed archive that inflates to more is read from its start for every member.
MOST_SPOOLED_BYTES = 16 << 30


class Store:
    """An archive that its members share; what must be inflated for them is inflated once.

    It lives as long as one of its members does.

    Parameters
    ----------
    place
        Where the archive is.
    """

    __slots__ = ("_bytes", "_lock", "_spool", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = Lock()
        self._bytes: bytes | None = None
        self._spool: BinaryIO | None = None

    def __eq__(self, other: object) -> bool:
        """Stores of the same place are the same."""
        return isinstance(other, Store) and self.place == other.place

    def __hash__(self) -> int:
        """By the place."""
        return hash(self.place)

    def __reduce__(self) -> tuple[type["Store"], tuple[Place]]:
        """Only the place goes to another process; it inflates for itself."""
        return Store, (self.place,)

    def opened(self) -> BinaryIO:
        """The archive as a file; one inside another archive is taken out of it once."""
        if isinstance(self.place, (str, bytes)):
            return opened(self.place)
        with self._lock:
            if self._bytes is None:
                self._bytes = self.place.read()
            return opened(self._bytes)

    def inflated(self, start: int, size: int) -> bytes | None:
        """A part of what a compressed archive holds; ``None`` where it was not kept."""
        with self._lock:
            if self._spool is None:
                self._spool = self._inflate()
            self._spool.seek(start)
            data = self._spool.read(size)
        return data if len(data) == size else None

    def _inflate(self) -> BinaryIO:
        """What can be inflated, up to the most that is kept."""
        import tempfile

        spool = cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOL_BYTES))  # noqa: SIM115
        budget = Budget(Limits(streamed_bytes=MOST_SPOOLED_BYTES))
        with suppress(MillivoxError, *BROKEN), opened(self.place) as file:
            tape = Tape(file, budget)
            while data := tape.read(CHUNK):
                budget.spend(len(data))
                spool.write(data)
        return spool

    def __del__(self) -> None:
        """Let go of the file without a name."""
        spool = getattr(self, "_spool", None)
        if spool is not None:
            spool.close()
