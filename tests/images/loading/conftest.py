"""Series on disk, each data set changed first."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import millivox as mv
from millivox.images.series import Series
from millivox.phantoms.series import series, write

Change = Callable[[Any, int], None]


def stored(folder: Path, change: Change | None = None, **plan: Any) -> Series:
    """A series on disk, each data set changed first."""
    datasets = series(**({"n": 5, "rows": 6, "columns": 7} | plan))
    for n, dataset in enumerate(datasets):
        if change is not None:
            change(dataset, n)
    write(datasets, folder)
    (found,) = mv.open(folder).series
    return found


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Series]:
    """``changed(change, n=3)``: a series of which ``change(dataset, k)`` saw each data set."""
    return lambda change, **plan: stored(tmp_path, change, **({"n": 3} | plan))
