"""Numbers as people read them: digits, never powers of ten."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: Beyond these a string of zeros says less than a power of ten.
_LEAST, _MOST = 1e-12, 1e15
#: A pixel smaller than this is thought of in micrometres.
SMALL_MM = 0.01
#: Smaller uncertainties matter to nobody who measures.
_LEAST_SHOWN_MM = 1e-4
_LEAST_SHOWN_OF_SMALL_MM = 1e-9
#: Significant digits of a computed number in an answer: a nanometre in a kilometre.
_ANSWERED = 12
#: Nothing in these to round; nearly all of an answer is made of them.
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def plain(value: float | None, digits: int = 6) -> str:
    """A number to so many significant digits, written out.

    Examples
    --------
    >>> plain(0.661468), plain(5.0), plain(0.00001), plain(2500000.0), plain(None)
    ('0.661468', '5', '0.00001', '2500000', 'unknown')
    """
    if value is None:
        return "unknown"
    text = f"{value:.{digits}g}"
    return f"{Decimal(text):f}" if "e" in text and _LEAST <= abs(value) <= _MOST else text


def millimetres(value_mm: float, digits: int = 6) -> str:
    """A length with its unit; a small one in micrometres too.

    Examples
    --------
    >>> millimetres(0.661468), millimetres(0.000252)
    ('0.661468 mm', '0.000252 mm (0.252 µm)')
    """
    text = f"{plain(value_mm, digits)} mm"
    if not 0.0 < abs(value_mm) < SMALL_MM:
        return text
    return f"{text} ({plain(value_mm * 1000.0, digits)} µm)"


def uncertainty(u_mm: float | None, of_mm: float) -> str:
    """One standard uncertainty in two digits, or nothing where nobody can state it.

    Examples
    --------
    >>> uncertainty(0.0289, 0.5), uncertainty(2.9e-07, 0.5), uncertainty(2.9e-07, 0.0005)
    ('0.029', '<0.0001', '0.00000029')
    """
    if u_mm is None:
        return ""
    least = _LEAST_SHOWN_MM if abs(of_mm) >= SMALL_MM else _LEAST_SHOWN_OF_SMALL_MM
    return plain(u_mm, 2) if u_mm >= least or not u_mm else f"<{plain(least)}"


def rounded(answer: Any) -> Any:
    """An answer without the digits that computing left behind its numbers.

    Examples
    --------
    >>> rounded({"interval_mm": 4.999998000000001, "step_mm": [-0.0, 5.0]})
    {'interval_mm': 4.999998, 'step_mm': [0.0, 5.0]}
    """
    if type(answer) in _AS_THEY_ARE:
        return answer
    if isinstance(answer, float):
        return float(f"{answer:.{_ANSWERED}g}") + 0.0  # never -0.0
    if isinstance(answer, Mapping):
        return {
            key: held if type(held) in _AS_THEY_ARE else rounded(held)
            for key, held in answer.items()
        }
    if isinstance(answer, (list, tuple)):
        return [held if type(held) in _AS_THEY_ARE else rounded(held) for held in answer]
    return answer
