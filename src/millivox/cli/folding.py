"""Long lists of things that are alike: the first few in full, the rest counted."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

#: Entries of a kind that are said in full.
SHOWN = 3
#: What differs between sentences of one kind: names in quotes, and numbers.
_PARTICULAR = re.compile(r"'[^']*'|[-+]?\d[\d.]*")


def kind_of(text: str) -> str:
    """A sentence without its particulars.

    Examples
    --------
    >>> kind_of("Offset 12 leads to 'A'.") == kind_of("Offset 700 leads to 'B'.")
    True
    """
    return _PARTICULAR.sub("#", text)


def folded(
    entries: Iterable[T], key: Callable[[T], Hashable], *, shown: int = SHOWN
) -> Iterator[tuple[list[T], str]]:
    """Entries of each kind, in the order in which the kinds are met, and words for the rest.

    Examples
    --------
    >>> list(folded(["a1", "a2", "b1", "a3", "a4"], key=lambda text: text[0]))
    [(['a1', 'a2', 'a3'], 'and 1 more alike'), (['b1'], '')]
    """
    kinds: dict[Hashable, list[T]] = {}
    for entry in entries:
        kinds.setdefault(key(entry), []).append(entry)
    for alike in kinds.values():
        left = len(alike) - shown
        yield alike[:shown], f"and {left} more alike" if left > 0 else ""
