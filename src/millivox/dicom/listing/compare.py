"""Headers beside each other: what differs between two, what varies among many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from millivox.dicom.listing.dump import Element, Known, Walked, elements

#: Distinct values that are remembered of one element.
MOST_VALUES = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """An element that two headers do not share alike; ``None`` is the header without it."""

    one: Element | None
    other: Element | None

    @property
    def element(self) -> Element:
        """The one that is there."""
        found = self.one or self.other
        assert found is not None
        return found

    def to_dict(self) -> dict[str, Any]:
        """The difference as it stands in the JSON output."""
        parts = self.element.to_dict()
        for key in ("raw", "length", "bytes", "cut"):
            parts.pop(key, None)
        parts["value"] = _said(self.one)
        parts["other"] = _said(self.other)
        parts["in_file"] = self.one is not None
        parts["in_other"] = self.other is not None
        return parts


def _said(element: Element | None) -> Any:
    if element is None:
        return None
    return element.value if element.value is not None else element.shown or None


def differences(one: Sequence[Element], other: Sequence[Element]) -> list[Difference]:
    """The elements that differ, in the order of the first header.

    Numbers are compared as numbers: ``1.0`` and ``1.00`` are the same.
    """
    first = {element.path: element for element in one if not element.is_item}
    second = {element.path: element for element in other if not element.is_item}
    paths = sorted(first.keys() | second.keys())
    pairs = (Difference(first.get(path), second.get(path)) for path in paths)
    return [pair for pair in pairs if _key(pair.one) != _key(pair.other)]


def _key(element: Element | None) -> Any:
    if element is None:
        return None
    if element.vr == "SQ":
        return "SQ"
    value = tuple(element.value) if isinstance(element.value, list) else element.value
    return (value, element.digest, None if element.values else element.length)


@dataclass(slots=True)
class Varying:
    """One element over many instances: how often it is there, and which values it takes."""

    element: Element
    n_present: int = 0
    samples: list[Any] = field(default_factory=list)
    more: bool = False
    #: Least and greatest of each component; ``None`` where not all values are as many numbers.
    spans: list[tuple[float, float]] | None = None
    _keys: set[Any] = field(default_factory=set)
    _last: Element | None = None

    def add(self, element: Element) -> None:
        """Take in one more instance."""
        self.n_present += 1
        if element is self._last:
            return
        self._last = element
        said, is_first = _said(element), not self.samples
        self.spans = _widened(self.spans, said, is_first=is_first)
        key = _key(element)
        if key in self._keys:
            return
        if len(self._keys) < MOST_VALUES:
            self._keys.add(key)
            self.samples.append(said)
        else:
            self.more = True

    @property
    def n_distinct(self) -> int:
        """Different values met; a least number where ``more`` is set."""
        return len(self._keys)

    def range(self) -> tuple[float, float] | None:
        """The least and the greatest value, where all are single numbers."""
        return self.spans[0] if self.spans and len(self.spans) == 1 else None

    def to_dict(self) -> dict[str, Any]:
        """The element as it stands in the JSON output."""
        least = self.range()
        return {
            "tag": self.element.written,
            "keyword": self.element.keyword,
            "vr": self.element.vr,
            "value": self.samples[0] if self.samples else None,
            "path": self.element.path,
            "n_present": self.n_present,
            "n_distinct": self.n_distinct,
            "more": self.more,
            "min": least[0] if least else None,
            "max": least[1] if least else None,
            "values": self.samples,
        }


def _widened(
    spans: list[tuple[float, float]] | None, said: Any, *, is_first: bool
) -> list[tuple[float, float]] | None:
    """The spans with one more value in them."""
    parts = said if isinstance(said, list) else [said]
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    if is_first:
        return [(part, part) for part in parts]
    if spans is None or len(spans) != len(parts):
        return None
    return [
        (min(low, part), max(high, part)) for (low, high), part in zip(spans, parts, strict=True)
    ]


class Variation:
    """Collects headers one by one and keeps only what tells them apart."""

    def __init__(self) -> None:
        self.n = 0
        self._rows: dict[str, Varying] = {}
        self._known: Known = {}

    def add(self, walked: Iterable[Walked]) -> None:
        """Take in the header of one more instance, as a walk met it."""
        self.n += 1
        for element in elements(walked, self._known):
            if not element.is_item and element.vr != "SQ":
                row = self._rows.get(element.path)
                if row is None:
                    row = self._rows[element.path] = Varying(element)
                row.add(element)

    def varying(self) -> list[Varying]:
        """The elements that do not hold the same in every instance, by tag path."""
        rows = (self._rows[path] for path in sorted(self._rows))
        return [row for row in rows if row.n_present != self.n or row.n_distinct > 1]

    @property
    def n_constant(self) -> int:
        """Elements that hold the same in every instance."""
        return len(self._rows) - len(self.varying())
