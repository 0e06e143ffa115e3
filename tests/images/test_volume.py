"""Volume: its values at a point, where there are none, and its millimetres after a crop."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.resample.conftest import grid_of

import millivox as mv
from millivox import resample
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.phantoms.series import series, write
from millivox.provenance import Grade
from millivox.resample.planes import box, orientation_of
from millivox.spacing.axis import AxisSpacing, Spacing


def loaded(folder: Path, **how: Any) -> Volume:
    write(series(**({"n": 6, "rows": 8, "columns": 9} | how)), folder)
    return mv.open(folder).series[0].volume()


def axes(volume: Volume) -> list[AxisSpacing]:
    assert volume.spacing is not None
    held = [volume.spacing.x, volume.spacing.y, volume.spacing.z]
    return [axis for axis in held if axis is not None]


def test_where_there_is_no_image_there_is_no_value() -> None:
    values = np.arange(27, dtype=np.int16).reshape(3, 3, 3)
    values[0, 0, 0] = -2000
    outside = np.zeros((3, 3, 3), bool)
    outside[0, 2, 2] = True
    volume = Volume(
        values, grid_of((3, 3, 3)), holes_k=(2,), outside=outside, padding=(-2000, -2000)
    )
    at = {index: volume.at(volume.grid.at(index)) for index in np.ndindex(3, 3, 3)}
    nowhere = {index for index, value in at.items() if value is None}
    assert nowhere == {(0, 0, 0), (0, 2, 2), *((2, j, i) for j in range(3) for i in range(3))}
    assert volume.at(volume.grid.at([0.0, 0.0, 0.5])) is None
    assert volume.at(volume.grid.at([1.5, 1.0, 1.0])) is None
    assert volume.at(volume.grid.at([0.5, 1.0, 1.5])) == pytest.approx(9 * 0.5 + 3 + 1.5)


def test_a_colour_has_a_value_of_each_sample() -> None:
    values = np.random.default_rng(3).integers(0, 255, (2, 3, 4, 3)).astype(np.uint8)
    volume = Volume(values, grid_of((2, 3, 4)))
    expected = values[0, 1, 2:4].mean(axis=0)
    assert volume.at(volume.grid.at([0, 1, 2.5])) == pytest.approx(tuple(expected))


def test_a_crop_keeps_its_origins_and_a_thinned_one_says_so(tmp_path: Path) -> None:
    volume = loaded(tmp_path)
    part = volume.crop(k=slice(1, 4))
    assert part.spacing == volume.spacing
    assert part.verdict == f"Made of: {volume.verdict}"
    thin = volume.crop(k=slice(None, None, 2))
    assert thin.spacing is not None
    assert thin.spacing.z is not None
    assert thin.spacing.z.mm == pytest.approx(2 * volume.grid.interval_mm)
    assert thin.spacing.z.origin.note is not None
    assert "chosen grid" in thin.spacing.z.origin.note
    assert thin.crop(k=slice(0, 2)).verdict == part.verdict


@pytest.mark.parametrize("make", ["onto", "slab", "upright", "mpr"])
def test_the_spacing_is_that_of_the_grid(tmp_path: Path, make: str) -> None:
    volume = loaded(tmp_path, tilt_deg=12.0)
    grid = box(volume.grid, orientation_of("coronal"), column_mm=1.5, row_mm=1.25, interval_mm=1.75)
    made = {
        "onto": lambda: resample.onto(volume, grid),
        "mpr": lambda: resample.mpr(volume, "sagittal", pixel_mm=1.1),
        "slab": lambda: resample.mpr(volume, "sagittal", pixel_mm=1.1, slab_mm=4.0),
        "upright": lambda: resample.upright(volume),
    }[make]()
    spacing = made.spacing
    assert spacing is not None
    assert spacing.x.mm == pytest.approx(made.grid.column_mm)
    assert spacing.y.mm == pytest.approx(made.grid.row_mm)
    if made.shape_kji[0] == 1:
        assert spacing.z is None
    else:
        assert spacing.z is not None
        assert spacing.z.mm == pytest.approx(made.grid.interval_mm)
    assert made.verdict.startswith("Made of: ")


def test_a_distance_is_trusted_as_the_axes_it_runs_along(tmp_path: Path) -> None:
    volume = loaded(tmp_path)
    assert volume.spacing is not None
    assert volume.spacing.z is not None
    doubtful = volume.spacing.z.regraded(Grade.C)
    volume = replace(volume, spacing=replace(volume.spacing, z=replace(doubtful, u_mm=0.5)))
    x, y, z = axes(volume)
    same = resample.onto(volume, replace(volume.grid, shape_kji=(4, 8, 9)))
    assert [axis.grade for axis in axes(same)] == [x.grade, y.grade, Grade.C]
    coronal = box(volume.grid, orientation_of("coronal"), column_mm=1, row_mm=2, interval_mm=1)
    turned = axes(resample.onto(volume, coronal))
    assert [axis.grade for axis in turned] == [x.grade, Grade.C, y.grade]
    assert turned[1].u_mm == pytest.approx(0.5 / z.mm * 2.0)  # type: ignore[operator]


def test_what_is_not_known_is_not_known_on_another_grid() -> None:
    volume = Volume(np.zeros((3, 3, 3)), grid_of((3, 3, 3)))
    assert resample.mpr(volume, "axial").spacing is None
    alone = loaded_spacing()
    made = Volume(np.zeros((1, 3, 3)), grid_of((1, 3, 3)), spacing=alone)
    assert resample.mpr(made, "coronal", pixel_mm=1.0).spacing is None


def loaded_spacing() -> Spacing:
    """x and y of a slice, no z."""
    from millivox.dicom.dataset import header_of
    from millivox.spacing.rules import decide

    return decide(header_of(series(n=1)[0]))


def test_numpy_gets_the_values_and_no_copy_it_did_not_ask_for() -> None:
    volume = Volume(np.arange(8.0).reshape(2, 2, 2), VoxelGrid((2, 2, 2), np.eye(4)[[2, 1, 0, 3]]))
    assert np.asarray(volume) is volume.values
    assert np.array(volume, copy=True) is not volume.values
    with pytest.raises(ValueError, match="copy"):
        np.array(volume, dtype=np.int8, copy=False)
