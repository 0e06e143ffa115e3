"""Values in 16 bits: none clipped, integers exact, floats in known steps."""

import numpy as np
import pytest

from millivox.errors import ExportError
from millivox.export.derived.stored import line_of
from millivox.geometry.grid import VoxelGrid
from millivox.images.volume import Array, Volume


def _volume(values: Array, holes: tuple[int, ...] = ()) -> Volume:
    return Volume(values, VoxelGrid(values.shape, np.eye(4)[[2, 1, 0, 3]]), holes_k=holes)


def _back(volume: Volume, **options: object) -> tuple[Array, Array]:
    line = line_of(volume, **options)  # type: ignore[arg-type]
    stored = line.stored(volume.values, volume.missing)
    return stored, stored * line.slope + line.intercept


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(-1024, 3071, "int16"), (0, 65535, "uint16"), (-40000, 20000, "uint16"), (7, 7, "int16")],
)
def test_whole_numbers_come_back_exactly(low: int, high: int, kind: str) -> None:
    values = np.linspace(low, high, 24).round().astype(np.int32).reshape(2, 3, 4)
    for dtype in (np.int32, np.float64):
        stored, back = _back(_volume(values.astype(dtype)))
        assert stored.dtype == kind
        np.testing.assert_array_equal(back, values)


@pytest.mark.parametrize("high", [100, 32767, 65535])
def test_no_value_is_the_padding(high: int) -> None:
    values = np.linspace(0, high, 24).round().astype(np.int32).reshape(2, 3, 4)
    volume = _volume(values, holes=(1,))
    line = line_of(volume)
    stored = line.stored(values, volume.missing)
    assert line.padding is not None
    assert (stored[1] == line.padding).all()
    assert (stored[0] != line.padding).all()


def test_no_value_is_the_padding_when_all_16_bits_are_taken() -> None:
    values = np.stack([np.arange(65536, dtype=np.float64).reshape(256, 256)] * 2)
    volume = _volume(values, holes=(1,))
    line = line_of(volume)
    stored = line.stored(values, volume.missing)
    assert (stored[0] != line.padding).all()
    assert np.abs(stored[0] * line.slope + line.intercept - values[0]).max() <= line.error * 1.0001


def test_floats_of_a_known_line_come_back_exactly() -> None:
    stored = np.random.default_rng(3).integers(0, 32767, (2, 5, 5))
    values = (stored * 0.0731).astype(np.float32)
    line = line_of(_volume(values), like=(0.0731, 0.0))
    assert line.error == 0.0
    np.testing.assert_array_equal(line.stored(values), stored)


@pytest.mark.parametrize("span", [(-3.7, 9.1), (0.001, 0.0011), (-5e6, 8e6)])
def test_floats_are_off_by_half_a_step_at_most(span: tuple[float, float]) -> None:
    values = np.random.default_rng(2).uniform(*span, (3, 8, 8))
    line = line_of(_volume(values))
    _, back = _back(_volume(values))
    assert line.error == pytest.approx((values.max() - values.min()) / 65535 / 2, rel=1e-6)
    assert np.abs(back - values).max() <= line.error * (1 + 1e-6)


@pytest.mark.parametrize("span", [(0.0, 3.0), (-2.0, 3.0)])
def test_pet_has_no_intercept(span: tuple[float, float]) -> None:
    values = np.random.default_rng(2).uniform(*span, (3, 8, 8))
    line = line_of(_volume(values), intercept="zero")
    _, back = _back(_volume(values), intercept="zero")
    assert line.intercept == 0.0
    assert np.abs(back - values).max() <= line.error * (1 + 1e-6)


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(ExportError, match="infinite"):
        line_of(_volume(np.full((1, 2, 2), np.inf)))


def test_where_nothing_is_image_all_is_padding() -> None:
    volume = _volume(np.full((2, 2, 2), np.nan))
    line = line_of(volume)
    assert (line.stored(volume.values, volume.missing) == line.padding).all()
