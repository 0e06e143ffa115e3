from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing import nuclear
from millivox.spacing.rules import decide

Make = Callable[..., Header]


@pytest.fixture
def nm(header_of: Make) -> Make:
    def make(kind: str, spacing: Any = (2.4, 2.4), **more: Any) -> Header:
        image_type = ["ORIGINAL", "PRIMARY", kind, "EMISSION"]
        held = {"Modality": "NM", "ImageType": image_type, "PixelSpacing": list(spacing)}
        return header_of("20", **held, **more)

    return make


@pytest.mark.parametrize("kind", ["RECON TOMO", "RECON GATED TOMO"])
def test_reconstructed_slices_are_metric_in_the_patient(nm: Make, kind: str) -> None:
    x = nuclear.rule(nm(kind)).x
    assert (x.mm, x.grade, x.label, x.origin.plane, x.origin.rule) == (
        2.4,
        Grade.B,
        "mm",
        Plane.PATIENT,
        "N1",
    )


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("STATIC", "N2"),
        ("DYNAMIC", "N2"),
        ("GATED", "N2"),
        ("WHOLE BODY", "N2"),
        ("TOMO", "N3"),
        ("GATED TOMO", "N3"),
    ],
)
def test_planar_images_and_views_are_projections(nm: Make, kind: str, rule: str) -> None:
    spacing = nuclear.rule(nm(kind))
    assert (spacing.x.grade, spacing.x.label, spacing.x.origin.rule) == (
        Grade.C,
        "mm (projected)",
        rule,
    )
    assert (spacing.x.origin.plane, spacing.codes()) == (Plane.PROJECTED, ("S04",))


def test_zoom_is_already_in_the_spacing(nm: Make) -> None:
    """G-32."""
    spacing = nuclear.rule(nm("STATIC", ZoomFactor=[2, 2]))
    assert (spacing.x.mm, spacing.y.mm) == (2.4, 2.4)


def test_a_converging_collimator_leaves_the_scale_unknown(nm: Make) -> None:
    """G-34."""
    detectors = [{"FocalDistance": 500, "CollimatorType": "FANB"}]
    spacing = nuclear.rule(nm("STATIC", DetectorInformationSequence=detectors))
    assert (spacing.x.grade, spacing.x.mm, spacing.x.origin.plane) == (Grade.D, None, Plane.UNKNOWN)
    assert spacing.codes() == ("S17", "S04")


@pytest.mark.parametrize("held", [{"CollimatorType": "PINH"}, {"FocalDistance": -300}])
def test_pinholes_and_diverging_holes_magnify_too(nm: Make, held: dict[str, Any]) -> None:
    spacing = nuclear.rule(nm("TOMO", DetectorInformationSequence=[held]))
    assert "S17" in spacing.codes()


def test_parallel_holes_do_not_magnify(nm: Make) -> None:
    detectors = [{"FocalDistance": 0, "CollimatorType": "PARA"}]
    spacing = nuclear.rule(nm("STATIC", DetectorInformationSequence=detectors))
    assert spacing.x.grade is Grade.C


def test_the_collimator_is_that_of_the_frame(header_of: Make) -> None:
    detectors = [{"CollimatorType": "PARA"}, {"CollimatorType": "PINH"}]
    held = {
        "ImageType": ["ORIGINAL", "PRIMARY", "STATIC", "EMISSION"],
        "PixelSpacing": [2.4, 2.4],
        "DetectorVector": [1, 2],
        "DetectorInformationSequence": detectors,
    }
    grades = [nuclear.rule(header_of("20", frame, **held)).x.grade for frame in (0, 1)]
    assert grades == [Grade.C, Grade.D]


def test_a_scan_shorter_than_the_image_is_noted(nm: Make) -> None:
    """G-31."""
    spacing = nuclear.rule(nm("WHOLE BODY", (2.26, 2.26), ScanLength=1950, Rows=1024, Columns=256))
    check = spacing.x.origin.checks[0]
    assert (spacing.x.mm, spacing.x.grade) == (2.26, Grade.C)
    assert (check.passed, check.expected, check.got) == (False, 1950, pytest.approx(2314.24))
    assert "1950" in (spacing.x.origin.note or "")


def test_a_scan_as_long_as_the_image_is_a_witness(nm: Make) -> None:
    spacing = nuclear.rule(nm("WHOLE BODY", (2.0, 2.0), ScanLength=2000, Rows=1000, Columns=256))
    assert spacing.x.origin.checks[0].passed


def test_no_spacing_means_pixels(nm: Make) -> None:
    spacing = nuclear.rule(nm("STATIC", ()))
    assert (spacing.x.label, spacing.codes()) == ("px", ("S06",))


def test_pet_reprojections_are_projections(header_of: Make) -> None:
    held = {
        "Modality": "PT",
        "PixelSpacing": [4.0, 4.0],
        "SeriesType": ["WHOLE BODY", "REPROJECTION"],
    }
    spacing = decide(header_of("128", **held))
    assert (spacing.x.origin.rule, spacing.x.label) == ("N4", "mm (projected)")
    assert "S04" in spacing.codes()
