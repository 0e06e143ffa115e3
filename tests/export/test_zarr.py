"""OME-Zarr 0.5: the rules of its published schema, and the values of every level."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

import millivox as mv
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume

Make = Callable[..., Volume]


def group_of(volume: Volume, path: Path, **options: Any) -> Any:
    return zarr.open_group(str(mv.save(volume, path, **options)), mode="r")


def require_ome_zarr(group: Any) -> None:
    """What https://ngff.openmicroscopy.org/0.5/ demands of a group with multiscales."""
    ome = group.attrs["ome"]
    assert group.metadata.zarr_format == 3
    assert ome["version"] == "0.5"
    for scales in ome["multiscales"]:
        assert {"name", "axes", "datasets", "type", "metadata"} <= set(scales)
        names = [axis["name"] for axis in scales["axes"]]
        kinds = [axis["type"] for axis in scales["axes"]]
        assert 2 <= len(names) <= 5
        assert len(set(names)) == len(names)
        assert 2 <= kinds.count("space") <= 3
        assert kinds == sorted(kinds, key=["time", "channel", "space"].index)
        assert [n for n, kind in zip(names, kinds, strict=True) if kind == "space"] == [*"zyx"]
        assert all(axis["unit"] == "millimeter" for axis in scales["axes"][-3:])
        finest = []
        for dataset in scales["datasets"]:
            array = group[dataset["path"]]
            assert list(array.metadata.dimension_names) == names
            scale, translation = dataset["coordinateTransformations"]
            assert set(scale) == {"type", "scale"}
            assert set(translation) == {"type", "translation"}
            assert len(scale["scale"]) == len(translation["translation"]) == array.ndim
            finest.append(scale["scale"])
        assert finest == sorted(finest)


def test_the_group_follows_the_schema(tmp_path: Path) -> None:
    grid = VoxelGrid((4, 300, 200), np.diag([0.5, 0.5, 4.0, 1.0])[:, [2, 1, 0, 3]])
    values = np.arange(240_000, dtype=np.int16).reshape(grid.shape_kji)
    group = group_of(Volume(values, grid), tmp_path / "a.ome.zarr")
    require_ome_zarr(group)
    assert [group[name].shape for name in "012"] == [(4, 300, 200), (4, 150, 100), (4, 75, 50)]


def test_values_and_matrix_come_back(volume_of: Make, tmp_path: Path) -> None:
    volume = volume_of(tilt_deg=20.0)
    group = group_of(volume, tmp_path / "a.zarr")
    np.testing.assert_array_equal(group["0"][...], volume.values)
    own = group.attrs["millivox"]
    np.testing.assert_array_equal(own["index_kji_to_lps"], volume.index_kji_to_lps)
    assert "OME-Zarr 0.5 cannot" in own["note"]


def test_scale_and_translation_are_those_of_the_patient_where_axes_run_along_it(
    tmp_path: Path,
) -> None:
    matrix = np.diag([0.5, 0.75, 4.0, 1.0])[:, [2, 1, 0, 3]]
    matrix[:3, 3] = [-10.0, 20.0, 30.0]
    volume = Volume(np.zeros((2, 3, 4), np.int16), VoxelGrid((2, 3, 4), matrix))
    ome = group_of(volume, tmp_path / "a.zarr").attrs["ome"]
    scale, translation = ome["multiscales"][0]["datasets"][0]["coordinateTransformations"]
    assert scale["scale"] == [4.0, 0.75, 0.5]
    assert translation["translation"] == [30.0, 20.0, -10.0]


def test_a_coarser_level_holds_means_where_they_belong(tmp_path: Path) -> None:
    grid = VoxelGrid((6, 200, 160), np.diag([1.0, 1.0, 1.0, 1.0])[:, [2, 1, 0, 3]])
    values = np.random.default_rng(0).integers(-1000, 3000, grid.shape_kji).astype(np.int16)
    group = group_of(Volume(values, grid), tmp_path / "a.zarr")
    means = values.astype(float).reshape(3, 2, 100, 2, 80, 2).mean(axis=(1, 3, 5))
    assert np.abs(group["1"][...] - means).max() <= 0.5
    datasets = group.attrs["ome"]["multiscales"][0]["datasets"]
    assert datasets[1]["coordinateTransformations"][1]["translation"] == [0.5, 0.5, 0.5]


def test_labels_stay_labels(tmp_path: Path) -> None:
    grid = VoxelGrid((2, 200, 200), np.eye(4)[:, [2, 1, 0, 3]])
    values = np.random.default_rng(0).choice([0, 3, 7], grid.shape_kji).astype(np.uint8)
    group = group_of(Volume(values, grid), tmp_path / "a.zarr", method="nearest")
    np.testing.assert_array_equal(group["1"][...], values[::2, ::2, ::2])


def test_holes_stay_missing_in_every_level(tmp_path: Path) -> None:
    grid = VoxelGrid((4, 200, 200), np.diag([0.5, 0.5, 4.0, 1.0])[:, [2, 1, 0, 3]])
    values = np.full(grid.shape_kji, 50, np.int16)
    values[:, :100] = -30
    group = group_of(Volume(values, grid, holes_k=(1,)), tmp_path / "a.zarr")
    for name in "01":
        held = group[name][...]
        assert (held[1] == -30).all()
        assert set(np.unique(held[0])) == {-30, 50}
    assert group.attrs["millivox"]["holes_k"] == [1]
    assert group.attrs["millivox"]["missing_value"] == -30


def test_every_level_has_one_value_where_there_is_no_image(tmp_path: Path) -> None:
    grid = VoxelGrid((2, 300, 300), np.diag([1.0, 1.0, 1.0, 1.0])[:, [2, 1, 0, 3]])
    values = np.arange(2 * 300 * 300, dtype=np.int32).reshape(grid.shape_kji) + 7
    outside = np.zeros(grid.shape_kji, bool)
    outside[:, -80:] = True
    group = group_of(Volume(values, grid, outside=outside), tmp_path / "a.zarr")
    assert {int(group[name][0, -1, -1]) for name in "012"} == {7}
    assert group.attrs["millivox"]["missing_value"] == 7


def test_colour_is_a_channel(small: Volume, tmp_path: Path) -> None:
    values = np.arange(72, dtype=np.uint8).reshape(2, 3, 4, 3)
    group = group_of(Volume(values, small.grid), tmp_path / "a.zarr")
    require_ome_zarr(group)
    np.testing.assert_array_equal(group["0"][...], np.moveaxis(values, 3, 0))


@pytest.mark.parametrize("shape", [(300, 70, 70), (1, 33, 129), (5, 600, 130)])
def test_shards_hold_whole_chunks_of_any_shape(shape: tuple[int, int, int], tmp_path: Path) -> None:
    grid = VoxelGrid(shape, np.eye(4)[:, [2, 1, 0, 3]])
    values = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
    group = group_of(Volume(values, grid), tmp_path / "a.zarr")
    np.testing.assert_array_equal(group["0"][...], values)
    sides = zip(group["0"].shards, group["0"].chunks, strict=True)
    assert all(shard % chunk == 0 for shard, chunk in sides)
