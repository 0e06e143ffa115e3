"""look: the window a volume is seen through, and the words beneath it."""

from dataclasses import dataclass, replace

import numpy as np

from millivox.decimals import plain
from millivox.dicom.pixels.values import ModalityValues
from millivox.display.window import Window, found_window
from millivox.images.absent import absent
from millivox.images.loading.slices import Slices
from millivox.images.volume import Volume
from millivox.show.wanted import Wanted
from millivox.spacing.words.explain import sentence

#: Tissue between fat and bone, where a volume in HU brings no window.
SOFT_TISSUE = Window(40.0, 400.0, source="soft tissue, usual for HU")
#: Less than this share of grey, and a usual window shows nothing.
SHOWS_SHARE = 0.01


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
        if window is None and thing.values.ndim == 3:
            window = window_for(thing)
        return cls(
            window,
            sentence=words(thing),
            unit=thing.unit,
            label="mm" if thing.spacing is None else thing.spacing.x.label,
        )

    def noting(self, warning: str) -> "Look":
        """The same with something to be warned of."""
        return replace(self, warnings=(*self.warnings, warning))


def window_for(thing: Volume | Slices) -> Window:
    """A window for values that bring none: the usual one of HU, or one found in them."""
    part = np.asarray(thing.values)[:: max(1, len(thing.values) // 16)]
    missing = absent(part, thing.padding)
    columns = part.shape[2]
    kept = ModalityValues(
        part.reshape(-1, columns).astype(np.float32),
        padded=None if missing is None else missing.reshape(-1, columns),
    )
    if thing.unit == "HU":
        grey = SOFT_TISSUE.applied(kept.values)
        if float(((grey > 0) & (grey < 1)).mean()) > SHOWS_SHARE:
            return SOFT_TISSUE
    return found_window(kept)


def words(thing: Volume | Slices) -> str:
    """Where the millimetres come from, and how the slices lie."""
    if thing.spacing is not None:
        return f"{sentence(thing.spacing)} {thing.verdict}"
    grid = thing.grid
    sizes = " × ".join(plain(mm, 4) for mm in (grid.column_mm, grid.row_mm, grid.interval_mm))
    return f"Voxels of {sizes} mm, as its maker says."
