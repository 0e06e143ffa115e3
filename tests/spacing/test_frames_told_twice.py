"""Enhanced objects whose geometry stands in the wrong place, twice, or is none (T2, T3, B.3)."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.provenance import Grade, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Severity

Decide = Callable[..., Spacing]


def measures(spacing: str) -> list[dict[str, Any]]:
    return [{"PixelMeasuresSequence": [{"PixelSpacing": spacing}]}]


@pytest.mark.parametrize(
    "said",
    [
        {"CTAcquisitionTypeSequence": [{"AcquisitionType": "CONSTANT_ANGLE"}]},
        {"CTImageFrameTypeSequence": [{"FrameType": "ORIGINAL\\PRIMARY\\LOCALIZER\\NONE"}]},
    ],
)
def test_enhanced_scout_is_true_along_the_table_only(
    spacing_of: Decide, said: dict[str, Any]
) -> None:
    """T2, T3."""
    frame = {
        "PixelMeasuresSequence": [{"PixelSpacing": "0.6\\0.5"}],
        "PlaneOrientationSequence": [{"ImageOrientationPatient": "1\\0\\0\\0\\0\\-1"}],
    }
    spacing = spacing_of("Enhanced CT", SharedFunctionalGroupsSequence=[frame | said])
    assert (spacing.x.mm, spacing.y.mm, spacing.x.grade) == (0.5, 0.6, Grade.C)
    assert (spacing.x.origin.plane, spacing.y.origin.plane) == (Plane.ISOCENTRE, Plane.PATIENT)


@pytest.mark.parametrize(
    ("own", "severity"), [("0.6\\0.6", Severity.WARNING), ("0.5\\0.5", Severity.INFO)]
)
def test_measures_shared_and_per_frame_are_the_frames_own(
    spacing_of: Decide, own: str, severity: Severity
) -> None:
    """B-60."""
    spacing = spacing_of(
        "Enhanced MR",
        SharedFunctionalGroupsSequence=measures("0.5\\0.5"),
        PerFrameFunctionalGroupsSequence=measures(own),
    )
    assert spacing.x.mm == float(own[:3])
    assert [(item.code, item.severity) for item in spacing.findings] == [("S15", severity)]


def test_groups_win_over_what_conversion_left_at_the_root(spacing_of: Decide) -> None:
    """B-62."""
    spacing = spacing_of(
        "Legacy MR",
        PixelSpacing="0.9\\0.9",
        SharedFunctionalGroupsSequence=measures("0.8\\0.8"),
    )
    assert (spacing.x.mm, spacing.x.grade) == (0.8, Grade.B)
    assert spacing.x.origin.source == "(5200,9229)[0].(0028,9110)[0].(0028,0030)[1]"


def test_frames_of_a_tomosynthesis_may_differ(spacing_of: Decide) -> None:
    """T6, S15."""
    frames = [*measures("0.10\\0.10"), *measures("0.11\\0.11")]
    spacing = spacing_of("Tomosynthesis", PerFrameFunctionalGroupsSequence=frames)
    assert (spacing.x.mm, spacing.codes()) == (0.1, ("S15",))


@pytest.mark.parametrize(
    ("colours", "grade"), [("RGB", Grade.C), ("PALETTE COLOR", Grade.C), ("MONOCHROME2", Grade.B)]
)
def test_computed_colour_map_is_c_at_most(spacing_of: Decide, colours: str, grade: Grade) -> None:
    """B-52."""
    spacing = spacing_of(
        "MR",
        ImageType="DERIVED\\PRIMARY\\DIFFUSION\\FA\\ND\\NORM",
        PhotometricInterpretation=colours,
        PixelSpacing="1\\1",
    )
    assert (spacing.x.mm, spacing.x.grade) == (1.0, grade)


def test_rt_image_ignores_a_foreign_pixel_spacing_beside_its_own(spacing_of: Decide) -> None:
    """A.6, X6."""
    spacing = spacing_of(
        "RT image",
        ImagePlanePixelSpacing="0.392\\0.392",
        PixelSpacing="0.4\\0.4",
        RTImageSID="1500",
    )
    assert (spacing.x.mm, spacing.x.label) == (0.392, "mm (at SID 1500)")
    assert "X06" in spacing.codes()
