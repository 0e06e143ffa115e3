"""Whole slides: one picture however many tiles, each at its place (rule C.7)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.reports.series import SeriesReport
from millivox.images.unpack import frames_of
from millivox.images.unpack.slide import Tile, position_mm, tile_of, total_matrix

Slide = Callable[..., Header]


@pytest.fixture
def slide(header_of: Callable[..., Header]) -> Slide:
    """50 x 40 pixels in tiles of 10 x 10, two focal planes, two optical paths."""

    def make(frame: int = 0, **attributes: Any) -> Header:
        usual = {
            "Modality": "SM",
            "Rows": 10,
            "Columns": 10,
            "NumberOfFrames": 80,
            "TotalPixelMatrixRows": 40,
            "TotalPixelMatrixColumns": 50,
            "TotalPixelMatrixFocalPlanes": 2,
            "OpticalPathSequence": [{"OpticalPathIdentifier": "1"}, {"OpticalPathIdentifier": "2"}],
            "TotalPixelMatrixOriginSequence": {
                "XOffsetInSlideCoordinateSystem": 20,
                "YOffsetInSlideCoordinateSystem": 30,
            },
            "ImageOrientationSlide": [0, -1, 0, -1, 0, 0],
        }
        return header_of("77.1.6", frame, **(usual | attributes))

    return make


def test_tiles_are_one_picture_not_a_stack(slide: Slide) -> None:
    found = frames_of(slide())
    assert isinstance(found, NotSlices)
    assert found.text == (
        "a whole slide image of 50 x 40 pixels in 80 tiles, 2 focal planes, 2 optical paths"
    )


@pytest.mark.parametrize(
    ("frame", "tile"),
    [
        (1, Tile(0, 10, 0, 0)),
        (5, Tile(10, 0, 0, 0)),
        (20, Tile(0, 0, 1, 0)),
        (40, Tile(0, 0, 0, 1)),
        (79, Tile(30, 40, 1, 1)),
    ],
)
def test_full_tiling_runs_along_columns_rows_planes_and_paths(
    slide: Slide, frame: int, tile: Tile
) -> None:
    assert tile_of(slide(frame)) == tile


def test_frame_beyond_the_tiling_has_no_place(slide: Slide) -> None:
    assert tile_of(slide(80)) is None


def test_tile_lies_from_the_first_pixel_of_the_whole(slide: Slide) -> None:
    place = position_mm(slide(6), row_mm=0.01, column_mm=0.02)
    assert place == pytest.approx((20 - 10 * 0.01, 30 - 10 * 0.02, 0.0))


def test_z_offset_is_in_micrometres(slide: Slide) -> None:
    """G-95."""
    header = slide(0, ZOffsetInSlideCoordinateSystem=3.5)
    place = position_mm(header, row_mm=0.01, column_mm=0.01)
    assert place == pytest.approx((20.0, 30.0, 0.0035))


def test_written_tile_position_counts_from_one(slide: Slide) -> None:
    place = {
        "ColumnPositionInTotalImagePixelMatrix": 11,
        "RowPositionInTotalImagePixelMatrix": 21,
    }
    header = slide(PerFrameFunctionalGroupsSequence=[{"PlanePositionSlideSequence": place}])
    assert tile_of(header) == Tile(20, 10, 0, 0)


def test_slide_without_a_total_matrix_is_still_named(slide: Slide) -> None:
    header = slide(TotalPixelMatrixRows=None)
    assert total_matrix(header) is None
    found = frames_of(header)
    assert isinstance(found, NotSlices)
    assert found.reason == "whole slide"


def test_slide_of_highdicom_is_one_image_with_its_size(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    found = checked("highdicom/data/test_files/sm_image.dcm")
    (image,) = found[0].to_dict()["images"]
    assert (image["reason"], image["frames"], image["total_pixel_matrix"]) == (
        "whole slide",
        25,
        [50, 50],
    )
