"""b values and directions of a scan, in the convention of FSL."""

from typing import Any

import numpy as np
import pytest
from tests.diffusion import frame_of

from millivox.export.gradients import averages, fsl, gradients_of
from millivox.geometry.grid import VoxelGrid

ACROSS = (0.6, 0.8, 0.0)


def grid(*axes: tuple[float, float, float]) -> VoxelGrid:
    """A grid of these axes i, j, k."""
    matrix = np.eye(4)
    matrix[:3, 2::-1] = np.array(axes).T
    return VoxelGrid((2, 3, 4), matrix)


def volume(*slices: tuple[float, Any], vendor: str = "Siemens") -> list[Any]:
    return [frame_of(vendor, b, direction) for b, direction in slices]


def test_directions_lie_along_the_axes_of_the_image() -> None:
    """In a matrix of negative determinant nothing is negated."""
    turned = grid((0.0, 2.0, 0.0), (3.0, 0.0, 0.0), (0.0, 0.0, 4.0))
    found = fsl(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], ACROSS]), turned)
    np.testing.assert_allclose(found, [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0.8, 0.6, 0.0]])


def test_the_first_component_is_negated_where_the_determinant_is_positive() -> None:
    plain = grid((2.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 0.0, 4.0))
    assert np.linalg.det((np.diag([-1.0, -1, 1, 1]) @ plain.index_kji_to_lps)[:3, 2::-1]) > 0
    np.testing.assert_allclose(fsl(np.array([ACROSS]), plain), [[-0.6, 0.8, 0.0]])


def test_both_files_have_a_column_a_volume() -> None:
    scan = [volume((0, None), (0, None)), volume((1000, ACROSS), (1000, ACROSS))]
    found = gradients_of(scan)
    assert found is not None
    plain = grid((2.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 0.0, 4.0))
    assert found.reason(plain) is None
    assert found.texts(plain) == {".bval": "0 1000\n", ".bvec": "0 -0.6\n0 0.8\n0 0\n"}


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (volume((1000, None)), "Volume 2 of 3: no attribute names the gradient's direction."),
        (
            volume((1000, ACROSS), (1000, (0.0, 0.0, 1.0))),
            "Volume 2 of 3: the slices have different gradient directions.",
        ),
    ],
    ids=["no direction", "two directions"],
)
def test_directions_are_not_written_where_one_is_not_known(last: list[Any], why: str) -> None:
    found = gradients_of([volume((0, None)), last, volume((1000, ACROSS))])
    assert found is not None
    plain = grid((2.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 0.0, 4.0))
    assert found.texts(plain) == {".bval": "0 1000 1000\n"}
    assert found.reason(plain) == why


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (volume((0, None), vendor="none"), "Volume 2 of 2: no b value is written."),
        (
            volume((1000, ACROSS), (500, ACROSS)),
            "Volume 2 of 2: the slices have different b values.",
        ),
    ],
    ids=["none", "two"],
)
def test_nothing_is_written_where_a_b_value_is_not_known(last: list[Any], why: str) -> None:
    found = gradients_of([volume((1000, ACROSS)), last])
    assert found is not None
    plain = grid((2.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 0.0, 4.0))
    assert (found.texts(plain), found.reason(plain)) == ({}, why)


def test_directions_have_no_components_along_axes_that_are_not_perpendicular() -> None:
    found = gradients_of([volume((1000, ACROSS))])
    assert found is not None
    leaning = grid((2.0, 0.0, 0.0), (0.0, 3.0, 0.0), (0.0, 2.0, 4.0))
    assert list(found.texts(leaning)) == [".bval"]
    assert found.reason(leaning) == "The axes of the image are not perpendicular."


@pytest.mark.parametrize("b", [0, None])
def test_volumes_that_are_not_weighted_have_no_gradients(b: float | None) -> None:
    vendor = "none" if b is None else "Siemens"
    assert gradients_of([volume((0, None), vendor=vendor)] * 3) is None


def test_averages_are_told_from_what_was_measured_along_a_direction() -> None:
    zeros = (0.0, 0.0, 0.0)
    scan = [
        volume((b, g), vendor="Philips") for b, g in ((0, zeros), (1000, ACROSS), (1000, zeros))
    ]
    assert averages(scan) == [2]
    assert averages([scan[0], scan[2]]) == []
