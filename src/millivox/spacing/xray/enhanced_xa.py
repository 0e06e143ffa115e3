"""Enhanced XA and XRF: the object's plane from the table, or the isocentre (rule A.7)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Check, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import (
    Meaning,
    as_alternative,
    divided,
    lowered,
    nothing,
    spacing_of,
    with_check,
    with_findings,
)
from millivox.spacing.axis import Alternative, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, number, pair
from millivox.spacing.sop_classes import XRF
from millivox.spacing.xray.field_of_view import against_field_of_view
from millivox.spacing.xray.other_depths import detector
from millivox.tolerance import BEAM_ANGLE_DEG, OBJECT_SPACING_RELATIVE


@dataclass(frozen=True, slots=True)
class Beam:
    """The frame's geometry: distances in mm, the beam angle in degrees; what is absent is None.

    ``table_mm`` is Table Height (positive below the isocentre), ``object_mm`` the
    object's height above the table top.
    """

    iso_mm: float | None
    sid_mm: float | None
    table_mm: float | None
    object_mm: float | None
    angle_deg: float | None

    @property
    def is_steep(self) -> bool:
        """Whether the beam is too flat for the table to tell the object's depth (X14)."""
        return self.angle_deg is not None and abs(self.angle_deg) > BEAM_ANGLE_DEG

    @property
    def sod_mm(self) -> float | None:
        """Source to object: ISO - (TH - TO) / cos(beta) (PS3.3 C.8.19.6.9.1)."""
        if None in (self.iso_mm, self.table_mm, self.object_mm, self.angle_deg) or self.is_steep:
            return None
        assert self.iso_mm is not None
        assert self.table_mm is not None
        assert self.object_mm is not None
        below = (self.table_mm - self.object_mm) / math.cos(math.radians(self.angle_deg or 0.0))
        sod = self.iso_mm - below
        return sod if sod > 0 else None

    def factor(self, depth_mm: float | None) -> float | None:
        """The magnification of a plane at that distance from the source."""
        sid = self.sid_mm
        return sid / depth_mm if sid and depth_mm and 0 < depth_mm <= sid else None


def enhanced_angiography(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule X4: object spacing as stated, then as recomputed, then isocentre, then detector."""
    ips = pair(header, "ImagerPixelSpacing", assume_isotropic=assume_isotropic)
    stated = pair(header, "ObjectPixelSpacingInCenterOfBeam")
    beam = beam_of(header)
    if stated.usable and header.sop_class_uid not in XRF:
        spacing = _as_stated(stated, ips, beam)
    elif ips.usable:
        spacing = _from_imager(header, ips, beam)
    else:
        return nothing("X4", ips, stated)
    spacing = with_findings(spacing, *stated.findings, *ips.findings, *_too_steep(beam))
    offers = (*spacing.alternatives, *_alternatives(ips, beam, spacing))
    spacing = replace(spacing, alternatives=offers)
    return distortion(header, against_field_of_view(header, ips, spacing))


def beam_of(header: Header) -> Beam:
    """The geometry of this frame as written."""

    def of(keyword: str) -> float | None:
        return number(header, keyword).value

    return Beam(
        of("DistanceSourceToIsocenter"),
        of("DistanceSourceToDetector"),
        of("TableHeight"),
        of("DistanceObjectToTableTop"),
        beam_angle(header),
    )


def beam_angle(header: Header) -> float | None:
    """Beam Angle, or what the positioner's angles make of it for a patient lying flat.

    PS3.17 FFF.1.3: arccos(|cos primary| |cos secondary|), and |sin primary| for a
    patient on the side.
    """
    stated = number(header, "BeamAngle").value
    if stated is not None:
        return stated
    primary = number(header, "PositionerPrimaryAngle").value
    secondary = number(header, "PositionerSecondaryAngle").value
    position = header.text("PatientPosition")
    if primary is None or secondary is None or position is None:
        return None
    turn = math.sin if position.startswith(("HFD", "FFD")) else math.cos
    along = abs(turn(math.radians(primary))) * abs(math.cos(math.radians(secondary)))
    return math.degrees(math.acos(min(along, 1.0)))


def distortion(header: Header, spacing: Spacing) -> Spacing:
    """X13: a geometry that is not uniform adds its stated distortion to the uncertainty."""
    if header.text("GeometricalProperties") != "NON_UNIFORM" or spacing.x.number is None:
        return spacing
    percent = number(header, "GeometricMaximumDistortion").value
    text = "The geometry is not uniform over the image"
    told = f"{text}; distortions reach {percent:g} %." if percent is not None else f"{text}."
    spacing = with_findings(spacing, finding("X13", told))
    x, y = (
        replace(axis, u_mm=_widened(axis.number, axis.u_mm, percent))
        for axis in (spacing.x, spacing.y)
    )
    return replace(spacing, x=x, y=y)


def _widened(value: float | None, u_mm: float | None, percent: float | None) -> float | None:
    if value is None or u_mm is None or percent is None:
        return None
    return math.hypot(u_mm, value * percent / 100)


def _as_stated(stated: Pair, ips: Pair, beam: Beam) -> Spacing:
    """The object spacing as written; recomputed where all inputs are there (X15)."""
    spacing = spacing_of(stated, _object_meaning(beam))
    factor = beam.factor(beam.sod_mm)
    if factor is None or ips.column_mm is None or stated.column_mm is None:
        return spacing
    expected = ips.column_mm / factor
    agrees = abs(stated.column_mm / expected - 1) <= OBJECT_SPACING_RELATIVE
    check = Check(
        "object spacing", expected, stated.column_mm, OBJECT_SPACING_RELATIVE * expected, agrees
    )
    spacing = with_check(spacing, check)
    if agrees:
        return spacing
    written, computed = plain(stated.column_mm), plain(expected)
    text = f"Written object spacing {written} mm; its geometry gives {computed} mm."
    return lowered(spacing, Grade.D, finding("X15", text), note=text)


def _from_imager(header: Header, ips: Pair, beam: Beam) -> Spacing:
    to_object = None if header.sop_class_uid in XRF else beam.factor(beam.sod_mm)
    if to_object is not None:
        meaning = divided("X4.object", Plane.OBJECT, labels.OBJECT, to_object)
        meaning = replace(
            meaning,
            calibration=Calibration.OBJECT_MODEL,
            plane_parameters={**_known(beam), "SOD_mm": beam.sod_mm or 0.0},
        )
        return spacing_of(ips, meaning, _applied(to_object, "object plane"))
    to_isocentre = beam.factor(beam.iso_mm)
    if to_isocentre is not None:
        return spacing_of(ips, _isocentre(beam, to_isocentre), _applied(to_isocentre, "isocentre"))
    text = "The spacing holds at the detector; the magnification is not removed."
    return spacing_of(ips, detector(), finding("X01", text))


def _alternatives(ips: Pair, beam: Beam, spacing: Spacing) -> Iterator[Alternative]:
    if not ips.usable:
        return
    plane = spacing.x.origin.plane
    if plane is not Plane.DETECTOR:
        yield as_alternative(ips, detector(), "At the detector, no magnification removed.")
    factor = beam.factor(beam.iso_mm)
    if factor is not None and plane is not Plane.ISOCENTRE:
        yield as_alternative(ips, _isocentre(beam, factor), "At the isocentre.")
    to_object = beam.factor(beam.sod_mm)
    if to_object is not None and spacing.x.grade == Grade.D:
        meaning = divided("X4.object", Plane.OBJECT, labels.OBJECT, to_object)
        yield as_alternative(ips, meaning, "As the geometry of the frame gives it.")


def _too_steep(beam: Beam) -> tuple[Finding, ...]:
    if not beam.is_steep:
        return ()
    text = f"A beam angle of {beam.angle_deg:.4g} degrees is too flat to find the object's depth."
    return (finding("X14", text),)


def _object_meaning(beam: Beam) -> Meaning:
    return Meaning(
        "X4.stated",
        Grade.C,
        labels.OBJECT,
        Plane.OBJECT,
        Calibration.OBJECT_MODEL,
        relative_u=None,
        plane_parameters=_known(beam),
        note="At the depth of the object as the device modelled it.",
    )


def _isocentre(beam: Beam, factor: float) -> Meaning:
    meaning = divided("X4.isocentre", Plane.ISOCENTRE, labels.ISOCENTRE, factor)
    return replace(meaning, plane_parameters=_known(beam))


def _applied(factor: float, where: str) -> Finding:
    return finding("X10", f"The detector value was divided by {factor:.4g} ({where}).")


def _known(beam: Beam) -> dict[str, float]:
    named = {
        "ISO_mm": beam.iso_mm,
        "SID_mm": beam.sid_mm,
        "TH_mm": beam.table_mm,
        "TO_mm": beam.object_mm,
        "beta_deg": beam.angle_deg,
    }
    return {name: value for name, value in named.items() if value is not None}
