"""Series checked together: maps, segmentations and what they were made from."""

from collections.abc import Callable
from typing import Any

import pytest

import millivox as mv
from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.provenance import Grade
from millivox.spacing.related import beside
from millivox.spacing.related.judged import judged
from millivox.spacing.related.known import Known
from millivox.spacing.related.plane import apart_mm
from millivox.spacing.rules import decide

Make = Callable[..., Header]


def _maps(slice_of: Make, shift_mm: float = 0.0, **more: Any) -> list[Header]:
    named = {
        "SeriesInstanceUID": "1.2.8",
        "Modality": "MR",
        "ImageType": ["DERIVED", "PRIMARY", "FA"],
        "PhotometricInterpretation": "RGB",
        "SamplesPerPixel": 3,
    }
    return [
        slice_of(z, "4", ImagePositionPatient=[shift_mm, 0, z], **named | more)
        for z in (0.0, 5.0, 10.0)
    ]


@pytest.fixture
def parents(slice_of: Make) -> list[Header]:
    return [slice_of(z, "4", Modality="MR") for z in (0.0, 5.0, 10.0)]


def _map_grade(headers: list[Header]) -> Grade:
    series = next(one for one in check(headers) if one.series_uid == "1.2.8")
    return series.volumes[0].pixel.x.grade


def test_b52_colour_map_on_its_parents_corners_is_believed(
    slice_of: Make, parents: list[Header]
) -> None:
    assert _map_grade(_maps(slice_of)) is Grade.C
    assert _map_grade([*parents, *_maps(slice_of)]) is Grade.B


def test_b52_interpolated_map_shares_the_outer_corners(
    slice_of: Make, parents: list[Header]
) -> None:
    finer = {"PixelSpacing": ["0.25", "0.25"], "Rows": 16, "Columns": 16}
    assert _map_grade([*parents, *_maps(slice_of, -0.125, **finer)]) is Grade.B


@pytest.mark.parametrize("more", [{"PixelSpacing": ["0.6", "0.6"]}, {"FrameOfReferenceUID": "9.9"}])
def test_b52_map_elsewhere_stays_doubtful(
    slice_of: Make, parents: list[Header], more: dict[str, Any]
) -> None:
    assert _map_grade([*parents, *_maps(slice_of, **more)]) is Grade.C


def test_b52_shifted_map_stays_doubtful(slice_of: Make, parents: list[Header]) -> None:
    assert _map_grade([*parents, *_maps(slice_of, 3.0)]) is Grade.C


def _siblings(slice_of: Make) -> list[Header]:
    named = {"Modality": "MR", "ImageType": ["DERIVED", "PRIMARY", "ADC"]}
    return [slice_of(z, "4", SeriesInstanceUID="1.2.9", **named) for z in (0.0, 5.0, 10.0)]


def test_b52_grey_map_of_the_same_geometry_is_no_parent(slice_of: Make) -> None:
    assert _map_grade([*_siblings(slice_of), *_maps(slice_of)]) is Grade.C


def test_b52_grey_map_that_is_named_as_the_source_is_no_parent(slice_of: Make) -> None:
    greys = _siblings(slice_of)
    named = [{"ReferencedSOPInstanceUID": grey.sop_instance_uid} for grey in greys]
    assert _map_grade([*greys, *_maps(slice_of, SourceImageSequence=named)]) is Grade.C


def test_b52_corners_settle_no_other_doubt(slice_of: Make, parents: list[Header]) -> None:
    maps = _maps(slice_of, PixelAspectRatio=["1", "2"])
    assert _map_grade([*parents, *maps]) is Grade.C


def test_b52_projection_in_colour_stays_one(slice_of: Make, parents: list[Header]) -> None:
    maps = _maps(slice_of, ImageType=["DERIVED", "PRIMARY", "PROJECTION IMAGE"])
    decided = decide(maps[0])
    spacing = judged(maps[:1], decided, Known([*parents, *maps]))
    assert (decided.x.grade, spacing.x.grade) == (Grade.C, Grade.C)


def test_b52_slices_far_from_a_map_are_not_measured(
    slice_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[float] = []

    def counted(one: tuple[float, ...], other: tuple[float, ...]) -> float:
        measured.append(apart_mm(one, other))
        return measured[-1]

    monkeypatch.setattr(beside, "apart_mm", counted)
    places = [5.0 * n for n in range(20)]
    held = beside.Beside((1, 0, 0, 0, 1, 0), [slice_of(z, "4") for z in places])
    assert [len(held.nearest((0.0, 0.0, z), 2.0)) for z in places] == [1] * 20
    assert len(measured) == 20


def test_b36_is_said_in_the_series(slice_of: Make) -> None:
    source = slice_of(0.0)
    named = [{"ReferencedSOPInstanceUID": source.sop_instance_uid}]
    copy = slice_of(
        0.0,
        SeriesInstanceUID="1.2.8",
        ImageType=["DERIVED", "SECONDARY"],
        Rows=16,
        Columns=16,
        SourceImageSequence=named,
    )
    _, series = check([source, copy])
    assert (series.volumes[0].pixel.x.grade, "S13" in series.codes()) == (Grade.D, True)


def test_finding_about_some_images_of_a_series_names_them(slice_of: Make) -> None:
    source = slice_of(0.0)
    made: dict[str, Any] = {"SeriesInstanceUID": "1.2.8", "ImageType": ["DERIVED", "SECONDARY"]}
    made["SourceImageSequence"] = [{"ReferencedSOPInstanceUID": source.sop_instance_uid}]
    multiplied = slice_of(0.0, **made | {"Rows": 16, "Columns": 16})
    _, series = check([source, multiplied, *(slice_of(z, **made) for z in (5.0, 10.0))])
    (note,) = [item for item in series.findings if item.code == "S13"]
    assert note.where == (multiplied.sop_instance_uid,)


def test_real_segmentation_of_a_radiograph_has_its_detector_mm(shared_data: Any) -> None:
    own = shared_data / "highdicom/data/test_files/seg_image_cr_binary.dcm"
    source = shared_data / "pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CR1/6154"
    if not own.is_file() or not source.is_file():
        pytest.skip("no segmentation of a radiograph among the real data")
    alone = mv.spacing(own).spacing.x
    beside = mv.spacing(own, among=source)
    assert (alone.mm, beside.spacing.x.mm, beside.spacing.x.label) == (None, 0.1, "mm (detector)")
    series = next(one for one in mv.check([own, source]) if one.modality == "SEG")
    assert (series.images[0].spacing.x.mm, "S06" in series.codes()) == (0.1, False)
    assert "Imager Pixel Spacing of the image it references" in series.verdict


def test_real_segmentation_of_a_checked_slice_is_as_good(
    shared_data: Any, pydicom_file: Callable[[str], Any]
) -> None:
    own = shared_data / "highdicom/data/test_files/seg_image_ct_binary_single_frame.dcm"
    if not own.is_file():
        pytest.skip("no segmentation among the real data")
    series = next(
        one for one in mv.check([own, pydicom_file("CT_small.dcm")]) if one.modality == "SEG"
    )
    assert series.volumes[0].pixel.x.grade is Grade.A
