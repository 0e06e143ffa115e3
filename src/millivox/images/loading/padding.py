"""Pixel padding as values: which of a volume's values stand for no image (PS3.3 C.7.5.1.1.2)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from millivox.dicom.pixels.transformation import Transformation
from millivox.images.loading.recipe import Recipe

Array = np.ndarray[Any, Any]
Range = tuple[float, float]


def paddings_of(todo: Sequence[Recipe], kind: np.dtype[Any]) -> list[Range | None]:
    """The range of values that is padding, for each slice."""
    known: dict[Any, Range | None] = {}
    for one in todo:
        if (one.padding, one.change) not in known:
            known[one.padding, one.change] = _as_values(one.padding, one.change, kind)
    return [known[one.padding, one.change] for one in todo]


def common(paddings: Sequence[Range | None]) -> Range | None:
    """The range that is padding in every slice; ``None`` where there is none."""
    return paddings[0] if len(set(paddings)) == 1 else None


def to_blank(paddings: Sequence[Range | None], kind: np.dtype[Any]) -> list[Range | None]:
    """What has to become NaN in each slice: the padding of those that pad in different ways."""
    is_one = len(set(paddings)) == 1 or kind.kind != "f"
    return [None] * len(paddings) if is_one else list(paddings)


def blank(values: Array, ks: Sequence[int], ranges: Sequence[Range | None]) -> None:
    """Make these ranges NaN, each in its slice."""
    for k, ends in zip(ks, ranges, strict=True):
        if ends is not None:
            held = values[k]
            held[(held >= ends[0]) & (held <= ends[1])] = np.nan


def padding_said(todo: list[Recipe], kind: np.dtype[Any]) -> list[str]:
    """What is done about slices that pad in different ways."""
    if len(set(paddings_of(todo, kind))) == 1:
        return []
    how = "it is NaN" if kind.kind == "f" else f"{kind} cannot show it"
    return [f"Pixel Padding Value differs between slices: {how}"]


def _as_values(ends: Range | None, change: Transformation, kind: np.dtype[Any]) -> Range | None:
    """Both ends rescaled as the pixels are, and rounded as their type rounds them."""
    if ends is None or not change.is_linear:  # a table makes them NaN
        return None
    found = change.applied(np.asarray(ends))
    found = found.astype(kind) if kind.kind == "f" else found
    return float(found.min()), float(found.max())
