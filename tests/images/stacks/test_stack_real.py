"""Stacks of real scanners (rule book G.5, the cases that name files)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from millivox.dicom.header import Header
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.images.unpack import unpack
from millivox.provenance import Grade
from millivox.spacing.slices import Kind

HeaderAt = Callable[..., Header]


@pytest.fixture(scope="module")
def stack_in(shared_data: Path, header_at: HeaderAt) -> Callable[[str], Stack]:
    """The stack of the slices in a folder of the real data."""

    def read(folder: str) -> Stack:
        paths = sorted(path for path in (shared_data / folder).iterdir() if path.is_file())
        return build([frame for path in paths for frame in unpack(header_at(path)).frames])

    return read


def test_g128_tilted_philips_slices_lie_closer_than_the_table_steps(
    stack_in: Callable[[str], Stack],
) -> None:
    """G-128."""
    stack = stack_in("dcm_qa_ct/In/Philips/S21610/S2010")
    slices = stack.slices
    assert stack.kind == Kind.UNIFORM
    assert slices.interval_mm == pytest.approx(2.37081, abs=1e-5)
    assert slices.step_length_mm == pytest.approx(2.5, abs=1e-6)
    assert slices.tilt_deg == pytest.approx(-18.5, abs=1e-3)
    assert slices.extent_mm == pytest.approx(13 * 2.37081, abs=1e-4)
    assert {"V07", "V10", "V13"} <= set(stack.codes())
    assert not {"V08", "V09"} & set(stack.codes())


def test_g128_the_tilt_stays_in_the_matrix_as_shear(stack_in: Callable[[str], Stack]) -> None:
    """G-128."""
    stack = stack_in("dcm_qa_ct/In/Philips/S21610/S2010")
    assert stack.grid is not None
    assert stack.grid.step_mm == pytest.approx([0.0, 0.0, 2.5], abs=1e-6)
    last = stack.frames[-1].position_mm
    assert stack.grid.at([13, 0, 0]) == pytest.approx(last, abs=1e-5)


def test_g131_plain_philips_slices_are_even_and_confirmed(
    stack_in: Callable[[str], Stack],
) -> None:
    """G-131."""
    stack = stack_in("dcm_qa_ct/In/Philips/S21570/S2010")
    assert (stack.kind, stack.z.mm, stack.z.grade) == (Kind.UNIFORM, 5.0, Grade.A)
    assert (stack.slices.gap_mm, stack.slices.tilt_deg) == (0.0, 0.0)
    assert stack.findings == ()


def test_g124_ge_slices_of_one_time_point_have_gaps(shared_data: Path, header_at: HeaderAt) -> None:
    """G-124."""
    paths = sorted((shared_data / "dcm_qa_nih/In/20180918GE/mr_0004").iterdir())
    frames = [frame for path in paths for frame in unpack(header_at(path)).frames]
    stack = build(frames)
    assert (len(frames), len(stack.frames), len(stack.set_aside)) == (150, 15, 135)
    assert stack.z.mm == pytest.approx(5.0, abs=4e-5)
    assert stack.z.grade == Grade.A
    assert stack.slices.gap_mm == pytest.approx(2.0, abs=4e-5)
    assert {"V14", "V26"} <= set(stack.codes())


def test_a_whole_head_of_93_slices_is_even(stack_in: Callable[[str], Stack]) -> None:
    stack = stack_in("Slicer/Testing/Data/Input/CTHeadAxialDicom")
    assert (stack.kind, len(stack.frames), stack.z.mm) == (Kind.UNIFORM, 93, 1.5)


def test_a_skipped_slice_is_found_and_was_never_stored(stack_in: Callable[[str], Stack]) -> None:
    stack = stack_in("dicom2nifti/tests/data/failing/sliceincrement/001")
    assert (stack.kind, stack.regularity.missing_k) == (Kind.MISSING, (3,))
    (said,) = (item for item in stack.findings if item.code == "V05")
    assert said.evidence["fate"][0]["fate"] == "never acquired"


def test_a_tilted_stack_that_others_refuse_keeps_its_tilt(
    stack_in: Callable[[str], Stack],
) -> None:
    stack = stack_in("dicom2nifti/tests/data/failing/gantrytilting/001")
    assert stack.slices.tilt_deg == pytest.approx(-14.0, abs=1e-6)
    assert stack.slices.interval_mm == pytest.approx(5.0 * np.cos(np.radians(14.0)), abs=1e-6)


def test_every_even_real_stack_puts_its_last_slice_where_it_is_written(
    shared_data: Path, header_at: HeaderAt
) -> None:
    """Self-check C.10.4, on every folder of single-frame CT and MR slices named here."""
    folders = ["oro.dicom/inst/sphere3", "hazen/tests/data/acr/PhilipsAchieva"]
    folders += ["hazen/tests/data/acr/GE_Artist_1.5T_T1", "dcm_qa_decubitus/In/HFDR/2_t1_fl2d_sag"]
    for folder in folders:
        paths = sorted(path for path in (shared_data / folder).iterdir() if path.is_file())
        stack = build([frame for path in paths for frame in unpack(header_at(path)).frames])
        assert stack.grid is not None, folder
        last = stack.frames[-1].position_mm
        assert stack.grid.at([stack.k[-1], 0, 0]) == pytest.approx(last, abs=1e-3), folder
