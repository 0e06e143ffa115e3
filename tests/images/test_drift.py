"""Repeats that drift, and repeats that only a vendor's private elements tell apart (D.2)."""

from collections.abc import Callable
from struct import pack
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.reports.series import SeriesReport

Make = Callable[..., Header]
Judge = Callable[..., SeriesReport]


def _time(slice_of: Make, number: int, shift_mm: float, **more: Any) -> list[Header]:
    named = {"Modality": "MR", "TemporalPositionIdentifier": number} | more
    return [
        slice_of(z, "4", ImagePositionPatient=[0, 0, round(z + shift_mm, 4)], **named)
        for z in (0.0, 5.0, 10.0, 15.0)
    ]


def _series(slice_of: Make, shifts: tuple[float, ...], **more: Any) -> list[Header]:
    return [
        header
        for number, shift in enumerate(shifts, start=1)
        for header in _time(slice_of, number, shift, **more)
    ]


def test_repeats_that_drift_are_volumes_of_their_own(slice_of: Make, series_of: Judge) -> None:
    series = series_of(_series(slice_of, (0.0, 0.1, 0.25, 0.4)))
    assert [len(volume.frames) for volume in series.volumes] == [4] * 4
    assert [volume.z.mm for volume in series.volumes if volume.z] == [pytest.approx(5.0)] * 4
    assert [volume.frames[0].position_mm for volume in series.volumes][3] == (0.0, 0.0, 0.4)
    notes = [item for item in series.findings if item.code == "V19"]
    assert [note.evidence.get("drift_mm") for note in notes] == [pytest.approx(0.4), None]
    assert "V06" not in series.codes()


def test_only_some_repeats_need_move(slice_of: Make, series_of: Judge) -> None:
    series = series_of(_series(slice_of, (0.0, 0.0, 0.0, 0.3)))
    assert [len(volume.frames) for volume in series.volumes] == [4] * 4


@pytest.mark.parametrize(
    "places",
    [(0.0, 5.0, 10.0, 25.0, 30.0, 35.0), (0.0, 1.0, 2.0, 3.0, 8.0, 13.0, 18.0, 23.0)],
    ids=["missing slices", "two intervals"],
)
def test_uneven_repeats_at_the_same_places_did_not_move(
    slice_of: Make, series_of: Judge, places: tuple[float, ...]
) -> None:
    series = series_of(
        [
            slice_of(z, "4", Modality="MR", TemporalPositionIdentifier=number)
            for number in (1, 2)
            for z in places
        ]
    )
    assert [len(volume.frames) for volume in series.volumes] == [len(places)] * 2
    (note,) = [item for item in series.findings if item.code == "V19"]
    assert (note.severity, note.evidence.get("by")) == ("info", "temporal position")


def test_repeats_that_interleave_are_one_stack(slice_of: Make, series_of: Judge) -> None:
    (volume,) = series_of(_series(slice_of, (0.0, 2.5))).volumes
    assert (len(volume.frames), volume.z and volume.z.mm) == (8, pytest.approx(2.5))


def test_repeats_moved_by_more_than_a_quarter_are_not_told_apart(
    slice_of: Make, series_of: Judge
) -> None:
    series = series_of(_series(slice_of, (0.0, 2.0)))
    assert (len(series.volumes), "V06" in series.codes()) == (1, True)


def test_stray_slices_without_a_key_are_no_repeats(slice_of: Make, series_of: Judge) -> None:
    places = (0.0, 5.0, 5.3, 10.0, 15.0, 20.0)
    series = series_of([slice_of(z, TemporalPositionIdentifier=1) for z in places])
    assert (len(series.volumes), "V06" in series.codes()) == (1, True)


def _weighted(headers: list[Header], elements: dict[int, bytes]) -> list[Header]:
    for header in headers:
        header.tree.update(elements)
    return headers


def _ge(b_value: int, x: float, y: float, z: float) -> dict[int, bytes]:
    return {
        0x00190010: b"GEMS_ACQU_01",
        0x001910BB: str(x).encode(),
        0x001910BC: str(y).encode(),
        0x001910BD: str(z).encode(),
        0x00430010: b"GEMS_PARM_01",
        0x00431039: f"{b_value}\\8\\0\\0".encode(),
    }


def _philips(b_value: float, x: float, y: float, z: float) -> dict[int, bytes]:
    return {
        0x20010010: b"Philips Imaging DD 001",
        0x20011003: pack("<f", b_value),
        0x20050010: b"Philips MR Imaging DD 001",
        0x200510B0: pack("<f", x),
        0x200510B1: pack("<f", y),
        0x200510B2: pack("<f", z),
    }


@pytest.mark.parametrize("vendor", [_ge, _philips])
def test_private_diffusion_directions_tell_weightings_apart(
    slice_of: Make, series_of: Judge, vendor: Callable[..., dict[int, bytes]]
) -> None:
    headers = [
        header
        for b_value, direction in ((0, (0, 0, 0)), (1000, (1, 0, 0)), (1000, (0, 1, 0)))
        for header in _weighted(
            [slice_of(z, "4", Modality="MR") for z in (0.0, 5.0, 10.0)],
            vendor(b_value, *direction),
        )
    ]
    series = series_of(headers)
    assert [len(volume.frames) for volume in series.volumes] == [3, 3, 3]
    assert {volume.split_by for volume in series.volumes} == {"diffusion weighting"}
    assert "V20" not in series.codes()


def test_marked_b_value_is_what_remains(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for b_value in (0, 1_000_000_800)
        for header in _weighted(
            [slice_of(z, "4", Modality="MR") for z in (0.0, 5.0, 10.0)],
            {0x00430010: b"GEMS_PARM_01", 0x00431039: f"{b_value}\\8\\0\\0".encode()},
        )
    ]
    assert [volume.split_value for volume in series_of(headers).volumes] == [0, 800]


def test_directions_of_an_unknown_creator_are_not_read(slice_of: Make, series_of: Judge) -> None:
    headers = [
        header
        for x in (0, 1)
        for header in _weighted(
            [slice_of(z, "4", Modality="MR", InstanceNumber=None) for z in (0.0, 5.0, 10.0)],
            _ge(1000, x, 0, 0) | {0x00190010: b"SOMEBODY ELSE"},
        )
    ]
    assert "V20" in series_of(headers).codes()
