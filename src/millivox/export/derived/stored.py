"""Values of any type in 16 bits, none clipped, with the line that leads back to them."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from millivox.errors import ExportError
from millivox.export.derived.decimal import as_read
from millivox.images.exchange.widened import require_real
from millivox.images.volume import Volume

Array = np.ndarray[Any, Any]
MOST = 65_535
#: Share of a step by which float values may miss the steps of their source and still be those.
ON_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """How values become whole numbers of 16 bits: value = slope x stored + intercept.

    Parameters
    ----------
    kind
        ``int16`` or ``uint16``.
    slope, intercept
        As 16 characters can hold them (DS, PS3.5 6.2).
    padding
        The stored number for "no image here"; no value has it.
    error
        By how much a value can differ from the one that was given; 0 where none does.

    Examples
    --------
    >>> line = Line(np.dtype("int16"), 0.5, 0.0, None, 0.25)
    >>> line.stored(np.array([1.0, 2.1])).tolist()
    [2, 4]
    """

    kind: np.dtype[Any]
    slope: float
    intercept: float
    padding: int | None
    error: float

    @property
    def is_identity(self) -> bool:
        """Whether the stored numbers are the values."""
        return self.slope == 1.0 and self.intercept == 0.0

    def stored(self, values: Array, missing: Array | None = None) -> Array:
        """Values as they are stored."""
        if self.is_identity and values.dtype.kind in "iub":
            made = values.astype(self.kind)
        else:
            steps = (np.asarray(values, np.float64) - self.intercept) / self.slope
            if missing is not None:
                steps[missing] = 0.0  # NaN is no whole number
            made = np.rint(steps).astype(self.kind)
        if missing is not None and self.padding is not None:
            made[missing] = self.padding
        return made


def line_of(
    volume: Volume,
    *,
    intercept: str = "free",
    like: tuple[float, float] | None = None,
    sign: str = "any",
) -> Line:
    """The line for a volume's values: exact where 16 bits can be, else in the finest steps.

    Parameters
    ----------
    volume
        Grey.
    intercept
        ``"zero"`` where the object allows none (PET).
    like
        Slope and intercept of the files it came from; taken where all values lie on those steps.
    sign
        ``"none"`` where only unsigned numbers can be stored (PNG).

    Raises
    ------
    ExportError
        A value is infinite or complex.
    """
    require_real(volume.values, "Numbers of 16 bits")
    seen = _Seen.of(volume)
    if not math.isfinite(seen.low) or not math.isfinite(seen.high):
        raise ExportError("A value is infinite; no line of 16 bits reaches it.")
    kinds = (np.uint16,) if sign == "none" else (np.int16, np.uint16)
    exact = partial(_exact, seen, intercept, kinds)
    on = exact(1.0, 0.0) if seen.whole else None
    if on is None and like is not None and like[0] > 0.0 and _lie_on(volume, seen, *like):
        on = exact(*like)
    return on or (_from_zero(seen) if intercept == "zero" else _spread(seen))


@dataclass(frozen=True, slots=True)
class _Seen:
    """The values that are image: their ends, whether all are whole, whether some are missing."""

    low: float
    high: float
    whole: bool
    holed: bool
    missing: Array | None

    @classmethod
    def of(cls, volume: Volume) -> "_Seen":
        low, high, whole = math.inf, -math.inf, True
        missing = volume.missing
        for k, values in enumerate(volume.values):
            part = _image(values, missing, k)
            if part.size:
                low, high = min(low, float(part.min())), max(high, float(part.max()))
                whole = whole and (part.dtype.kind in "iub" or bool((np.rint(part) == part).all()))
        if low > high:
            low = high = 0.0
        return cls(low, high, whole, missing is not None, missing)


def _image(values: Array, missing: Array | None, k: int) -> Array:
    """The values of a slice that are image; those of a lazy one are read now."""
    part = np.asarray(values)
    return part if missing is None else part[~np.asarray(missing[k])]


def _lie_on(volume: Volume, seen: _Seen, slope: float, intercept: float) -> bool:
    """Whether every value is a whole number of steps."""
    for k, values in enumerate(volume.values):
        part = _image(values, seen.missing, k)
        steps = (part.astype(np.float64) - intercept) / slope
        if part.size and float(np.abs(steps - np.rint(steps)).max()) > ON_STEP:
            return False
    return True


def _exact(
    seen: _Seen, free: str, kinds: tuple[type[Any], ...], slope: float, intercept: float
) -> Line | None:
    """Whole steps of a known line: signed, unsigned, or moved so that they fit."""
    low, high = (round((end - intercept) / slope) for end in (seen.low, seen.high))
    if free == "zero" and intercept != 0.0:
        return None
    for kind in kinds:
        ends = np.iinfo(kind)
        below, above = low - seen.holed >= ends.min, high + seen.holed <= ends.max
        if low >= ends.min and high <= ends.max and (below or above):
            padding = (low - 1 if below else high + 1) if seen.holed else None
            return Line(np.dtype(kind), slope, intercept, padding, 0.0)
    if free == "zero" or high - low + seen.holed > MOST:
        return None
    first = low - seen.holed
    padding = 0 if seen.holed else None
    moved = as_read(intercept + first * slope)
    return Line(np.dtype(np.uint16), slope, moved, padding, 0.0)


def _spread(seen: _Seen) -> Line:
    """All steps of 16 bits over the range of the values."""
    slope = as_read((seen.high - seen.low) / (MOST - seen.holed)) or 1.0
    intercept = as_read(seen.low - slope * seen.holed)
    padding = 0 if seen.holed else None
    return Line(np.dtype(np.uint16), slope, intercept, padding, slope / 2)


def _from_zero(seen: _Seen) -> Line:
    """Steps that start at zero, for an object that allows no intercept."""
    if seen.low < 0.0:
        slope = as_read(max(-seen.low, seen.high) / 32_767) or 1.0
        return Line(np.dtype(np.int16), slope, 0.0, -32_768 if seen.holed else None, slope / 2)
    slope = as_read(seen.high / (MOST - seen.holed)) or 1.0
    return Line(np.dtype(np.uint16), slope, 0.0, MOST if seen.holed else None, slope / 2)
