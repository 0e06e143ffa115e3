"""Images of one space in the order of a direction: those near a place, without asking all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from millivox.dicom.header import Header
from millivox.geometry.cosines import normal_of
from millivox.spacing.related.plane import apart_mm

#: Images at one place that are looked at.
_NEAREST = 16
_AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


class Beside:
    """Images with a position, sorted once by how far along a normal they lie.

    Parameters
    ----------
    cosines
        Six direction cosines of the plane whose normal sorts; any plane serves,
        that of the images asked for serves best.
    headers
        The images; those without a position are left out.

    Examples
    --------
    >>> ct = Header({0x00200032: b"0\\\\0\\\\5"})
    >>> held = Beside((1, 0, 0, 0, 1, 0), [ct])
    >>> held.nearest((0.0, 0.0, 4.0), 2.0) == [ct], held.nearest((0.0, 0.0, 0.0), 2.0)
    (True, [])
    """

    def __init__(self, cosines: tuple[float, ...] | None, headers: Iterable[Header]) -> None:
        self._normal = normal_of(cosines or _AXIAL)
        placed = (
            (self._along_mm(place), place, header)
            for header in headers
            if (place := header.image_position_patient) is not None
        )
        self._placed = sorted(placed, key=lambda one: one[0])
        self._at_mm = [along for along, _, _ in self._placed]

    def nearest(self, place: tuple[float, ...], reach_mm: float) -> list[Header]:
        """The few that start nearest to a place, none farther off than that."""
        here = self._along_mm(place)
        first = bisect_left(self._at_mm, here - reach_mm)
        behind = bisect_right(self._at_mm, here + reach_mm)
        near = [(apart_mm(place, there), one) for _, there, one in self._placed[first:behind]]
        near.sort(key=lambda one: one[0])
        return [one for mm, one in near if mm <= reach_mm][:_NEAREST]

    def _along_mm(self, place: tuple[float, ...]) -> float:
        return sum(a * b for a, b in zip(place, self._normal, strict=True))
