"""A data set that contradicts itself is told so, whatever is done with it."""

import pytest

from millivox.dicom.contradictions import contradictions
from millivox.dicom.elements import Tree

PER_FRAME = 0x52009230
FRAMES = 0x00280008


def _texts(tree: Tree) -> list[str]:
    return [problem.text for problem in contradictions(tree, "a.dcm")]


@pytest.mark.parametrize("count", [b"1 ", b"6 ", b"1000000 "])
def test_as_many_groups_as_frames_is_no_contradiction(count: bytes) -> None:
    tree: Tree = {FRAMES: count}
    assert _texts(tree) == []
    assert _texts({FRAMES: b"2 ", PER_FRAME: [{}, {}]}) == []


@pytest.mark.parametrize("count", [b"0 ", b"-1", b"1e300 ", b"2.5 ", b"many"])
def test_number_of_frames_that_is_no_count_is_damage(count: bytes) -> None:
    (text,) = _texts({FRAMES: count, PER_FRAME: [{}, {}]})
    assert count.decode().strip() in text


@pytest.mark.parametrize(("count", "said"), [(b"1 ", "says 1"), (b"2000000000", "says 2000000000")])
def test_groups_for_other_than_the_frames_told_are_damage(count: bytes, said: str) -> None:
    (text,) = _texts({FRAMES: count, PER_FRAME: [{}] * 6})
    assert text == f"There are functional groups for 6 frames, but Number of Frames {said}."


def test_plain_slice_says_nothing_of_frames() -> None:
    assert _texts({0x00280010: b"\x00\x02"}) == []
