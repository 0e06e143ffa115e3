"""What an archive may ask of us before it is refused, and why that much."""

from dataclasses import dataclass

from millivox.errors import SourceError


class ArchiveLimitError(SourceError):
    """A limit that ends the reading of the whole archive."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one archive, with all archives inside it.

    Parameters
    ----------
    members
        A study of 10,000 slices in ten series is half of it.
    streamed_bytes
        Bytes inflated in total; a compressed whole-body study takes a tenth.
    member_bytes
        One member is held in memory while it is scanned.
    ratio
        Inflated to stored bytes.  Deflate cannot exceed 1,032, which only constant data reach.
    ratio_slack_bytes
        Below this size a ratio costs nothing: small blank images compress without bound.
    depth
        Archives inside archives.
    record_bytes
        One name, comment or extended header of a member.
    directory_bytes
        The list of all members.
    """

    members: int = 200_000
    streamed_bytes: int = 64 << 30
    member_bytes: int = 1 << 30
    ratio: int = 1_000
    ratio_slack_bytes: int = 1 << 20
    depth: int = 1
    record_bytes: int = 1 << 20
    directory_bytes: int = 1 << 28

    def refuses_ratio(self, size: int, stored: int) -> bool:
        """Whether so many bytes out of so few are a bomb."""
        return size > self.ratio_slack_bytes and size > self.ratio * max(stored, 1)


LIMITS = Limits()


class Budget:
    """What is left of an archive's limits; shared with the archives inside it."""

    __slots__ = ("_bytes", "_members", "limits")

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._bytes = limits.streamed_bytes
        self._members = limits.members

    @property
    def members_left(self) -> int:
        """How many members may still be counted."""
        return self._members

    def spend(self, size: int) -> None:
        """Count inflated bytes."""
        self._bytes -= size
        if self._bytes < 0:
            most = self.limits.streamed_bytes >> 20
            raise ArchiveLimitError(
                f"More than {most} MiB inflated; the rest was not read.", help="Unpack it first."
            )

    def count(self, members: int = 1) -> None:
        """Count members."""
        self._members -= members
        if self._members < 0:
            raise ArchiveLimitError(
                f"More than {self.limits.members} members; the rest was not read.",
                help="Unpack it first.",
            )
