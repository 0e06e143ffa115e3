"""Series on disk, each data set changed first."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import millivox as mv
from millivox.images.series import Series
from millivox.phantoms.series import series, write


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Series]:
    """``changed(change, n=3)``: a series of which ``change(dataset, k)`` saw each data set."""

    def make(change: Callable[[Any, int], None], n: int = 3, **plan: Any) -> Series:
        datasets = series(n=n, rows=6, columns=7, **plan)
        for k, dataset in enumerate(datasets):
            change(dataset, k)
        write(datasets, tmp_path)
        (found,) = mv.open(tmp_path).series
        return found

    return make
