"""Numbers, counts and lists as people read them, no digit more than is known."""

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10

from millivox.decimals import plain

#: A micrometre is finer than any slice is placed; more decimals only below 0.1 mm.
_DECIMALS_MAX = 3
#: How many slices, gaps or strays a finding names.
NAMED = 6


def decimals(value: float, u: float | None) -> int:
    """How many decimals of a length are worth printing, given its standard uncertainty.

    Examples
    --------
    >>> (
    ...     decimals(4.69846, 1e-5),
    ...     decimals(0.3333, 0.0017),
    ...     decimals(12.0, 0.2),
    ...     decimals(0.0035, 1e-7),
    ... )
    (3, 3, 1, 6)
    """
    most = _DECIMALS_MAX
    if 0.0 < abs(value) < 0.1:
        most = ceil(-log10(abs(value))) + 3
    if u is None or not u > 0.0 or not isfinite(u):
        return most
    return max(0, min(most, -floor(log10(u) + 1e-9)))


def length(value: float, u: float | None = None) -> str:
    """A length with its justified digits.

    Examples
    --------
    >>> length(4.698463, 1e-5), length(0.33333, 0.0003)
    ('4.698', '0.333')
    """
    return f"{value:.{decimals(value, u)}f}"


def stated(value: float) -> str:
    """A number as a header states it: at least one decimal, at most four digits.

    Examples
    --------
    >>> stated(5.0), stated(3.2000000476837), stated(0.625)
    ('5.0', '3.2', '0.625')
    """
    text = plain(value, 4)
    return text if "." in text else f"{text}.0"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "slice"), counted(40, "slice"), counted(2, "copy", "copies")
    ('1 slice', '40 slices', '2 copies')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def listed(items: Sequence[object], most: int = 4) -> str:
    """A few items joined as in a sentence.

    Examples
    --------
    >>> listed([31, 90, 150]), listed(["1", "2", "3", "4", "5", "6"])
    ('31, 90 and 150', '1, 2, 3, 4 and 2 more')
    """
    shown = [str(item) for item in items[:most]]
    if len(items) > most:
        return ", ".join(shown) + f" and {len(items) - most} more"
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + " and " + shown[-1]


def places(indices: Sequence[int], most: int = NAMED) -> str:
    """Slice indices with their name; everywhere they are k, counted from 0.

    Examples
    --------
    >>> places([12]), places([31, 90, 150])
    ('k = 12', 'k = 31, 90 and 150')
    """
    return f"k = {listed(indices, most)}"


def mm(value: float) -> str:
    """A length with its unit: to a micrometre, and what is smaller in micrometres.

    Examples
    --------
    >>> mm(4.698463), mm(0.00123), mm(0.00001)
    ('4.698 mm', '0.00123 mm', '0.01 µm')
    """
    return f"{value:.3f} mm" if abs(value) >= 0.1 or value == 0.0 else written_mm(value, 3)


def written_mm(value: float, digits: int = 6) -> str:
    """A length as it is, in micrometres where that is easier to read.

    Examples
    --------
    >>> written_mm(2.5), written_mm(0.001), written_mm(0.00001)
    ('2.5 mm', '0.001 mm', '0.01 µm')
    """
    if value == 0.0 or abs(value) >= 0.001:
        return f"{plain(value, digits)} mm"
    return f"{plain(value * 1000.0, digits)} µm"
