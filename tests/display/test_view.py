"""A view: where its pixels lie, and the same in fewer of them."""

from dataclasses import replace

import numpy as np
import pytest

from millivox.display.scale import PixelSize
from millivox.display.view import Ruler, View
from millivox.display.window import Window


def ramp(rows: int = 11, columns: int = 21) -> View:
    """Values that are their own place in mm: 2 across, 3 down."""
    x, y = np.meshgrid(10 + 2.0 * np.arange(columns), 50 - 3.0 * np.arange(rows))
    return View(
        (x + 1000 * y).astype(np.float32), PixelSize(2.0, 3.0, True, "mm"), Window(0.0, 100.0),
        across=Ruler(10.0, 2.0, "x"), down=Ruler(50.0, -3.0, "z"),
    )  # fmt: skip


def test_blocks_lie_where_their_means_do() -> None:
    made = ramp().coarser(7)
    assert made.values.shape == (3, 7)
    assert (made.size.x, made.size.y) == (6.0, 9.0)
    x = made.across.first + made.across.step * np.arange(7)
    y = made.down.first + made.down.step * np.arange(3)
    assert made.values == pytest.approx(x[None] + 1000 * y[:, None])
    assert (made.across.axis, made.down.axis) == ("x", "z")


def test_what_is_small_stays_as_it_is() -> None:
    held = ramp()
    assert held.coarser(21) is held


def test_labels_are_not_mixed_in_blocks() -> None:
    held = replace(ramp(), values=np.indices((11, 21)).sum(axis=0) % 2 * 7, between="nearest")
    assert set(np.unique(held.coarser(7).values)) <= {0, 7}


def test_colour_stays_colour_in_blocks() -> None:
    held = replace(ramp(), values=np.full((11, 21, 3), 200, np.uint8), window=None)
    made = held.coarser(7).values
    assert made.dtype == np.uint8
    assert made.shape == (3, 7, 3)
    assert (made == 200).all()


def test_a_single_row_stays_one() -> None:
    assert ramp(rows=1, columns=40).coarser(10).values.shape == (1, 10)


@pytest.mark.parametrize(
    ("direction", "axis", "step"),
    [
        ((1, 0, 0), "x", 0.5),
        ((0, -1, 0), "y", -0.5),
        ((0, 5e-5, 1), "z", 0.5),
        ((0.9998, 0.02, 0), "", 0.5),
        ((0, 0, 0), "", 0.5),
    ],
)
def test_a_ruler_counts_the_patient_where_it_runs_along_an_axis(
    direction: tuple[float, float, float], axis: str, step: float
) -> None:
    made = Ruler.along(direction, (1.0, 2.0, 3.0), 0.5)
    assert (made.axis, made.step) == (axis, step)
    assert made.first == {"x": 1.0, "y": 2.0, "z": 3.0, "": 0.0}[axis]
