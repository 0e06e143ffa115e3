"""Volumes go out to other libraries with what is known of them, and come back."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from tests.images.exchange.conftest import filled

import millivox as mv
from millivox.errors import GeometryError, MissingExtraError
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Volume
from millivox.phantoms.series import series, write
from millivox.provenance import Grade, Origin, Plane
from millivox.spacing.axis import AxisSpacing, Spacing

GRID = VoxelGrid((3, 4, 5), np.diag([0.7, 0.6, 2.5, 1.0])[:, [2, 1, 0, 3]], "1.2.3")


def volume(**known: object) -> Volume:
    return Volume(filled((3, 4, 5), "i2"), GRID, unit="HU", **known)  # type: ignore[arg-type]


def test_values_grid_and_unit_come_back_from_simpleitk() -> None:
    back = Volume.from_sitk(volume().to_sitk())
    np.testing.assert_array_equal(back.values, volume().values)
    assert back.grid.is_close(GRID, within_mm=1e-12)
    assert (back.unit, back.grid.frame_of_reference) == ("HU", "1.2.3")
    assert back.history == ("taken from SimpleITK",)


def test_values_and_grid_come_back_from_nibabel_with_the_unit_one_says() -> None:
    image = volume().to_nibabel()
    np.testing.assert_array_equal(image.affine, volume().index_ijk_to_ras)
    back = Volume.from_nibabel(image, unit="HU")
    np.testing.assert_array_equal(back.index_kji_to_lps, GRID.index_kji_to_lps)
    np.testing.assert_array_equal(back.values, volume().values)
    assert back.unit == "HU"


def test_all_but_the_spacing_comes_back_from_xarray() -> None:
    held = volume(holes_k=(1,), history=("read", "rescaled"))
    back = Volume.from_xarray(held.to_xarray())
    np.testing.assert_array_equal(back.index_kji_to_lps, GRID.index_kji_to_lps)
    np.testing.assert_array_equal(back.missing, held.missing)
    assert back.history == ("read", "rescaled", "taken from xarray")
    assert (back.unit, back.grid.frame_of_reference) == ("HU", "1.2.3")


def test_where_millimetres_come_from_goes_along_in_words() -> None:
    origin = Origin("T1", Grade.A, "mm", Plane.PATIENT, source="PixelSpacing")
    spacing = Spacing(AxisSpacing(0.7, origin), AxisSpacing(0.6, origin))
    held = volume(spacing=spacing, verdict="3 slices, evenly spaced.")
    assert held.to_xarray().attrs["spacing"].startswith("0.7 mm between columns")
    assert held.to_sitk().GetMetaData("comment") == "3 slices, evenly spaced."
    assert held.to_napari(name="CT")[1]["metadata"]["units"] == "HU"


def test_what_is_not_known_is_not_said() -> None:
    bare = Volume(filled((3, 4, 5), "i2"), VoxelGrid((3, 4, 5), GRID.index_kji_to_lps))
    assert set(bare.to_xarray().attrs) == {"index_kji_to_lps"}
    assert bare.to_sitk().GetMetaDataKeys() == ()


def test_filled_puts_a_value_where_there_was_no_image_before_it_goes_out() -> None:
    held = volume(holes_k=(1,)).filled(-1024)
    assert held.missing is None
    assert (held.values[1] == -1024).all()
    np.testing.assert_array_equal(held.values[[0, 2]], volume().values[[0, 2]])
    assert held.values.dtype == np.int16
    assert "filled with -1024" in held.history[-1]


def test_a_value_that_the_type_cannot_hold_is_refused() -> None:
    with pytest.raises(GeometryError, match=r"70000 is no value of the type int16"):
        volume(holes_k=(1,)).filled(70_000)
    with pytest.raises(GeometryError, match=r"nan is no value of the type int16"):
        volume(holes_k=(1,)).filled(np.nan)


def test_floats_are_filled_with_nan_too() -> None:
    held = Volume(filled((3, 4, 5), "f4"), GRID, holes_k=(1,))
    assert np.isnan(held.filled(np.nan).values[1]).all()


def test_without_the_library_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "SimpleITK", None)
    with pytest.raises(MissingExtraError, match=r"millivox\[itk\]"):
        volume().to_sitk()


def test_a_series_becomes_the_image_that_simpleitk_reads_itself(tmp_path: Path) -> None:
    coronal = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
    made = series(n=5, rows=6, columns=7, row_mm=0.6, column_mm=0.8, orientation=coronal)
    write(made, tmp_path)
    ours = mv.open(tmp_path).series[0].volume().to_sitk()
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path)))
    theirs = reader.Execute()
    for ask in ("GetSize", "GetSpacing", "GetOrigin", "GetDirection"):
        assert getattr(ours, ask)() == pytest.approx(getattr(theirs, ask)(), abs=1e-6), ask
    values = SimpleITK.GetArrayFromImage(ours)
    np.testing.assert_array_equal(values, SimpleITK.GetArrayFromImage(theirs))


def test_real_volumes_come_back_as_they_were(shared_data: Path) -> None:
    found = [series for series in mv.open(shared_data / "dcm_qa_enh").series if series.volumes]
    assert found
    for each in found:
        volume = each.volume(0)
        for back in (
            Volume.from_nibabel(volume.to_nibabel()),
            Volume.from_xarray(volume.to_xarray()),
        ):
            np.testing.assert_array_equal(back.values, volume.values)
            np.testing.assert_array_equal(back.index_kji_to_lps, volume.index_kji_to_lps)
