"""Stacks of synthetic slices: what is said of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from pydicom import Dataset

from millivox.images.frames import Frame
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.phantoms.series import series
from millivox.provenance import Grade
from millivox.spacing.findings import Finding
from millivox.spacing.slices import Kind

FramesOf = Callable[[Sequence[Dataset]], list[Frame]]
Make = Callable[..., Stack]
SaidOf = Callable[[Stack, str], Finding]


def test_g140_negative_spacing_is_said_and_the_positions_win(stack_of: Make) -> None:
    """G-140."""
    stack = stack_of(n=20, interval_mm=2.5, spacing_between_slices=-2.5)
    assert stack.z.mm == 2.5
    assert "V11" in stack.codes()
    assert "V10" not in stack.codes()


def test_g145_slice_location_counted_the_other_way_is_worth_a_note_only(
    frames_of: FramesOf, said_of: SaidOf
) -> None:
    """G-145."""
    datasets = series(n=10)
    for n, dataset in enumerate(datasets):
        dataset.SliceLocation = f"{100.0 - 5.0 * n:.2f}"
    said = said_of(build(frames_of(datasets)), "V12")
    assert said.severity == "info"


def test_slice_location_in_disorder_is_a_warning(frames_of: FramesOf, said_of: SaidOf) -> None:
    datasets = series(n=10)
    for n, dataset in enumerate(datasets):
        dataset.SliceLocation = f"{5.0 * (n ^ 1):.2f}"
    assert said_of(build(frames_of(datasets)), "V12").severity == "warning"


def test_b46_slice_location_of_a_tilted_stack_runs_along_the_table(
    stack_of: Make, said_of: SaidOf
) -> None:
    stack = stack_of(tilt_deg=18.5, slice_location="along table")
    assert "along the table" in said_of(stack, "V12").text


def test_b40_spacing_that_holds_the_gap_is_explained_and_costs_no_grade(
    stack_of: Make, said_of: SaidOf
) -> None:
    stack = stack_of(interval_mm=8.0, thickness_mm=6.0, spacing_between_slices=2.0)
    assert "holds the gap" in said_of(stack, "V10").text
    assert (stack.z.mm, stack.z.grade) == (8.0, Grade.B)


def test_b41_spacing_that_holds_the_table_step_is_explained(
    stack_of: Make, said_of: SaidOf
) -> None:
    stack = stack_of(tilt_deg=18.5, spacing_between_slices=5.0)
    assert "table step" in said_of(stack, "V10").text


def test_an_agreeing_spacing_makes_grade_a(stack_of: Make) -> None:
    assert stack_of(spacing_between_slices=5.0).z.grade == Grade.A


def test_the_interval_carries_where_it_was_read(stack_of: Make) -> None:
    origin = stack_of(n=5, decimals=1).z.origin
    assert (origin.source, origin.label) == ("(0020,0032)", "mm")
    assert origin.raw == ("-100.0", "-100.0", "-100.0", "-100.0", "-100.0", "-80.0")


def test_header_tilt_that_the_positions_do_not_show_is_said(stack_of: Make) -> None:
    assert "V08" in stack_of(gantry_detector_tilt=15.0).codes()


def test_header_tilt_of_the_other_sign_is_a_maker_s_habit(stack_of: Make, said_of: SaidOf) -> None:
    stack = stack_of(tilt_deg=18.5, gantry_detector_tilt=-18.5)
    assert said_of(stack, "V09").severity == "info"
    assert "V08" not in stack.codes()
    assert "tilt of 18.5°" in said_of(stack, "V09").text


def test_a_tilt_is_said_without_its_sign(stack_of: Make, said_of: SaidOf) -> None:
    text = said_of(stack_of(tilt_deg=-18.5, gantry_detector_tilt=-10.0), "V08").text
    assert text == "The header says a tilt of 10°, the positions 18.50°."


def test_header_tilt_that_agrees_is_not_mentioned(stack_of: Make) -> None:
    codes = stack_of(tilt_deg=18.5, gantry_detector_tilt=18.5).codes()
    assert not {"V08", "V09"} & set(codes)


def test_a_tilt_too_small_to_shear_two_slices_does_not_belie_the_header(stack_of: Make) -> None:
    stack = stack_of(n=2, tilt_deg=1.0, gantry_detector_tilt=1.0)
    assert not stack.slices.sheared
    assert "V08" not in stack.codes()


def test_thickness_that_changes_is_said_with_its_values(stack_of: Make, said_of: SaidOf) -> None:
    stack = stack_of(n=10, thickness_mm=[5.0] * 5 + [3.0] * 5)
    assert stack.slices.thickness_mm is None
    assert stack.slices.thickness_range_mm == (3.0, 5.0)
    assert "3, 5 mm" in said_of(stack, "V16").text


def test_a_slice_pushed_sideways_is_named(frames_of: FramesOf, said_of: SaidOf) -> None:
    frames = frames_of(series(n=20))
    x, y, z = frames[7].position_mm or (0.0, 0.0, 0.0)
    frames[7] = replace(frames[7], position_mm=(x + 3.0, y, z))
    stack = build(frames)
    assert stack.kind == Kind.UNIFORM
    assert stack.frames[7].sop_instance_uid in said_of(stack, "V17").where


def test_a_gap_is_signed_and_said(stack_of: Make, said_of: SaidOf) -> None:
    stack = stack_of(interval_mm=8.0, thickness_mm=6.0)
    assert stack.slices.gap_mm == 2.0
    assert "2.000 mm" in said_of(stack, "V14").text


def test_cosines_of_two_decimals_are_remarked_and_feign_no_shear(
    stack_of: Make, said_of: SaidOf
) -> None:
    turn = math.radians(9.3)
    oblique = (1.0, 0.0, 0.0, 0.0, math.cos(turn), math.sin(turn))
    stack = stack_of(n=60, orientation=oblique, cosine_decimals=2)
    assert said_of(stack, "V23").severity == "info"
    assert not stack.slices.sheared


def test_cosines_that_are_no_unit_vectors_are_said_and_cost_the_grade(frames_of: FramesOf) -> None:
    frames = [
        replace(frame, orientation=(1.0, 0.0, 0.0, 0.0, 1.02, 0.0))
        for frame in frames_of(series(n=10, spacing_between_slices=5.0))
    ]
    stack = build(frames)
    assert "V23" in stack.codes()
    assert (stack.z.mm, stack.z.grade) == (5.0, Grade.C)


def test_frames_without_a_place_are_left_out_by_name(frames_of: FramesOf, said_of: SaidOf) -> None:
    frames = frames_of(series(n=10))
    lost = replace(frames[4], position_mm=None)
    stack = build([*frames[:4], lost, *frames[5:]])
    assert stack.unplaced == (lost,)
    assert said_of(stack, "V01").where == (lost.sop_instance_uid,)
    assert stack.regularity.missing_k == (4,)


def test_nothing_placed_is_an_unknown_stack_with_a_claim_at_most(frames_of: FramesOf) -> None:
    frames = [
        replace(f, position_mm=None) for f in frames_of(series(n=4, spacing_between_slices=3))
    ]
    stack = build(frames)
    assert stack.kind == Kind.UNKNOWN
    assert (stack.z.mm, stack.z.number, stack.z.grade) == (None, 3.0, Grade.D)
    assert stack.codes() == ("V01",)


def test_even_slice_locations_without_positions_are_a_claim(frames_of: FramesOf) -> None:
    made = series(n=4, slice_location="along table")
    frames = [replace(frame, position_mm=None) for frame in frames_of(made)]
    stack = build(frames)
    assert (stack.z.number, stack.z.origin.rule) == (5.0, "Z.D7.4")


@pytest.mark.parametrize(
    ("numbering", "fate"), [("skipping", "lost"), ("running on", "never acquired")]
)
def test_instance_numbers_tell_what_became_of_a_missing_slice(
    stack_of: Make, said_of: SaidOf, numbering: str, fate: str
) -> None:
    stack = stack_of(absent=[12, 13], numbering=numbering)
    (hole,) = said_of(stack, "V05").evidence["fate"]
    assert (hole["k"], hole["fate"]) == ([12, 13], fate)


def test_counts_may_contradict_the_numbers_and_then_nothing_is_claimed(
    frames_of: FramesOf, said_of: SaidOf
) -> None:
    datasets = series(absent=[12], numbering="running on")
    for dataset in datasets:
        dataset.ImagesInAcquisition = 40
    (hole,) = said_of(build(frames_of(datasets)), "V05").evidence["fate"]
    assert hole["fate"] == "not known"


def test_uids_that_are_counted_witness_too(frames_of: FramesOf, said_of: SaidOf) -> None:
    datasets = series(absent=[12], uids="counted")
    for dataset in datasets:
        del dataset.InstanceNumber
    said = said_of(build(frames_of(datasets)), "V05")
    assert said.evidence["fate"][0]["fate"] == "lost"
    assert "UIDs" in said.text


def test_a_count_above_the_places_hints_at_a_missing_end(
    frames_of: FramesOf, said_of: SaidOf
) -> None:
    datasets = series(n=39)
    for dataset in datasets:
        dataset.NumberOfSlices = 40
    assert said_of(build(frames_of(datasets)), "V05").evidence == {"counted": 40, "places": 39}
