"""Pixel padding as values: which of a volume's values stand for no image (PS3.3 C.7.5.1.1.2)."""

from typing import Any

import numpy as np

from millivox.dicom.pixels.padding import padding_range
from millivox.images.loading.recipe import Recipe

Array = np.ndarray[Any, Any]
Range = tuple[float, float]


def padding_of(todo: list[Recipe], values: Array) -> Range | None:
    """The range of values that is padding in every slice; ``None`` where there is none.

    Slices that pad in different ways have NaN there instead, where the values can be NaN.
    """
    ranges = [_as_values(one, values.dtype) for one in todo]
    if len(set(ranges)) == 1:
        return ranges[0]
    if values.dtype.kind == "f":
        for one, ends in zip(todo, ranges, strict=True):
            if ends is not None:
                held = values[one.k]
                held[(held >= ends[0]) & (held <= ends[1])] = np.nan
    return None


def padding_said(todo: list[Recipe], kind: np.dtype[Any]) -> list[str]:
    """What is done about slices that pad in different ways."""
    if len({_as_values(one, kind) for one in todo}) == 1:
        return []
    how = "it is NaN" if kind.kind == "f" else f"{kind} cannot show it"
    return [f"Pixel Padding Value differs between slices: {how}"]


def _as_values(one: Recipe, kind: np.dtype[Any]) -> Range | None:
    """Both ends rescaled as the pixels are, and rounded as their type rounds them."""
    ends = padding_range(one.header, one.form)
    if ends is None or not one.change.is_linear:  # a table makes them NaN
        return None
    found = one.change.applied(np.asarray(ends))
    found = found.astype(kind) if kind.kind == "f" else found
    return float(found.min()), float(found.max())
