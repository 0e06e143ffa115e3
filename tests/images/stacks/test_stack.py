"""Stacks of synthetic slices: what they are, and what is said of them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from millivox.dicom.dataset import tree_of
from millivox.dicom.header import Header
from millivox.geometry import affine
from millivox.images.frames import Frame
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.phantoms.series import ELEVEN, series
from millivox.provenance import Grade
from millivox.spacing.findings import Finding
from millivox.spacing.slices import Kind


def _frame(dataset: Dataset) -> Frame:
    header = Header(tree_of(dataset))
    written = header.written("ImagePositionPatient")
    return Frame(
        header,
        header.image_position_patient,
        header.image_orientation_patient,
        header.rows or 0,
        header.columns or 0,
        written.raw if written else (),
        header.slice_thickness,
    )


def _frames(datasets: Sequence[Dataset]) -> list[Frame]:
    return [_frame(dataset) for dataset in datasets]


def _stack(**plan: Any) -> Stack:
    return build(_frames(series(**plan)))


def _at(*places: float, **plan: Any) -> Stack:
    """A stack of slices at table places."""
    return _stack(table_mm=places, origin_mm=(0.0, 0.0, 0.0), decimals=3, **plan)


def _said(stack: Stack, code: str) -> Finding:
    (found,) = (item for item in stack.findings if item.code == code)
    return found


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
def test_each_of_the_eleven_series_is_what_it_is(name: str) -> None:
    kind, interval, within, tilt, codes, missing = EXPECTED[name]
    stack = build(_frames(series(ELEVEN[name])))
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


def test_series_a_touches_without_a_gap() -> None:
    stack = build(_frames(series(ELEVEN["A"])))
    assert stack.slices.gap_mm == 0.0
    assert stack.findings == ()


def test_series_c_drifts_thirteen_millimetres_end_to_end() -> None:
    stack = build(_frames(series(ELEVEN["C"])))
    assert stack.slices.lean is not None
    assert stack.slices.lean.drift_mm == pytest.approx(12.868, abs=1e-3)


def test_series_f_offers_both_blocks() -> None:
    stack = build(_frames(series(ELEVEN["F"])))
    assert [block.interval_mm for block in stack.slices.blocks] == [2.5, 7.5]


@pytest.mark.parametrize("name", ["G", "H"])
def test_duplicates_keep_the_instance_made_first(name: str) -> None:
    frames = _frames(series(ELEVEN[name]))
    twin = frames[-1].sop_instance_uid
    stack = build(frames[::-1])
    assert len(stack.frames) == 40
    assert [frame.sop_instance_uid for frame in stack.set_aside] == [twin]
    assert _said(stack, "V04").where == (twin,)


def test_series_k_names_the_stray() -> None:
    frames = _frames(series(ELEVEN["K"]))
    said = _said(build(frames), "V06")
    assert said.where == (frames[-1].sop_instance_uid,)
    assert [(b["from_k"], b["to_k"]) for b in said.evidence["blocks"]] == [(0, 39)]


def test_order_of_the_files_does_not_matter() -> None:
    frames = _frames(series(ELEVEN["E"]))
    shuffled = [frames[n] for n in np.random.default_rng(7).permutation(len(frames))]
    assert build(shuffled).frames == build(frames).frames


def test_g110_four_touching_slices_cover_twenty_millimetres() -> None:
    """G-110."""
    stack = _at(0, 5, 10, 15)
    assert (stack.slices.gap_mm, stack.slices.coverage_mm) == (0.0, 20.0)


def test_a_witness_makes_a_hole_of_three_slices() -> None:
    assert _at(0, 10, 15).kind == Kind.NONUNIFORM
    told = _at(0, 10, 15, spacing_between_slices=5.0)
    assert (told.kind, told.regularity.missing_k) == (Kind.MISSING, (1,))
    counted = _at(0, 5, 10, 15, absent=[1])
    assert (counted.kind, counted.regularity.missing_k) == (Kind.MISSING, (1,))


def test_a_hole_of_millions_of_places_is_not_believed_whoever_supports_it() -> None:
    datasets = series(table_mm=[0.0, 1.0, 1e6], origin_mm=(0.0, 0.0, 0.0), decimals=3)
    for dataset, number in zip(datasets, (1, 2, 1_000_001), strict=True):
        dataset.InstanceNumber = number
    assert build(_frames(datasets)).kind == Kind.NONUNIFORM


@pytest.mark.parametrize("thickness", [0.0, -5.0, 1e300])
def test_a_thickness_that_is_none_gives_no_gap_and_no_coverage(thickness: float) -> None:
    frames = [replace(frame, thickness_mm=thickness) for frame in _frames(series(n=5))]
    slices = build(frames).slices
    assert (slices.thickness_mm, slices.gap_mm, slices.coverage_mm) == (None, None, None)


def test_a_pixel_spacing_that_is_damage_gives_no_grid() -> None:
    frames = _frames(series(n=5))
    for frame in frames:
        frame.header.tree[0x00280030] = b"1e300\\1e300"
    assert build(frames).grid is None


def test_g118_two_slices_have_an_interval_of_grade_c() -> None:
    """G-118."""
    stack = _at(0, 2)
    assert (stack.z.mm, stack.z.grade) == (2.0, Grade.C)
    assert "n = 2" in str(stack.z.origin.note)
    assert stack.grid is not None


def test_g119_a_single_slice_has_no_interval_whatever_the_header_claims() -> None:
    """G-119."""
    stack = _at(0, thickness_mm=5.0, spacing_between_slices=20.0)
    assert stack.kind == Kind.SINGLE
    assert (stack.slices.interval_mm, stack.z.mm, stack.grid) == (None, None, None)
    assert stack.z.grade == Grade.D
    assert stack.slices.thickness_mm == 5.0
    assert "Spacing Between Slices says 20 mm" in _said(stack, "V02").text


@pytest.mark.parametrize("count", [2, 13])
def test_g121_images_at_one_place_are_no_volume(count: int) -> None:
    """G-121."""
    stack = _at(*[0.0] * count)
    assert (stack.kind, stack.grid) == (Kind.ZERO_EXTENT, None)
    assert f"All {count} images" in _said(stack, "V18").text


def _turned(frame: Frame, angle_deg: float) -> Frame:
    angle = math.radians(angle_deg)
    return replace(frame, orientation=(1.0, 0.0, 0.0, 0.0, math.cos(angle), math.sin(angle)))


def test_g133_a_slice_turned_by_a_twentieth_of_a_degree_stays_in_its_stack() -> None:
    """G-133."""
    frames = _frames(series(n=20))
    frames[9] = _turned(frames[9], 0.05)
    assert build(frames).kind == Kind.UNIFORM


def test_g133_a_slice_turned_by_half_a_degree_does_not() -> None:
    """G-133."""
    frames = _frames(series(n=20))
    frames[9] = _turned(frames[9], 0.5)
    stack = build(frames)
    assert (stack.kind, stack.grid) == (Kind.NONPARALLEL, None)
    assert stack.codes() == ("V22",)


def test_g136_overlapping_slices() -> None:
    """G-136."""
    stack = _stack(n=300, interval_mm=0.8, thickness_mm=1.0)
    assert stack.slices.coverage_mm == pytest.approx(240.2)
    assert stack.slices.overlap_fraction == pytest.approx(0.2)
    assert "V13" in stack.codes()


def test_g137_oblique_pair_is_two_apart_not_its_difference_in_z() -> None:
    """G-137."""
    first, second = _frames(series(n=2))
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


def test_g140_negative_spacing_is_said_and_the_positions_win() -> None:
    """G-140."""
    stack = _stack(n=20, interval_mm=2.5, spacing_between_slices=-2.5)
    assert stack.z.mm == 2.5
    assert "V11" in stack.codes()
    assert "V10" not in stack.codes()


def test_g145_slice_location_counted_the_other_way_is_worth_a_note_only() -> None:
    """G-145."""
    datasets = series(n=10)
    for n, dataset in enumerate(datasets):
        dataset.SliceLocation = f"{100.0 - 5.0 * n:.2f}"
    said = _said(build(_frames(datasets)), "V12")
    assert said.severity == "info"


def test_slice_location_in_disorder_is_a_warning() -> None:
    datasets = series(n=10)
    for n, dataset in enumerate(datasets):
        dataset.SliceLocation = f"{5.0 * (n ^ 1):.2f}"
    assert _said(build(_frames(datasets)), "V12").severity == "warning"


def test_b46_slice_location_of_a_tilted_stack_runs_along_the_table() -> None:
    stack = _stack(tilt_deg=18.5, slice_location="along table")
    assert "along the table" in _said(stack, "V12").text


def test_b40_spacing_that_holds_the_gap_is_explained_and_costs_no_grade() -> None:
    stack = _stack(interval_mm=8.0, thickness_mm=6.0, spacing_between_slices=2.0)
    assert "holds the gap" in _said(stack, "V10").text
    assert (stack.z.mm, stack.z.grade) == (8.0, Grade.B)


def test_b41_spacing_that_holds_the_table_step_is_explained() -> None:
    stack = _stack(tilt_deg=18.5, spacing_between_slices=5.0)
    assert "table step" in _said(stack, "V10").text


def test_an_agreeing_spacing_makes_grade_a() -> None:
    assert _stack(spacing_between_slices=5.0).z.grade == Grade.A


def test_the_interval_carries_where_it_was_read() -> None:
    origin = _stack(n=5, decimals=1).z.origin
    assert (origin.source, origin.label) == ("(0020,0032)", "mm")
    assert origin.raw == ("-100.0", "-100.0", "-100.0", "-100.0", "-100.0", "-80.0")


def test_header_tilt_that_the_positions_do_not_show_is_said() -> None:
    assert "V08" in _stack(gantry_detector_tilt=15.0).codes()


def test_header_tilt_of_the_other_sign_is_a_maker_s_habit() -> None:
    stack = _stack(tilt_deg=18.5, gantry_detector_tilt=-18.5)
    assert _said(stack, "V09").severity == "info"
    assert "V08" not in stack.codes()


def test_header_tilt_that_agrees_is_not_mentioned() -> None:
    codes = _stack(tilt_deg=18.5, gantry_detector_tilt=18.5).codes()
    assert not {"V08", "V09"} & set(codes)


def test_a_tilt_too_small_to_shear_two_slices_does_not_belie_the_header() -> None:
    stack = _stack(n=2, tilt_deg=1.0, gantry_detector_tilt=1.0)
    assert not stack.slices.sheared
    assert "V08" not in stack.codes()


def test_thickness_that_changes_is_said_with_its_values() -> None:
    stack = _stack(n=10, thickness_mm=[5.0] * 5 + [3.0] * 5)
    assert stack.slices.thickness_mm is None
    assert stack.slices.thickness_range_mm == (3.0, 5.0)
    assert "3, 5 mm" in _said(stack, "V16").text


def test_a_slice_pushed_sideways_is_named() -> None:
    frames = _frames(series(n=20))
    x, y, z = frames[7].position_mm or (0.0, 0.0, 0.0)
    frames[7] = replace(frames[7], position_mm=(x + 3.0, y, z))
    stack = build(frames)
    assert stack.kind == Kind.UNIFORM
    assert stack.frames[7].sop_instance_uid in _said(stack, "V17").where


def test_a_gap_is_signed_and_said() -> None:
    stack = _stack(interval_mm=8.0, thickness_mm=6.0)
    assert stack.slices.gap_mm == 2.0
    assert "2.000 mm" in _said(stack, "V14").text


def test_cosines_of_two_decimals_are_remarked_and_feign_no_shear() -> None:
    turn = math.radians(9.3)
    oblique = (1.0, 0.0, 0.0, 0.0, math.cos(turn), math.sin(turn))
    stack = _stack(n=60, orientation=oblique, cosine_decimals=2)
    assert _said(stack, "V23").severity == "info"
    assert not stack.slices.sheared


def test_cosines_that_are_no_unit_vectors_are_said_and_cost_the_grade() -> None:
    frames = [
        replace(frame, orientation=(1.0, 0.0, 0.0, 0.0, 1.02, 0.0))
        for frame in _frames(series(n=10, spacing_between_slices=5.0))
    ]
    stack = build(frames)
    assert "V23" in stack.codes()
    assert (stack.z.mm, stack.z.grade) == (5.0, Grade.C)


def test_frames_without_a_place_are_left_out_by_name() -> None:
    frames = _frames(series(n=10))
    lost = replace(frames[4], position_mm=None)
    stack = build([*frames[:4], lost, *frames[5:]])
    assert stack.unplaced == (lost,)
    assert _said(stack, "V01").where == (lost.sop_instance_uid,)
    assert stack.regularity.missing_k == (4,)


def test_nothing_placed_is_an_unknown_stack_with_a_claim_at_most() -> None:
    frames = [replace(f, position_mm=None) for f in _frames(series(n=4, spacing_between_slices=3))]
    stack = build(frames)
    assert stack.kind == Kind.UNKNOWN
    assert (stack.z.mm, stack.z.number, stack.z.grade) == (None, 3.0, Grade.D)
    assert stack.codes() == ("V01",)


def test_even_slice_locations_without_positions_are_a_claim() -> None:
    made = series(n=4, slice_location="along table")
    frames = [replace(frame, position_mm=None) for frame in _frames(made)]
    stack = build(frames)
    assert (stack.z.number, stack.z.origin.rule) == (5.0, "Z.D7.4")


@pytest.mark.parametrize(
    ("numbering", "fate"), [("skipping", "lost"), ("running on", "never acquired")]
)
def test_instance_numbers_tell_what_became_of_a_missing_slice(numbering: str, fate: str) -> None:
    stack = _stack(absent=[12, 13], numbering=numbering)
    (hole,) = _said(stack, "V05").evidence["fate"]
    assert (hole["k"], hole["fate"]) == ([12, 13], fate)


def test_counts_may_contradict_the_numbers_and_then_nothing_is_claimed() -> None:
    datasets = series(absent=[12], numbering="running on")
    for dataset in datasets:
        dataset.ImagesInAcquisition = 40
    (hole,) = _said(build(_frames(datasets)), "V05").evidence["fate"]
    assert hole["fate"] == "not known"


def test_uids_that_are_counted_witness_too() -> None:
    datasets = series(absent=[12], uids="counted")
    for dataset in datasets:
        del dataset.InstanceNumber
    said = _said(build(_frames(datasets)), "V05")
    assert said.evidence["fate"][0]["fate"] == "lost"
    assert "UIDs" in said.text


def test_a_count_above_the_places_hints_at_a_missing_end() -> None:
    datasets = series(n=39)
    for dataset in datasets:
        dataset.NumberOfSlices = 40
    assert _said(build(_frames(datasets)), "V05").evidence == {"counted": 40, "places": 39}


def test_affine_of_a_stack_with_a_hole_places_every_slice() -> None:
    stack = _stack(absent=[3, 20], tilt_deg=12.0)
    assert stack.grid is not None
    assert stack.grid.shape_kji == (40, 16, 16)
    for k, frame in zip(stack.k, stack.frames, strict=True):
        assert stack.grid.at([k, 0, 0]) == pytest.approx(frame.position_mm, abs=1e-5)


def test_rows_and_columns_are_not_mixed_up() -> None:
    grid = _stack(n=3, row_mm=2.0, column_mm=0.5).grid
    assert grid is not None
    assert (grid.row_mm, grid.column_mm) == (2.0, 0.5)
    assert (grid.at([0, 0, 10]) - grid.at([0, 0, 0])).tolist() == [5.0, 0.0, 0.0]


def test_pixel_sizes_given_by_the_caller_count() -> None:
    frames = _frames(series(n=3))
    for frame in frames:
        del frame.header.tree[0x00280030]
    assert build(frames).grid is None
    grid = build(frames, row_mm=0.3, column_mm=0.4).grid
    assert grid is not None
    assert (grid.row_mm, grid.column_mm) == (0.3, 0.4)


def test_head_to_feet_order_still_is_right_handed() -> None:
    stack = _stack(n=5, orientation=(1.0, 0.0, 0.0, 0.0, -1.0, 0.0))
    assert stack.grid is not None
    assert affine.is_right_handed(stack.grid.index_kji_to_lps)
    assert stack.slices.interval_mm == 5.0


def test_slices_of_a_sagittal_stack_ascend_along_their_normal() -> None:
    stack = _stack(n=5, orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    x = [frame.position_mm[0] for frame in stack.frames if frame.position_mm]
    assert x == sorted(x, reverse=True)
