"""Which line each slice is stored by: one for all, or those that its source images have."""

from typing import TYPE_CHECKING

from millivox.export.derived.origins import Origins
from millivox.export.derived.stored import Line, line_of
from millivox.images.volume import Volume

if TYPE_CHECKING:
    from pydicom import Dataset


def lines_of(volume: Volume, origins: Origins, *, intercept: str) -> tuple[Line, ...]:
    """A line a slice, in the order of k.

    One for all where that is exact.  Files of PET often have a slope each: a slice that lies on
    its own image is exact by that image's, and all are stored so where all can be.
    """
    count = volume.shape_kji[0]
    one = line_of(volume, intercept=intercept, like=_line_in(origins.common))
    if one.error == 0.0 or volume.holes_k:
        return (one,) * count
    own: list[Line] = []
    for k in range(count):
        used = origins.used_for(volume.grid, k).own
        like = None if used is None else _line_in(used)
        part = volume.crop(k=slice(k, k + 1))
        line = None if like is None else line_of(part, intercept=intercept, like=like)
        if line is None or line.error > 0.0 or (own and line.kind != own[0].kind):
            return (one,) * count
        own.append(line)
    return tuple(own)


def _line_in(read: "Dataset") -> tuple[float, float] | None:
    """Slope and intercept of a header, where it has both."""
    slope, intercept = read.get("RescaleSlope"), read.get("RescaleIntercept")
    if slope in (None, "") or intercept in (None, ""):
        return None
    return float(slope), float(intercept)
