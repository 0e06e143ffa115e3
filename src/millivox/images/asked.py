"""How a caller wants series judged; unasked, as the rule book says."""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """Whose tolerance for uneven slices to follow, to compare with other tools (D.4)."""

    STRICT = "strict"
    CLINICAL = "clinical"
    OHIF = "ohif"

    @property
    def share(self) -> float | None:
        """How far a distance may be from the mean, as a share of it; ``None`` for our own rules."""
        return _SHARES[self]


_SHARES = {Profile.STRICT: None, Profile.CLINICAL: 0.01, Profile.OHIF: 0.20}


class Merge(StrEnum):
    """Whether one volume may span several series (rule book D.1, step 2)."""

    NOTHING = "nothing"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for beside the images.

    Parameters
    ----------
    profile
        The tolerance for uneven slices.
    merge
        What may be merged.

    Examples
    --------
    >>> Asked(profile=Profile("ohif")).profile.share
    0.2
    """

    profile: Profile = Profile.STRICT
    merge: Merge = Merge.NOTHING


#: Nothing but what the rule book says.
UNASKED = Asked()
