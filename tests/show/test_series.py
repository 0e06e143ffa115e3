"""Slices, planes and montages of series and volumes: the right ones, the right way round."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import millivox as mv
from millivox.dicom.problem import Problem
from millivox.display.marks import SMALLEST_TEXT_PX, text_px
from millivox.errors import GeometryError, HeaderError, NotAVolumeError, NotDicomError
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.phantoms.series import ELEVEN, series, write
from millivox.show import show
from millivox.show.series import pages_of

#: Only the sphere is bright: right, front and foot of the middle.
SPHERE = (300.0, 100.0)
SHAPE = {"n": 40, "interval_mm": 2.0, "rows": 40, "columns": 50, "row_mm": 2.0, "column_mm": 1.6}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("body")
    write(series(**SHAPE), folder)
    return folder


@pytest.fixture(scope="module")
def volume(folder: Path) -> Volume:
    return mv.open(folder).series[0].volume()


def bright(rgb: np.ndarray) -> tuple[float, float]:
    """Where the bright pixels lie, from 0 (left, top) to 1 (right, bottom)."""
    rows, columns = np.nonzero(rgb[..., 0] > 128)
    assert len(rows)
    return float(columns.mean() / rgb.shape[1]), float(rows.mean() / rgb.shape[0])


SIDES = {
    "axial": (("R", "L", "A", "P"), (True, True)),
    "coronal": (("R", "L", "H", "F"), (True, False)),
    "sagittal": (("A", "P", "H", "F"), (True, False)),
}


@pytest.mark.parametrize("plane", SIDES)
def test_a_plane_lies_as_a_radiologist_looks_at_it(volume: Volume, plane: str) -> None:
    made = show(volume, plane=plane, slab_mm=200.0, blend="max", window=SPHERE)
    sides, (left, upper) = SIDES[plane]
    held = made.scene.sides
    assert (held.left, held.right, held.top, held.bottom) == sides
    x, y = bright(made.scene.rgb)
    assert (x < 0.45, x > 0.55) == (left, not left)
    assert (y < 0.45, y > 0.55) == (upper, not upper)


def turned(volume: Volume, order: tuple[int, int, int], signs: tuple[int, int, int]) -> Volume:
    """The same patient with its axes stored in another order and direction."""
    values = np.transpose(volume.values, order)
    matrix = np.array(volume.index_kji_to_lps)
    matrix[:, :3] = matrix[:, :3][:, order]
    for axis, sign in enumerate(signs):
        if sign < 0:
            values = np.flip(values, axis)
            matrix[:3, 3] += (values.shape[axis] - 1) * matrix[:3, axis]
            matrix[:3, axis] *= -1
    return Volume(values, VoxelGrid(values.shape, matrix), unit="HU")


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
@pytest.mark.parametrize("signs", [(1, 1, 1), (1, -1, 1), (1, 1, -1), (1, -1, -1)])
def test_a_slice_looks_the_same_however_it_is_stored(
    volume: Volume, order: tuple[int, int, int], signs: tuple[int, int, int]
) -> None:
    usual = show(volume, k=20)
    other = show(turned(volume, order, signs), k=20)
    assert other.scene.sides == usual.scene.sides
    assert (other.scene.rgb == usual.scene.rgb).all()


def test_a_slice_alone_has_no_place_among_others(tmp_path: Path) -> None:
    write(series(n=1), tmp_path)
    (alone,) = mv.open(tmp_path).series
    for thing in (alone, alone.slices()):
        assert "of 0 to" not in show(thing).scene.caption[0]


def test_the_middle_slice_is_shown_unless_another_is_asked_for(folder: Path) -> None:
    assert "slice 20 of 0 to 39" in show(folder).scene.caption[0]
    assert "slice 3 of 0 to 39" in show(folder, k=3).scene.caption[0]


def test_a_slice_of_a_series_is_the_picture_of_its_file(folder: Path) -> None:
    by_k, by_file = show(folder, k=7), show(folder / "IM0008.dcm")
    assert by_k.source == by_file.source
    assert (by_k.scene.rgb == by_file.scene.rgb).all()


def test_a_slice_of_a_volume_is_the_picture_of_its_file(folder: Path, volume: Volume) -> None:
    window = (0.0, 400.0)
    by_k, by_file = show(volume, k=7, window=window), show(folder / "IM0008.dcm", window=window)
    assert (by_k.scene.rgb == by_file.scene.rgb).all()


def test_an_archive_is_shown_as_its_folder(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        for path in sorted(folder.glob("*.dcm")):
            archive.write(path, path.name)
    zipped = show(tmp_path / "study.zip", plane="coronal")
    assert (zipped.rgba == show(folder, plane="coronal").rgba).all()


def test_a_slice_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    write(series(ELEVEN["D"]), tmp_path)
    with pytest.raises(GeometryError, match="Slice 17 is missing"):
        show(tmp_path, k=17)
    with pytest.raises(GeometryError, match="the slices are 0 to 39"):
        show(tmp_path, k=40)
    hole = show(mv.open(tmp_path).series[0].volume(), k=17)
    assert hole.scene.rgb.max() == 0
    assert "Slice 17 is missing" in hole.scene.warnings[0]


def test_uneven_slices_are_made_even_for_a_plane_and_it_is_said(tmp_path: Path) -> None:
    write(series(ELEVEN["F"]), tmp_path)
    one = mv.open(tmp_path).series[0]
    for thing in (tmp_path, one, one.slices()):
        made = show(thing, plane="coronal")
        assert any("not evenly spaced" in note for note in made.scene.warnings)
    assert not show(one.slices(), k=3).scene.warnings


def test_uneven_slices_are_shown_as_they_lie(tmp_path: Path) -> None:
    write(series(ELEVEN["F"]), tmp_path)
    held = mv.open(tmp_path).series[0].slices()
    window = (0.0, 400.0)
    one, file = show(held, k=30, window=window), show(tmp_path / "IM0031.dcm", window=window)
    assert (one.scene.rgb == file.scene.rgb).all()


def test_a_plane_needs_several_slices(folder: Path) -> None:
    with pytest.raises(NotAVolumeError, match="needs slices"):
        show(folder / "IM0001.dcm", plane="coronal")


def test_a_point_outside_is_refused_and_told_where_the_volume_is(volume: Volume) -> None:
    with pytest.raises(GeometryError, match=r"outside the volume \(x -100.8 to -20.8"):
        show(volume, plane="axial", at=(500.0, 0.0, 0.0))


def test_a_plane_goes_through_its_point(volume: Volume) -> None:
    assert "y -80 mm" in show(volume, plane="coronal", at=(-60, -80, -50)).scene.caption[0]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several")
    for number, name in ((3, "first"), (8, "second")):
        made = series(name=name, n=4)
        for one in made:
            one.SeriesNumber, one.SeriesDescription = number, name.upper()
        write(made, folder / name)
    return folder


def test_of_several_series_one_must_be_named_and_all_are_listed(several: Path) -> None:
    with pytest.raises(HeaderError, match=r"There are 2 series\. Choose one: 3 \(CT FIRST, 4"):
        show(several)
    with pytest.raises(HeaderError, match="There is no series 5"):
        show(several, series=5)


def test_a_series_is_named_by_its_number_or_its_uid(several: Path) -> None:
    uid = mv.open(several / "second").series[0].uid
    by_number, by_uid = show(several, series=8), show(several, series=uid)
    assert by_number.source == by_uid.source
    assert "second" in str(by_number.source)


def test_a_frame_is_one_of_a_file(folder: Path) -> None:
    with pytest.raises(HeaderError, match="40 instances"):
        show(folder, frame=2)


def test_a_volume_has_slices_and_no_frames(volume: Volume) -> None:
    with pytest.raises(ValueError, match="k counts the slices"):
        show(volume, frame=2)


def test_a_montage_has_a_tile_a_slice_to_one_scale(folder: Path) -> None:
    made = show(folder, layout="montage", columns=6)
    tiles = made.scene.tiles
    assert len(tiles) == 30
    assert len({tile.left for tile in tiles}) == 6
    assert (tiles[0].name, tiles[-1].name) == ("0 · -100 mm", "39 · -22 mm")
    assert made.mm_per_px_x is not None
    assert tiles[0].width * made.mm_per_px_x == pytest.approx(80.0, rel=0.01)


def test_the_letters_beneath_a_montage_are_those_of_a_tile(folder: Path) -> None:
    made = show(folder, layout="montage", columns=6, width_px=3000)
    tile = made.scene.tiles[0]
    size = max(round(text_px(tile.width, tile.height) * 0.78), SMALLEST_TEXT_PX)
    band = made.height_px - made.scene.rgb.shape[0] - 2 * round(size * 0.7)
    assert band == len(made.scene.caption) * round(size * 1.35)


def test_a_montage_of_planes_goes_through_the_volume(volume: Volume) -> None:
    made = show(volume, plane="sagittal", layout="montage")
    places = [float(tile.name.split()[1]) for tile in made.scene.tiles]
    assert places == sorted(places)
    assert places[0] == pytest.approx(-98.8)
    assert places[-1] == pytest.approx(-22.8)


def test_frames_are_counted_no_further_than_anybody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = series(n=1)[0]
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.12.1"
    made.Modality, made.NumberOfFrames, made.PixelData = "XA", 9, made.PixelData * 9
    made.save_as(tmp_path / "many.dcm", enforce_file_format=True)
    held = mv.open(tmp_path).series[0]
    assert [page.number for page in pages_of(held)] == list(range(9))
    monkeypatch.setattr("millivox.show.series.MOST_PAGES", 4)
    assert len(pages_of(held)) == 4


def test_the_three_planes_stand_beside_one_another(volume: Volume) -> None:
    tiles = show(volume, plane="three").scene.tiles
    assert [tile.name.split()[0] for tile in tiles] == ["axial", "coronal", "sagittal"]


def test_images_of_different_units_have_no_scale_in_common(folder: Path) -> None:
    from millivox.display.montage import OTHER_SCALES, montage
    from millivox.show.found import found
    from millivox.show.wanted import Wanted

    (view,) = found(folder, Wanted()).views
    strange = replace(view, size=replace(view.size, is_mm=False, label="px"))
    made = montage([view, strange])
    assert OTHER_SCALES in made.warnings
    assert made.mm_per_px is None
    assert not made.has_scale


@pytest.mark.parametrize(
    "wishes",
    [
        {"k": 1, "plane": "axial"},
        {"frame": 0, "k": 1},
        {"at": (0, 0, 0)},
        {"plane": "axial", "at": (0.0, float("nan"), 0.0)},
        {"plane": "axial", "slab_mm": float("inf")},
        {"slab_mm": 3.0},
        {"plane": "axial", "slab_mm": -1.0},
        {"plane": "oblique"},
        {"layout": "rows"},
        {"layout": "montage", "k": 3},
        {"layout": "montage", "columns": 0},
        {"layout": "montage", "plane": "three"},
    ],
)
def test_wishes_that_exclude_one_another_are_refused(folder: Path, wishes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        show(folder, **wishes)


def test_a_folder_without_images_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotDicomError, match="No DICOM object"):
        show(tmp_path)


def test_what_could_not_be_read_stands_beside_the_picture(folder: Path, tmp_path: Path) -> None:
    write(series(n=3), tmp_path)
    (tmp_path / "bad.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\x08\x00")
    problems = show(tmp_path).problems
    assert any(isinstance(one, Problem) and "bad.dcm" in one.path for one in problems)


def test_a_volume_in_hu_is_seen_through_a_usual_window(volume: Volume) -> None:
    assert "W 400 L 40 HU (soft tissue" in show(volume).scene.caption[0]


def test_colour_volumes_are_shown_in_colour() -> None:
    values = np.zeros((3, 10, 12, 3), np.uint8)
    values[..., 0] = 200
    grid = VoxelGrid((3, 10, 12), np.diag([2.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]])
    for wish in ({}, {"plane": "coronal"}):
        rgb = show(Volume(values, grid), **wish).scene.rgb
        assert rgb[rgb.shape[0] // 2, rgb.shape[1] // 2].tolist() == [200, 0, 0]
