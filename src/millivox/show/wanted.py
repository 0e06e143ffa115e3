"""Wanted: which of the images at hand, cut how, seen through which window."""

from dataclasses import dataclass
from math import isfinite

from millivox.display.voi import Chosen
from millivox.display.window import Window
from millivox.resample.planes import PLANES

#: A decoded frame larger than this is not drawn unasked: drawing takes several times as much, and
#: the largest radiographs take a quarter.
PICTURE_BYTES = 256 << 20
#: The three planes of the body beside one another.
THREE = "three"
LAYOUTS = ("single", "montage")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be looked at; the parameters are those of :func:`millivox.show.show`.

    Raises
    ------
    ValueError
        Two wishes exclude each other, or one cannot be.
    """

    frame: int | None = None
    k: int | None = None
    plane: str | None = None
    at: tuple[float, float, float] | None = None
    slab_mm: float = 0.0
    blend: str = "mean"
    series: int | str | None = None
    volume: int | None = None
    layout: str = "single"
    columns: int | None = None
    window: tuple[float, float] | str | int | None = None
    limit_bytes: int = PICTURE_BYTES

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if isinstance(self.chosen_window, Window):
            self.chosen_window.require_linear()
        if self.plane is not None and self.plane not in (*PLANES, THREE):
            said = ", ".join((*PLANES, THREE))
            raise ValueError(f"A plane {self.plane!r}: there are {said}.")
        if self.layout not in LAYOUTS:
            raise ValueError(f"A layout {self.layout!r}: there are {', '.join(LAYOUTS)}.")
        if sum(one is not None for one in (self.frame, self.k, self.plane)) > 1:
            raise ValueError("A frame, a slice k and a plane exclude one another.")
        if self.plane is None and (self.at is not None or self.slab_mm):
            raise ValueError("A point and a slab need a plane.")
        if self.layout == "montage" and (self.k, self.frame, self.at) != (None, None, None):
            raise ValueError("A montage shows many; one frame, slice or point excludes it.")
        if self.layout == "montage" and self.plane == THREE:
            raise ValueError("A montage goes through one plane, not three.")
        self._refuse_numbers()

    def _refuse_numbers(self) -> None:
        """Refuse numbers that are none, or too small."""
        if self.columns is not None and self.columns < 1:
            raise ValueError(f"{self.columns} columns: there must be one at least.")
        if self.at is not None and not all(map(isfinite, self.at)):
            raise ValueError("A point needs three numbers.")
        if not 0.0 <= self.slab_mm < float("inf"):
            raise ValueError(f"A slab of {self.slab_mm:g} mm: it cannot be below 0.")

    @property
    def chosen_window(self) -> Chosen | None:
        """The window asked for; of a file's own, the name or number."""
        if self.window is None or isinstance(self.window, (str, int)):
            return self.window
        return Window(*self.window)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for but a frame."""
        asked = (self.k, self.plane, self.series, self.volume)
        return asked == (None, None, None, None) and self.layout == "single"
