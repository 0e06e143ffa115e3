"""Lazy volumes become files of the same values as those in memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image, ImageSequence

import millivox as mv

pytest.importorskip("dask")


def _pixels(path: Path) -> list[np.ndarray]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    if path.suffix == ".dicom":
        return [pydicom.dcmread(file).pixel_array for file in files]
    found = []
    for file in files:
        with Image.open(file) as image:
            pages = ImageSequence.Iterator(image)
            found += [
                np.array(page.convert("L") if path.suffix == ".gif" else page) for page in pages
            ]
    return found


@pytest.mark.parametrize("suffix", [".dicom", ".pngs", ".tif", ".gif"])
def test_a_lazy_volume_makes_the_same_pixels(
    suffix: str, phantom: Callable[..., Path], tmp_path: Path
) -> None:
    (series,) = mv.open(phantom(absent=[2])).series
    first = mv.save(series.volume(), tmp_path / f"a{suffix}", **_source(suffix, series))
    lazy = series.volume(chunks="slice")
    second = mv.save(lazy, tmp_path / f"b{suffix}", **_source(suffix, series))
    np.testing.assert_array_equal(_pixels(first), _pixels(second))


def _source(suffix: str, series: object) -> dict[str, object]:
    return {"source": series.instances} if suffix == ".dicom" else {}  # type: ignore[attr-defined]
