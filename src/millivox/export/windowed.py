"""One window for all slices of a volume, and the slices seen through it."""

import numpy as np
from numpy.typing import NDArray

from millivox.display.usual import usual_window
from millivox.display.window import Window
from millivox.errors import ExportError
from millivox.images.exchange.widened import require_real
from millivox.images.volume import Array, Volume


def window_of(volume: Volume, wanted: Window | tuple[float, float] | None = None) -> Window:
    """The window that was asked for, or the usual one of such a volume.

    Raises
    ------
    ExportError
        What was asked for is no window, or the values are complex.

    Examples
    --------
    >>> from millivox.geometry.grid import VoxelGrid
    >>> grid = VoxelGrid((1, 2, 2), np.eye(4)[[2, 1, 0, 3]])
    >>> window_of(Volume(np.array([[[0.0, 5.0], [5.0, 10.0]]]), grid), (5, 10)).width
    10
    """
    require_real(volume.values, "A picture")
    if wanted is None:
        return usual_window(volume.values, volume.unit, padding=volume.padding)
    if isinstance(wanted, Window):
        return wanted
    chosen = Window(*wanted)
    try:
        chosen.require_linear()
    except ValueError as error:
        raise ExportError(str(error)) from error
    return chosen


def seen(
    values: Array,
    window: Window,
    missing: Array | None = None,
    *,
    falls: str = "dark to bright",
) -> NDArray[np.uint8]:
    """A slice through a window, 8 bits; black where there is no image. Colour stays as it is.

    ``falls`` is ``"bright to dark"`` where high values are dark (MONOCHROME1).
    """
    if values.ndim == 3:
        return np.ascontiguousarray(values, np.uint8)
    grey = window.applied(values)
    if falls == "bright to dark":
        grey = 1 - grey
    if missing is not None:
        grey[missing] = 0.0
    bright: NDArray[np.uint8] = np.rint(grey * 255.0).astype(np.uint8)
    return bright
