"""In which order the volumes of a split come."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.images.volumes import assemble

Make = Callable[..., Header]


def _object(header_of: Make, number: int) -> Header:
    """An enhanced MR object of three frames; its number alone tells it from others."""
    frames: list[dict[str, Any]] = [
        {"PlanePositionSequence": {"ImagePositionPatient": [0, 0, 3.0 * k]}} for k in range(3)
    ]
    shared = {
        "PixelMeasuresSequence": {"PixelSpacing": [1, 1], "SliceThickness": 3},
        "PlaneOrientationSequence": {"ImageOrientationPatient": [1, 0, 0, 0, 1, 0]},
    }
    return header_of(
        "4.1", Modality="MR", Rows=8, Columns=8, NumberOfFrames=3, InstanceNumber=number,
        SOPInstanceUID=f"1.2.{number}", SeriesInstanceUID="1.2", FrameOfReferenceUID="1.3",
        PerFrameFunctionalGroupsSequence=frames, SharedFunctionalGroupsSequence=shared,
    )  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_volumes_of_one_object_each_come_in_the_order_of_their_numbers(
    order: tuple[int, ...], header_of: Make
) -> None:
    volumes = assemble([_object(header_of, number) for number in order]).volumes
    assert [volume.split_by for volume in volumes] == ["instance"] * 3
    assert [volume.frames[0].header.instance_number for volume in volumes] == [1, 2, 3]
