"""S12: a presentation state checked together with the image it shows."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.provenance import Grade, Plane

Make = Callable[..., Header]


@pytest.fixture
def state_of(header_of: Make) -> Make:
    """A state that shows some images, by their UIDs."""

    def make(*uids: str | None, mode: str = "TRUE SIZE", **more: Any) -> Header:
        images = [{"ReferencedSOPInstanceUID": uid} for uid in uids]
        return header_of(
            "11.1",
            Modality="PR",
            StudyInstanceUID="1.2",
            SeriesInstanceUID="1.2.9",
            SOPInstanceUID="1.2.9.1",
            ReferencedSeriesSequence=[{"ReferencedImageSequence": images}],
            DisplayedAreaSelectionSequence=[
                {"PresentationSizeMode": mode, "PresentationPixelSpacing": [0.3, 0.3]} | more
            ],
        )

    return make


def test_state_stands_beside_the_volume_it_shows(slice_of: Make, state_of: Make) -> None:
    """G-106."""
    slices = [slice_of(float(z)) for z in (0, 5, 10)]
    series, states = check([*slices, state_of(*(one.sop_instance_uid for one in slices))])
    (volume,) = series.volumes
    (offered,) = volume.spacing.alternatives
    assert (volume.spacing.x.mm, volume.spacing.x.grade) == (0.5, Grade.B)
    assert (offered.x.number, offered.x.mm, offered.x.origin.plane) == (0.3, None, Plane.DISPLAY)
    (said,) = [item for item in series.findings if item.code == "S12"]
    assert said.where == tuple(one.sop_instance_uid for one in slices)
    assert states.volumes == ()


def test_state_stands_beside_an_image_that_is_no_slice(header_of: Make, state_of: Make) -> None:
    radiograph = header_of(
        "1.1",
        Modality="DX",
        StudyInstanceUID="1.2",
        SeriesInstanceUID="1.2.3",
        SOPInstanceUID="1.2.3.1",
        Rows=8,
        Columns=8,
        ImagerPixelSpacing=["0.143", "0.143"],
    )
    series, _ = check([radiograph, state_of("1.2.3.1", mode="SCALE TO FIT")])
    (image,) = series.images
    assert (image.spacing.x.mm, image.spacing.x.label) == (0.143, "mm (detector)")
    assert image.spacing.alternatives[-1].x.origin.plane is Plane.UNKNOWN
    assert "S12" in series.codes()


def test_state_of_other_images_says_nothing_here(slice_of: Make, state_of: Make) -> None:
    series, _ = check([*(slice_of(float(z)) for z in (0, 5, 10)), state_of("9.9.9")])
    assert "S12" not in series.codes()


def test_state_without_a_spacing_says_nothing(slice_of: Make, state_of: Make) -> None:
    slices = [slice_of(float(z)) for z in (0, 5, 10)]
    bare = state_of(slices[0].sop_instance_uid, PresentationPixelSpacing=None)
    series, _ = check([*slices, bare])
    assert "S12" not in series.codes()


def test_area_of_another_image_is_not_taken(slice_of: Make, state_of: Make) -> None:
    slices = [slice_of(float(z)) for z in (0, 5, 10)]
    other = [{"ReferencedSOPInstanceUID": slices[1].sop_instance_uid}]
    uids = (one.sop_instance_uid for one in slices)
    series, _ = check([*slices, state_of(*uids, ReferencedImageSequence=other)])
    (said,) = [item for item in series.findings if item.code == "S12"]
    assert said.where == (slices[1].sop_instance_uid,)
