"""Look-up tables of DICOM: descriptor and data (PS3.3 C.7.6.3.1.5, C.11.1.1, C.11.2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from millivox.dicom.elements import Elements

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A descriptor writes so many entries as 0.
MOST_ENTRIES = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class LookUp:
    """A look-up table: the first stored value it maps, its entries, their bits.

    Examples
    --------
    >>> import numpy as np
    >>> LookUp(10, np.array([5, 7]), 8).mapped(np.array([0, 10, 11, 99])).tolist()
    [5, 5, 7, 7]
    """

    first: int
    entries: "Array"
    bits: int

    def mapped(self, stored: "Array") -> "Array":
        """The entries for stored values; what lies outside takes the nearest end."""
        import numpy as np

        with np.errstate(invalid="ignore"):  # NaN is no index; it takes the first entry
            index = np.clip(stored.astype(np.int64) - self.first, 0, len(self.entries) - 1)
        return self.entries[index]


class Descriptor(NamedTuple):
    """How many entries a table has, which value the first one maps, and their bits."""

    length: int
    first: int
    bits: int


def descriptor(place: Elements, keyword: str, *, signed: bool) -> Descriptor | None:
    """The descriptor of a table; ``None`` where there is none that can be used.

    Parameters
    ----------
    place
        The data set or item that holds it.
    keyword
        Of the descriptor.
    signed
        Whether the values it maps are signed; the first one then is, however it is written.
    """
    numbers = [int(number) for number in place.numbers(keyword) if number is not None]
    if len(numbers) != 3 or not 1 <= numbers[2] <= 16:
        return None
    count, first = numbers[0] % MOST_ENTRIES or MOST_ENTRIES, numbers[1]
    first = first - MOST_ENTRIES if signed and first >= MOST_ENTRIES // 2 else first
    return Descriptor(count, first, numbers[2])


def entries(data: bytes, count: int) -> "Array":
    """The entries of a table, in 16 bits or packed in 8, as many as its bytes show."""
    import numpy as np

    wide = len(data) >= 2 * count
    return np.frombuffer(data[: len(data) // 2 * 2] if wide else data, "<u2" if wide else "u1")[
        :count
    ]


def look_up(items: Sequence[Elements], *, signed: bool) -> LookUp | None:
    """The first table of a Modality, VOI or Presentation LUT Sequence that can be used.

    Parameters
    ----------
    items
        Of the sequence.
    signed
        Whether the values it maps are signed.
    """
    if not items:
        return None
    said = descriptor(items[0], "LUTDescriptor", signed=signed)
    data = items[0].written("LUTData")
    if said is None or data is None or said.bits < 8:
        return None
    held = entries(data.data, said.length)
    return LookUp(said.first, held, said.bits) if len(held) else None
