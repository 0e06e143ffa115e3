"""Where values stand for no image."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def nothing(kind: np.dtype[Any]) -> float:
    """What stands where no image is: NaN, or 0 where the type has none."""
    return np.nan if kind.kind == "f" else 0


def absent(
    values: Array, padding: tuple[float, float] | None, holes_k: Sequence[int] = ()
) -> Array | None:
    """A mask, shape (slices, rows, columns), of where no image is; ``None`` where all is image.

    Parameters
    ----------
    values
        Shape (slices, rows, columns), or with samples for colour, which has no padding; the mask
        of lazy ones is lazy.
    padding
        Least and most of the values that stand for no image.
    holes_k
        Slices that no image filled.
    """
    nowhere: Array | None = None
    if padding is not None and values.ndim == 3:
        nowhere = (values >= padding[0]) & (values <= padding[1])
    if values.dtype.kind == "f":
        nan: Array = np.isnan(values)
        if nan.ndim == 4:
            nan = np.any(nan, axis=3)
        nowhere = nan if nowhere is None else nowhere | nan
    if holes_k:
        holes = np.zeros(values.shape[:3], bool)
        holes[list(holes_k)] = True
        nowhere = holes if nowhere is None else nowhere | holes
    return if_any(nowhere)


def if_any(mask: Array | None) -> Array | None:
    """A mask that marks something; a lazy one is not computed to find that out."""
    if isinstance(mask, np.ndarray) and not mask.any():
        return None
    return mask
