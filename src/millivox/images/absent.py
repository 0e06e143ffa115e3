"""Where values stand for no image."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def absent(values: Array, padding: tuple[float, float] | None) -> Array | None:
    """A mask, shape (slices, rows, columns), of padding and NaN; ``None`` where all is image.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or with samples for colour, which has no padding; the mask
        of lazy ones is lazy.
    padding
        Least and most of the values that stand for no image.
    """
    nowhere: Array | None = None
    if padding is not None and values.ndim == 3:
        nowhere = (values >= padding[0]) & (values <= padding[1])
    if values.dtype.kind == "f":
        nan: Array = np.isnan(values)
        if nan.ndim == 4:
            nan = np.any(nan, axis=3)
        nowhere = nan if nowhere is None else nowhere | nan
    return if_any(nowhere)


def if_any(mask: Array | None) -> Array | None:
    """A mask that marks something; a lazy one is not computed to find that out."""
    if isinstance(mask, np.ndarray) and not mask.any():
        return None
    return mask
