"""look: the window a volume is seen through, and the words beneath it."""

from dataclasses import dataclass, replace

from millivox.decimals import plain
from millivox.display.usual import usual_window
from millivox.display.window import Window
from millivox.images.loading.slices import Slices
from millivox.images.volume import Volume
from millivox.show.wanted import Wanted
from millivox.spacing.words.explain import sentence


@dataclass(frozen=True, slots=True)
class Look:
    """How a volume is looked at: through which window, as what, said how."""

    window: Window | None = None
    between: str = "smooth"
    falls: str = "dark to bright"
    title: str = ""
    sentence: str = ""
    warnings: tuple[str, ...] = ()
    unit: str = ""
    label: str = "mm"

    @classmethod
    def at(cls, thing: Volume | Slices, wanted: Wanted) -> "Look":
        """At a volume or slices of which nothing else is known."""
        window = wanted.chosen_window
        if isinstance(window, (str, int)):
            raise ValueError(f"A window {window!r}: a volume has none by name; give two numbers.")
        if window is None and thing.values.ndim == 3:
            window = usual_window(thing.values, thing.unit, padding=thing.padding)
        return cls(
            window,
            sentence=words(thing),
            unit=thing.unit,
            label="mm" if thing.spacing is None else thing.spacing.x.label,
        )

    def noting(self, warning: str) -> "Look":
        """The same with something to be warned of."""
        return replace(self, warnings=(*self.warnings, warning))


def words(thing: Volume | Slices) -> str:
    """Where the millimetres come from, and how the slices lie."""
    if thing.spacing is not None:
        return f"{sentence(thing.spacing)} {thing.verdict}"
    grid = thing.grid
    sizes = " × ".join(plain(mm, 4) for mm in (grid.column_mm, grid.row_mm, grid.interval_mm))
    return f"Voxels of {sizes} mm, as its maker says."
