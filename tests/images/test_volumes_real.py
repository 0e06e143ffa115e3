"""Volumes of real series: repeats, tilt, segments, through check (D.1, D.2)."""

from collections.abc import Callable

import pytest

from millivox.images.reports.series import SeriesReport


def test_ge_time_series_has_fifteen_positions_ten_times(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    """G-124."""
    (series,) = checked("dcm_qa_nih/In/20180918GE/mr_0004")
    assert [len(volume.frames) for volume in series.volumes] == [15] * 10
    assert {"V14", "V19"} <= set(series.codes())
    for volume in series.volumes:
        assert volume.stack.slices.interval_mm == pytest.approx(5.0, abs=4e-5)
        assert volume.stack.slices.gap_mm == pytest.approx(2.0, abs=1e-4)
        assert volume.stack.z.grade == "A"


def test_philips_time_series_has_nine_positions_three_times(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    """G-125."""
    (series,) = checked("dcm_qa_philips/In/Magdeburg_2014/fmri")
    assert [len(volume.frames) for volume in series.volumes] == [9] * 3
    for volume in series.volumes:
        assert volume.stack.slices.interval_mm == pytest.approx(8.0, abs=1e-3)
        assert volume.stack.slices.gap_mm == pytest.approx(2.0, abs=1e-3)


def test_tilted_head_keeps_its_shear(checked: Callable[[str], list[SeriesReport]]) -> None:
    """G-128, on the 14 neighbours that are here."""
    (series,) = checked("dcm_qa_ct/In/Philips/S21610/S2010")
    (volume,) = series.volumes
    slices = volume.stack.slices
    assert slices.interval_mm == pytest.approx(2.37081, abs=1e-5)
    assert slices.tilt_deg == pytest.approx(-18.5, abs=0.001)
    assert {"V07", "V10"} <= set(series.codes())


def test_segments_of_one_object_are_volumes_of_their_own(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    found = checked("dcmjs/examples/data/QIICR_Test3")
    counts = [len(v.frames) for series in found for v in series.volumes if series.modality == "SEG"]
    assert sorted(counts) == [4, 9]
