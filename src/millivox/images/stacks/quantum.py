"""The rounding of written positions: what the strings can tell apart (rule book D.4)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from millivox import tolerance
from millivox.geometry.points import Vector

#: Positions with so many decimals may be binary floats printed out.
_PRINTED_FLOAT_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Quantum:
    """The smallest step that the writer of a stack's positions could make.

    ``mm`` is the stack's; ``per_axis_mm`` that of x, y and z, 0 where an axis
    never varies; ``along_normal_mm`` what the axes make together along the
    normal; ``significant_digits`` is set where the writer kept a number of
    digits rather than of decimals.
    """

    mm: float
    per_axis_mm: tuple[float, float, float]
    along_normal_mm: float
    significant_digits: int | None = None

    @property
    def capped_mm(self) -> float:
        """The quantum as tolerances use it."""
        return min(self.mm, tolerance.QUANTUM_CAP_MM)

    def strict_mm(self, interval_mm: float) -> float:
        """``tol_strict`` of D.4: how far an exactly even stack's positions can lie off a line."""
        rounding = min(math.sqrt(3.0) * self.capped_mm, 0.1 * interval_mm)
        relative = tolerance.POSITION_FLOOR_RELATIVE * interval_mm
        return max(rounding, floor_mm(interval_mm), relative)


def floor_mm(interval_mm: float) -> float:
    """The absolute floor of position tolerances; finer where the interval is."""
    if interval_mm >= tolerance.FINE_INTERVAL_MM:
        return tolerance.POSITION_FLOOR_MM
    return min(tolerance.POSITION_FLOOR_MM, tolerance.POSITION_FLOOR_RELATIVE * interval_mm)


def exact(quantum_mm: float) -> Quantum:
    """A quantum that is known, the same along every axis."""
    return Quantum(quantum_mm, (quantum_mm,) * 3, quantum_mm)


def decimals(text: str) -> int:
    """Number of decimals of a decimal string, its exponent applied; never below 0.

    Examples
    --------
    >>> decimals("-2.68747"), decimals("1.25e-02"), decimals("-100")
    (5, 4, 0)
    """
    mantissa, _, exponent = text.lower().partition("e")
    after = len(mantissa.strip().partition(".")[2])
    if not exponent:
        return after
    try:
        return max(0, after - int(exponent))
    except ValueError:
        return after


def quantum_of(raws: Sequence[tuple[str, ...]], points_mm: Vector, normal: Vector) -> Quantum:
    """The quantum of a stack, from its positions' strings (D.4).

    Parameters
    ----------
    raws
        x, y and z of every position as stored; empty where it was derived.
    points_mm
        The same as numbers, shape (n, 3).
    normal
        Unit normal of the stack.

    Examples
    --------
    >>> raws = [("0", "0", "-100"), ("0", "0", "-99.25")]
    >>> quantum_of(raws, np.array([[0, 0, -100.0], [0, 0, -99.25]]), np.array([0, 0, 1.0])).mm
    0.01
    """
    written = [raw for raw in raws if len(raw) == 3]
    if not written:
        return exact(tolerance.UNWRITTEN_QUANTUM_MM)
    texts = [set(column) for column in zip(*written, strict=True)]
    counted = [axis for axis in range(3) if abs(normal[axis]) > tolerance.NORMAL_COMPONENT]
    digits = _significant_digits(text for axis in counted for text in texts[axis])
    per_axis = [_axis_mm(texts[axis], points_mm[:, axis], digits) for axis in range(3)]
    moving = [axis for axis in range(3) if np.ptp(points_mm[:, axis]) > 0.0]
    of_normal = [axis for axis in counted if axis in moving] or counted
    along = math.sqrt(sum((per_axis[axis] * normal[axis]) ** 2 for axis in of_normal))
    return Quantum(
        mm=(max if digits else min)(per_axis[axis] for axis in counted),
        per_axis_mm=tuple(per_axis[axis] if axis in moving else 0.0 for axis in range(3)),  # type: ignore[arg-type]
        along_normal_mm=along,
        significant_digits=digits,
    )


def _axis_mm(texts: set[str], values: Vector, digits: int | None) -> float:
    """The quantum along one axis."""
    most = max(decimals(text) for text in texts)
    largest = float(np.abs(values).max())
    if digits and largest > 0.0:
        return float(10.0 ** (math.floor(math.log10(largest)) + 1 - digits))
    quantum = float(10.0**-most)
    if most >= _PRINTED_FLOAT_DECIMALS:
        quantum = max(quantum, _float_mm(values, largest, quantum))
    return quantum


def _float_mm(values: Vector, largest: float, quantum: float) -> float:
    """The step of the binary float that was printed: single precision where all values are."""
    single = np.abs(values.astype(np.float32).astype(np.float64) - values).max() <= quantum
    step = np.spacing(np.float32(largest) if single else np.float64(largest))
    return float(step) if largest > 0.0 else 0.0


def _significant_digits(texts: Iterable[str]) -> int | None:
    """The number of digits of a writer that keeps digits rather than decimals, else ``None``.

    Such a writer fills its digits at every magnitude: the decimals shrink as the
    numbers grow.  A writer of decimals fills them at its largest magnitude only.
    """
    places = [(text, decimals(text)) for text in texts]
    if len({count for _, count in places}) < 2:
        return None
    shapes = {(_magnitude(text), count) for text, count in places}
    used = {(size, size + 1 + count) for size, count in shapes if size is not None}
    most = max((count for _, count in used), default=0)
    filled = {size for size, count in used if count == most}
    return most if len(filled) > 1 and most >= tolerance.SIGNIFICANT_DIGITS_LEAST else None


def _magnitude(text: str) -> int | None:
    """The power of ten of a decimal string's first digit; ``None`` for zero."""
    value = abs(float(text))
    return math.floor(math.log10(value)) if value > 0.0 else None
