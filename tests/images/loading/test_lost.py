"""One bad frame costs one frame, and is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless

import millivox as mv
from millivox.dicom.decoder import isolation
from millivox.dicom.decoder.process import NoProcessError
from millivox.errors import PixelError, SourceError
from millivox.images.loading import decoding
from millivox.images.loading.recipe import Recipe, recipes
from millivox.images.loading.values import values_and_lost, values_of
from millivox.images.lost import LostFrame, lost_said
from millivox.images.series import Series
from millivox.phantoms.series import series, write
from millivox.resample import mpr, regular

SHAPE = (6, 5, 7)


def written(folder: Path, *, compressed: bool) -> list[Path]:
    datasets = series(n=SHAPE[0], rows=SHAPE[1], columns=SHAPE[2])
    for dataset in datasets if compressed else ():
        dataset.compress(RLELossless)
    write(datasets, folder)
    paths = sorted(folder.iterdir())
    return sorted(paths, key=lambda path: float(pydicom.dcmread(path).ImagePositionPatient[2]))


def opened(folder: Path) -> Series:
    (found,) = mv.open(folder).series
    return found


def asked(found: Series) -> list[Recipe]:
    (volume,) = found.volumes
    return recipes(volume.frames, volume.stack.k, found.instances)


def damage_rle(path: Path) -> None:
    """An RLE header with more segments than there can be."""
    dataset = pydicom.dcmread(path)
    data = dataset.PixelData
    start = data.index(b"\x02\0\0\0\x40\0\0\0")  # two segments, the first behind the header
    dataset.PixelData = data[:start] + b"\xff" * 64 + data[start + 64 :]
    dataset.save_as(path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def no_longer_readable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("compressed", "harm", "why"),
    [
        (True, damage_rle, "refused this frame"),
        (False, cut, r"ends behind|The file ends"),
    ],
)
def test_a_damaged_frame_is_a_hole_of_its_own(
    tmp_path: Path, compressed: bool, harm: Callable[[Path], None], why: str
) -> None:
    paths = written(tmp_path, compressed=compressed)
    truth = values_of(asked(opened(tmp_path)), SHAPE)
    harm(paths[2])
    todo = asked(opened(tmp_path))
    values, lost = values_and_lost(todo, SHAPE, lost="mark")
    (one,) = lost
    assert one.k == 2
    assert paths[2].name in str(one.path)
    with pytest.raises((PixelError, SourceError), match=why):
        values_of(todo, SHAPE)
    assert (values[2] == 0).all()
    kept = [0, 1, 3, 4, 5]
    np.testing.assert_array_equal(values[kept], truth[kept])


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("harm", [Path.unlink, no_longer_readable, cut])
def test_a_file_that_changed_since_its_header_was_read_costs_its_slice(
    tmp_path: Path, compressed: bool, harm: Callable[[Path], None]
) -> None:
    paths = written(tmp_path, compressed=compressed)
    todo = asked(opened(tmp_path))
    harm(paths[4])
    values, lost = values_and_lost(todo, SHAPE, lost="mark", dtype="f4")
    assert [one.k for one in lost] == [4]
    assert paths[4].name in str(lost[0].path)
    assert np.isnan(values[4]).all()
    assert not np.isnan(values[:4]).any()


def test_a_decoder_that_dies_or_never_ends_costs_its_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, compressed=True)
    todo = asked(opened(tmp_path))
    code = """
import json, os, sys
from millivox.dicom.decoder import decoding
honest = decoding.decode
def decode(frame, job):
    if frame[-2] == 66: os.abort()
    while frame[-2] == 67: pass
    return honest(frame, job)
decoding.decode = decode
decoding.main()
"""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "other_decoder.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path / "code")
    monkeypatch.setattr(isolation, "MODULE", "other_decoder")
    monkeypatch.setattr(isolation, "SECONDS_AT_LEAST", 1)
    decoders = isolation.Decoders()
    monkeypatch.setattr("millivox.dicom.pixels.stored.decoders", lambda: decoders)
    for k, sign in ((1, 66), (3, 67)):
        path = Path(str(todo[k].instance.place))
        path.write_bytes(path.read_bytes()[:-10] + bytes([sign, 0]) + path.read_bytes()[-8:])
    with decoders:
        _, lost = values_and_lost(todo, SHAPE, lost="mark", threads=2)
        assert len(decoders.workers) <= 2
    assert [one.k for one in lost] == [1, 3]
    assert "died on this frame" in lost[0].reason
    assert "died" in lost[1].reason or "stopped" in lost[1].reason


def test_where_every_frame_is_lost_the_first_error_is_raised(tmp_path: Path) -> None:
    for path in written(tmp_path, compressed=True):
        damage_rle(path)
    todo = asked(opened(tmp_path))
    with pytest.raises(PixelError, match="refused"):
        values_and_lost(todo, SHAPE, lost="mark")


def test_without_decoding_processes_no_frame_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, compressed=True)
    todo = asked(opened(tmp_path))
    monkeypatch.setattr(isolation, "_Worker", _no_worker)
    monkeypatch.setattr("millivox.dicom.pixels.stored.decoders", isolation.Decoders)
    with pytest.raises(NoProcessError):
        values_and_lost(todo, SHAPE, lost="mark")


def _no_worker(*told: Any) -> None:
    raise NoProcessError("No decoding process could be started (no room).")


def test_after_an_error_the_other_frames_are_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, compressed=True)
    todo = asked(opened(tmp_path)) * 20
    tried: list[int] = []

    def refuse(source: Any, number: int, form: Any) -> None:
        tried.append(number)
        raise PixelError("No.")

    monkeypatch.setattr(decoding, "stored_frame", refuse)
    with pytest.raises(PixelError, match=r"No\."):
        decoding.decode(todo, np.zeros(SHAPE, "i2"), 2, lambda count: None)
    assert len(tried) <= 4


def test_a_volume_marks_lost_slices_as_holes_and_tells_them(tmp_path: Path) -> None:
    damage_rle(written(tmp_path, compressed=True)[2])
    found = opened(tmp_path)
    with pytest.raises(PixelError, match=r'refused this frame.*lost="mark" loads the other'):
        found.volume()
    volume = found.volume(lost="mark")
    assert (volume.holes_k, [one.k for one in volume.lost]) == ((2,), [2])
    assert volume.missing is not None
    assert volume.missing[2].all()
    assert not volume.missing[[0, 1, 3, 4, 5]].any()
    assert volume.history[0] == "5 slices read as int16"
    assert "slice 2 was lost: The decoder refused this frame" in volume.history[-1]
    assert "IM0003" in str(volume.lost[0].path)
    assert "IM0003" not in " ".join(volume.history)
    assert volume.crop(k=slice(3, 6)).lost == volume.lost


def test_a_hole_and_a_lost_slice_are_both_holes(tmp_path: Path) -> None:
    paths = written(tmp_path, compressed=False)
    paths[4].unlink()
    found = opened(tmp_path)
    assert found.volumes[0].stack.slices.missing_k == (4,)
    cut(paths[1])
    volume = found.volume(lost="mark", dtype="f4")
    assert volume.holes_k == (1, 4)
    assert [one.k for one in volume.lost] == [1]
    assert np.isnan(volume.values[[1, 4]]).all()


def test_many_lost_slices_are_counted_not_listed() -> None:
    lost = [LostFrame(k, "No.") for k in range(6)]
    assert lost_said(lost) == (*(f"slice {k} was lost: No." for k in range(3)),
                               "slices 3, 4, 5 were lost too")  # fmt: skip


def test_progress_counts_lost_frames_too(tmp_path: Path) -> None:
    damage_rle(written(tmp_path, compressed=True)[0])
    said: list[tuple[int, int]] = []
    values_and_lost(
        asked(opened(tmp_path)), SHAPE, lost="mark", progress=lambda *now: said.append(now)
    )
    assert said[-1] == (6, 6)


def test_a_value_that_needs_more_bits_is_no_lost_frame(tmp_path: Path) -> None:
    datasets = series(n=SHAPE[0], rows=SHAPE[1], columns=SHAPE[2])
    for n, dataset in enumerate(datasets):
        if n == 5:
            dataset.PixelData = np.full(SHAPE[1:], 65535, "<u2").tobytes()
        dataset.compress(RLELossless)
    write(datasets, tmp_path)
    values, lost = values_and_lost(asked(opened(tmp_path)), SHAPE, lost="mark")
    assert (values.dtype, lost) == (np.int32, ())
    assert (values[5] == 65535 - 1024).all()


@pytest.mark.parametrize("by", [-40_000, -1024, 0, 1, 70_000])
@pytest.mark.parametrize("stored", ["u1", "i1", "u2", "i2", "u4", "i4"])
@pytest.mark.parametrize("kind", ["u1", "i2", "u2", "i4", "u4"])
def test_whole_numbers_are_moved_in_one_pass_or_said_not_to_fit(
    by: int, stored: str, kind: str
) -> None:
    ends = np.iinfo(stored)
    for low, high in ((0, 100), (ends.min, ends.max), (-min(by, 0), -min(by, 0))):
        if not ends.min <= low <= high <= ends.max:
            continue
        pixels = np.array([[low, high]], stored)
        true = pixels.astype(np.int64) + by
        out = np.full((1, 2), 9, kind)
        fits = decoding._move(pixels, by, out)
        wanted = np.iinfo(kind).min <= true.min() and true.max() <= np.iinfo(kind).max
        assert fits == wanted
        assert out.tolist() == (true.tolist() if wanted else [[9, 9]])


def test_a_lost_slice_of_an_uneven_stack_is_missing_in_all_that_is_made_of_it(
    tmp_path: Path,
) -> None:
    places = [*np.arange(5) * 2.5, 14.5, 18.5, 22.5]
    write(series(n=8, table_mm=places, rows=6, columns=7), tmp_path)
    cut(sorted(tmp_path.iterdir())[2])
    found = opened(tmp_path)
    with pytest.raises(PixelError):
        found.slices()
    slices = found.slices(lost="mark")
    assert [one.k for one in slices.lost] == [2]
    assert slices.missing is not None
    np.testing.assert_array_equal(slices.missing.all(axis=(1, 2)), np.arange(8) == 2)
    block = slices.block(0)
    assert (block.holes_k, block.lost) == ((2,), slices.lost)
    even = regular(slices)
    assert np.isnan(even.values[2]).all()
    assert not np.isnan(even.values[[0, 1, 3, 4]]).any()
    assert even.lost == mpr(even, "coronal").lost == slices.lost
    assert "slice 2 was lost" in even.history[-2]
