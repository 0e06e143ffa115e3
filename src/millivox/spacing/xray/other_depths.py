"""The same projection at other depths: what else its distances would allow (rule A.4)."""

from collections.abc import Iterator
from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Magnification, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, as_alternative, divided
from millivox.spacing.axis import Alternative, Spacing
from millivox.spacing.parse import Pair, number
from millivox.spacing.xray.magnification import (
    Geometry,
    geometry,
    is_mammography,
    reaches_isocentre,
    sharp_layer,
    stated_factor,
)
from millivox.tolerance import ERMF_RELATIVE_U


def detector() -> Meaning:
    """The imager's own spacing: true at the detector, no magnification removed."""
    return Meaning("X.A4.detector", Grade.C, labels.DETECTOR, Plane.DETECTOR, Calibration.NONE)


def other_depths(header: Header, ips: Pair, refused: Pair | None, spacing: Spacing) -> Spacing:
    """Attach every other value the header allows, each with the condition it needs."""
    if not ips.usable:
        return spacing
    found = geometry(header)
    offers = [
        *_detector(ips, spacing),
        *_refused(refused),
        *_stated(found, ips, spacing),
        *_by_distances(header, found, ips, spacing),
        *_by_isocentre(header, found, ips, spacing),
    ]
    return replace(spacing, alternatives=(*spacing.alternatives, *offers))


def _detector(ips: Pair, spacing: Spacing) -> Iterator[Alternative]:
    if spacing.x.origin.plane is not Plane.DETECTOR:
        yield as_alternative(ips, detector(), "At the detector, no magnification removed.")


def _refused(refused: Pair | None) -> Iterator[Alternative]:
    if refused is not None:
        meaning = Meaning(
            "X.A4.refused",
            Grade.D,
            labels.UNVERIFIED,
            Plane.UNKNOWN,
            Calibration.UNDETERMINED,
            relative_u=None,
            note="Larger than the imager's spacing.",
        )
        yield as_alternative(refused, meaning, "Pixel Spacing as written, which cannot be right.")


def _stated(found: Geometry, ips: Pair, spacing: Spacing) -> Iterator[Alternative]:
    """X08: the stated factor where another correction was already made."""
    factor = stated_factor(found)
    if factor is None or spacing.x.origin.calibration is not Calibration.UNKNOWN_METHOD:
        return
    meaning = divided(
        "X.A4.ermf",
        Plane.OBJECT_UNSPECIFIED,
        labels.magnified(factor),
        factor,
        relative_u=ERMF_RELATIVE_U,
    )
    meaning = replace(
        meaning,
        calibration=Calibration.ERMF_ATTRIBUTE,
        magnification=Magnification(factor, "ERMF", {"ERMF": factor}),
    )
    yield as_alternative(ips, meaning, f"If the stated magnification of {factor:g} holds.")


def _by_distances(
    header: Header, found: Geometry, ips: Pair, spacing: Spacing
) -> Iterator[Alternative]:
    """The isocentre (XA, XRF), or support, breast mid-plane and tomographic layer."""
    sid, sdp = found.sid.value, found.sdp.value
    if found.ratio is None or sid is None or sdp is None:
        return
    if reaches_isocentre(header):
        if spacing.x.origin.calibration is not Calibration.SID_SOD_DERIVED:
            meaning = _at_depth(sdp, found, Plane.ISOCENTRE, labels.ISOCENTRE, found.sdp.quantum)
            yield as_alternative(ips, meaning, "At the isocentre, by the distances.")
        return
    if spacing.x.origin.plane is not Plane.SUPPORT:
        meaning = _at_depth(sdp, found, Plane.SUPPORT, labels.SUPPORT, found.sdp.quantum)
        yield as_alternative(ips, meaning, "At the patient side of the support.")
    yield from _above_support(header, found, ips, spacing)


def _above_support(
    header: Header, found: Geometry, ips: Pair, spacing: Spacing
) -> Iterator[Alternative]:
    sdp = found.sdp.value or 0.0
    breast = number(header, "BodyPartThickness")
    thickness = breast.value
    if thickness is not None and 0 < thickness < sdp and is_mammography(header):
        steps = [found.sdp.quantum, (breast.quantum or 0.0) / 2]
        meaning = _at_depth(sdp - thickness / 2, found, Plane.OBJECT, labels.OBJECT, *steps)
        yield as_alternative(ips, meaning, f"Mid-plane of a breast {thickness:g} mm thick.")
    layer = sharp_layer(header, found)
    if layer is not None and spacing.x.origin.plane is not Plane.OBJECT:
        steps = [found.sdp.quantum, number(header, "TomoLayerHeight").quantum]
        meaning = _at_depth(layer.sod_mm, found, Plane.OBJECT, labels.OBJECT, *steps)
        yield as_alternative(ips, meaning, f"Sharp layer {layer.height_mm:g} mm above the support.")


def _by_isocentre(
    header: Header, found: Geometry, ips: Pair, spacing: Spacing
) -> Iterator[Alternative]:
    """Breast projections state the isocentre's own distance."""
    stated = number(header, "DistanceSourceToIsocenter")
    iso, sid = stated.value, found.sid.value
    if iso is None or sid is None or not 0 < iso < sid:
        return
    if spacing.x.origin.plane is not Plane.ISOCENTRE:
        meaning = _at_depth(iso, found, Plane.ISOCENTRE, labels.ISOCENTRE, stated.quantum)
        yield as_alternative(ips, meaning, "At the isocentre.")


def _at_depth(
    sod: float, found: Geometry, plane: Plane, label: str, *steps_mm: float | None
) -> Meaning:
    """At a distance from the source that was made of numbers with these rounding steps."""
    sid = found.sid.value or sod
    relative_u = found.relative_u(sod, *steps_mm)
    meaning = divided("X.A4.depth", plane, label, sid / sod, relative_u=relative_u)
    return replace(meaning, plane_parameters={"SID_mm": sid, "SOD_mm": sod})
