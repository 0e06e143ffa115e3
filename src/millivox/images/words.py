"""Numbers, counts and lists in the sentences about stacks."""

from collections.abc import Sequence

_SHOWN = 6


def mm(value: float) -> str:
    """A length with its unit: micrometres shown, fewer digits never.

    Examples
    --------
    >>> mm(4.698463), mm(0.00123)
    ('4.698 mm', '0.00123 mm')
    """
    return f"{value:.3f} mm" if abs(value) >= 0.1 or value == 0.0 else f"{value:.3g} mm"


def plural(count: int, word: str) -> str:
    """A count with its noun.

    Examples
    --------
    >>> plural(1, "slice"), plural(3, "slice")
    ('1 slice', '3 slices')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def listed(parts: Sequence[object]) -> str:
    """The first few of a list, and how many follow.

    Examples
    --------
    >>> listed([2, 5, 6])
    '2, 5 and 6'
    """
    shown = [str(part) for part in parts[:_SHOWN]]
    if len(parts) > _SHOWN:
        return ", ".join(shown) + f" and {len(parts) - _SHOWN} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def places(parts: Sequence[object], name: str = "k = ") -> str:
    """Indices with their name.

    Examples
    --------
    >>> places([12])
    'k = 12'
    """
    return f"{name}{listed(parts)}"
