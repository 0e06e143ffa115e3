"""The kernel's placing of frames, against NumPy doing the same."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millivox.kernel import place_frames

Array = np.ndarray[Any, Any]
START = 77


def twin(cells: Array, bits: int, high: int, slope: float, intercept: float) -> Array:
    """What the kernel must find: stored bits cut out of their cells, then rescaled."""
    size = 8 * cells.dtype.itemsize
    shifted = cells.astype(np.int64) & ((1 << size) - 1)
    value = (shifted >> (high + 1 - bits)) & ((1 << bits) - 1)
    if cells.dtype.kind == "i":
        value = np.where(value >> (bits - 1) & 1, value - (1 << bits), value)
    return value * slope + intercept


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place") / "frames"


def placed(file: Path, data: bytes, out: Array, *jobs: Any, **kind: Any) -> list[Any]:
    file.write_bytes(b"x" * START + data)
    said = {"stored": "u2", "bits_stored": 16, "high_bit": 15, "big_endian": False} | kind
    return place_frames([file], list(jobs), out=out, threads=2, **said)


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4"]),
    st.integers(1, 32),
    st.integers(0, 31),
    st.booleans(),
    st.sampled_from([(1.0, 0.0), (1.0, -1024.0), (0.5, 3.25)]),
    st.sampled_from(["i8-like", "f4", "f8"]),
    st.integers(0, 2**32 - 1),
)
def test_frames_are_placed_as_numpy_would(
    file: Path, stored: str, bits: int, high: int, big: bool, change: Any, kind: str, seed: int
) -> None:
    size = 8 * np.dtype(stored).itemsize
    bits = min(bits, size)
    high = min(max(high, bits - 1), size - 1)
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 1 << size, (3, 5, 7), dtype=np.uint64).astype(f"u{size // 8}")
    cells = cells.view(stored)
    data = cells.astype(f"{'>' if big else '<'}{stored}").tobytes()
    whole = change[0] == 1.0
    want = twin(cells, bits, high, *change)
    if kind == "i8-like":
        if not whole or want.min() < -(2**31) or want.max() >= 2**31:
            return
        kind = "i4"
    out = np.full((3, 5, 7), 99, kind)
    jobs = [(0, START + n * cells[0].nbytes, n, *change) for n in (2, 0, 1)]
    failures = placed(
        file, data, out, *jobs, stored=stored, bits_stored=bits, high_bit=high, big_endian=big
    )
    assert failures == []
    np.testing.assert_array_equal(out, want.astype(kind))


@pytest.mark.parametrize("big", [False, True])
def test_floats_are_placed(file: Path, big: bool) -> None:
    for stored in ("f4", "f8"):
        cells = np.array([[[1.5, -2.25]], [[np.inf, 1e300 if stored == "f8" else 3.0]]], stored)
        out = np.zeros((2, 1, 2), "f8")
        data = cells.astype(f"{'>' if big else '<'}{stored}").tobytes()
        jobs = [(0, START + n * cells[0].nbytes, n, 2.0, 1.0) for n in range(2)]
        bits = cells.dtype.itemsize * 8
        kind = {"stored": stored, "bits_stored": bits, "high_bit": bits - 1, "big_endian": big}
        assert placed(file, data, out, *jobs, **kind) == []
        np.testing.assert_array_equal(out, cells.astype("f8") * 2.0 + 1.0)


def test_a_frame_longer_than_one_piece_is_read_whole(file: Path) -> None:
    cells = np.random.default_rng(0).integers(0, 4096, (1, 700, 701), np.uint16)
    for kind, change in (("u2", (1.0, 0.0)), ("i2", (1.0, -1000.0)), ("f4", (0.1, 2.0))):
        out = np.zeros(cells.shape, kind)
        assert placed(file, cells.tobytes(), out, (0, START, 0, *change)) == []
        np.testing.assert_array_equal(out, (cells * change[0] + change[1]).astype(kind))


def test_a_value_that_does_not_fit_is_said(file: Path) -> None:
    cells = np.array([[[0, 65535]]], np.uint16)
    out = np.zeros(cells.shape, np.int16)
    assert placed(file, cells.tobytes(), out, (0, START, 0, 1.0, 0.0)) == [(0, 0, 4, True)]
    assert placed(file, cells.tobytes(), out, (0, START, 0, 1.0, -32768.0)) == []
    assert out.tolist() == [[[-32768, 32767]]]


@pytest.mark.parametrize("change", [(2.0, 0.0), (1.0, 0.5), (1.0, 2.0**31), (1.0, 1e300)])
@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "u4"])
def test_a_rescale_that_makes_fractions_fits_no_integer(
    file: Path, kind: str, change: tuple[float, float]
) -> None:
    cells = np.array([[[1, 2]]], np.uint16)
    out = np.zeros(cells.shape, kind)
    assert placed(file, cells.tobytes(), out, (0, START, 0, *change)) == [(0, 0, 4, True)]


@pytest.mark.parametrize("kind", ["i2", "i4", "u1"])
def test_floats_fit_no_integer_and_nothing_is_written_beyond_it(file: Path, kind: str) -> None:
    cells = np.array([[[1.0, 2.0]]], "f4")
    room = np.zeros((2, 1, 2), kind)
    said = {"stored": "f4", "bits_stored": 32, "high_bit": 31}
    found = placed(file, cells.tobytes(), room[:1], (0, START, 0, 1.0, 0.0), **said)
    assert found == [(0, 0, 8, True)]
    assert not room.any()


def test_a_finite_number_that_a_32_bit_float_makes_infinite_does_not_fit(file: Path) -> None:
    out = np.zeros((1, 1, 2), "f4")
    said = {"stored": "f8", "bits_stored": 64, "high_bit": 63}
    cells = np.array([[[1.0, 1e300]]])
    assert placed(file, cells.tobytes(), out, (0, START, 0, 1.0, 0.0), **said)[0][3]
    infinite = np.array([[[1.0, np.inf]]])
    assert placed(file, infinite.tobytes(), out, (0, START, 0, 1.0, 0.0), **said) == []
    stored = np.array([[[1, 2]]], np.uint16)
    assert placed(file, stored.tobytes(), out, (0, START, 0, 1e36, 0.0))[0][3]


def test_a_file_that_ends_too_early_is_said_with_what_there_was(file: Path) -> None:
    out = np.zeros((2, 1, 4), np.uint16)
    jobs = [(0, START, 0, 1.0, 0.0), (0, START + 8, 1, 1.0, 0.0)]
    assert placed(file, bytes(13), out, *jobs) == [(1, 0, 5, False)]


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    out = np.zeros((1, 1, 1), np.uint16)
    jobs = [(0, 0, 0, 1.0, 0.0)]
    found = place_frames([tmp_path / "no"], jobs, "u2", 16, 15, False, out, 1)
    assert found == [(0, 2, 0, False)]


@pytest.mark.parametrize(
    ("jobs", "kind"),
    [
        ([(1, 0, 0, 1.0, 0.0)], {}),  # a path that is not there
        ([(0, 0, 1, 1.0, 0.0)], {}),  # a place outside the volume
        ([(0, 1 << 63, 0, 1.0, 0.0)], {}),
        ([], {"stored": "u8"}),
        ([], {"bits_stored": 17}),
        ([], {"bits_stored": 0}),
        ([], {"high_bit": 3}),
        ([], {"high_bit": 16}),
    ],
)
def test_nonsense_is_refused_before_anything_is_written(
    file: Path, jobs: list[Any], kind: Any
) -> None:
    out = np.full((1, 1, 1), 5, np.uint16)
    with pytest.raises((ValueError, IndexError, TypeError)):
        placed(file, bytes(8), out, *jobs, **kind)
    assert out.item() == 5


def test_an_array_of_another_kind_is_refused(file: Path) -> None:
    for out in (np.zeros((1, 2), "f2"), np.zeros((1, 2), "i8"), np.zeros((2, 2), "u2")[:, ::2]):
        with pytest.raises((ValueError, TypeError)):
            placed(file, bytes(8), out, (0, START, 0, 1.0, 0.0))
