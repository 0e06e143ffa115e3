"""View: one image ready to be looked at, before anything decides how it is drawn."""

from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from millivox import tolerance
from millivox.display.layers import under
from millivox.display.marks import Sides
from millivox.display.scale import PixelSize
from millivox.display.window import Grey, Window

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where pixels lie along one side of an image: the first centre, the step, in which direction.

    ``axis`` is the ``x``, ``y`` or ``z`` of LPS that the side runs along, and ``first`` a
    coordinate then; empty where the side runs along none, and the first pixel is the zero.
    """

    first: float = 0.0
    step: float = 1.0
    axis: str = ""

    @classmethod
    def along(cls, direction: ArrayLike | None, point: ArrayLike | None, step: float) -> "Ruler":
        """The ruler of a direction in LPS from a point on; its axis where it runs along one.

        Examples
        --------
        >>> Ruler.along((0.0, 0.0, -1.0), (10.0, 20.0, 30.0), 0.5)
        Ruler(first=30.0, step=-0.5, axis='z')
        """
        if direction is None or point is None:
            return cls(0.0, step)
        parts = np.asarray(direction, np.float64)
        n = int(np.abs(parts).argmax())
        aside = float(np.linalg.norm(np.delete(parts, n)))
        if abs(parts[n]) < 0.5 or aside > tolerance.RULER_ALIGNED_SINE:
            return cls(0.0, step)
        return cls(float(np.asarray(point)[n]), float(np.sign(parts[n])) * step, "xyz"[n])

    def times(self, count: int) -> "Ruler":
        """The ruler of blocks of so many pixels: the first block's centre, the step between two."""
        return Ruler(self.first + self.step * (count - 1) / 2, self.step * count, self.axis)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """An image, the window to see it through, its millimetres, its sides and its words.

    Parameters
    ----------
    values
        Shape (rows, columns), in ``unit``; or RGB of 8 bits, shape (rows, columns, 3).
    size
        One pixel.
    window
        ``None`` for colour.
    sides
        What lies at the four sides.
    across, down
        Where columns and where rows lie.
    missing
        Shape (rows, columns): where there is no image.
    layer
        RGBA of shape (rows, columns, 4) that lies over it where it is opaque: overlays, colours.
    falls
        ``"bright to dark"`` where high values are dark (MONOCHROME1).
    between
        ``"smooth"``, or ``"nearest"`` for labels.
    title, sentence
        What it is, and where its millimetres come from.
    name
        The same in two words, for a tile of many.
    """

    values: Array
    size: PixelSize
    window: Window | None = None
    unit: str = ""
    sides: Sides = field(default_factory=Sides)
    across: Ruler = field(default_factory=Ruler)
    down: Ruler = field(default_factory=Ruler)
    missing: Array | None = None
    layer: Array | None = None
    falls: str = "dark to bright"
    between: str = "smooth"
    title: str = ""
    sentence: str = ""
    name: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def inverted(self) -> bool:
        """Whether high values are dark."""
        return self.falls == "bright to dark"

    def part(self, rows: slice, columns: slice) -> "View":
        """The same of some rows and columns; its rulers begin where they did."""
        box = rows, columns
        missing, layer = (None if one is None else one[box] for one in (self.missing, self.layer))
        return replace(self, values=self.values[box], missing=missing, layer=layer)

    def coarser(self, most_px: int) -> "View":
        """The same in fewer pixels where a side has more than so many: means of whole blocks."""
        times = ceil(max(self.values.shape[:2]) / most_px)
        if times <= 1:
            return self
        tall, wide = (min(times, count) for count in self.values.shape[:2])
        rows, columns = self.values.shape[0] // tall, self.values.shape[1] // wide
        whole = self.part(slice(0, rows * tall), slice(0, columns * wide))
        blocks = whole.values.reshape(rows, tall, columns, wide, -1)
        few = blocks[:, 0, :, 0] if self.between == "nearest" else blocks.mean(axis=(1, 3))
        grey = self.values.ndim == 2
        return replace(
            self,
            values=few[..., 0].astype(np.float32) if grey else np.rint(few).astype(np.uint8),
            missing=None if whole.missing is None else whole.missing[::tall, ::wide],
            layer=None if whole.layer is None else whole.layer[::tall, ::wide],
            size=replace(self.size, x=self.size.x * wide, y=self.size.y * tall),
            across=self.across.times(wide),
            down=self.down.times(tall),
        )

    def seen(self) -> "Grey | NDArray[np.uint8]":
        """Through its window: grey from 0 to 1, black where there is no image; or RGB."""
        if self.window is None:
            return self.values
        grey = self.window.applied(self.values)
        if self.inverted:
            grey = 1 - grey
        if self.missing is not None:
            grey[self.missing] = 0
        return grey if self.layer is None else under(grey, self.layer)
