"""Window: which values become black, grey and white (PS3.3 C.11.2)."""

from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from millivox import tolerance
from millivox.dicom.pixels.tables import LookUp
from millivox.dicom.pixels.values import ModalityValues

Grey = NDArray[np.float32]
#: So many pixels are enough to find a window.
SAMPLE_PX = 1 << 20
FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")


@dataclass(frozen=True, slots=True)
class Window:
    """A VOI transformation: centre, width and function, or a table.

    ``presentation`` is the table that its grey goes through afterwards (PS3.3 C.11.4).
    ``source`` says where it came from, in words: ``from the file``, ``chosen``, or how it was
    found in the pixels.

    Examples
    --------
    >>> Window(0.0, 400.0, "LINEAR_EXACT").applied(np.array([-300.0, 0.0, 100.0])).tolist()
    [0.0, 0.5, 0.75]
    """

    center: float
    width: float
    function: str = "LINEAR"
    source: str = "chosen"
    name: str = ""
    table: LookUp | None = None
    presentation: LookUp | None = None

    def require_linear(self) -> None:
        """Refuse a width that LINEAR cannot have (PS3.3 C.11.2.1.2).

        Raises
        ------
        ValueError
            It is less than 1, or one of both is not a number.
        """
        if not (isfinite(self.center) and isfinite(self.width) and self.width >= 1):
            said = f"{_short(self.center)} {_short(self.width)}"
            raise ValueError(f"A window {said}: CENTER must be a number, WIDTH at least 1.")

    def applied(self, values: NDArray[Any]) -> Grey:
        """Values as grey from 0 (black) to 1 (white), float32, same shape."""
        grey: NDArray[Any]
        if self.table is not None:
            grey = self.table.mapped(np.rint(values)) / float((1 << self.table.bits) - 1)
        elif self.function == "SIGMOID":
            steep = np.clip(4.0 * (values - self.center) / self.width, -60.0, 60.0)
            grey = 1.0 / (1.0 + np.exp(-steep))
        else:
            grey = self._linear(values)
        grey = np.clip(grey, 0.0, 1.0, out=grey).astype(np.float32, copy=False)
        return grey if self.presentation is None else _presented(grey, self.presentation)

    def _linear(self, values: NDArray[Any]) -> Grey:
        """C.11.2.1.2: in LINEAR the half and the one make integers fall on both ends."""
        exact = self.function == "LINEAR_EXACT"
        center, width = (self.center, self.width) if exact else (self.center - 0.5, self.width - 1)
        if width <= 0:
            return (values > center).astype(np.float32)
        grey: Grey = np.subtract(values, center, dtype=np.float32)
        grey /= width
        grey += 0.5
        return grey

    def sentence(self, unit: str = "") -> str:
        """What a reader sees of it.

        Examples
        --------
        >>> Window(40.0, 400.0, source="from the file").sentence("HU")
        'W 400 L 40 HU (from the file)'
        """
        if self.table is not None:
            return f"VOI LUT ({', '.join(filter(None, (self.source, self.name)))})"
        said = f"W {_short(self.width)} L {_short(self.center)}"
        kind = ", sigmoid" if self.function == "SIGMOID" else ""
        name = f", {self.name}" if self.name else ""
        return " ".join(filter(None, (said, unit, f"({self.source}{name}{kind})")))


def _presented(grey: Grey, table: LookUp) -> Grey:
    """Grey through a presentation table, whose entries span its input evenly (C.11.4)."""
    last = len(table.entries) - 1
    mapped = table.entries[np.rint(grey * last).astype(np.intp)]
    return (mapped / float((1 << table.bits) - 1)).astype(np.float32)


def _short(number: float) -> str:
    return f"{number:.4g}" if abs(number) < 10_000 else f"{number:.0f}"


def found_window(values: ModalityValues) -> Window:
    """A window from the pixels alone: a robust range, padding left out."""
    seen = image_values(values)
    if seen.size == 0:
        return Window(0.5, 1.0, "LINEAR_EXACT", "nothing to see")
    ends = tolerance.WINDOW_LOW_PERCENT, tolerance.WINDOW_HIGH_PERCENT
    low, high = (float(end) for end in np.percentile(seen, ends))
    source = f"chosen from the pixels: {ends[0]:g} % to {ends[1]:g} % of them"
    if not high > low:
        low, high = float(seen.min()), float(seen.max())
        source = "chosen from the pixels: lowest to highest"
    width = high - low if high > low else 1.0
    return Window((low + high) / 2, width, "LINEAR_EXACT", source)


def image_values(values: ModalityValues) -> NDArray[np.float32]:
    """The finite values that are image; of a large frame an even sample."""
    every = ceil(sqrt(values.values.size / SAMPLE_PX))
    sample = values.values[::every, ::every]
    keep = np.isfinite(sample)
    if values.padded is not None:
        keep &= ~values.padded[::every, ::every]
    return sample[keep]
