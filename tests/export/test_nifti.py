"""NIfTI: what nibabel reads is what the volume holds, where it holds it."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import millivox as mv
from millivox.errors import ExportError
from millivox.export.nifti import write_joined
from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.nifti_header import _quaternion
from millivox.images.volume import Volume

Make = Callable[..., Volume]


def saved(volume: Volume, path: Path, **options: Any) -> Any:
    return nibabel.load(mv.save(volume, path, **options))


def grid_of(shape: tuple[int, int, int] = (2, 3, 4)) -> VoxelGrid:
    return VoxelGrid(shape, np.diag([1.0, 2.0, 3.0, 1.0])[:, [2, 1, 0, 3]])


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("version", [1, 2])
def test_values_and_affine_come_back(
    name: str, version: int, volume_of: Make, tmp_path: Path
) -> None:
    volume = volume_of(tilt_deg=20.0, orientation=(0.8, 0.6, 0.0, 0.0, 0.0, -1.0))
    image = saved(volume, tmp_path / name, version=version)
    assert type(image).__name__ == f"Nifti{version}Image"
    assert image.get_data_dtype() == np.int16
    np.testing.assert_array_equal(np.asarray(image.dataobj), volume.values.transpose(2, 1, 0))
    np.testing.assert_allclose(image.affine, volume.index_ijk_to_ras, atol=1e-5)
    assert image.header.get_xyzt_units() == ("mm", "unknown")
    assert image.header.get_slope_inter() in ((1.0, 0.0), (None, None))


def test_the_header_has_nothing_that_nibabel_would_mend(volume_of: Make, tmp_path: Path) -> None:
    data = mv.save(volume_of(), tmp_path / "a.nii").read_bytes()
    assert nibabel.Nifti1Header.diagnose_binaryblock(data[:348]) == ""


@pytest.mark.parametrize(
    "orientation",
    [(1, 0, 0, 0, 1, 0), (0, 1, 0, 0, 0, -1), (1, 0, 0, 0, 0, -1), (-1, 0, 0, 0, -1, 0),
     (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)],
)  # fmt: skip
def test_qform_says_the_same_as_sform_where_the_axes_are_perpendicular(
    orientation: tuple[float, ...], volume_of: Make, tmp_path: Path
) -> None:
    image = saved(volume_of(orientation=orientation), tmp_path / "a.nii")
    assert image.header["sform_code"] == 1
    assert image.header["qform_code"] == 1
    np.testing.assert_allclose(image.header.get_qform(), image.header.get_sform(), atol=1e-4)


def test_a_left_handed_grid_keeps_its_hand_in_the_qform(tmp_path: Path) -> None:
    grid = VoxelGrid((2, 3, 4), np.diag([1.0, 2.0, -3.0, 1.0])[:, [2, 1, 0, 3]])
    image = saved(Volume(np.zeros((2, 3, 4), np.int16), grid), tmp_path / "a.nii")
    np.testing.assert_allclose(image.header.get_qform(), image.header.get_sform(), atol=1e-6)


def test_a_tilted_stack_has_a_sheared_sform_and_no_qform(volume_of: Make, tmp_path: Path) -> None:
    image = saved(volume_of(tilt_deg=20.0), tmp_path / "a.nii")
    assert image.header["qform_code"] == 0
    axes = image.affine[:3, :3] / np.linalg.norm(image.affine[:3, :3], axis=0)
    assert abs(axes[:, 1] @ axes[:, 2]) == pytest.approx(np.sin(np.radians(20.0)), abs=1e-5)


@given(st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4))
def test_the_quaternion_is_that_of_the_rotation(parts: list[float]) -> None:
    from nibabel.quaternions import fillpositive, quat2mat

    length = np.linalg.norm(parts)
    if length < 0.1:
        return
    turned = quat2mat(np.asarray(parts) / length)
    w = np.clip(1.0 - np.square(_quaternion(turned)).sum(), 0.0, 1.0) ** 0.5
    again = quat2mat([w, *_quaternion(turned)])
    np.testing.assert_allclose(again, turned, atol=1e-6)
    assert fillpositive(np.asarray(_quaternion(turned)) * 0.999999)[0] >= 0.0


@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", "i8", "u8"])
def test_every_type_of_number_is_kept(kind: str, tmp_path: Path) -> None:
    values = np.arange(24).reshape(2, 3, 4).astype(kind)
    image = saved(Volume(values, grid_of()), tmp_path / "a.nii")
    assert image.get_data_dtype() == np.dtype(kind)
    np.testing.assert_array_equal(np.asarray(image.dataobj), values.transpose(2, 1, 0))


@pytest.mark.parametrize(("kind", "held"), [("?", "u1"), ("f2", "f4"), (">i2", "<i2")])
def test_types_that_nifti_lacks_become_ones_that_hold_them(
    kind: str, held: str, tmp_path: Path
) -> None:
    values = (np.arange(24).reshape(2, 3, 4) % 2).astype(kind)
    image = saved(Volume(values, grid_of()), tmp_path / "a.nii")
    assert image.get_data_dtype() == np.dtype(held)
    np.testing.assert_array_equal(np.asarray(image.dataobj), values.transpose(2, 1, 0))


@pytest.mark.parametrize("samples", [3, 4])
def test_colour_of_8_bits_is_rgb(samples: int, tmp_path: Path) -> None:
    values = np.arange(24 * samples, dtype=np.uint8).reshape(2, 3, 4, samples)
    image = saved(Volume(values, grid_of()), tmp_path / "a.nii")
    held = np.asarray(image.dataobj)
    together = np.stack([held[name] for name in held.dtype.names], axis=-1)
    np.testing.assert_array_equal(together, values.transpose(2, 1, 0, 3))


def test_colour_of_16_bits_is_refused(tmp_path: Path) -> None:
    values = np.zeros((2, 3, 4, 3), np.uint16)
    with pytest.raises(ExportError, match="3 samples of uint16"):
        mv.save(Volume(values, grid_of()), tmp_path / "a.nii")
    assert not list(tmp_path.iterdir())


def test_a_side_of_more_than_32767_voxels_takes_nifti_2(tmp_path: Path) -> None:
    volume = Volume(np.zeros((1, 1, 40_000), np.uint8), grid_of((1, 1, 40_000)))
    assert isinstance(saved(volume, tmp_path / "a.nii"), nibabel.Nifti2Image)
    with pytest.raises(ExportError, match="40000 voxels does not fit NIfTI-1"):
        mv.save(volume, tmp_path / "b.nii", version=1)


def test_holes_of_integers_hold_the_smallest_value_and_of_floats_nan(
    small: Volume, tmp_path: Path
) -> None:
    image = saved(small, tmp_path / "a.nii")
    assert (np.asarray(image.dataobj)[:, :, 1] == small.values[0].min()).all()
    floats = Volume(small.values.astype("f4") + 0.5, small.grid, holes_k=(1,))
    held = np.asarray(saved(floats, tmp_path / "b.nii").dataobj)
    assert np.isnan(held[:, :, 1]).all()
    assert not np.isnan(held[:, :, 0]).any()


def test_padding_keeps_its_value_in_integers(tmp_path: Path) -> None:
    values = np.full((2, 3, 4), 7, np.int16)
    values[0] = -2000
    volume = Volume(values, grid_of(), padding=(-2000.0, -2000.0), holes_k=(1,))
    held = np.asarray(saved(volume, tmp_path / "a.nii").dataobj)
    assert (held == -2000).all()


def test_volumes_on_one_grid_join_along_the_fourth_axis(tmp_path: Path) -> None:
    parts = [Volume(np.full((2, 3, 4), n, np.int16), grid_of()) for n in range(5)]
    write_joined(iter(parts), tmp_path / "a.nii", count=5, step_s=2.5)
    image = nibabel.load(tmp_path / "a.nii")
    assert image.shape == (4, 3, 2, 5)
    assert image.header.get_zooms()[3] == 2.5
    assert image.header.get_xyzt_units() == ("mm", "sec")
    assert [np.unique(image.dataobj[..., n]).tolist() for n in range(5)] == [[n] for n in range(5)]


def test_volumes_on_different_grids_do_not_join(tmp_path: Path) -> None:
    shifted = VoxelGrid((2, 3, 4), grid_of().index_kji_to_lps + np.eye(4, k=3) * 0.01)
    parts = [Volume(np.zeros((2, 3, 4)), grid) for grid in (grid_of(), shifted)]
    with pytest.raises(ExportError, match="different grids"):
        write_joined(parts, tmp_path / "a.nii", count=2)


def test_volumes_of_different_units_do_not_join(tmp_path: Path) -> None:
    parts = [Volume(np.zeros((2, 3, 4)), grid_of(), unit=unit) for unit in ("BQML", "CNTS")]
    with pytest.raises(ExportError, match="values in BQML and CNTS"):
        write_joined(parts, tmp_path / "a.nii", count=2)


def test_all_volumes_of_a_file_have_one_value_where_there_is_no_image(tmp_path: Path) -> None:
    parts = [
        Volume(np.full((2, 3, 4), n, np.int16), grid_of(), holes_k=(1,) if n > 3 else ())
        for n in (3, 5, 4)
    ]
    write_joined(parts, tmp_path / "a.nii", count=3)
    held = np.asarray(nibabel.load(tmp_path / "a.nii").dataobj)
    assert held[0, 0].tolist() == [[3, 5, 4], [3, 3, 3]]


def test_the_header_is_that_of_an_image_in_memory(volume_of: Make, tmp_path: Path) -> None:
    volume = volume_of(tilt_deg=20.0)
    assert saved(volume, tmp_path / "a.nii").header.binaryblock == (
        volume.to_nibabel().header.binaryblock
    )


def test_the_same_volume_gives_the_same_compressed_bytes(volume_of: Make, tmp_path: Path) -> None:
    volume = volume_of()
    first, second = (mv.save(volume, tmp_path / f"{n}.nii.gz").read_bytes() for n in "ab")
    assert first == second
    plain = mv.save(volume, tmp_path / "a.nii").read_bytes()
    assert gzip.decompress(first) == plain
