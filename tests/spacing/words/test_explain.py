"""The sentence about a spacing."""

from collections.abc import Callable
from typing import Any

import pytest

from millivox.dicom.header import Header
from millivox.spacing.rules import decide
from millivox.spacing.words.explain import sentence

Build = Callable[..., Header]


def both(size: str) -> str:
    return f"{size}\\{size}"


@pytest.mark.parametrize(
    ("kind", "attributes", "said"),
    [
        (
            "DX",
            {"ImagerPixelSpacing": both("0.143")},
            "0.143 mm between columns and rows at the detector "
            "(Imager Pixel Spacing, magnification not removed).",
        ),
        (
            "CT",
            {"PixelSpacing": "0.7\\0.5"},
            "0.5 mm between columns and 0.7 mm between rows in the patient (Pixel Spacing).",
        ),
        (
            "MG",
            {
                "ImagerPixelSpacing": both("0.09"),
                "EstimatedRadiographicMagnificationFactor": "1.8",
            },
            "0.05 mm between columns and rows at a depth in the patient that is not stated "
            "(Imager Pixel Spacing, divided by a magnification of 1.8).",
        ),
        (
            "XA",
            {
                "ImagerPixelSpacing": both("0.2"),
                "DistanceSourceToDetector": "1000",
                "DistanceSourceToPatient": "800",
            },
            "0.16 mm between columns and rows at the isocentre "
            "(Imager Pixel Spacing, divided by a magnification of 1.25).",
        ),
        (
            "DX",
            {
                "PixelSpacing": both("0.13"),
                "PixelSpacingCalibrationType": "FIDUCIAL",
                "PixelSpacingCalibrationDescription": "25 mm ball",
            },
            "0.13 mm between columns and rows at one stated depth in the patient "
            '(Pixel Spacing, calibrated with an object of known size: "25 mm ball").',
        ),
        (
            "DX",
            {"PixelSpacing": both("0.13"), "ImagerPixelSpacing": both("0.143")},
            "0.13 mm between columns and rows at a depth in the patient that is not stated "
            "(Pixel Spacing, corrected, nobody says how).",
        ),
        (
            "RT image",
            {"ImagePlanePixelSpacing": both("0.4"), "RTImageSID": "1500"},
            "0.4 mm between columns and rows at the image plane, 1500 mm from the source "
            "(Image Plane Pixel Spacing).",
        ),
        (
            "SC",
            {"NominalScannedPixelSpacing": both("0.085")},
            "0.085 mm between columns and rows on the scanned film "
            "(Nominal Scanned Pixel Spacing).",
        ),
        (
            "CR",
            {"PixelSpacing": both("0.3")},
            "A value of 0.3 mm is written, but nobody can tell what it measures: Pixel Spacing "
            "stands alone on a projection: detector, object or scanner, nobody knows.",
        ),
        (
            "DX",
            {},
            "No millimetres are known: no spacing is written. Lengths stay in pixels.",
        ),
        (
            "CT",
            {"PixelSpacing": "0.5"},
            "No millimetres are known: Pixel Spacing holds one value (0.5) where two belong. "
            "Lengths stay in pixels.",
        ),
        (
            "SC",
            {"PixelAspectRatio": "4\\3"},
            "Only the shape of a pixel is known, not its size. Lengths stay in pixels.",
        ),
        (
            "MR spectroscopy",
            {"PixelSpacing": "0\\5", "Rows": 1},
            "5 mm between columns in the patient (Pixel Spacing); between rows no millimetres "
            "are known: a single row or column has no spacing.",
        ),
        (
            "CT",
            {
                "PixelSpacing": "0.6\\0.5",
                "ImageType": "ORIGINAL\\PRIMARY\\LOCALIZER",
                "ImageOrientationPatient": "1\\0\\0\\0\\0\\-1",
            },
            "0.5 mm between columns at the isocentre (nearer or farther it differs) "
            "and 0.6 mm between rows in the patient (Pixel Spacing).",
        ),
    ],
)
def test_sentence(built: Build, kind: str, attributes: dict[str, Any], said: str) -> None:
    header = built(kind, Columns=64, **({"Rows": 64} | attributes))
    assert sentence(decide(header), header) == said


def test_quoted_bytes_cannot_steer_a_terminal(built: Build) -> None:
    header = built("CT", PixelSpacing=b"0.5\x1b[2J\\1", Rows=4, Columns=4)
    spacing = decide(header)
    said = [sentence(spacing, header), *(item.text for item in spacing.findings)]
    assert all(text.isprintable() for text in said)
