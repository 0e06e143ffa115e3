"""Types of number that other libraries and files lack, in the next one that holds their values."""

from typing import Any

import numpy as np

from millivox.errors import ExportError

Array = np.ndarray[Any, Any]
_HELD = {"bool": "u1", "float16": "f4"}


def widened(values: Array) -> Array:
    """Booleans in 8 bits and 16-bit floats in 32; all else as it is, and not copied.

    Examples
    --------
    >>> widened(np.array([True, False])).dtype, widened(np.array([7], "i2")).dtype
    (dtype('uint8'), dtype('int16'))
    """
    held = _HELD.get(values.dtype.name)
    return values if held is None else values.astype(held)


def require_real(values: Array, what: str) -> None:
    """Refuse complex values where one of their parts would be lost.

    Raises
    ------
    ExportError
        They are complex.
    """
    if values.dtype.kind == "c":
        raise ExportError(
            f"{what} cannot hold complex values.",
            help="Write their parts each alone; NIfTI, Zarr and NumPy hold both.",
        )
