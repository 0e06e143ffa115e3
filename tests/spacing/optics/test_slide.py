from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Method, Plane
from millivox.spacing.optics import slide

Make = Callable[..., Header]


@pytest.fixture
def wsi(header_of: Make) -> Make:
    def make(spacing: list[float] | None, width: float | None = 25.0, **more: Any) -> Header:
        groups = {"SharedFunctionalGroupsSequence": [{"PixelMeasuresSequence": [{}]}]}
        if spacing:
            groups["SharedFunctionalGroupsSequence"] = [
                {"PixelMeasuresSequence": [{"PixelSpacing": spacing}]}
            ]
        if width is not None:
            more |= {"ImagedVolumeWidth": width, "ImagedVolumeHeight": width / 2}
        held = {"ImageType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]} | more
        return header_of(
            "77.1.6", TotalPixelMatrixColumns=100000, TotalPixelMatrixRows=50000, **groups, **held
        )

    return make


def test_a_slide_that_agrees_with_its_extent_is_cross_checked(wsi: Make) -> None:
    x = slide.rule(wsi([0.00025, 0.00025])).x
    assert (x.mm, x.grade, x.label, x.origin.plane) == (0.00025, Grade.A, "mm", Plane.SPECIMEN)
    assert x.origin.source == "(5200,9229)[0].(0028,9110)[0].(0028,0030)[1]"


def test_a_slide_is_also_told_in_micrometres(wsi: Make) -> None:
    assert slide.rule(wsi([0.00025, 0.0005], None)).y.origin.note == "0.25 µm."


def test_an_extent_in_micrometres_contradicts(wsi: Make) -> None:
    """G-94."""
    spacing = slide.rule(wsi([0.00025, 0.00025], 25000.0))
    assert (spacing.x.grade, spacing.x.mm, spacing.codes()) == (Grade.D, None, ("S11",))
    told = spacing.findings[0]
    assert told.evidence["pixel_spacing_mm"] == [0.00025, 0.00025]
    assert told.evidence["from_extent_mm"] == pytest.approx([0.25, 0.25])
    assert "the extent seems to be in micrometres" in told.text
    assert spacing.alternatives[0].x.number == pytest.approx(0.25)


def test_a_spacing_in_micrometres_contradicts(wsi: Make) -> None:
    """B-37."""
    spacing = slide.rule(wsi([0.25, 0.25]))
    assert (spacing.x.grade, spacing.codes()) == (Grade.D, ("S11",))
    assert "Pixel Spacing seems to be in micrometres" in spacing.findings[0].text


def test_an_extent_that_is_rounded_is_only_told(wsi: Make) -> None:
    spacing = slide.rule(wsi([0.00025, 0.00025], 25.5))
    assert (spacing.x.grade, spacing.x.mm, spacing.codes()) == (Grade.B, 0.00025, ("S11",))


def test_the_extent_alone_gives_the_spacing(wsi: Make) -> None:
    x = slide.rule(wsi(None)).x
    assert (x.mm, x.grade, x.origin.method) == (
        pytest.approx(0.00025),
        Grade.B,
        Method.EXTENT_OVER_COUNT,
    )
    assert x.origin.source == "(0048,0001)"


def test_a_label_needs_no_spacing(wsi: Make) -> None:
    spacing = slide.rule(wsi(None, ImageType=["ORIGINAL", "PRIMARY", "LABEL", "NONE"]))
    assert (spacing.x.origin.rule, spacing.x.label) == ("O2", "px")


def test_an_overview_with_a_spacing_is_unverified_metric(wsi: Make) -> None:
    spacing = slide.rule(wsi([0.05, 0.05], ImageType=["ORIGINAL", "PRIMARY", "OVERVIEW", "NONE"]))
    assert (spacing.x.grade, spacing.x.origin.plane) == (Grade.C, Plane.SPECIMEN)


def test_no_spacing_and_no_extent_is_pixels(wsi: Make) -> None:
    spacing = slide.rule(wsi(None, None))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))


def test_z_offset_is_micrometres(header_of: Make) -> None:
    """G-95."""
    z_mm, findings = slide.slide_z_mm(header_of("77.1.6", ZOffsetInSlideCoordinateSystem="3.5"))
    assert (z_mm, [item.code for item in findings]) == (0.0035, ["S16"])


def test_z_offset_of_a_frame_comes_from_its_plane(header_of: Make) -> None:
    frames = [
        {"PlanePositionSlideSequence": [{"ZOffsetInSlideCoordinateSystem": z}]} for z in (0, 2)
    ]
    header = header_of("77.1.6", 1, PerFrameFunctionalGroupsSequence=frames)
    assert slide.slide_z_mm(header)[0] == 0.002


def test_no_z_offset_is_unknown(header_of: Make) -> None:
    assert slide.slide_z_mm(header_of("77.1.6")) == (None, ())


def test_a_real_slide_agrees_with_its_extent(shared_data: Path, header_at: Make) -> None:
    spacing = slide.rule(header_at(shared_data / "highdicom/data/test_files/sm_image.dcm"))
    assert (spacing.x.mm, spacing.y.mm, spacing.x.grade) == (0.000499, 0.000499, Grade.A)
