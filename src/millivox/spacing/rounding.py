"""What equality can mean between two decimal strings (rule A.1.2)."""

import math
import re
from enum import StrEnum
from functools import lru_cache

from millivox.tolerance import (
    EQUAL_RELATIVE,
    EQUAL_WITHIN_ROUNDING_RELATIVE,
    NEAR_RELATIVE,
    NEAR_WITHIN_ROUNDING_RELATIVE,
)

_DECIMAL = re.compile(r"[+-]?[0-9]*(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?\Z")
_SLACK = 1e-9  # of the rounding bound: binary noise of a difference of two decimals


class Agreement(StrEnum):
    """How two written numbers compare (rule A.1.2)."""

    EQUAL = "equal"
    NEAR = "near"
    DIFFERENT = "different"


@lru_cache(maxsize=4096)
def quantum(text: str) -> float | None:
    """The step of the last written decimal of a number (rule A.1.2).

    Parameters
    ----------
    text
        A decimal string; anything else gives ``None``.

    Examples
    --------
    >>> quantum("0.143")
    0.001
    >>> quantum("1.43e-1")
    0.001
    """
    match = _DECIMAL.match(text.strip())
    if match is None:
        return None
    decimals = len(match[1] or "") - int(match[2] or 0)
    return float(f"1e{-decimals}")


def equal(a: float, b: float, quantum_a: float | None, quantum_b: float | None) -> bool:
    """Whether two written numbers say the same (rule A.1.2).

    Examples
    --------
    >>> equal(0.1435, 0.143, 1e-4, 1e-3)
    True
    """
    apart = _relative(a, b)
    rounded = _within_rounding(a, b, quantum_a, quantum_b)
    return apart <= EQUAL_RELATIVE or (rounded and apart <= EQUAL_WITHIN_ROUNDING_RELATIVE)


def near_equal(a: float, b: float, quantum_a: float | None, quantum_b: float | None) -> bool:
    """Whether two written numbers are not equal, but rounding could be the reason (X16)."""
    if equal(a, b, quantum_a, quantum_b):
        return False
    apart = _relative(a, b)
    rounded = _within_rounding(a, b, quantum_a, quantum_b)
    return apart <= NEAR_RELATIVE or (rounded and apart <= NEAR_WITHIN_ROUNDING_RELATIVE)


def different(a: float, b: float, quantum_a: float | None, quantum_b: float | None) -> bool:
    """Whether two written numbers are neither equal nor near-equal (rule A.1.2)."""
    return compare(a, b, quantum_a, quantum_b) is Agreement.DIFFERENT


def compare(a: float, b: float, quantum_a: float | None, quantum_b: float | None) -> Agreement:
    """Which of the three holds for two written numbers.

    Examples
    --------
    >>> compare(0.14, 0.143, 0.01, 0.001).value
    'near'
    """
    if equal(a, b, quantum_a, quantum_b):
        return Agreement.EQUAL
    if near_equal(a, b, quantum_a, quantum_b):
        return Agreement.NEAR
    return Agreement.DIFFERENT


def _relative(a: float, b: float) -> float:
    largest = max(abs(a), abs(b))
    return abs(a - b) / largest if largest > 0 else 0.0


def _within_rounding(a: float, b: float, qa: float | None, qb: float | None) -> bool:
    half = ((qa or 0.0) + (qb or 0.0)) / 2
    return math.isfinite(half) and abs(a - b) <= half * (1 + _SLACK)
