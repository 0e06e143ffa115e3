"""Lazy volumes: the values of the eager ones, read slice by slice, later and elsewhere."""

import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate, generate_frames
from tests.images.loading.conftest import stored

import millivox as mv
from millivox.errors import MissingExtraError, PixelError, SourceError, TruncatedFileError
from millivox.images.volume import Volume
from millivox.phantoms.series import series

DOSE = get_testdata_file("rtdose_rle.dcm")


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def same(lazy: Volume, eager: Volume, scheduler: str = "synchronous") -> None:
    values = lazy.values.compute(scheduler=scheduler)
    assert values.dtype == lazy.values.dtype
    np.testing.assert_array_equal(values, eager.values)
    np.testing.assert_array_equal(lazy.index_kji_to_lps, eager.index_kji_to_lps)
    assert (lazy.unit, lazy.padding, lazy.holes_k) == (eager.unit, eager.padding, eager.holes_k)


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_values_are_those_of_the_eager_volume(tmp_path: Path, scheduler: str) -> None:
    found = stored(tmp_path)
    lazy = found.volume(chunks="slice", dtype=np.int16)
    assert lazy.values.numblocks == (5, 1, 1)
    same(lazy, found.volume(), scheduler)


def test_compressed_slices_are_those_of_the_eager_volume(tmp_path: Path) -> None:
    def compress(dataset: Any, n: int) -> None:
        dataset.compress("1.2.840.10008.1.2.5")

    found = stored(tmp_path, compress)
    same(found.volume(chunks="slice"), found.volume(), "threads")


def test_the_type_holds_all_that_the_headers_allow(tmp_path: Path) -> None:
    found = stored(tmp_path)
    assert found.volume(chunks="slice").values.dtype == np.int32  # 16 bits, less 1024
    assert found.volume().values.dtype == np.int16
    same(found.volume(chunks="slice"), found.volume())


def test_holes_are_nan_or_nothing_and_marked(tmp_path: Path) -> None:
    def scale(dataset: Any, n: int) -> None:
        dataset.RescaleSlope = 0.5

    whole = stored(tmp_path / "whole", n=12, absent=[4])
    same(whole.volume(chunks="slice"), whole.volume())
    floats = stored(tmp_path / "floats", scale, n=12, absent=[4])
    same(floats.volume(chunks="slice"), floats.volume())
    missing = floats.volume(chunks="slice").missing
    np.testing.assert_array_equal(np.asarray(missing), floats.volume().missing)


def test_padding_that_differs_between_slices_is_nan_in_each(tmp_path: Path) -> None:
    def pad(dataset: Any, n: int) -> None:
        dataset.RescaleSlope = 0.5
        dataset.PixelPaddingValue = int(dataset.pixel_array[n, n])

    found = stored(tmp_path, pad)
    assert np.isnan(found.volume().values).any()
    same(found.volume(chunks="slice"), found.volume())


def test_no_pixel_is_read_before_it_is_computed(tmp_path: Path) -> None:
    found = stored(tmp_path)
    lazy = found.volume(chunks="slice")
    cut = files(tmp_path)[2]
    held = os.stat(cut)
    cut.write_bytes(cut.read_bytes()[:-40] + bytes(40))
    os.utime(cut, ns=(held.st_atime_ns, held.st_mtime_ns))
    assert (lazy.values.compute()[:, -1, -1] == -1024).sum() == 1


def test_single_slices_points_and_crops_read_no_other_slice(tmp_path: Path) -> None:
    found = stored(tmp_path)
    lazy, eager = found.volume(chunks="slice"), found.volume()
    for path in files(tmp_path)[2:]:
        path.unlink()
    k = next(n for n in range(5) if can_be_read(lazy, n))
    point = eager.grid.at([k, 2, 3])
    assert lazy.at(point) == eager.at(point)
    part = lazy.crop(k=slice(k, k + 1), j=slice(1, 4))
    np.testing.assert_array_equal(np.asarray(part), eager.values[k : k + 1, 1:4])
    assert "int32 HU" in repr(lazy)


def can_be_read(volume: Volume, k: int) -> bool:
    try:
        return bool(volume.values[k].compute(scheduler="synchronous").size)
    except SourceError:
        return False


def test_a_truncated_slice_is_named_when_it_is_computed(tmp_path: Path) -> None:
    stored(tmp_path)
    cut = files(tmp_path)[1]
    cut.write_bytes(cut.read_bytes()[:-30])
    lazy = mv.open(tmp_path).series[0].volume(chunks="slice")
    with pytest.raises((TruncatedFileError, PixelError), match=rf"{cut.name}.*rame 0"):
        lazy.values.compute(scheduler="synchronous")


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_a_file_that_changed_since_is_not_read_at_the_old_place(
    tmp_path: Path, scheduler: str
) -> None:
    lazy = stored(tmp_path).volume(chunks="slice")
    changed = files(tmp_path)[1]
    changed.write_bytes(changed.read_bytes() + b"\0\0")
    with pytest.raises(SourceError, match=rf"{changed.name}: The file has changed"):
        lazy.values.compute(scheduler=scheduler)


def test_a_frame_of_many_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    dataset = pydicom.dcmread(str(DOSE))
    frames = list(generate_frames(dataset.PixelData, number_of_frames=15))
    dataset.PixelData = encapsulate([*frames[:14], b"\xff" * len(frames[14])])
    broken = tmp_path / "broken.dcm"
    dataset.save_as(broken)
    lazy = mv.open(broken).series[0].volume(chunks="slice")
    with pytest.raises(PixelError, match=r"broken\.dcm: Frame 14: "):
        lazy.values.compute(scheduler="synchronous")


def test_frames_of_one_object_are_chunks_of_their_own_where_they_can_be_read_alone() -> None:
    found = mv.open(str(DOSE)).series[0]
    assert found.volume(chunks="slice").values.numblocks == (15, 1, 1)
    same(found.volume(chunks="slice"), found.volume(), "threads")


def test_frames_of_an_object_in_an_archive_share_chunks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dose.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(str(DOSE), "dose.dcm")
    found = mv.open(tmp_path / "dose.zip").series[0]
    assert found.volume(chunks="slice").values.chunks[0] == (15,)
    same(found.volume(chunks="slice"), found.volume())


def test_the_tiles_of_a_mosaic_share_a_chunk(shared_data: Path) -> None:
    folder = shared_data / "dcm_qa_stc"
    tiled = [
        series
        for series in mv.open(folder).series
        for volume in series.volumes
        if volume.frames[0].tile_px is not None and volume.stack.grid is not None
    ]
    assert tiled
    lazy = tiled[0].volume(0, chunks="slice")
    assert lazy.values.numblocks == (1, 1, 1)
    same(lazy, tiled[0].volume(0, dtype=lazy.values.dtype))


def test_a_chunk_travels_without_headers_and_pixels(tmp_path: Path) -> None:
    lazy = stored(tmp_path).volume(chunks="slice")
    travelled = pickle.loads(pickle.dumps(lazy.values))
    np.testing.assert_array_equal(travelled.compute(), lazy.values.compute())
    assert len(pickle.dumps(lazy.values)) < 5 * 2000


def test_members_of_an_archive_are_read_again_when_they_are_computed(tmp_path: Path) -> None:
    stored(tmp_path / "files")
    with zipfile.ZipFile(tmp_path / "study.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files(tmp_path / "files"):
            archive.write(path, path.name)
    (found,) = mv.open(tmp_path / "study.zip").series
    same(found.volume(chunks="slice"), found.volume(), "threads")


def test_data_sets_in_memory_can_be_lazy_too() -> None:
    found = mv.open(series(n=4, rows=6, columns=7)).series[0]
    same(found.volume(chunks="slice"), found.volume())


def test_compute_brings_the_values_to_memory_and_leaves_eager_ones(tmp_path: Path) -> None:
    found = stored(tmp_path)
    held = found.volume(chunks="slice").compute()
    assert isinstance(held.values, np.ndarray)
    eager = found.volume()
    assert eager.compute() is eager


def test_what_is_missing_is_found_without_reading(tmp_path: Path) -> None:
    def pad(dataset: Any, n: int) -> None:
        dataset.PixelPaddingValue = int(dataset.pixel_array[0, 0])

    found = stored(tmp_path, pad)
    lazy = found.volume(chunks="slice")
    with dask.config.set(scheduler=refuse):
        missing = lazy.missing
        assert stored(tmp_path / "plain").volume(chunks="slice").missing is None
    np.testing.assert_array_equal(np.asarray(missing), found.volume().missing)


def refuse(*_: Any, **__: Any) -> None:
    raise AssertionError("something was computed")


def test_lazy_values_stay_lazy_on_the_way_to_xarray_and_napari(tmp_path: Path) -> None:
    lazy = stored(tmp_path).volume(chunks="slice")
    with dask.config.set(scheduler=refuse):
        array = lazy.to_xarray()
        back = Volume.from_xarray(array.isel(z=slice(1, 3)))
        assert lazy.to_napari()[0] is lazy.values
    np.testing.assert_array_equal(np.asarray(back), np.asarray(lazy)[1:3])


def test_lazy_values_are_computed_for_simpleitk_and_nibabel(tmp_path: Path) -> None:
    found = stored(tmp_path)
    lazy, values = found.volume(chunks="slice"), found.volume().values
    np.testing.assert_array_equal(Volume.from_sitk(lazy.to_sitk()).values, values)
    np.testing.assert_array_equal(np.asarray(lazy.to_nibabel().dataobj).T, values)


def test_another_word_than_slice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\"slice\", not 'frame'"):
        stored(tmp_path).volume(chunks="frame")


def test_lost_frames_cannot_be_marked_before_they_are_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\"mark\" needs no chunks"):
        stored(tmp_path).volume(chunks="slice", lost="mark")


def test_other_values_can_be_lazy_too(tmp_path: Path) -> None:
    found = stored(tmp_path)
    same(found.volume(chunks="slice", values="stored"), found.volume(values="stored"))


def test_without_dask_one_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "dask.array", None)
    with pytest.raises(MissingExtraError, match=r"millivox\[dask\]"):
        stored(tmp_path).volume(chunks="slice")


def test_real_volumes_are_those_of_the_eager_ones(shared_data: Path) -> None:
    found = [series for series in mv.open(shared_data / "dcm_qa_enh").series if series.volumes]
    assert found
    for each in found:
        eager = each.volume(0)
        same(each.volume(0, chunks="slice", dtype=eager.values.dtype), eager, "threads")
