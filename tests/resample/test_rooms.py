"""onto, mpr, slab, curved, regular, upright: the same patient, elsewhere."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.resample.conftest import Make, grid_of, ramp_at

import millivox as mv
from millivox import resample
from millivox.errors import FrameOfReferenceError, GeometryError
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.phantoms.series import series, write

OBLIQUE = ((0.8, 0.6, 0.0), (0.0, 0.0, -1.0))


def points_of(grid: VoxelGrid) -> Any:
    return grid.at(np.moveaxis(np.indices(grid.shape_kji), 0, -1))


def deep_inside(volume: Volume, points: Any) -> Any:
    """Points between the centres of voxels."""
    index = volume.grid.index_of(points)
    return ((index >= 0) & (index <= np.array(volume.shape_kji) - 1)).all(axis=-1)


def assert_ramp(found: Volume, source: Volume) -> None:
    points = points_of(found.grid)
    deep = deep_inside(source, points)
    assert deep.any()
    np.testing.assert_allclose(found.values[deep], ramp_at(points)[deep], atol=1e-9)


@pytest.mark.parametrize("method", ["linear", "cubic"])
@pytest.mark.parametrize("tilt", [(0, 0, 3), (0, 1.2, 3)])
def test_onto_another_grid_every_point_keeps_its_value(ramp: Make, method: str, tilt: Any) -> None:
    source = ramp(step=tilt)
    turned = grid_of((9, 11, 13), (0.6, 0.8, 0, -0.8, 0.6, 0), step=(0.1, -0.2, 2.0))
    found = resample.onto(source, turned, method=method)
    assert_ramp(found, source)
    assert (found.unit, found.history[0]) == ("HU", "made")
    assert method in found.history[-1]
    outside = source.grid.index_of(points_of(turned))
    far = ((outside < -0.6) | (outside > np.array(source.shape_kji) - 0.4)).any(axis=-1)
    assert far.any()
    assert np.isnan(found.values[far]).all()


def test_another_frame_of_reference_is_another_patient(ramp: Make) -> None:
    with pytest.raises(FrameOfReferenceError, match=r"1\.2\.3 and 9\.9"):
        resample.onto(ramp(), grid_of((2, 2, 2), space="9.9"))
    assert resample.onto(ramp(), grid_of((2, 2, 2), space=None)).grid.frame_of_reference == "1.2.3"


def test_labels_stay_labels_and_outside_is_said() -> None:
    labels = np.random.default_rng(1).choice([0, 7, 40], (6, 7, 8)).astype(np.uint8)
    source = Volume(labels, grid_of((6, 7, 8)), holes_k=(3,))
    finer = grid_of((14, 15, 16), step=(0, 0, 1.4), row_mm=0.6, column_mm=0.5)
    found = resample.onto(source, finer, method="nearest")
    assert found.values.dtype == np.uint8
    assert set(np.unique(found.values)) <= {0, 7, 40}
    missing = found.missing
    assert missing is not None
    index = source.grid.index_of(points_of(finer))[..., 0]
    assert missing[(index > 2.6) & (index < 3.4)].all()
    assert not missing[(index > 0) & (index < 2.4)][:5].any()


def test_padding_does_not_bleed_into_the_picture() -> None:
    values = np.full((3, 4, 4), 50, np.int16)
    values[:, :, 0] = -2000
    source = Volume(values, grid_of((3, 4, 4)), padding=(-2000, -2000))
    half = np.array(source.grid.index_kji_to_lps)
    half[:3, 3] = source.grid.at([0, 0, 0.5])
    found = resample.onto(source, VoxelGrid((3, 4, 3), half, "1.2.3"))
    assert np.isnan(found.values[:, :, 0]).all()
    assert (found.values[:, :, 1:] == 50).all()


def test_colours_are_resampled_one_by_one() -> None:
    colours = np.random.default_rng(2).integers(0, 255, (3, 4, 5, 3)).astype(np.uint8)
    source = Volume(colours, grid_of((3, 4, 5)))
    found = resample.onto(source, source.grid)
    np.testing.assert_array_equal(found.values, colours)
    np.testing.assert_array_equal(
        resample.onto(source, source.grid, method="nearest").values, colours
    )


@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal", OBLIQUE])
def test_a_plane_has_square_pixels_and_the_right_values(ramp: Make, plane: Any) -> None:
    source = ramp(step=(0, 0.4, 3))
    place = source.grid.at([4, 10, 12])
    found = resample.mpr(source, plane, at=place)
    assert found.grid.row_mm == pytest.approx(0.7)
    assert found.grid.column_mm == pytest.approx(0.7)
    assert abs((place - found.grid.at([0, 0, 0])) @ found.grid.normal) < 1e-9
    assert_ramp(found, source)


def test_planes_are_seen_as_a_radiologist_sees_them(ramp: Make) -> None:
    found = {plane: resample.mpr(ramp(), plane).grid for plane in ("coronal", "sagittal")}
    down = {name: grid.index_kji_to_lps[:3, 1] / grid.row_mm for name, grid in found.items()}
    right = {name: grid.index_kji_to_lps[:3, 2] / grid.column_mm for name, grid in found.items()}
    assert [down[name].tolist() for name in found] == [[0, 0, -1], [0, 0, -1]]  # head up
    assert right["coronal"].tolist() == [1, 0, 0]  # the patient's left is at the right
    assert right["sagittal"].tolist() == [0, 1, 0]


@pytest.mark.parametrize(("blend", "expected"), [("mean", 0.0), ("max", 4.0), ("min", -4.0)])
def test_a_slab_of_a_ramp(ramp: Make, blend: str, expected: float) -> None:
    """Samples fill the slab evenly: 7 of them in 4.9 mm, the outermost 2.1 mm off the middle."""
    source = ramp((20, 20, 24), step=(0, 0, 0.7))
    place = source.grid.at([10, 10, 12])
    plane = resample.mpr(source, "axial", at=place)
    slab = resample.mpr(source, "axial", at=place, slab_mm=4.9, blend=blend)
    deep = deep_inside(source, points_of(plane.grid))
    difference = (slab.values - plane.values)[deep]
    np.testing.assert_allclose(difference, expected * 2.1 / 4.0 * 2.0, atol=1e-6)
    assert "7" in slab.history[-1]


def test_a_slab_of_labels_is_refused(ramp: Make) -> None:
    with pytest.raises(GeometryError, match="labels"):
        resample.mpr(ramp(), slab_mm=3, method="nearest")


def test_no_such_plane(ramp: Make) -> None:
    with pytest.raises(GeometryError, match="axial, coronal, sagittal"):
        resample.mpr(ramp(), "frontal")


def test_along_a_line_lengths_are_lengths(ramp: Make) -> None:
    source = ramp((30, 30, 40), step=(0, 0, 1.0))
    corners = source.grid.at([[5, 5, 5], [20, 10, 30], [22, 25, 8]])
    found = resample.curved(source, corners, height_mm=3.0, up=(0, 0, 1), pixel_mm=0.5)
    length = np.linalg.norm(np.diff(corners, axis=0), axis=1).sum()
    assert found.shape_kji == (1, 6, int(length / 0.5) + 1)
    legs = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    for n in (0, 10, 30, found.shape_kji[2] - 1):
        along = n * 0.5
        leg = 0 if along <= legs[0] else 1
        start = along - (0 if leg == 0 else legs[0])
        direction = (corners[leg + 1] - corners[leg]) / legs[leg]
        middle = ramp_at(corners[leg] + start * direction)
        rows = found.values[0, :, n]
        assert rows[2:4].mean() == pytest.approx(middle, abs=1e-4)
        assert rows[0] > rows[-1]  # the value rises towards the head
    assert found.spacing is None


@pytest.mark.parametrize("points", [[[1, 2, 3]], [[1, 2, 3], [1, 2, 3]], [[0, 0, 0], [0, 0, 9]]])
def test_a_line_that_is_none_is_refused(ramp: Make, points: Any) -> None:
    with pytest.raises(GeometryError):
        resample.curved(ramp(), points, height_mm=5)


def test_upright_takes_a_tilt_out_and_keeps_every_slice(tmp_path: Path) -> None:
    write(series(n=12, rows=48, columns=40, tilt_deg=20.0, row_mm=2.0, column_mm=2.0), tmp_path)
    tilted = mv.open(tmp_path).series[0].volume()
    found = resample.upright(tilted)
    step = found.grid.index_kji_to_lps[:3, 0]
    assert abs(step @ found.grid.index_kji_to_lps[:3, 1]) < 1e-6
    assert found.grid.interval_mm == pytest.approx(tilted.grid.interval_mm)
    assert found.shape_kji[0] == 12
    lean = abs(tilted.grid.step_mm @ tilted.grid.index_kji_to_lps[:3, 1]) / tilted.grid.row_mm
    assert found.shape_kji[1] == pytest.approx(48 + 11 * lean / tilted.grid.row_mm, abs=1.01)
    for place in tilted.grid.at([[3, 20, 20], [8, 30, 11]]):
        assert found.at(place) == pytest.approx(tilted.at(place), abs=120)


def uneven(folder: Path, places: Any) -> Any:
    write(series(n=len(places), table_mm=places, rows=6, columns=7, thickness_mm=1.0), folder)
    return mv.open(folder).series[0].slices()


def test_uneven_slices_are_laid_on_an_even_grid_by_their_places(tmp_path: Path) -> None:
    places = [0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 22.5, 25.0]
    slices = uneven(tmp_path, places)
    found = resample.regular(slices)
    assert found.grid.interval_mm == pytest.approx(2.5)
    assert found.shape_kji == (11, 6, 7)
    assert found.holes_k == (6, 7, 8)
    np.testing.assert_allclose(found.values[[0, 1, 2, 3, 4, 5, 9, 10]], slices.values, atol=1e-4)
    bridged = resample.regular(slices, bridge_mm=10.0)
    assert bridged.holes_k == ()
    np.testing.assert_allclose(
        bridged.values[7], 0.5 * (slices.values[5] + slices.values[6]), atol=1e-3
    )


def test_a_finer_grid_draws_straight_lines(tmp_path: Path) -> None:
    slices = uneven(tmp_path, [0.0, 2.0, 4.0, 7.0, 9.0])
    found = resample.regular(slices, interval_mm=1.0)
    assert found.shape_kji[0] == 10
    np.testing.assert_allclose(found.values[1], slices.values[:2].mean(axis=0), atol=1e-3)
    third = slices.values[2] + (slices.values[3].astype(float) - slices.values[2]) / 3.0
    np.testing.assert_allclose(found.values[5], third, atol=1e-3)
    with pytest.raises(GeometryError):
        resample.regular(slices, interval_mm=0.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda volume: resample.mpr(volume, "coronal"),
        lambda volume: resample.mpr(volume, OBLIQUE, slab_mm=3.0),
        lambda volume: resample.onto(volume, volume.grid.spaced(1.5)),
        resample.upright,
    ],
)
def test_slices_counted_the_other_way_are_the_same_patient(ramp: Make, make: Any) -> None:
    """As NIfTI files of other programs have them, and a volume that was turned about."""
    source = ramp(step=(0.4, 0.8, 3))
    turned = source.crop(k=slice(None, None, -1))
    assert turned.grid.interval_mm == pytest.approx(source.grid.interval_mm)
    assert repr(turned) == repr(source)
    found, expected = make(turned), make(source)
    points = points_of(expected.grid)[deep_inside(source, points_of(expected.grid))]
    assert len(points)
    for point in points[:: max(1, len(points) // 20)]:
        assert found.at(point) == pytest.approx(expected.at(point), abs=1e-6)
    assert "-" not in found.history[-1].replace("- ", "")
