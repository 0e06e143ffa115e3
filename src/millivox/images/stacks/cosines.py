"""How well the written direction cosines fix a stack's normal (rule book B-58, D.4)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from millivox import tolerance
from millivox.geometry.orientation import defects
from millivox.images.frames import Frame
from millivox.images.stacks.quantum import decimals

#: So many different orientations of one stack are looked at; the rest are like them.
_LOOKED_AT = 32


@dataclass(frozen=True, slots=True)
class Cosines:
    """The worst of a stack's direction cosines.

    Parameters
    ----------
    length_error, dot
        Largest departure from unit length and from perpendicular.
    decimals
        Decimals they are written with; ``None`` where they were derived.
    allowed
        What rounding to so many decimals can do to length and dot product.
    normal_error_rad
        How far rounding can have turned the normal.
    frame
        The frame that is worst.
    """

    length_error: float
    dot: float
    decimals: int | None
    allowed: tuple[float, float]
    normal_error_rad: float
    frame: Frame

    @property
    def valid(self) -> bool:
        """Whether they are unit and perpendicular to within their rounding."""
        return self.length_error <= self.allowed[0] and self.dot <= self.allowed[1]

    @property
    def coarse(self) -> bool:
        """Whether so few decimals are written that the normal is half a degree uncertain."""
        few = self.decimals is not None and self.decimals <= tolerance.COSINE_COARSE_DECIMALS
        return few and self.normal_error_rad > 0.0


def worst_cosines(frames: Sequence[Frame]) -> Cosines:
    """The least valid cosines of frames; each different orientation is looked at once."""
    different = {frame.orientation: frame for frame in frames if frame.orientation}
    looked = [_cosines(frame) for frame in list(different.values())[:_LOOKED_AT]]
    return max(looked, key=lambda one: (not one.valid, one.length_error + one.dot))


def _cosines(frame: Frame) -> Cosines:
    assert frame.orientation is not None
    length_error, dot = defects(frame.orientation)
    written = frame.header.written("ImageOrientationPatient")
    places = max(map(decimals, written.raw)) if written is not None and written.raw else None
    step = 0.0 if places is None else 10.0**-places
    square = all(abs(abs(value) - round(abs(value))) < 1e-12 for value in frame.orientation)
    return Cosines(
        length_error=length_error,
        dot=dot,
        decimals=places,
        allowed=(
            max(math.sqrt(3.0) / 2.0 * step, tolerance.COSINE_FLOOR),
            max(math.sqrt(3.0) * step, tolerance.COSINE_FLOOR),
        ),
        normal_error_rad=0.0 if square else tolerance.NORMAL_RAD_PER_QUANTUM * step,
        frame=frame,
    )
