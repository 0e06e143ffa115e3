"""Stacks of synthetic slices."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pydicom import Dataset

from millivox.dicom.dataset import tree_of
from millivox.dicom.header import Header
from millivox.images.frames import Frame
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.phantoms.series import series
from millivox.spacing.findings import Finding


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


@pytest.fixture(scope="session")
def frames_of() -> Callable[[Sequence[Dataset]], list[Frame]]:
    """The frames of plain slices."""
    return _frames


@pytest.fixture(scope="session")
def stack_of() -> Callable[..., Stack]:
    """``stack_of(**plan)``: the stack of a synthetic series."""

    def make(**plan: Any) -> Stack:
        return build(_frames(series(**plan)))

    return make


@pytest.fixture(scope="session")
def stack_at(stack_of: Callable[..., Stack]) -> Callable[..., Stack]:
    """``stack_at(0, 5, 10)``: a stack of slices at table places."""

    def make(*places: float, **plan: Any) -> Stack:
        return stack_of(table_mm=places, origin_mm=(0.0, 0.0, 0.0), decimals=3, **plan)

    return make


@pytest.fixture(scope="session")
def said_of() -> Callable[[Stack, str], Finding]:
    """The one finding of a stack under a code."""

    def find(stack: Stack, code: str) -> Finding:
        (found,) = (item for item in stack.findings if item.code == code)
        return found

    return find
