"""Series become volumes: every value in its place, in the right unit, in a type that holds it."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian
from tests.images.loading.conftest import stored

import millivox as mv
from millivox.errors import (
    NotAVolumeError,
    PixelError,
    SourceError,
    SpacingUnknownError,
    TruncatedFileError,
)
from millivox.images.series import Series
from millivox.images.volume import Volume
from millivox.phantoms.series import series, write


def truth(folder: Path) -> np.ndarray[Any, Any]:
    """What pydicom makes of the files, sorted by their place."""
    held = [pydicom.dcmread(path) for path in folder.iterdir()]
    held.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    return np.stack(
        [one.pixel_array * float(one.RescaleSlope) + float(one.RescaleIntercept) for one in held]
    )


def test_a_ct_becomes_hu_in_16_bits_on_an_exact_grid(tmp_path: Path) -> None:
    volume = stored(tmp_path, interval_mm=2.5).volume()
    np.testing.assert_array_equal(volume.values, truth(tmp_path))
    assert (volume.values.dtype, volume.unit) == (np.int16, "HU")
    assert volume.shape_kji == (5, 6, 7)
    np.testing.assert_allclose(volume.grid.at([2, 1, 3]), [-92.5, -97.5, -95.0], atol=1e-9)
    np.testing.assert_allclose(volume.index_ijk_to_ras @ [3, 1, 2, 1], [92.5, 97.5, -95.0, 1])
    assert volume.missing is None
    assert "stored x 1 - 1024" in volume.history


def test_a_value_beyond_16_bits_makes_all_of_them_wider(tmp_path: Path) -> None:
    def brighten(dataset: Any, n: int) -> None:
        pixels = dataset.pixel_array.copy()
        pixels[0, 0] = 65535 if n == 3 else 0
        dataset.PixelData = pixels.astype("<u2").tobytes()

    volume = stored(tmp_path, brighten).volume()
    assert volume.values.dtype == np.int32
    assert volume.values[3, 0, 0] == 65535 - 1024
    np.testing.assert_array_equal(volume.values, truth(tmp_path))


def test_a_slope_of_each_slice_makes_floats(tmp_path: Path) -> None:
    def scale(dataset: Any, n: int) -> None:
        dataset.RescaleSlope = 0.5 + n / 4
        dataset.RescaleIntercept = 0

    volume = stored(tmp_path, scale).volume()
    assert volume.values.dtype == np.float32
    np.testing.assert_allclose(volume.values, truth(tmp_path), rtol=1e-6)
    assert any("5 different ways" in step for step in volume.history)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_other_encodings_give_the_same(tmp_path: Path, syntax: str) -> None:
    plain = stored(tmp_path / "plain").volume()
    for path in (tmp_path / "plain").iterdir():
        dataset = pydicom.dcmread(path)
        if syntax == ExplicitVRBigEndian:
            dataset.PixelData = dataset.pixel_array.astype(">u2").tobytes()
        dataset.file_meta.TransferSyntaxUID = syntax
        (tmp_path / "other").mkdir(exist_ok=True)
        little = syntax != ExplicitVRBigEndian
        pydicom.dcmwrite(
            tmp_path / "other" / path.name, dataset, implicit_vr=little, little_endian=little,
            force_encoding=True,
        )  # fmt: skip
    other = mv.open(tmp_path / "other").series[0].volume()
    np.testing.assert_array_equal(other.values, plain.values)


@pytest.mark.parametrize("vr", ["OW", "OB"])
def test_bytes_in_big_endian_words_come_in_their_order(tmp_path: Path, vr: str) -> None:
    pixels = np.arange(42, dtype=np.uint8).reshape(6, 7)
    for n, dataset in enumerate(series(n=2, rows=6, columns=7)):
        dataset.BitsAllocated = dataset.BitsStored = 8
        dataset.HighBit = 7
        held = pixels.tobytes()
        dataset.PixelData = (
            held if vr == "OB" else np.frombuffer(held, "<u2").astype(">u2").tobytes()
        )
        dataset["PixelData"].VR = vr
        dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
        pydicom.dcmwrite(
            tmp_path / f"{n}.dcm", dataset, implicit_vr=False, little_endian=False,
            force_encoding=True,
        )  # fmt: skip
    values = mv.open(tmp_path).series[0].volume().values
    np.testing.assert_array_equal(values[1], pixels - 1024.0)


def test_whole_numbers_of_64_bits_are_read(tmp_path: Path) -> None:
    pixels = (np.arange(42, dtype=np.uint64) + (1 << 60)).reshape(6, 7)

    def widen(dataset: Any, n: int) -> None:
        dataset.BitsAllocated = dataset.BitsStored = 64
        dataset.HighBit = 63
        dataset.RescaleIntercept = 0
        dataset.PixelData = pixels.astype("<u8").tobytes()

    np.testing.assert_array_equal(stored(tmp_path, widen).volume().values[2], pixels)


def test_a_hole_is_marked_and_padding_too(tmp_path: Path) -> None:
    def pad(dataset: Any, n: int) -> None:
        pixels = dataset.pixel_array.copy()
        pixels[0, :2] = 5
        dataset.PixelData = pixels.astype("<u2").tobytes()
        dataset.PixelPaddingValue = 5

    volume = stored(tmp_path, pad, n=6, absent=[2]).volume()
    assert volume.holes_k == (2,)
    assert volume.padding == (5 - 1024, 5 - 1024)
    missing = volume.missing
    assert missing is not None
    assert missing[2].all()
    assert missing[:, 0, :2].all()
    assert not missing[[0, 1, 3, 4, 5], 1:].any()


def test_uneven_slices_are_no_volume_but_their_blocks_are(tmp_path: Path) -> None:
    places = [*np.arange(10) * 2.5, *(22.5 + np.arange(1, 6) * 7.5)]
    found = stored(tmp_path, n=15, table_mm=places)
    with pytest.raises(NotAVolumeError, match=r"slices 0 to 9, slices 9 to 14|slices 0 to 9"):
        found.volume()
    slices = found.slices()
    np.testing.assert_allclose(slices.t_mm - slices.t_mm[0], places)
    np.testing.assert_array_equal(slices.values, truth(tmp_path))
    first = slices.block(0)
    assert first.grid.interval_mm == pytest.approx(2.5)
    np.testing.assert_array_equal(first.values, slices.values[: first.shape_kji[0]])
    with pytest.raises(NotAVolumeError):
        slices.block(9)


def test_no_pixel_spacing_no_volume(tmp_path: Path) -> None:
    def forget(dataset: Any, n: int) -> None:
        del dataset.PixelSpacing

    with pytest.raises(SpacingUnknownError, match="how large a pixel"):
        stored(tmp_path, forget).volume()


def test_a_file_cut_after_the_look_is_named(tmp_path: Path) -> None:
    found = stored(tmp_path)
    path = sorted(tmp_path.iterdir())[1]
    assert found.volumes
    data = path.read_bytes()
    path.write_bytes(data[:-10])
    with pytest.raises((TruncatedFileError, PixelError), match=path.name):
        found.volume()


def test_a_type_that_cannot_hold_the_values_is_refused_and_one_that_can_is_named(
    tmp_path: Path,
) -> None:
    found = stored(tmp_path)
    with pytest.raises(PixelError, match=r"does not fit uint8\. int32 holds every value"):
        found.volume(dtype=np.uint8)
    for kind in (np.float64, int):
        volume = found.volume(dtype=kind)
        assert volume.values.dtype == kind
        np.testing.assert_array_equal(volume.values, truth(tmp_path))
    with pytest.raises(PixelError, match="does not fit uint64"):
        found.volume(dtype=np.uint64)
    with pytest.raises(PixelError, match="not complex128"):
        found.volume(dtype=complex)


@pytest.mark.parametrize("way", ["plain", "rle"])
@pytest.mark.parametrize("rescale", [("0.5", "0"), ("1", "0.25"), ("1", "1e300")])
def test_fractions_are_never_cut_off_to_fit_a_whole_type(
    tmp_path: Path, way: str, rescale: tuple[str, str]
) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.RescaleSlope, dataset.RescaleIntercept = rescale
        if way == "rle":
            dataset.compress(pydicom.uid.RLELossless)

    found = stored(tmp_path, change)
    for kind in (np.int16, int):
        with pytest.raises(PixelError, match=r"fractions, which int\d+ does not hold; float\d\d "):
            found.volume(dtype=kind)
    if rescale == ("1", "1e300"):
        with pytest.raises(PixelError, match="does not fit float32"):
            found.volume(dtype="f4")
    np.testing.assert_allclose(found.volume().values, truth(tmp_path), rtol=1e-6)


def test_data_sets_in_memory_have_a_volume_too(tmp_path: Path) -> None:
    datasets = series(n=4, rows=6, columns=7)
    write(datasets, tmp_path)
    (found,) = mv.open(datasets).series
    np.testing.assert_array_equal(found.volume().values, truth(tmp_path))


def test_headers_alone_have_no_values(tmp_path: Path) -> None:
    found = stored(tmp_path)
    with pytest.raises(PixelError, match="header alone"):
        Series(found.headers).volume()


def test_compressed_slices_are_the_same(tmp_path: Path) -> None:
    plain = stored(tmp_path / "plain").volume()
    (tmp_path / "rle").mkdir()
    for path in (tmp_path / "plain").iterdir():
        dataset = pydicom.dcmread(path)
        dataset.compress(pydicom.uid.RLELossless)
        dataset.save_as(tmp_path / "rle" / path.name)
    said: list[tuple[int, int]] = []
    (found,) = mv.open(tmp_path / "rle").series
    volume = found.volume(progress=lambda done, of: said.append((done, of)))
    np.testing.assert_array_equal(volume.values, plain.values)
    assert said[-1] == (5, 5)


def test_of_several_volumes_one_is_chosen(tmp_path: Path) -> None:
    def echo(dataset: Any, n: int) -> None:
        dataset.EchoTime = "30"

    first = series(n=4, rows=6, columns=7, modality="MR")
    second = series(n=4, rows=6, columns=7, modality="MR")
    for n, dataset in enumerate(second):
        echo(dataset, n)
        dataset.SOPInstanceUID = dataset.SOPInstanceUID[:-3] + f"{n + 700}"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.InstanceNumber = n + 5
    write([*first, *second], tmp_path)
    (found,) = mv.open(tmp_path).series
    with pytest.raises(NotAVolumeError, match="2 volumes"):
        found.volume()
    assert isinstance(found.volume(1), Volume)
    with pytest.raises(NotAVolumeError):
        found.volume(2)


def test_a_frame_that_promises_more_than_its_bytes_hold_gets_no_room(tmp_path: Path) -> None:
    def swell(dataset: Any, n: int) -> None:
        dataset.Rows = dataset.Columns = 60_000

    with pytest.raises(PixelError, match=r"60000 x 60000 pixels is more than|ends behind"):
        stored(tmp_path, swell).volume()


def test_a_codestream_of_another_size_is_refused(tmp_path: Path) -> None:
    datasets = series(n=3, rows=6, columns=7)
    for dataset in datasets:
        dataset.compress(pydicom.uid.RLELossless)
        dataset.Rows, dataset.Columns = 7, 6
    write(datasets, tmp_path)
    (found,) = mv.open(tmp_path).series
    values = found.volume().values  # RLE says no size of its own: the header's is taken
    assert values.shape == (3, 7, 6)
    for path in tmp_path.iterdir():
        dataset = pydicom.dcmread(path)
        dataset.Rows, dataset.Columns = 6, 8
        dataset.save_as(path)
    (found,) = mv.open(tmp_path).series
    with pytest.raises(PixelError):
        found.volume()


def test_a_file_that_became_another_slice_since_it_was_opened_is_refused(tmp_path: Path) -> None:
    held = stored(tmp_path)
    first, *_, last = sorted(tmp_path.iterdir())
    first.write_bytes(last.read_bytes())
    with pytest.raises(SourceError, match=r"has changed since.*Open the series again"):
        held.volume()
