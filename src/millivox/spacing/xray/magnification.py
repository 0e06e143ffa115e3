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

    def relative_u(self, sod_mm: float, *steps_mm: float | None) -> float:
        """F.3: u(SOD)/SOD with u(SID)/SID, from the rounding steps of what SOD was made of."""
        sid = self.sid.value
        to_detector = (self.sid.quantum or 0.0) / sid if sid else 0.0
        to_object = math.hypot(*(step or 0.0 for step in steps_mm)) / sod_mm
        return math.hypot(to_detector, to_object) / math.sqrt(12)


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
    layer = sharp_layer(header, found)
    if layer is not None:
        return _from_layer(layer, found, doubts)
    return Answer(findings=(*doubts, _support_surface(found)))


def reaches_isocentre(header: Header) -> bool:
    """Whether Distance Source to Patient means the isocentre in this class: XA and XRF."""
    return family_of(header).id in ("X3", "X4")


@dataclass(frozen=True, slots=True)
class Layer:
    """The one layer of a linear tomography that is not blurred, and its way from the tube.

    ``height_mm`` is above the support, ``factor`` the magnification where the
    distance to the patient reaches to the support.
    """

    height_mm: float
    sod_mm: float
    factor: float
    relative_u: float


def sharp_layer(header: Header, found: Geometry) -> Layer | None:
    """The sharp layer, where the distances tell how far from the tube it lies."""
    height = number(header, "TomoLayerHeight")
    sid, sdp, above = found.sid.value, found.sdp.value, height.value
    if found.ratio is None or sid is None or sdp is None or above is None or not 0 < above < sdp:
        return None
    sod = sdp - above
    relative_u = found.relative_u(sod, found.sdp.quantum, height.quantum)
    return Layer(above, sod, sid / sod, relative_u)


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
    told = [*doubts, *_other_factor(header, found, factor)]
    if factor > ERMF_PLAUSIBLE_MAX:
        told.append(finding("X07", f"A magnification of {factor:g} is unusually large; used."))
    if factor == 1:
        return Answer(findings=tuple(told))
    applied = Magnification(factor, "ERMF", _inputs(found))
    told.append(_was_applied(applied))
    return Answer(applied, _factor_plane(header, found, factor), ERMF_RELATIVE_U, tuple(told))


def _factor_plane(header: Header, found: Geometry, factor: float) -> Plane:
    layer = sharp_layer(header, found)
    if reaches_isocentre(header):
        return Plane.ISOCENTRE if layer is None else Plane.OBJECT
    if layer is not None and _agree(layer.factor, factor):
        return Plane.OBJECT
    return Plane.SUPPORT if _agree(found.ratio, factor) else Plane.OBJECT_UNSPECIFIED


def _other_factor(header: Header, found: Geometry, factor: float) -> tuple[Finding, ...]:
    """X08: the distances give another factor, at the support and in a sharp layer above it."""
    layer = None if reaches_isocentre(header) else sharp_layer(header, found)
    if found.ratio is None or _agree(found.ratio, factor):
        return ()
    if layer is not None and _agree(layer.factor, factor):
        return ()
    text = f"The stated magnification is {factor:g}, but SID / SDP gives {found.ratio:.4g}"
    if layer is not None:
        text += f", and {layer.factor:.4g} in the layer {layer.height_mm:g} mm above the support"
    return (finding("X08", f"{text}."),)


def _agree(expected: float | None, stated: float) -> bool:
    return expected is not None and abs(expected / stated - 1) <= ERMF_AGREES_RELATIVE


def _from_isocentre(header: Header, found: Geometry, doubts: tuple[Finding, ...]) -> Answer:
    """XA and XRF: the distance to the patient is the distance to the isocentre.

    A linear tomography turns about its sharp layer, which then is the centre.
    """
    applied = Magnification(found.ratio or 1.0, "SID/SDP", _inputs(found))
    told = (*doubts, _was_applied(applied))
    plane = Plane.ISOCENTRE if sharp_layer(header, found) is None else Plane.OBJECT
    relative_u = found.relative_u(found.sdp.value or 1.0, found.sdp.quantum)
    return Answer(applied, plane, relative_u, told)


def _from_layer(layer: Layer, found: Geometry, doubts: tuple[Finding, ...]) -> Answer:
    """Linear tomography: everything but the layer is blurred, so its depth is that of the image."""
    inputs = {**_inputs(found), "layer_mm": layer.height_mm}
    applied = Magnification(layer.factor, "SID/(SDP - layer)", inputs)
    return Answer(applied, Plane.OBJECT, layer.relative_u, (*doubts, _was_applied(applied)))


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
