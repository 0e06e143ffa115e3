"""How much a projection magnifies, as far as the header can tell (rule A.4, magnification())."""

import math
from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.provenance import Magnification, Plane
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Number, number
from millivox.spacing.sop_classes import MAMMOGRAPHY, family_of
from millivox.tolerance import (
    ERMF_ACCEPTED_MAX,
    ERMF_AGREES_RELATIVE,
    ERMF_PLAUSIBLE_MAX,
    ERMF_RELATIVE_U,
)

_MAGNIFICATION_CODES = frozenset(["R-102D6", "399163009"])  # SRT and SCT: magnification view


@dataclass(frozen=True, slots=True)
class Geometry:
    """The distances of a projection: tube to detector, tube to patient, and their ratio."""

    sid: Number
    sdp: Number
    ermf: Number

    @property
    def ratio(self) -> float | None:
        """SID/SDP where 0 < SDP < SID, else ``None``."""
        sid, sdp = self.sid.value, self.sdp.value
        return sid / sdp if sid is not None and sdp is not None and 0 < sdp < sid else None

    @property
    def impossible(self) -> bool:
        """Whether both distances are written and cannot both be right."""
        both = self.sid.written is not None and self.sdp.written is not None
        return both and self.ratio is None

    @property
    def relative_u(self) -> float:
        """Standard uncertainty of the ratio from the rounding of both distances (F.3)."""
        shares = [
            (item.quantum or 0.0) / math.sqrt(12) / item.value
            for item in (self.sid, self.sdp)
            if item.value
        ]
        return math.hypot(*shares)


@dataclass(frozen=True, slots=True)
class Answer:
    """What magnification() says: the factor to remove, if any, and at which plane that holds."""

    applied: Magnification | None = None
    plane: Plane = Plane.DETECTOR
    relative_u: float = 0.0
    findings: tuple[Finding, ...] = ()


def geometry(header: Header) -> Geometry:
    """The distances as written."""
    return Geometry(
        number(header, "DistanceSourceToDetector"),
        number(header, "DistanceSourceToPatient"),
        number(header, "EstimatedRadiographicMagnificationFactor"),
    )


def magnification(header: Header) -> Answer:
    """Rule A.4: the stated factor first, then the distances, by what they mean in this class."""
    found = geometry(header)
    doubts = (*_impossible_distances(found), *_magnification_view(header, found))
    if found.ermf.written is not None:
        refused = _refusal(found.ermf)
        if refused is None:
            return _from_factor(header, found, doubts)
        doubts = (*doubts, refused)
    if found.ratio is None:
        return Answer(findings=doubts)
    if reaches_isocentre(header):
        return _from_isocentre(header, found, doubts)
    if sharp_layer_mm(header, found) is not None:
        return _from_layer(header, found, doubts)
    return Answer(findings=(*doubts, _support_surface(found)))


def reaches_isocentre(header: Header) -> bool:
    """Whether Distance Source to Patient means the isocentre in this class: XA and XRF."""
    return family_of(header).id in ("X3", "X4")


def sharp_layer_mm(header: Header, found: Geometry) -> float | None:
    """Linear tomography: how far above its support the one layer lies that is not blurred."""
    height, sdp = number(header, "TomoLayerHeight").value, found.sdp.value
    possible = height is not None and sdp is not None and 0 < height < sdp
    return height if possible else None


def is_mammography(header: Header) -> bool:
    """Whether this is a breast image, with a compressed breast of known thickness."""
    return header.sop_class_uid in MAMMOGRAPHY or header.modality == "MG"


def stated_factor(found: Geometry) -> float | None:
    """The stated factor where it is accepted and more than one."""
    value = found.ermf.value
    return value if value is not None and 1 < value <= ERMF_ACCEPTED_MAX else None


def _refusal(ermf: Number) -> Finding | None:
    """X07: a factor below one, of twenty and more, or no number is none."""
    if ermf.value is not None and 1 <= ermf.value <= ERMF_ACCEPTED_MAX:
        return None
    text = f"Estimated Radiographic Magnification Factor {ermf.raw} is no magnification; not used."
    if ermf.value is not None and 100 < ermf.value < 100 * ERMF_PLAUSIBLE_MAX:
        text += " It looks like a percentage."
    return finding("X07", text)


def _from_factor(header: Header, found: Geometry, doubts: tuple[Finding, ...]) -> Answer:
    """An accepted factor: applied where it is more than one."""
    factor = found.ermf.value or 1.0
    agrees = found.ratio is not None and abs(found.ratio / factor - 1) <= ERMF_AGREES_RELATIVE
    told = [*doubts]
    if found.ratio is not None and not agrees:
        text = f"The stated magnification is {factor:g}, but SID / SDP gives {found.ratio:.4g}."
        told.append(finding("X08", text))
    if factor > ERMF_PLAUSIBLE_MAX:
        told.append(finding("X07", f"A magnification of {factor:g} is unusually large; used."))
    if factor == 1:
        return Answer(findings=tuple(told))
    applied = Magnification(factor, "ERMF", _inputs(found))
    told.append(_was_applied(applied))
    return Answer(applied, _factor_plane(header, found, agrees), ERMF_RELATIVE_U, tuple(told))


def _factor_plane(header: Header, found: Geometry, agrees: bool) -> Plane:
    if sharp_layer_mm(header, found) is not None:
        to_layer = _layer_factor(header, found)
        stated = found.ermf.value or 1.0
        if reaches_isocentre(header) or abs(to_layer / stated - 1) <= ERMF_AGREES_RELATIVE:
            return Plane.OBJECT
    elif reaches_isocentre(header):
        return Plane.ISOCENTRE
    return Plane.SUPPORT if agrees else Plane.OBJECT_UNSPECIFIED


def _from_isocentre(header: Header, found: Geometry, doubts: tuple[Finding, ...]) -> Answer:
    """XA and XRF: the distance to the patient is the distance to the isocentre.

    A linear tomography turns about its sharp layer, which then is the centre.
    """
    applied = Magnification(found.ratio or 1.0, "SID/SDP", _inputs(found))
    told = (*doubts, _was_applied(applied))
    plane = Plane.ISOCENTRE if sharp_layer_mm(header, found) is None else Plane.OBJECT
    return Answer(applied, plane, found.relative_u, told)


def _from_layer(header: Header, found: Geometry, doubts: tuple[Finding, ...]) -> Answer:
    """Linear tomography: everything but the layer is blurred, so its depth is that of the image."""
    height = sharp_layer_mm(header, found) or 0.0
    inputs = {**_inputs(found), "layer_mm": height}
    applied = Magnification(_layer_factor(header, found), "SID/(SDP - layer)", inputs)
    return Answer(applied, Plane.OBJECT, found.relative_u, (*doubts, _was_applied(applied)))


def _layer_factor(header: Header, found: Geometry) -> float:
    """The magnification of the sharp layer, for a distance that reaches to the support."""
    height = sharp_layer_mm(header, found) or 0.0
    return (found.sid.value or 1.0) / ((found.sdp.value or 1.0) - height)


def _was_applied(applied: Magnification) -> Finding:
    text = f"The detector value was divided by a magnification of {applied.factor:.4g}"
    return finding("X10", f"{text} ({applied.method}).")


def _support_surface(found: Geometry) -> Finding:
    text = (
        "Distance Source to Patient reaches to the support, not to the anatomy: "
        f"a magnification of {found.ratio:.4g} is offered, not applied."
    )
    return finding("X09", text)


def _impossible_distances(found: Geometry) -> tuple[Finding, ...]:
    if not found.impossible:
        return ()
    text = f"Source to patient {found.sdp.raw}, source to detector {found.sid.raw}: impossible."
    return (finding("X08", f"{text} Both were ignored."),)


def _magnification_view(header: Header, found: Geometry) -> tuple[Finding, ...]:
    """A breast magnification view cannot have a magnification of one, or none."""
    if not is_magnification_view(header) or found.ermf.value not in (None, 1.0):
        return ()
    if found.ermf.malformed:
        return ()
    text = "A magnification view, but no magnification is stated; the patient is smaller than this."
    return (finding("X07", text),)


def is_magnification_view(header: Header) -> bool:
    """Whether a view modifier says magnification."""
    modifiers = [
        modifier
        for view in (header, *header.items("ViewCodeSequence"))
        for modifier in view.items("ViewModifierCodeSequence")
    ]
    return any(
        item.text("CodeValue") in _MAGNIFICATION_CODES
        or "magnification" in (item.text("CodeMeaning") or "").lower()
        for item in modifiers
    )


def _inputs(found: Geometry) -> dict[str, float]:
    named = {"ERMF": found.ermf.value, "SID_mm": found.sid.value, "SDP_mm": found.sdp.value}
    return {name: value for name, value in named.items() if value is not None}
