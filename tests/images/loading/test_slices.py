"""Slices: how they print, and what one of them alone is told."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.errors import NotAVolumeError
from millivox.images.series import Series

Make = Callable[..., Series]


def as_made(dataset: Any, k: int) -> None:
    """No change."""


def test_one_slice_is_told_what_helps_one_slice(changed: Make) -> None:
    with pytest.raises(NotAVolumeError, match=r"slices\(\) has its values; .* --thick") as refused:
        changed(as_made, n=1).volume()
    assert "regular" not in str(refused.value)


def test_slices_print_in_one_line(changed: Make) -> None:
    slices = changed(as_made, row_mm=0.5, column_mm=0.25).slices()
    assert repr(slices) == f"<Slices 3 x 6 x 7, 0.25 x 0.5 mm, {slices.values.dtype} HU>"
