"""The window for values that bring none: the usual one of HU, or one found in them."""

from typing import Any

import numpy as np

from millivox.dicom.pixels.values import ModalityValues
from millivox.display.window import Window, found_window
from millivox.images.absent import absent

#: Tissue between fat and bone, where a volume in HU brings no window.
SOFT_TISSUE = Window(40.0, 400.0, source="soft tissue, usual for HU")
#: Less than this share of grey, and a usual window shows nothing.
SHOWS_SHARE = 0.01
#: So many slices, evenly spread, are enough to find a window.
SAMPLE_SLICES = 16


def usual_window(
    values: "np.ndarray[Any, Any]", unit: str, *, padding: tuple[float, float] | None = None
) -> Window:
    """A window for grey values of shape (slices, rows, columns).

    Examples
    --------
    >>> usual_window(np.linspace(-100, 200, 32).reshape(2, 4, 4), "HU").sentence("HU")
    'W 400 L 40 HU (soft tissue, usual for HU)'
    """
    part = np.asarray(values[:: max(1, len(values) // SAMPLE_SLICES)])
    missing = absent(part, padding)
    columns = part.shape[2]
    kept = ModalityValues(
        part.reshape(-1, columns).astype(np.float32),
        padded=None if missing is None else missing.reshape(-1, columns),
    )
    if unit == "HU":
        grey = SOFT_TISSUE.applied(kept.values)
        if float(((grey > 0) & (grey < 1)).mean()) > SHOWS_SHARE:
            return SOFT_TISSUE
    return found_window(kept)
