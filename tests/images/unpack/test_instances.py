"""What other instances hold: plain slices, enhanced frames, UIH grids, and what is no slice."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.reports.series import SeriesReport
from millivox.images.unpack import frames_of, unpack
from millivox.images.unpack.uih import grid_of

Make = Callable[..., Header]


def _group(z: float, **more: Any) -> dict[str, Any]:
    return {"PlanePositionSequence": {"ImagePositionPatient": [0, 0, z]}} | more


@pytest.fixture
def enhanced(slice_of: Make) -> Make:
    def make(groups: list[dict[str, Any]], **attributes: Any) -> Header:
        shared = {
            "PlaneOrientationSequence": {"ImageOrientationPatient": [1, 0, 0, 0, 1, 0]},
            "PixelMeasuresSequence": {"PixelSpacing": [0.5, 0.5], "SliceThickness": 2},
        }
        usual = {
            "NumberOfFrames": len(groups),
            "ImagePositionPatient": None,
            "ImageOrientationPatient": None,
            "PixelSpacing": None,
            "SliceThickness": None,
            "SharedFunctionalGroupsSequence": shared,
            "PerFrameFunctionalGroupsSequence": groups,
        }
        return slice_of(0.0, "2.1", **(usual | attributes))

    return make


def test_plain_slice_keeps_the_strings_of_its_position(slice_of: Make) -> None:
    (frame,) = frames_of(slice_of(0.0, ImagePositionPatient=["-1.50", "2", "3e1"]))  # type: ignore[misc]
    assert frame.position_mm == (-1.5, 2.0, 30.0)
    assert frame.position_raw == ("-1.50", "2", "3e1")


@pytest.mark.parametrize(
    "position", [[0, 0], None, ["a", "b", "c"], ["nan", "0", "0"], ["1e999", "0", "0"]]
)
def test_slice_without_a_usable_position_says_so(slice_of: Make, position: Any) -> None:
    header = slice_of(0.0)
    raw = None if position is None else "\\".join(map(str, position)).encode()
    if raw is None:
        del header.tree[0x00200032]
    else:
        header.tree[0x00200032] = raw
    found = frames_of(header)
    assert isinstance(found, NotSlices)
    assert (found.reason, [note.code for note in found.findings]) == ("no positions", ["V01"])


def test_directions_that_span_no_plane_place_nothing(slice_of: Make) -> None:
    found = frames_of(slice_of(0.0, ImageOrientationPatient=[1, 0, 0, 1, 0, 0]))
    assert isinstance(found, NotSlices)


@pytest.mark.parametrize(
    ("tag", "raw", "said"),
    [
        (0x00200032, b"", "Image Position (Patient) is absent"),
        (0x00200032, b"1\\2", "Image Position (Patient) is 1\\2, not 3 numbers"),
        (0x00200032, b"1\\2\\9e9", "is 1\\2\\9e9, which is no place near a scanner"),
        (
            0x00200037,
            b"0\\0\\0\\0\\1\\0",
            "Image Orientation (Patient) is 0\\0\\0\\0\\1\\0, "
            "which is no pair of perpendicular directions",
        ),
    ],
)
def test_v01_quotes_the_attribute_that_cannot_be_used(
    tag: int, raw: bytes, said: str, slice_of: Make
) -> None:
    header = slice_of(0.0)
    header.tree[tag] = raw
    found = frames_of(header)
    assert isinstance(found, NotSlices)
    assert said in found.findings[0].text


def test_enhanced_frames_are_sorted_by_place_not_by_number(
    enhanced: Make, series_of: Callable[..., SeriesReport]
) -> None:
    (volume,) = series_of([enhanced([_group(4), _group(0), _group(2)])]).volumes
    assert [frame.number for frame in volume.frames] == [1, 2, 0]
    assert volume.stack.slices.interval_mm == 2.0


def test_enhanced_object_without_positions_is_frames_only(enhanced: Make) -> None:
    found = frames_of(enhanced([{}, {}]))
    assert isinstance(found, NotSlices)
    assert found.frame_numbers == (0, 1)


def test_frame_count_beyond_its_groups_is_not_believed(enhanced: Make) -> None:
    found = unpack(enhanced([_group(0), _group(2)], NumberOfFrames=2_000_000_000))
    assert len(found.frames) == 2


def test_sampled_frames_are_projections(enhanced: Make) -> None:
    found = frames_of(enhanced([_group(0), _group(2)], VolumetricProperties="SAMPLED"))
    assert isinstance(found, NotSlices)
    assert found.reason == "projection"


def test_curved_frames_are_refused_with_s03(enhanced: Make) -> None:
    """G-29, in 3-D."""
    found = frames_of(enhanced([_group(0), _group(2)], VolumetricProperties="DISTORTED"))
    assert isinstance(found, NotSlices)
    assert (found.reason, found.findings[0].code) == ("distorted", "S03")


def test_position_in_a_private_macro_does_not_replace_the_public_one(enhanced: Make) -> None:
    """B-51."""
    header = enhanced([_group(0), _group(2)])
    items = header.tree[0x52009230]
    assert isinstance(items, list)
    for item in items:
        item[0x2005140F] = [{0x00200032: b"9\\9\\9"}]
    frames = frames_of(header)
    assert isinstance(frames, list)
    assert frames[0].position_mm == (0.0, 0.0, 0.0)


def test_philips_private_position_serves_where_the_public_one_is_absent(
    slice_of: Make, series_of: Callable[..., SeriesReport]
) -> None:
    headers = []
    for z in (0, 3, 6):
        header = slice_of(0.0, "4", Modality="MR", ImagePositionPatient=None)
        header.tree[0x20050014] = b"Philips MR Imaging DD 005"
        header.tree[0x2005140F] = [{0x00200032: f"0\\0\\{z}".encode()}]
        headers.append(header)
    series = series_of(headers)
    assert series.volumes[0].stack.z.mm == 3.0
    assert series.volumes[0].stack.z.grade == "C"
    assert "P17" in series.codes()


def test_grid_leaves_out_an_empty_last_row() -> None:
    assert grid_of(20, 256, 320) == (64, 64, 5)


def test_grid_with_an_empty_last_row_has_square_tiles() -> None:
    assert grid_of(20, 320, 320) == (64, 64, 5)


def test_uih_grid_takes_positions_from_the_private_sequence(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    """B-50, dcm_qa_stc UIH."""
    (series,) = checked("dcm_qa_stc/In/UIH")
    assert len(series.volumes) == 17
    assert {len(volume.frames) for volume in series.volumes} == {20}
    assert series.volumes[0].stack.slices.interval_mm == pytest.approx(4.2, abs=1e-4)
    assert {"P17", "V21"} <= set(series.codes())


FLAT = {
    "1.1": "radiograph", "1.2": "radiograph", "12.1": "fluoroscopy", "481.1": "radiograph",
    "6.1": "ultrasound", "77.1.4": "photograph", "77.1.6": "whole slide", "88.33": "not an image",
    "104.1": "not an image", "481.3": "not an image", "9.1.1": "not an image",
}  # fmt: skip


@pytest.mark.parametrize("sop_class", FLAT)
def test_what_is_no_slice_says_what_it_is(slice_of: Make, sop_class: str) -> None:
    found = frames_of(slice_of(0.0, sop_class, Modality=None))
    assert isinstance(found, NotSlices)
    assert found.reason == FLAT[sop_class]


def test_object_without_rows_has_no_pixels(slice_of: Make) -> None:
    found = frames_of(slice_of(0.0, Rows=None))
    assert isinstance(found, NotSlices)
    assert found.reason == "no pixels"


def test_scout_of_a_ct_is_set_aside(slice_of: Make) -> None:
    found = frames_of(slice_of(0.0, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]))
    assert isinstance(found, NotSlices)
    assert (found.reason, found.findings[0].code) == ("localizer", "V25")


def test_localizer_of_an_mr_is_made_of_slices(slice_of: Make) -> None:
    kind = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    assert isinstance(frames_of(slice_of(0.0, "4", Modality="MR", ImageType=kind)), list)


def test_capture_without_a_position_is_no_alarm(slice_of: Make) -> None:
    found = frames_of(slice_of(0.0, "7", Modality="OT", ImagePositionPatient=None))
    assert isinstance(found, NotSlices)
    assert (found.reason, found.findings[0].severity) == ("capture", "info")


def test_capture_with_a_position_is_a_slice(slice_of: Make) -> None:
    """Rule S1."""
    assert isinstance(frames_of(slice_of(0.0, "7", Modality="CT")), list)


def test_attribute_written_as_a_sequence_does_not_stop_it(slice_of: Make) -> None:
    header = slice_of(0.0)
    header.tree[0x00180050] = [{}]
    header.tree[0x00080008] = [{}]
    (frame,) = frames_of(header)  # type: ignore[misc]
    assert frame.thickness_mm is None
