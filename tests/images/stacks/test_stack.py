"""Stacks of synthetic slices: what they are."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from pydicom import Dataset

from millivox.geometry import affine
from millivox.images.frames import Frame
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.phantoms.series import ELEVEN, series
from millivox.provenance import Grade
from millivox.spacing.findings import Finding
from millivox.spacing.slices import Kind

FramesOf = Callable[[Sequence[Dataset]], list[Frame]]
Make = Callable[..., Stack]
SaidOf = Callable[[Stack, str], Finding]

#: series: class, interval and its tolerance, tilt, what must be said, missing k.
EXPECTED = {
    "A": (Kind.UNIFORM, 5.0, 1e-6, 0.0, set(), ()),
    "B": (Kind.UNIFORM, 4.6985, 5e-5, 20.0, {"V07"}, ()),
    "C": (Kind.UNIFORM, 4.9952, 5e-5, 2.5, {"V07"}, ()),
    "D": (Kind.MISSING, 5.0, 1e-6, 0.0, {"V05"}, (17,)),
    "E": (Kind.MISSING, 1.0, 1e-6, 0.0, {"V05"}, (31, 90, 150)),
    "F": (Kind.PIECEWISE, None, 0.0, 0.0, {"V06"}, ()),
    "G": (Kind.UNIFORM, 5.0, 1e-6, 0.0, {"V04"}, ()),
    "H": (Kind.UNIFORM, 5.0, 1e-6, 0.0, {"V04"}, ()),
    "I": (Kind.UNIFORM_TOL, 0.3333, 0.002, 0.0, {"V26"}, ()),
    "J": (Kind.NONUNIFORM, None, 0.0, 0.0, {"V06"}, ()),
    "K": (Kind.NONUNIFORM, None, 0.0, 0.0, {"V06"}, ()),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_of_the_eleven_series_is_what_it_is(frames_of: FramesOf, name: str) -> None:
    kind, interval, within, tilt, codes, missing = EXPECTED[name]
    stack = build(frames_of(series(ELEVEN[name])))
    warned = {item.code for item in stack.findings if item.severity != "info"}
    assert stack.kind == kind
    assert stack.regularity.missing_k == missing
    assert stack.slices.tilt_deg == pytest.approx(tilt, abs=0.005)
    assert stack.slices.sheared is bool(tilt)
    assert codes <= set(stack.codes())
    assert warned <= codes | {"V16"}
    if interval is None:
        assert stack.slices.interval_mm is None
        assert stack.z.mm is None
        assert stack.grid is None
    else:
        assert stack.slices.interval_mm == pytest.approx(interval, abs=within)


def test_series_a_touches_without_a_gap(frames_of: FramesOf) -> None:
    stack = build(frames_of(series(ELEVEN["A"])))
    assert stack.slices.gap_mm == 0.0
    assert stack.findings == ()


def test_series_c_drifts_thirteen_millimetres_end_to_end(frames_of: FramesOf) -> None:
    stack = build(frames_of(series(ELEVEN["C"])))
    assert stack.slices.lean is not None
    assert stack.slices.lean.drift_mm == pytest.approx(12.868, abs=1e-3)


def test_series_f_offers_both_blocks(frames_of: FramesOf) -> None:
    stack = build(frames_of(series(ELEVEN["F"])))
    assert [block.interval_mm for block in stack.slices.blocks] == [2.5, 7.5]


@pytest.mark.parametrize("name", ["G", "H"])
def test_duplicates_keep_the_instance_made_first(
    frames_of: FramesOf, said_of: SaidOf, name: str
) -> None:
    frames = frames_of(series(ELEVEN[name]))
    twin = frames[-1].sop_instance_uid
    stack = build(frames[::-1])
    assert len(stack.frames) == 40
    assert [frame.sop_instance_uid for frame in stack.set_aside] == [twin]
    assert said_of(stack, "V04").where == (twin,)


def test_series_k_names_the_stray(frames_of: FramesOf, said_of: SaidOf) -> None:
    frames = frames_of(series(ELEVEN["K"]))
    said = said_of(build(frames), "V06")
    assert said.where == (frames[-1].sop_instance_uid,)
    assert [(b["from_k"], b["to_k"]) for b in said.evidence["blocks"]] == [(0, 39)]


def test_order_of_the_files_does_not_matter(frames_of: FramesOf) -> None:
    frames = frames_of(series(ELEVEN["E"]))
    shuffled = [frames[n] for n in np.random.default_rng(7).permutation(len(frames))]
    assert build(shuffled).frames == build(frames).frames


def test_g110_four_touching_slices_cover_twenty_millimetres(stack_at: Make) -> None:
    """G-110."""
    stack = stack_at(0, 5, 10, 15)
    assert (stack.slices.gap_mm, stack.slices.coverage_mm) == (0.0, 20.0)


def test_a_witness_makes_a_hole_of_three_slices(stack_at: Make) -> None:
    assert stack_at(0, 10, 15).kind == Kind.NONUNIFORM
    told = stack_at(0, 10, 15, spacing_between_slices=5.0)
    assert (told.kind, told.regularity.missing_k) == (Kind.MISSING, (1,))
    counted = stack_at(0, 5, 10, 15, absent=[1])
    assert (counted.kind, counted.regularity.missing_k) == (Kind.MISSING, (1,))


def test_a_hole_of_millions_of_places_is_not_believed_whoever_supports_it(
    frames_of: FramesOf,
) -> None:
    datasets = series(table_mm=[0.0, 1.0, 1e6], origin_mm=(0.0, 0.0, 0.0), decimals=3)
    for dataset, number in zip(datasets, (1, 2, 1_000_001), strict=True):
        dataset.InstanceNumber = number
    assert build(frames_of(datasets)).kind == Kind.NONUNIFORM


@pytest.mark.parametrize("thickness", [0.0, -5.0, 1e300])
def test_a_thickness_that_is_none_gives_no_gap_and_no_coverage(
    frames_of: FramesOf, thickness: float
) -> None:
    frames = [replace(frame, thickness_mm=thickness) for frame in frames_of(series(n=5))]
    slices = build(frames).slices
    assert (slices.thickness_mm, slices.gap_mm, slices.coverage_mm) == (None, None, None)


def test_a_pixel_spacing_that_is_damage_gives_no_grid(frames_of: FramesOf) -> None:
    frames = frames_of(series(n=5))
    for frame in frames:
        frame.header.tree[0x00280030] = b"1e300\\1e300"
    assert build(frames).grid is None


def test_g118_two_slices_have_an_interval_of_grade_c(stack_at: Make) -> None:
    """G-118."""
    stack = stack_at(0, 2)
    assert (stack.z.mm, stack.z.grade) == (2.0, Grade.C)
    assert "n = 2" in str(stack.z.origin.note)
    assert stack.grid is not None


def test_g119_a_single_slice_has_no_interval_whatever_the_header_claims(
    stack_at: Make, said_of: SaidOf
) -> None:
    """G-119."""
    stack = stack_at(0, thickness_mm=5.0, spacing_between_slices=20.0)
    assert stack.kind == Kind.SINGLE
    assert (stack.slices.interval_mm, stack.z.mm, stack.grid) == (None, None, None)
    assert stack.z.grade == Grade.D
    assert stack.slices.thickness_mm == 5.0
    assert "Spacing Between Slices says 20 mm" in said_of(stack, "V02").text


@pytest.mark.parametrize("count", [2, 13])
def test_g121_images_at_one_place_are_no_volume(
    stack_at: Make, said_of: SaidOf, count: int
) -> None:
    """G-121."""
    stack = stack_at(*[0.0] * count)
    assert (stack.kind, stack.grid) == (Kind.ZERO_EXTENT, None)
    assert f"All {count} images" in said_of(stack, "V18").text


def _turned(frame: Frame, angle_deg: float) -> Frame:
    angle = math.radians(angle_deg)
    return replace(frame, orientation=(1.0, 0.0, 0.0, 0.0, math.cos(angle), math.sin(angle)))


def test_g133_a_slice_turned_by_a_twentieth_of_a_degree_stays_in_its_stack(
    frames_of: FramesOf,
) -> None:
    """G-133."""
    frames = frames_of(series(n=20))
    frames[9] = _turned(frames[9], 0.05)
    assert build(frames).kind == Kind.UNIFORM


def test_g133_a_slice_turned_by_half_a_degree_does_not(frames_of: FramesOf) -> None:
    """G-133."""
    frames = frames_of(series(n=20))
    frames[9] = _turned(frames[9], 0.5)
    stack = build(frames)
    assert (stack.kind, stack.grid) == (Kind.NONPARALLEL, None)
    assert stack.codes() == ("V22",)


def test_g136_overlapping_slices(stack_of: Make) -> None:
    """G-136."""
    stack = stack_of(n=300, interval_mm=0.8, thickness_mm=1.0)
    assert stack.slices.coverage_mm == pytest.approx(240.2)
    assert stack.slices.overlap_fraction == pytest.approx(0.2)
    assert "V13" in stack.codes()


def test_g137_oblique_pair_is_two_apart_not_its_difference_in_z(frames_of: FramesOf) -> None:
    """G-137."""
    first, second = frames_of(series(n=2))
    cosines = (0.999844, 0.00556822, 0.01674, 0.0, 0.948883, -0.315627)
    places = [("-131.01", "-151.938", "-17.2639"), ("-131.046", "-151.307", "-15.3664")]
    frames = [
        replace(
            frame,
            orientation=cosines,
            position_mm=tuple(map(float, texts)),
            position_raw=texts,
        )
        for frame, texts in zip((first, second), places, strict=True)
    ]
    assert build(frames).slices.interval_mm == pytest.approx(2.0, abs=1e-3)


def test_affine_of_a_stack_with_a_hole_places_every_slice(stack_of: Make) -> None:
    stack = stack_of(absent=[3, 20], tilt_deg=12.0)
    assert stack.grid is not None
    assert stack.grid.shape_kji == (40, 16, 16)
    for k, frame in zip(stack.k, stack.frames, strict=True):
        assert stack.grid.at([k, 0, 0]) == pytest.approx(frame.position_mm, abs=1e-5)


def test_rows_and_columns_are_not_mixed_up(stack_of: Make) -> None:
    grid = stack_of(n=3, row_mm=2.0, column_mm=0.5).grid
    assert grid is not None
    assert (grid.row_mm, grid.column_mm) == (2.0, 0.5)
    assert (grid.at([0, 0, 10]) - grid.at([0, 0, 0])).tolist() == [5.0, 0.0, 0.0]


def test_pixel_sizes_given_by_the_caller_count(frames_of: FramesOf) -> None:
    frames = frames_of(series(n=3))
    for frame in frames:
        del frame.header.tree[0x00280030]
    assert build(frames).grid is None
    grid = build(frames, row_mm=0.3, column_mm=0.4).grid
    assert grid is not None
    assert (grid.row_mm, grid.column_mm) == (0.3, 0.4)


def test_head_to_feet_order_still_is_right_handed(stack_of: Make) -> None:
    stack = stack_of(n=5, orientation=(1.0, 0.0, 0.0, 0.0, -1.0, 0.0))
    assert stack.grid is not None
    assert affine.is_right_handed(stack.grid.index_kji_to_lps)
    assert stack.slices.interval_mm == 5.0


def test_slices_of_a_sagittal_stack_ascend_along_their_normal(stack_of: Make) -> None:
    stack = stack_of(n=5, orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    x = [frame.position_mm[0] for frame in stack.frames if frame.position_mm]
    assert x == sorted(x, reverse=True)
