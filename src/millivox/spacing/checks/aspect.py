"""Pixel Aspect Ratio: a witness beside a spacing, never a spacing itself (rules A.8, S5)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axes import lowered, with_findings
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import finding
from millivox.tolerance import ASPECT_RELATIVE


def aspect_ratio(header: Header) -> float | None:
    """Vertical over horizontal pixel size as Pixel Aspect Ratio states it."""
    values = header.vector("PixelAspectRatio", 2)
    if values is None or min(values) <= 0:
        return None
    ratio = values[0] / values[1]
    return ratio if 0 < ratio < float("inf") else None


def conflict(header: Header, spacing: Spacing) -> Spacing:
    """P15: a ratio that contradicts the spacing; the physical numbers win."""
    ratio = aspect_ratio(header)
    x, y = spacing.x.number, spacing.y.number
    if ratio is None or x is None or y is None or abs(ratio * x / y - 1) <= ASPECT_RELATIVE:
        return spacing
    text = f"Pixel Aspect Ratio says {ratio:g}, the spacing {y / x:.4g}; the spacing was used."
    return lowered(spacing, Grade.C, finding("P15", text), note=text)


def alone(header: Header, spacing: Spacing) -> Spacing:
    """P16, S5: a ratio and no number: the shape of a pixel is known, its size is not."""
    ratio = aspect_ratio(header)
    if ratio is None or spacing.x.number is not None or spacing.y.number is not None:
        return spacing
    if any(region.x.number is not None for region in spacing.regions):
        return spacing
    axis = _shape_only(header, ratio)
    text = f"Only an aspect ratio is known ({ratio:g}): good for showing, not for measuring."
    return with_findings(replace(spacing, x=axis, y=axis), finding("P16", text))


def _shape_only(header: Header, ratio: float) -> AxisSpacing:
    written = header.written("PixelAspectRatio")
    origin = Origin(
        rule="S5",
        grade=Grade.E,
        label=labels.PIXELS,
        plane=Plane.NONE,
        calibration=Calibration.NONE,
        source=written.path if written else None,
        raw=written.raw if written else (),
        plane_parameters={"aspect_ratio": ratio},
        note="Vertical over horizontal pixel size; no millimetres.",
    )
    return AxisSpacing(None, origin)
