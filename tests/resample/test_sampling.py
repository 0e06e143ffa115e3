"""The kernel's interpolation, against formulas and NumPy."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millivox.resample.sampling import Blend, Method, interpolated, nearest

Array = np.ndarray[Any, Any]
SHAPE = (6, 7, 8)
OUT = (5, 6, 9)


def points(matrix: Array, shape: tuple[int, int, int]) -> Array:
    index = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    return index @ matrix[:3, :3].T + matrix[:3, 3]


def where(at: Array, low: float, high: float) -> Array:
    """Points whose every index lies from ``low`` to the last one plus ``high``."""
    return ((at >= low) & (at <= np.array(SHAPE) - 1 + high)).all(axis=-1)


def journey(seed: int, *, aligned: bool) -> Array:
    rng = np.random.default_rng(seed)
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag(rng.uniform(0.3, 1.3, 3) * rng.choice([-1, 1], 3))
    if not aligned:
        matrix[:3, :3] += rng.uniform(-0.3, 0.3, (3, 3))
    middle = (np.array(SHAPE) - 1) / 2 - matrix[:3, :3] @ ((np.array(OUT) - 1) / 2)
    matrix[:3, 3] = middle + rng.uniform(-0.7, 0.7, 3)
    return matrix


def trilinear(values: Array, at: Array) -> Array:
    """The slow way: eight neighbours, clamped to the outermost centres."""
    at = np.clip(at, 0, np.array(values.shape) - 1)
    low = np.floor(at).astype(int)
    total = np.zeros(at.shape[:-1])
    for corner in np.ndindex(2, 2, 2):
        index = np.minimum(low + corner, np.array(values.shape) - 1)
        part = np.where(corner, at - low, 1 - (at - low)).prod(axis=-1)
        total += part * values[tuple(np.moveaxis(index, -1, 0))]
    return total


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10**6),
    st.booleans(),
    st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"]),
)
def test_linear_is_the_sum_of_eight_neighbours(seed: int, aligned: bool, kind: str) -> None:
    matrix = journey(seed, aligned=aligned)
    values = (np.random.default_rng(seed).normal(size=SHAPE) * 30 + 60).astype(kind)
    found = interpolated(values, matrix, OUT, Method.LINEAR)
    at = points(matrix, OUT)
    inside = where(at, -0.5, 0.5)
    sure = ~(where(at, -0.50001, 0.50001) ^ where(at, -0.49999, 0.49999))
    np.testing.assert_array_equal(np.isnan(found)[sure], ~inside[sure])
    want = trilinear(values.astype(float), at)
    np.testing.assert_allclose(found[inside & sure], want[inside & sure], rtol=2e-5, atol=2e-4)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(list(Method)[1:]))
def test_a_ramp_stays_a_ramp(seed: int, aligned: bool, method: Method) -> None:
    slope, matrix = np.array([3.0, -2.0, 0.5]), journey(seed, aligned=aligned)
    ramp = np.moveaxis(np.indices(SHAPE), 0, -1) @ slope + 7.0
    found = interpolated(ramp, matrix, OUT, method)
    at = points(matrix, OUT)
    between = where(at, 0.0, 0.0)
    np.testing.assert_allclose(found[between], (at @ slope + 7.0)[between], rtol=0, atol=1e-12)


def test_cubic_is_exact_on_a_parabola_away_from_the_edges() -> None:
    """Keys' kernel reproduces second degree polynomials (1981, section II)."""
    axes = np.indices(SHAPE).astype(float)
    values = axes[0] ** 2 - axes[1] * axes[2] + 0.3 * axes[2] ** 2
    matrix = journey(5, aligned=False)
    found = interpolated(values, matrix, OUT, Method.CUBIC)
    at = points(matrix, OUT)
    deep = where(at, 1.0, -1.0)
    k, j, i = np.moveaxis(at, -1, 0)
    assert deep.any()
    np.testing.assert_allclose(found[deep], (k**2 - j * i + 0.3 * i**2)[deep], atol=1e-12)


def test_a_hole_spoils_what_needs_it_and_nothing_else() -> None:
    values = np.ones(SHAPE)
    values[3, 3, 3] = np.nan
    for method in (Method.LINEAR, Method.CUBIC):
        same = interpolated(values, np.eye(4), SHAPE, method)
        np.testing.assert_array_equal(np.isnan(same), np.isnan(values))
        turned = interpolated(values, np.eye(4)[[2, 1, 0, 3]], SHAPE[::-1], method)
        np.testing.assert_array_equal(np.isnan(turned), np.isnan(values.transpose(2, 1, 0)))
    half = np.eye(4)
    half[2, 3] = 0.5
    found = interpolated(values, half, SHAPE, Method.LINEAR)
    assert np.argwhere(np.isnan(found)).tolist() == [[3, 3, 2], [3, 3, 3]]


@pytest.mark.parametrize("blend", list(Blend))
def test_a_slab_draws_its_samples_together_and_leaves_holes_out(blend: Blend) -> None:
    values = np.arange(float(np.prod(SHAPE))).reshape(SHAPE)
    values[2, 0, 0] = np.nan
    matrix = np.eye(4)
    matrix[0, 3] = 2.0
    found = interpolated(
        values, matrix, (1, 7, 8), Method.LINEAR, blend=blend, count=3, step_kji=(1.0, 0.0, 0.0)
    )
    combine = {"mean": np.nanmean, "max": np.nanmax, "min": np.nanmin}[blend]
    np.testing.assert_allclose(found[0], combine(values[1:4], axis=0))


def test_a_slab_outside_is_missing() -> None:
    matrix = np.eye(4)
    matrix[0, 3] = 40.0
    found = interpolated(
        np.ones(SHAPE), matrix, (1, 2, 2), Method.LINEAR, count=4, step_kji=(1, 0, 0)
    )
    assert np.isnan(found).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(["?", "u1", "i2", "u4", "f4", "f8"]))
def test_nearest_keeps_labels_labels(seed: int, aligned: bool, kind: str) -> None:
    matrix = journey(seed, aligned=aligned)
    labels = np.random.default_rng(seed).integers(0, 2, SHAPE).astype(kind)
    found, inside = nearest(labels, matrix, OUT)
    at = points(matrix, OUT)
    np.testing.assert_array_equal(inside, where(at, -0.5 - 1e-6, 0.5 + 1e-6))
    index = np.clip(np.floor(at + 0.5).astype(int), 0, np.array(SHAPE) - 1)
    want = labels[tuple(np.moveaxis(index, -1, 0))]
    np.testing.assert_array_equal(found[inside], want[inside])
    assert not found[~inside].any()


@pytest.mark.parametrize("kind", [np.int64, np.uint64])
def test_labels_that_no_float_holds_stay_what_they_are(kind: type[np.integer[Any]]) -> None:
    values = (np.iinfo(kind).max - np.arange(8, dtype=kind)).reshape(2, 2, 2)
    found, inside = nearest(values, np.eye(4), (2, 2, 2))
    np.testing.assert_array_equal(found, values)
    assert inside.all()


def test_one_slice_reaches_half_a_step_to_either_side() -> None:
    values = np.full((1, 2, 2), 4.0)
    for place, seen in ((-0.6, False), (-0.4, True), (0.4, True), (0.6, False)):
        matrix = np.eye(4)
        matrix[0, 3] = place
        for method in (Method.LINEAR, Method.CUBIC):
            found = interpolated(values, matrix, (1, 2, 2), method)
            assert np.isnan(found).all() != seen


def test_threads_do_not_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    from millivox.resample import sampling

    values = np.random.default_rng(1).normal(size=(20, 30, 40)).astype(np.float32)
    made = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(sampling, "_threads", lambda threads=threads: threads)
        made.append(interpolated(values, journey(3, aligned=False), (30, 40, 50), Method.LINEAR))
    assert made[0].tobytes() == made[1].tobytes() == made[2].tobytes()
