"""RT Dose grids: where Grid Frame Offset Vector puts the planes (rule C.5)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from millivox.dicom.elements import Written
from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.reports.series import SeriesReport
from millivox.images.unpack import frames_of

Dose = Callable[..., Header]


@pytest.fixture
def dose(slice_of: Callable[..., Header]) -> Dose:
    def make(offsets: Sequence[Any] | None, frames: int, **attributes: Any) -> Header:
        usual = {
            "Modality": "RTDOSE",
            "NumberOfFrames": frames,
            "GridFrameOffsetVector": offsets,
            "SliceThickness": None,
            "ImagePositionPatient": [4, 5, 6],
        }
        return slice_of(0.0, "481.2", **(usual | attributes))

    return make


def _z(header: Header) -> list[float]:
    frames = frames_of(header)
    assert isinstance(frames, list)
    return [frame.position_mm[2] for frame in frames if frame.position_mm]


def test_offsets_from_zero_are_relative_to_the_position(dose: Dose) -> None:
    assert _z(dose([0, 2, 4], 3)) == [6.0, 8.0, 10.0]


def test_offsets_from_the_position_are_absolute(dose: Dose) -> None:
    """B-55."""
    assert _z(dose([6, 8, 10], 3)) == [6.0, 8.0, 10.0]


def test_relative_offsets_follow_the_normal_not_z(dose: Dose) -> None:
    header = dose([0, 2, 4], 3, ImageOrientationPatient=[1, 0, 0, 0, -1, 0])
    assert _z(header) == [6.0, 4.0, 2.0]


def test_falling_offsets_keep_their_frames(
    dose: Dose, series_of: Callable[..., SeriesReport]
) -> None:
    (volume,) = series_of([dose([0, -2, -4], 3)]).volumes
    assert [frame.number for frame in volume.frames] == [2, 1, 0]
    assert volume.stack.slices.interval_mm == 2.0


def test_uneven_offsets_keep_a_position_a_frame(
    dose: Dose, series_of: Callable[..., SeriesReport]
) -> None:
    """G-142."""
    (volume,) = series_of([dose([0, 2, 5], 3)]).volumes
    assert volume.stack.kind == "NONUNIFORM"
    assert volume.stack.position_mm == (6.0, 8.0, 11.0)


def test_offsets_that_start_nowhere_are_refused(
    dose: Dose, series_of: Callable[..., SeriesReport]
) -> None:
    """G-143."""
    series = series_of([dose([3, 5, 7], 3)])
    assert "V24" in series.codes()
    assert series.volumes == ()


@pytest.mark.parametrize("offsets", [[0, 2, 2], [0, 2, 1], [0, 2], [0, 1, 2, 3], None])
def test_offsets_that_do_not_place_every_frame_once_are_refused(
    dose: Dose, offsets: Sequence[int] | None
) -> None:
    """B-56."""
    found = frames_of(dose(offsets, 3))
    assert isinstance(found, NotSlices)
    assert [note.code for note in found.findings] == ["V24"]


def test_one_frame_with_many_offsets_keeps_its_position(dose: Dose) -> None:
    """B-54, as pydicom's rtdose_1frame.dcm."""
    (frame,) = frames_of(dose(list(range(15)), 1))  # type: ignore[misc]
    assert frame.position_mm == (4.0, 5.0, 6.0)
    assert [note.code for note in frame.findings] == ["V24"]


def test_rounded_offsets_of_an_even_grid_are_even(
    dose: Dose, series_of: Callable[..., SeriesReport]
) -> None:
    offsets = [f"{k * 10 / 3:.1f}" for k in range(30)]
    (volume,) = series_of([dose(offsets, 30)]).volumes
    assert volume.stack.slices.interval_mm == pytest.approx(10 / 3, abs=0.01)


def test_dose_of_pydicom_has_fifteen_planes_of_five_millimetres(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    """G-107."""
    (series,) = checked("pydicom/src/pydicom/data/test_files/rtdose.dcm")
    (volume,) = series.volumes
    assert (volume.spacing.x.mm, volume.spacing.y.mm) == (10.0, 10.0)
    assert volume.spacing.z is not None
    assert volume.spacing.z.mm == pytest.approx(5.0)
    assert (len(volume.frames), volume.spacing.z.grade) == (15, "B")
    assert volume.stack.slices.extent_mm == pytest.approx(70.0)


def test_interval_of_a_dose_grid_says_that_offsets_made_it(
    dose: Dose, series_of: Callable[..., SeriesReport]
) -> None:
    (volume,) = series_of([dose([0, 2, 4], 3)]).volumes
    assert volume.stack.z.origin.method == "GRID_OFFSETS"
    assert volume.stack.z.origin.source == "(3004,000C)"


def test_the_offsets_are_split_once_however_many_planes_they_place(
    dose: Dose, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = Written.raw.fget
    assert split is not None
    of_offsets = []

    def counted(written: Written) -> tuple[str, ...]:
        of_offsets.extend([1] if written.tag == 0x3004000C else [])
        return split(written)

    header = dose(list(range(50)), 50)
    monkeypatch.setattr(Written, "raw", property(counted))
    assert len(_z(header)) == 50
    assert len(of_offsets) == 1


def test_more_planes_than_a_dose_grid_can_have_are_refused(dose: Dose) -> None:
    header = dose([0, 2, 4], 3)
    count = 70_000
    header.tree[0x00280008] = str(count).encode()
    header.tree[0x3004000C] = "\\".join(map(str, range(count))).encode()
    found = frames_of(header)
    assert isinstance(found, NotSlices)
    assert "70000 frames" in found.text
