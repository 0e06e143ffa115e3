"""What an archive may ask of us before it is refused, and why that much."""

from dataclasses import dataclass

from millivox.dicom.deflated import MOST_BYTES, MOST_RATIO
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
    unquestioned_bytes
        As many in total from however small an archive; more only at ``large_ratio``.
    member_bytes
        One member is held in memory while it is scanned.
    ratio
        Inflated to stored bytes.  Deflate cannot exceed 1,032, which only constant data reach.
    ratio_slack_bytes
        Below this size a ratio costs nothing: small blank images compress without bound.
    large_ratio, large_bytes
        Above this size the ratio must be smaller, as for a deflated data set.
    depth
        Archives inside archives.
    record_bytes
        One name, comment or extended header of a member.
    directory_bytes
        The list of all members.
    """

    members: int = 200_000
    streamed_bytes: int = 64 << 30
    unquestioned_bytes: int = 1 << 30
    member_bytes: int = 1 << 30
    ratio: int = 1_000
    ratio_slack_bytes: int = 1 << 20
    large_ratio: int = MOST_RATIO
    large_bytes: int = MOST_BYTES
    depth: int = 1
    record_bytes: int = 1 << 20
    directory_bytes: int = 1 << 28

    def refuses_ratio(self, size: int, stored: int) -> bool:
        """Whether so many bytes out of so few are a bomb, whatever their number."""
        return size > max(self.ratio_slack_bytes, self.ratio * stored)

    def refuses_member(self, size: int, stored: int) -> bool:
        """Whether one member of so many bytes out of so few is a bomb."""
        return self.refuses_ratio(size, stored) or size > self.most_of(stored)

    def most_of(self, stored: int) -> int:
        """The most that so many stored bytes may become where it is much."""
        return max(self.large_bytes, self.large_ratio * stored)


LIMITS = Limits()


class Budget:
    """What is left of an archive's limits; shared with the archives inside it."""

    __slots__ = ("_bytes", "_members", "limits", "most_alone", "most_bytes")

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._bytes = self.most_bytes = limits.streamed_bytes
        self.most_alone = limits.member_bytes
        self._members = limits.members

    def bind(self, stored: int) -> None:
        """Bound what may be inflated by the size of the archive itself, before anything is."""
        most = max(self.limits.unquestioned_bytes, self.limits.large_ratio * stored)
        self._bytes = self.most_bytes = min(self.most_bytes, most)
        self.most_alone = min(self.most_alone, self.limits.most_of(stored))

    @property
    def members_left(self) -> int:
        """How many members may still be counted."""
        return self._members

    def spend(self, size: int) -> None:
        """Count inflated bytes."""
        self._bytes -= size
        if self._bytes < 0:
            raise ArchiveLimitError(
                f"More than {self.most_bytes >> 20} MiB inflated; the rest was not read.",
                help="Unpack it first.",
            )

    def count(self, members: int = 1) -> None:
        """Count members."""
        self._members -= members
        if self._members < 0:
            raise ArchiveLimitError(
                f"More than {self.limits.members} members; the rest was not read.",
                help="Unpack it first.",
            )
