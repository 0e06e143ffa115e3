"""A data set that contradicts itself is told so, whatever is done with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.contradictions import contradictions, nameless
from millivox.dicom.elements import Tree
from millivox.dicom.reading import read

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


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ({0x00080060: b"CT"}, "SOP Instance UID and Series Instance UID are absent."),
        (
            {0x00080018: b"1.2\0", 0x0020000E: b"\0 ", 0x00280010: b"\4\0"},
            "Series Instance UID is absent.",
        ),
        ({0x00080018: (b"LO", b""), 0x0020000E: b"1.2"}, "SOP Instance UID is absent."),
    ],
)
def test_object_without_the_uids_that_name_it_is_told(tree: Tree, text: str) -> None:
    assert [problem.text for problem in nameless(tree, "a.dcm")] == [text]


def test_palette_belongs_to_no_series() -> None:
    assert not list(nameless({0x00080018: b"1.2"}, "hotiron.dcm"))


def test_directory_and_a_named_object_are_told_nothing() -> None:
    assert not list(nameless({0x00080018: b"1.2", 0x0020000E: b"1.3"}, "a.dcm"))
    assert not list(nameless({0x00020002: b"1.2.840.10008.1.3.10\0"}, "DICOMDIR"))


def test_every_verb_reads_of_missing_uids(make_dicom: Callable[..., bytes], tmp_path: Path) -> None:
    series = b"\x20\x00\x0e\x00UI\x06\x001.2.4\0"
    assert series in make_dicom()
    (tmp_path / "a.dcm").write_bytes(make_dicom().replace(series, b""))
    (problem,) = read(tmp_path).problems
    assert (problem.error, problem.tag) == ("Damage", "(0020,000E)")
