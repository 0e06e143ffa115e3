"""Where values stand for no image."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def absent(values: Array, padding: tuple[float, float] | None) -> Array | None:
    """A mask, shape (slices, rows, columns), of padding and NaN; ``None`` where all is image.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or with samples for colour, which has no padding.
    padding
        Least and most of the values that stand for no image.
    """
    nowhere = np.zeros(values.shape[:3], bool)
    if padding is not None and values.ndim == 3:
        nowhere |= (values >= padding[0]) & (values <= padding[1])
    if values.dtype.kind == "f":
        nan = np.isnan(values)
        nowhere |= nan if nan.ndim == 3 else nan.any(axis=3)
    return nowhere if nowhere.any() else None
