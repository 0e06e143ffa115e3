"""The diffusion weighting of a slice, as each vendor writes it."""

from typing import Any

import numpy as np
import pytest
from tests.diffusion import GRADIENTS, frame_of, oblique

from millivox.images.weighting import Weighting, weighting

DIRECTION = GRADIENTS[3]


def read(vendor: str, b: float = 1000.0, direction: Any = DIRECTION, **told: Any) -> Weighting:
    found = weighting(frame_of(vendor, b, direction, **told))
    assert found is not None
    return found


@pytest.mark.parametrize("vendor", ["standard", "Siemens", "Siemens CSA", "Philips"])
def test_directions_in_the_patient_are_taken_as_they_are(vendor: str) -> None:
    found = read(vendor)
    assert found.b == 1000.0
    np.testing.assert_allclose(found.direction, DIRECTION, atol=1e-6)


def test_united_imaging_writes_along_the_image() -> None:
    axes = oblique("sagittal")
    expected = np.column_stack([*axes.T, np.cross(*axes.T)]) @ DIRECTION
    found = read("UIH", cosines=tuple(axes.T.ravel()))
    np.testing.assert_allclose(found.direction, expected, atol=1e-8)


def test_a_volume_without_weighting_has_a_direction_of_zeros() -> None:
    assert read("standard", 0.0, None).direction == (0.0, 0.0, 0.0)
    assert not read("standard", 0.0, None).is_weighted
    assert read("UIH", 1.25, (0.0, 0.0, 0.0)).direction == (0.0, 0.0, 0.0)


def test_numbers_of_a_csa_header_that_are_none_tell_nothing() -> None:
    assert weighting(frame_of("Siemens CSA", float("nan"), None)) is None
    found = read("Siemens CSA", direction=(float("inf"), 0.0, 0.0))
    assert (found.b, found.direction) == (1000.0, None)


def test_directions_have_length_one() -> None:
    found = read("Philips", direction=(0.0, 3.0, 4.0))
    np.testing.assert_allclose(found.direction, (0.0, 0.6, 0.8), atol=1e-7)


def test_a_weighted_slice_without_a_direction_says_so() -> None:
    found = read("Siemens", direction=None)
    assert found.direction is None
    assert found.why == "no attribute names the gradient's direction"
    assert not found.is_average


def test_an_average_over_directions_has_none() -> None:
    for found in (
        read("Philips", direction=(0.0, 0.0, 0.0)),
        read("standard", DiffusionDirectionality="ISOTROPIC"),
    ):
        assert (found.direction, found.is_average) == (None, True)


def test_a_slice_without_b_value_has_no_weighting() -> None:
    assert weighting(frame_of("none", 0.0, None)) is None


def test_ge_is_read_where_its_axes_are_those_of_the_image() -> None:
    axes = oblique("axial")
    rows, columns = axes.T
    expected = -DIRECTION[0] * rows - DIRECTION[1] * columns
    expected = expected + DIRECTION[2] * np.cross(rows, columns)
    found = read("GE", cosines=tuple(axes.T.ravel()))
    assert found.b == 1000.0
    np.testing.assert_allclose(found.direction, expected, atol=1e-6)


@pytest.mark.parametrize(
    "told",
    [
        {"InPlanePhaseEncodingDirection": "ROW"},
        {"InPlanePhaseEncodingDirection": ""},
        {"PatientPosition": "FFS"},
        {"cosines": tuple(oblique("coronal").T.ravel())},
    ],
    ids=["rows", "unknown phase direction", "feet first", "coronal"],
)
def test_ge_is_not_read_elsewhere(told: dict[str, Any]) -> None:
    found = read("GE", **told)
    assert (found.b, found.direction) == (1000.0, None)
    assert "only for axial slices" in (found.why or "")


def test_a_short_vector_of_ge_scales_its_b_value() -> None:
    found = read("GE", 3000.0, tuple(np.sqrt(1.0 / 3.0) * np.array(DIRECTION)))
    assert found.b == 1000.0
    assert np.linalg.norm(found.direction or ()) == pytest.approx(1.0)
