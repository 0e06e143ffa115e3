from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing import presentation
from millivox.spacing.rules import decide

Make = Callable[..., Header]


@pytest.fixture
def state(header_of: Make) -> Make:
    def make(mode: str = "TRUE SIZE", **more: Any) -> Header:
        area = {"PresentationSizeMode": mode, "PresentationPixelSpacing": [0.3, 0.3]} | more
        return header_of("11.1", Modality="PR", DisplayedAreaSelectionSequence=[area])

    return make


def test_true_size_never_overrides_the_image(header_of: Make, state: Make) -> None:
    """G-106."""
    image = decide(header_of("2", Modality="CT", PixelSpacing=[0.5, 0.5]))
    spacing = presentation.attached(image, state())
    assert (spacing.x.mm, spacing.codes()) == (0.5, ("S12",))
    offered = spacing.alternatives[-1]
    assert (offered.x.number, offered.x.mm, offered.x.origin.plane) == (0.3, None, Plane.DISPLAY)


@pytest.mark.parametrize("mode", ["SCALE TO FIT", "MAGNIFY"])
def test_other_modes_tell_an_aspect_only(state: Make, mode: str) -> None:
    offered = presentation.candidate(state(mode))
    assert offered is not None
    assert (offered.x.grade, offered.x.origin.plane) == (Grade.D, Plane.UNKNOWN)


def test_a_state_has_nothing_to_measure(state: Make) -> None:
    spacing = presentation.rule(state())
    assert (spacing.x.label, spacing.x.mm, spacing.codes()) == ("px", None, ("S12",))


def test_a_state_without_a_spacing_offers_nothing(state: Make) -> None:
    bare = state(PresentationPixelSpacing=None)
    assert presentation.candidate(bare) is None
    assert presentation.rule(bare).codes() == ()


def test_a_state_counts_for_the_images_it_names(state: Make) -> None:
    held = state(ReferencedImageSequence=[{"ReferencedSOPInstanceUID": "1.2.3"}])
    assert presentation.candidate(held, "1.2.3") is not None
    assert presentation.candidate(held, "1.2.4") is None


def test_a_state_without_areas_leaves_the_image_alone(header_of: Make) -> None:
    image = decide(header_of("2", Modality="CT", PixelSpacing=[0.5, 0.5]))
    assert presentation.attached(image, header_of("11.1")) is image
