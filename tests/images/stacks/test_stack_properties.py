"""Even stacks stay even whatever the writer's rounding, and holes are found wherever they are."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from millivox.dicom.header import Header
from millivox.geometry import affine
from millivox.geometry.orientation import Orientation
from millivox.images.frames import Frame
from millivox.images.stacks.build import build
from millivox.images.stacks.stack import Stack
from millivox.phantoms.datasets import decimal
from millivox.spacing.slices import Kind

EVEN = (Kind.UNIFORM, Kind.UNIFORM_TOL)
ANGLES = st.floats(-180.0, 180.0)


@st.composite
def orientations(draw: st.DrawFn) -> Orientation:
    """Any turn; now and then one along the axes."""
    if draw(st.integers(0, 3)) == 0:
        axes = np.eye(3)[draw(st.permutations(range(3)))] * draw(st.sampled_from([1.0, -1.0]))
        return Orientation.from_cosines([*axes[0], *axes[1]])
    a, b, c = (math.radians(draw(ANGLES)) for _ in range(3))
    row = np.array([math.cos(a) * math.cos(b), math.sin(a) * math.cos(b), math.sin(b)])
    across = np.cross(row, [0.31, -0.52, 0.8])
    down = math.cos(c) * across + math.sin(c) * np.cross(row, across)
    return Orientation.from_cosines([*row, *down])


@st.composite
def exact_stacks(draw: st.DrawFn, *, least: int = 2) -> dict[str, Any]:
    """An even stack, leaning perhaps, and how it is written down."""
    decimals = draw(st.integers(1, 9))
    coarse = 10.0**-decimals
    n = draw(st.integers(least + 22 if decimals < 3 else least, 90))
    interval = draw(st.floats(max(0.2, 2.3 * coarse), 12.0))
    plane = draw(orientations())
    lean = draw(st.sampled_from([0.0, 0.0, 0.1, -0.35])) * interval
    return {
        "n": n,
        "interval": interval,
        "plane": plane,
        "step": plane.matrix @ [0.0, lean, interval],
        "origin": np.array([draw(st.floats(-400.0, 400.0)) for _ in range(3)]),
        "decimals": decimals,
    }


def _written(stack: dict[str, Any], k: list[int]) -> list[Frame]:
    """Frames as a writer with so many decimals leaves them; the cosines kept in full."""
    plane: Orientation = stack["plane"]
    cosines = (*plane.row_direction, *plane.column_direction)
    frames = []
    for place in k:
        texts = tuple(
            decimal(v, stack["decimals"]) for v in stack["origin"] + place * stack["step"]
        )
        header = Header({0x00080018: f"1.2.{place}".encode(), 0x00280030: b"0.7\\0.9"})
        frames.append(Frame(header, tuple(map(float, texts)), cosines, 16, 16, texts))  # type: ignore[arg-type]
    return frames


def _hard_bound(stack: dict[str, Any], places: int) -> float:
    """No rounding can put the end-to-end interval farther off (D.4)."""
    return math.sqrt(3.0) * 10.0 ** -stack["decimals"] / (places - 1)


def _looks_like_a_block(k: list[int]) -> bool:
    """Three equal wide gaps in a row are another spacing, not holes (D.3)."""
    steps = [b - a for a, b in pairwise(k)]
    return any(a == b == c > 1 for a, b, c in zip(steps, steps[1:], steps[2:], strict=False))


def _build(stack: dict[str, Any], k: list[int]) -> Stack:
    return build(_written(stack, k))


@settings(deadline=None, max_examples=300)
@given(exact_stacks())
def test_an_even_stack_is_never_called_uneven(stack: dict[str, Any]) -> None:
    assert _build(stack, list(range(stack["n"]))).kind in EVEN


@settings(deadline=None, max_examples=300)
@given(exact_stacks())
def test_the_interval_is_within_what_rounding_allows(stack: dict[str, Any]) -> None:
    found = _build(stack, list(range(stack["n"]))).slices.interval_mm
    allowed = 1.1 * _hard_bound(stack, stack["n"]) + 1e-9
    assert found is not None
    assert abs(found - stack["interval"]) <= allowed


@settings(deadline=None, max_examples=300)
@given(exact_stacks(least=8), st.data())
def test_removed_slices_are_found_where_they_were(
    stack: dict[str, Any], data: st.DataObject
) -> None:
    inner = st.integers(2, stack["n"] - 3)
    gone = data.draw(st.sets(inner, min_size=1, max_size=max(1, stack["n"] // 8)))
    left = [k for k in range(stack["n"]) if k not in gone]
    assume(not _looks_like_a_block(left))
    assume(stack["interval"] >= 4.0 * 10.0 ** -stack["decimals"])
    found = _build(stack, left)
    assert found.kind == Kind.MISSING
    assert found.regularity.missing_k == tuple(sorted(gone))
    assert list(found.k) == left


@settings(deadline=None, max_examples=200)
@given(exact_stacks())
def test_the_affine_reproduces_every_position_shear_and_all(stack: dict[str, Any]) -> None:
    found = _build(stack, list(range(stack["n"])))
    assert found.grid is not None
    within = 3.0 * 10.0 ** -stack["decimals"] + 1e-9
    for k in (0, stack["n"] // 2, stack["n"] - 1):
        position = found.frames[k].position_mm
        assert np.abs(found.grid.at([k, 0, 0]) - np.array(position)).max() <= within


@settings(deadline=None, max_examples=200)
@given(exact_stacks())
def test_the_grid_is_right_handed_and_its_interval_the_stack_s(stack: dict[str, Any]) -> None:
    found = _build(stack, list(range(stack["n"])))
    assert found.grid is not None
    assert affine.is_right_handed(found.grid.index_kji_to_lps)
    assert found.slices.interval_mm is not None
    assert abs(found.grid.interval_mm - found.slices.interval_mm) <= 1e-9


@settings(deadline=None, max_examples=200)
@given(exact_stacks())
def test_rounding_alone_is_never_taken_for_shear_or_wandering(stack: dict[str, Any]) -> None:
    straight = stack | {"step": stack["plane"].matrix @ [0.0, 0.0, stack["interval"]]}
    found = _build(straight, list(range(stack["n"])))
    assert not found.slices.sheared
    assert "V17" not in found.codes()


@settings(deadline=None, max_examples=200)
@given(exact_stacks(least=12), st.data())
def test_a_slice_moved_by_a_third_is_never_overlooked(
    stack: dict[str, Any], data: st.DataObject
) -> None:
    k = data.draw(st.integers(2, stack["n"] - 3))
    frames = _written(stack | {"decimals": 6}, list(range(stack["n"])))
    moved = _written(stack | {"decimals": 6}, [k + 0.34])[0]  # type: ignore[list-item]
    frames[k] = moved
    assert build(frames).kind == Kind.NONUNIFORM
