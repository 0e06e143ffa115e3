from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing.ultrasound import volume as volume_ultrasound

SHARED = [{"PixelMeasuresSequence": [{"PixelSpacing": [0.3, 0.2]}]}]


@pytest.mark.parametrize(
    ("geometry", "plane"), [("PATIENT", Plane.PATIENT), ("APEX", Plane.REGION)]
)
def test_a_volume_is_metric_in_the_patient_where_it_says_so(
    header_of: Callable[..., Header], geometry: str, plane: Plane
) -> None:
    held = header_of(
        "6.2", SharedFunctionalGroupsSequence=SHARED, UltrasoundAcquisitionGeometry=geometry
    )
    spacing = volume_ultrasound.rule(held)
    assert (spacing.x.mm, spacing.y.mm) == (0.2, 0.3)
    assert (spacing.x.grade, spacing.x.label, spacing.x.origin.plane) == (
        Grade.B,
        "mm (US)",
        plane,
    )


def test_a_volume_without_pixel_measures_is_pixels(header_of: Callable[..., Header]) -> None:
    spacing = volume_ultrasound.rule(header_of("6.2"))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))
