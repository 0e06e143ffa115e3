"""How sure a calibration is, where its description says so (rule book F.3)."""

import re

from millivox.tolerance import FIDUCIAL_RELATIVE_U

_SPREAD = re.compile(r"(?:±|\+/-|\+-)\s*([0-9]+(?:[.,][0-9]+)?)\s*%")
#: A description that doubts its own calibration by more says something else.
_MOST_PERCENT = 50.0


def fiducial_relative_u(description: str | None) -> float:
    """The relative standard uncertainty of a calibration with an object of known size.

    A stated spread ("± 1 %") counts; without one it is 2 %.  Other numbers of a
    description are sizes of the object.

    Examples
    --------
    >>> fiducial_relative_u("ball of 25.4 mm, ±0.5 %"), fiducial_relative_u("25.4 mm ball")
    (0.005, 0.02)
    """
    stated = _SPREAD.search(description or "")
    percent = float(stated[1].replace(",", ".")) if stated else 0.0
    return percent / 100 if 0 < percent <= _MOST_PERCENT else FIDUCIAL_RELATIVE_U
