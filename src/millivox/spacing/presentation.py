"""Presentation states: what they say of a pixel is for the screen (rule A.3.7)."""

from dataclasses import replace

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, as_alternative
from millivox.spacing.axis import Alternative, Spacing, unknown
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import pair

TRUE_SIZE = "TRUE SIZE"


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """A presentation state has no pixels of its own, so there is nothing to measure in it."""
    axis = unknown("A.3.7", note="A presentation state holds no pixels.")
    offered = candidate(header)
    if offered is None:
        return Spacing(axis, axis)
    return Spacing(axis, axis, alternatives=(offered,), findings=(says(offered),))


def candidate(header: Header, sop_instance_uid: str | None = None) -> Alternative | None:
    """The Presentation Pixel Spacing of a state, as something a caller may adopt (S12).

    Parameters
    ----------
    header
        The presentation state (PS3.3 C.10.4).
    sop_instance_uid
        The image it is wanted for; without it the first displayed area counts.

    Returns
    -------
    Alternative or None
        Always grade D: for TRUE SIZE it is the pixel on the screen (plane
        DISPLAY), for the other modes it only tells an aspect ratio.
    """
    area = _area(header, sop_instance_uid)
    found = pair(area, "PresentationPixelSpacing") if area is not None else None
    if area is None or found is None or not found.usable:
        return None
    mode = area.text("PresentationSizeMode") or "unstated"
    on_screen = mode == TRUE_SIZE
    meaning = Meaning(
        rule="A.3.7",
        grade=Grade.D,
        label=labels.UNVERIFIED,
        plane=Plane.DISPLAY if on_screen else Plane.UNKNOWN,
        calibration=Calibration.UNDETERMINED,
        relative_u=None,
        note="On the display device." if on_screen else "Meant for the aspect ratio only.",
    )
    return as_alternative(found, meaning, f"presentation state, size mode {mode}")


def attached(spacing: Spacing, state: Header, sop_instance_uid: str | None = None) -> Spacing:
    """An image's spacing with what a presentation state says beside it; never instead of it."""
    offered = candidate(state, sop_instance_uid)
    if offered is None:
        return spacing
    return replace(
        spacing,
        alternatives=(*spacing.alternatives, offered),
        findings=(*spacing.findings, says(offered)),
    )


def says(offered: Alternative) -> Finding:
    """S12: what a state states, beside the image and never instead of it."""
    text = "A presentation state states its own pixel spacing; it never overrides the image's."
    return finding("S12", text, x=offered.x.number, y=offered.y.number, why=offered.why)


def _area(header: Header, sop_instance_uid: str | None) -> Elements | None:
    """The displayed area of the image asked for; one that names no image is for all."""
    areas = header.items("DisplayedAreaSelectionSequence")
    if sop_instance_uid is None:
        return areas[0] if areas else None
    named = [(area, _images(area)) for area in areas]
    return next((area for area, uids in named if not uids or sop_instance_uid in uids), None)


def _images(area: Elements) -> list[str]:
    found = (
        item.text("ReferencedSOPInstanceUID") for item in area.items("ReferencedImageSequence")
    )
    return [uid for uid in found if uid]
