"""NIfTI images in memory: exact there and back, and read alike by nibabel and SimpleITK."""

from pathlib import Path

import nibabel
import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.images.exchange.conftest import KINDS, filled, grids

from millivox.errors import GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange.nifti import image_of, pieces_of

UPRIGHT = VoxelGrid((3, 4, 5), np.diag([0.7, 0.6, 2.5, 1.0])[:, [2, 1, 0, 3]], "1.2.3")


def leaning() -> VoxelGrid:
    matrix = np.array(UPRIGHT.index_kji_to_lps)
    matrix[1, 0] = 1.0
    return VoxelGrid(UPRIGHT.shape_kji, matrix, "1.2.3")


@settings(deadline=None)
@given(grids(), st.sampled_from(KINDS))
def test_values_and_grid_come_back_as_they_were(grid: VoxelGrid, kind: str) -> None:
    values = filled(grid.shape_kji, kind)
    back, where = pieces_of(image_of(values, grid))
    np.testing.assert_array_equal(back, values)
    np.testing.assert_array_equal(where.index_kji_to_lps, grid.index_kji_to_lps)
    assert back.dtype == values.dtype


@settings(deadline=None)
@given(grids())
def test_a_voxel_lies_where_nibabel_says_with_left_and_posterior_turned(grid: VoxelGrid) -> None:
    k, j, i = (count - 1 for count in grid.shape_kji)
    point = nibabel.affines.apply_affine(
        image_of(filled(grid.shape_kji, "i2"), grid).affine, [i, j, k]
    )
    assert point * [-1, -1, 1] == pytest.approx(grid.at([k, j, i]), abs=1e-9)


def test_a_shear_stays_in_the_sform_and_leaves_the_qform_unknown() -> None:
    header = image_of(filled((3, 4, 5), "i2"), leaning()).header
    assert (int(header["sform_code"]), int(header["qform_code"])) == (1, 0)
    assert header.get_sform()[1, 2] == -1.0
    assert header.get_xyzt_units()[0] == "mm"


def test_perpendicular_axes_stand_in_the_qform_too() -> None:
    header = image_of(filled((3, 4, 5), "i2"), UPRIGHT).header
    assert (int(header["sform_code"]), int(header["qform_code"])) == (1, 1)
    np.testing.assert_allclose(header.get_qform(), header.get_sform(), atol=1e-6)


def test_a_place_without_a_frame_of_reference_is_not_called_a_scanners() -> None:
    grid = VoxelGrid((3, 4, 5), UPRIGHT.index_kji_to_lps)
    assert int(image_of(filled((3, 4, 5), "i2"), grid).header["sform_code"]) == 2


@pytest.mark.parametrize(("samples", "kind"), [(3, "u1"), (4, "u1"), (3, "u2")])
def test_colour_comes_back_from_a_file(tmp_path: Path, samples: int, kind: str) -> None:
    values = filled((3, 4, 5, samples), kind)
    nibabel.save(image_of(values, UPRIGHT), tmp_path / "colour.nii")
    back, grid = pieces_of(nibabel.load(tmp_path / "colour.nii"))
    np.testing.assert_array_equal(back, values)
    assert grid.is_close(UPRIGHT, within_mm=1e-5)


def test_types_that_nifti_has_not_become_the_next_wider() -> None:
    assert image_of(np.ones((3, 4, 5), bool), UPRIGHT).get_data_dtype() == np.uint8
    assert image_of(np.ones((3, 4, 5), np.float16), UPRIGHT).get_data_dtype() == np.float32


def test_a_side_too_long_for_nifti_1_makes_nifti_2() -> None:
    long = VoxelGrid((1, 1, 40_000), np.eye(4))
    assert isinstance(image_of(np.zeros((1, 1, 40_000), "u1"), long), nibabel.Nifti2Image)
    assert isinstance(image_of(filled((3, 4, 5), "i2"), UPRIGHT, version=2), nibabel.Nifti2Image)


def test_metres_and_micrometres_become_millimetres() -> None:
    image = image_of(filled((3, 4, 5), "i2"), UPRIGHT)
    image.header.set_xyzt_units("micron")
    assert pieces_of(image)[1].row_mm == pytest.approx(0.0006)
    image.header.set_xyzt_units("meter")
    assert pieces_of(image)[1].row_mm == pytest.approx(600.0)


def test_several_volumes_in_one_image_are_refused_with_a_way_out() -> None:
    image = nibabel.Nifti1Image(np.zeros((5, 4, 3, 2), "i2"), np.eye(4))
    with pytest.raises(GeometryError, match=r"5 x 4 x 3 x 2 is not one volume.*slicer"):
        pieces_of(image)
    assert pieces_of(image.slicer[..., 0])[0].shape == (3, 4, 5)


def test_a_plane_is_a_volume_of_one_slice() -> None:
    values, grid = pieces_of(nibabel.Nifti1Image(np.zeros((5, 4), "i2"), np.eye(4)))
    assert values.shape == grid.shape_kji == (1, 4, 5)


@pytest.mark.parametrize("turn", [0.0, 0.4])
def test_simpleitk_finds_the_voxels_of_a_written_image_where_the_grid_has_them(
    tmp_path: Path, turn: float
) -> None:
    about_x = [[1, 0, 0], [0, np.cos(turn), -np.sin(turn)], [0, np.sin(turn), np.cos(turn)]]
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(about_x) @ np.diag([0.7, 0.6, 2.5])[:, [2, 1, 0]]
    matrix[:3, 3] = [-20.0, 30.0, 5.0]
    grid = VoxelGrid((3, 4, 5), matrix, "1.2.3")
    nibabel.save(image_of(filled((3, 4, 5), "i2"), grid), tmp_path / "turned.nii")
    read = SimpleITK.ReadImage(str(tmp_path / "turned.nii"))
    assert read.TransformIndexToPhysicalPoint((4, 3, 2)) == pytest.approx(
        grid.at([2, 3, 4]), abs=1e-4
    )
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(read), filled((3, 4, 5), "i2"))
