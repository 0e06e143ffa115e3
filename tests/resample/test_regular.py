"""regular: what no slice says is missing, and what a block is."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import millivox as mv
from millivox import resample
from millivox.errors import SpacingUnknownError
from millivox.phantoms.series import series, write
from millivox.provenance import Grade

PLACES = [*np.arange(6) * 2.5, 16.5, 20.5, 24.5]


def slices_at(folder: Path, places: Any, padded: tuple[int, ...] = ()) -> Any:
    datasets = series(n=len(places), table_mm=places, rows=6, columns=7, thickness_mm=1.0)
    for dataset in datasets:
        dataset.PixelPaddingValue = 5
    for n in padded:
        pixels = datasets[n].pixel_array.copy()
        pixels[2, 3] = 5
        datasets[n].PixelData = pixels.tobytes()
    write(datasets, folder)
    return mv.open(folder).series[0].slices()


def test_padding_does_not_bleed_into_a_line(tmp_path: Path) -> None:
    slices = slices_at(tmp_path, [0.0, 2.0, 4.0, 7.0, 9.0], padded=(2,))
    found = resample.regular(slices, interval_mm=1.0)
    spoilt = np.flatnonzero(np.isnan(found.values[:, 2, 3])).tolist()
    assert spoilt == [3, 4, 5, 6]
    assert not np.isnan(np.delete(found.values.reshape(10, -1), 2 * 7 + 3, axis=1)).any()


def test_the_last_slice_is_met_whatever_is_rounded(tmp_path: Path) -> None:
    slices = slices_at(tmp_path, [0.0, 0.1, 0.2, 0.3, 0.7])
    for interval in (0.7 / 3, 0.1, 0.7 / 7, 0.35, 0.7):
        found = resample.regular(slices, interval_mm=interval, bridge_mm=1.0)
        np.testing.assert_allclose(found.values[-1], slices.values[-1], atol=1e-3)


def test_the_interval_of_an_even_grid_is_its_own_and_no_surer_than_c(tmp_path: Path) -> None:
    slices = slices_at(tmp_path, PLACES)
    assert slices.spacing.z is None or slices.spacing.z.mm is None
    found = resample.regular(slices)
    assert found.spacing is not None
    assert found.spacing.z is not None
    assert found.spacing.z.mm == pytest.approx(2.5)
    assert found.spacing.z.grade == Grade.C
    assert found.verdict == f"Made of: {slices.verdict}"


def test_a_block_has_the_spacing_and_the_verdict_of_its_own_slices(tmp_path: Path) -> None:
    slices = slices_at(tmp_path, PLACES)
    block = slices.block(0)
    assert block.spacing is not None
    assert block.spacing.z is not None
    assert block.spacing.z.mm == pytest.approx(2.5)
    assert block.spacing.z.grade <= Grade.B
    assert block.verdict.startswith(f"{block.shape_kji[0]} slices, 2.5")
    np.testing.assert_array_equal(block.values, slices.values[: block.shape_kji[0]])


def test_slices_without_a_pixel_size_are_refused(tmp_path: Path) -> None:
    datasets = series(n=4, rows=6, columns=7)
    for dataset in datasets:
        del dataset.PixelSpacing
    write(datasets, tmp_path)
    with pytest.raises(SpacingUnknownError):
        mv.open(tmp_path).series[0].slices()
