"""What an image's sources, at hand with it, say of its pixels (T8, B-20, B-36)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.related import extent, order
from millivox.spacing.related.judged import judged
from millivox.spacing.related.known import Known
from millivox.spacing.rules import decide

Build = Callable[..., Header]
AXIAL = "1\\0\\0\\0\\1\\0"


def _measures(size: str) -> dict[str, Any]:
    return {"SharedFunctionalGroupsSequence": [{"PixelMeasuresSequence": [{"PixelSpacing": size}]}]}


def _from(*uids: str) -> dict[str, Any]:
    return {"SourceImageSequence": [{"ReferencedSOPInstanceUID": uid} for uid in uids]}


def _beside(header: Header, *others: Header) -> Spacing:
    return judged([header], decide(header), Known([header, *others]))


@pytest.fixture
def segmentation(built: Build) -> Build:
    def make(size: str | None = None, **more: Any) -> Header:
        measures = _measures(size) if size else {}
        named = {"SOPInstanceUID": "1.9", "Rows": 64, "Columns": 32} | _from("1.1")
        return built("SEG", **named | measures | more)

    return make


@pytest.fixture
def ct(built: Build) -> Build:
    def make(size: str = "0.7\\0.5", uid: str = "1.1", **more: Any) -> Header:
        named = {
            "SOPInstanceUID": uid,
            "Rows": 64,
            "Columns": 32,
            "PixelSpacing": size,
            "FrameOfReferenceUID": "1.2",
            "ImageOrientationPatient": AXIAL,
            "ImagePositionPatient": "0\\0\\0",
        }
        return built("CT", **named | more)

    return make


def test_t8_segmentation_without_a_space_has_the_pixel_of_its_source(
    segmentation: Build, built: Build
) -> None:
    radiograph = built(
        "DX", SOPInstanceUID="1.1", Rows=64, Columns=32, ImagerPixelSpacing="0.143\\0.143"
    )
    spacing = _beside(segmentation(), radiograph)
    assert (spacing.x.mm, spacing.x.label, spacing.x.grade) == (0.143, "mm (detector)", Grade.C)
    origin = spacing.x.origin
    assert (origin.method, origin.plane) == (Method.REGISTERED_REFERENCE, Plane.DETECTOR)
    assert origin.source == "(0018,1164)[1] of 1.1"
    assert "S06" not in spacing.codes()


@pytest.mark.parametrize(
    ("why", "own", "theirs"),
    [
        ("not at hand", {}, {"SOPInstanceUID": "1.8"}),
        ("another matrix", {}, {"Rows": 128}),
        ("own space", {"FrameOfReferenceUID": "1.2"}, {}),
    ],
)
def test_t8_pixel_is_taken_from_nothing_else(
    segmentation: Build, ct: Build, why: str, own: dict[str, Any], theirs: dict[str, Any]
) -> None:
    spacing = _beside(segmentation(**own), ct(**theirs))
    assert (why, spacing.x.number, spacing.codes()) == (why, None, ("S06",))


def test_t8_sources_that_differ_give_no_pixel(segmentation: Build, ct: Build) -> None:
    made = segmentation(**_from("1.1", "1.3"))
    spacing = _beside(made, ct(), ct("0.6\\0.6", uid="1.3"))
    assert spacing.x.number is None
    (told,) = [item for item in spacing.findings if item.code == "S15"]
    assert told.evidence == {"sources_mm": [[0.6, 0.6], [0.7, 0.5]]}


@pytest.mark.parametrize(
    ("more", "grade"),
    [({"ReconstructionDiameter": "44.8"}, Grade.C), ({}, Grade.B)],
    ids=["mismatched", "unchecked"],
)
def test_t8_grade_is_that_of_the_source(
    segmentation: Build, ct: Build, more: dict[str, Any], grade: Grade
) -> None:
    source = ct("0.7\\0.7", **more | ({"Columns": 70} if more else {}))
    own = segmentation("0.70\\0.70", FrameOfReferenceUID="1.2", Columns=source.columns)
    spacing = _beside(own, source)
    assert (spacing.x.mm, decide(source).x.grade, spacing.x.grade) == (0.7, grade, grade)


def test_t8_checked_source_makes_a_checked_segmentation(segmentation: Build, ct: Build) -> None:
    source = ct("0.7\\0.7", Rows=64, Columns=64, ReconstructionDiameter="44.8")
    own = segmentation("0.7\\0.7", FrameOfReferenceUID="1.2", Columns=64)
    spacing = _beside(own, source)
    assert (decide(own).x.grade, spacing.x.grade) == (Grade.B, Grade.A)
    assert [check.name for check in spacing.x.origin.checks] == ["reconstructed field"]


def test_t8_unverified_source_makes_an_unverified_segmentation(
    segmentation: Build, built: Build
) -> None:
    capture = built("SC", SOPInstanceUID="1.1", Rows=64, Columns=32, PixelSpacing="0.7\\0.7")
    spacing = _beside(segmentation("0.7\\0.7", FrameOfReferenceUID="1.2"), capture)
    assert (spacing.x.mm, spacing.x.label, "S01" in spacing.codes()) == (None, "mm?", True)


def test_t8_frame_has_the_pixel_of_the_frame_it_names(segmentation: Build, built: Build) -> None:
    frames = [
        {"PixelMeasuresSequence": [{"PixelSpacing": size}]} for size in ("0.7\\0.7", "0.9\\0.9")
    ]
    named = [{"ReferencedSOPInstanceUID": "1.1", "ReferencedFrameNumber": "2"}]
    own = segmentation(SourceImageSequence=named)
    source = built(
        "Enhanced CT",
        SOPInstanceUID="1.1",
        Rows=64,
        Columns=32,
        NumberOfFrames=2,
        PerFrameFunctionalGroupsSequence=frames,
    )
    assert _beside(own, source).x.mm == 0.9


def test_b20_source_with_the_other_order_is_a_witness(segmentation: Build, ct: Build) -> None:
    own = segmentation(
        "0.5\\0.7", FrameOfReferenceUID="1.2", ImageOrientationPatient="1\\0\\0\\0\\1\\0"
    )
    spacing = _beside(own, ct())
    assert (spacing.x.number, spacing.x.grade, "P14" in spacing.codes()) == (0.7, Grade.C, True)


def test_b20_source_of_another_space_is_no_witness(segmentation: Build, ct: Build) -> None:
    own = segmentation("0.5\\0.7", FrameOfReferenceUID="9.9", ImageOrientationPatient=AXIAL)
    assert "P14" not in _beside(own, ct()).codes()


@pytest.fixture
def derived(ct: Build) -> Build:
    def make(size: str, **more: Any) -> Header:
        named = {"uid": "1.9", "ImageType": "DERIVED\\SECONDARY"} | _from("1.1")
        return ct(size, **named | more)

    return make


@pytest.mark.parametrize(
    ("rows", "columns", "grade"), [(128, 64, Grade.D), (32, 16, Grade.C)], ids=["more", "fewer"]
)
def test_b36_spacing_copied_from_the_source_is_doubted(
    derived: Build, ct: Build, rows: int, columns: int, grade: Grade
) -> None:
    spacing = _beside(derived("0.7\\0.5", Rows=rows, Columns=columns), ct())
    assert (spacing.x.number, spacing.x.grade) == (0.5, grade)
    (note,) = [item for item in spacing.findings if item.code == "S13"]
    assert note.evidence["if_resampled_mm"] == pytest.approx([0.7 * 64 / rows, 0.5 * 64 / rows])


def test_b36_field_of_the_source_confirms_resampled_pixels(derived: Build, ct: Build) -> None:
    twice = derived("0.35\\0.25", Rows=128, Columns=64, ImagePositionPatient="-0.125\\-0.175\\0")
    spacing = _beside(twice, ct())
    assert (decide(twice).x.grade, spacing.x.grade) == (Grade.B, Grade.A)


def test_b36_padded_image_has_its_sources_spacing(built: Build) -> None:
    """A rim that was added: more pixels than the source has, but no whole multiple."""
    square = {
        "Rows": 64,
        "Columns": 64,
        "PixelSpacing": "0.5\\0.5",
        "ImageOrientationPatient": AXIAL,
        "ImagePositionPatient": "0\\0\\0",
    }
    source = built("CT", SOPInstanceUID="1.1", **square)
    more = {"Rows": 96, "Columns": 96, "ImageType": "DERIVED\\SECONDARY"} | _from("1.1")
    spacing = _beside(built("CT", SOPInstanceUID="1.9", **square | more), source)
    assert (spacing.x.mm, spacing.x.grade) == (0.5, Grade.C)
    (note,) = [item for item in spacing.findings if item.code == "S13"]
    assert note.text.endswith("copied from the source. Or a rim was added.")


@pytest.mark.parametrize(
    "source",
    [
        {"ReconstructionDiameter": "44"},
        {"ImageType": "ORIGINAL\\PRIMARY\\LOCALIZER"},
    ],
    ids=["contradicted", "localizer"],
)
def test_b36_doubtful_source_confirms_nothing(
    derived: Build, ct: Build, source: dict[str, Any]
) -> None:
    theirs = ct("0.7\\0.7", Columns=64, **source)
    half = {"Rows": 128, "Columns": 128, "ImagePositionPatient": "-0.175\\-0.175\\0"}
    spacing = _beside(derived("0.35\\0.35", **half), theirs)
    assert (decide(theirs).x.grade, spacing.x.grade) == (Grade.C, Grade.B)


def test_source_that_is_doubtful_on_one_axis_is_no_witness(ct: Build, derived: Build) -> None:
    twice = derived("0.35\\0.25", Rows=128, Columns=64, ImagePositionPatient="-0.125\\-0.175\\0")
    turned = derived("0.5\\0.7")
    for own, relation in (
        (twice, extent.against_source),
        (turned, order.against_reference),
    ):
        theirs = decide(ct())
        told = relation(own, decide(own), ct(), theirs)
        assert told != decide(own)
        doubtful = replace(theirs, y=theirs.y.regraded(Grade.D))
        assert relation(own, decide(own), ct(), doubtful) == decide(own)


@pytest.mark.parametrize(
    ("why", "more"),
    [
        ("a part in the middle", {"ImagePositionPatient": "8\\11\\0"}),
        ("another shape", {"Columns": 20}),
        ("another direction", {"ImageOrientationPatient": "1\\0\\0\\0\\0\\-1"}),
        ("not derived", {"ImageType": "ORIGINAL\\PRIMARY"}),
    ],
)
def test_b36_a_part_or_another_plane_proves_nothing(
    derived: Build, ct: Build, why: str, more: dict[str, Any]
) -> None:
    own = derived("0.7\\0.5", **{"Rows": 32, "Columns": 16} | more)
    assert (why, _beside(own, ct()).x.grade) == (why, Grade.B)
