"""The eye: millimetres behind an optic that is only nominally known (rules O5 to O9)."""

from dataclasses import replace
from math import hypot, sqrt

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, nothing, spacing_of, with_findings
from millivox.spacing.axis import AxisSpacing, Spacing, unknown
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair, pair

_NOMINAL = "Nominal: the eye's own optics are not known, and the error grows towards the edge."
_CURVED = "Nominal: the retina is curved, so lengths towards the edge are too short."
_CALIBRATED = {
    "FIDUCIAL": (Calibration.FIDUCIAL, labels.FIDUCIAL),
    "GEOMETRY": (Calibration.GEOMETRY, labels.GEOMETRY),
}


def fundus(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O5: a fundus camera's pixel on the nominal focal plane."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    return _nominal(found, "O5", _NOMINAL)


def map_of_the_retina(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O7: en-face images and thickness maps lay a curved surface flat."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    return _nominal(found, "O7", _CURVED)


def tomography(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O6: down a B-scan by the refractive index, across it by nominal optics.

    The two are unlike by nature and are never made equal.  Distortions stated in
    percent become uncertainties.
    """
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("O6", found)
    spacing = _nominal(found, "O6", _NOMINAL)
    note = "Depth by the nominal refractive index of the eye."
    depth = spacing.y.regraded(
        spacing.y.grade, label=labels.REFRACTIVE, plane=Plane.OBJECT, note=note
    )
    return replace(
        spacing,
        x=_distorted(spacing.x, header.number("MaximumAlongScanDistortion")),
        y=_distorted(depth, header.number("MaximumDepthDistortion")),
    )


def stereographic(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O8: a sphere laid flat has no one scale; planar millimetres are refused."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    text = "A stereographic map of the eye: distances need the sphere, not a Pixel Spacing."
    axis = unknown("O8", note=text, raw=found.raw)
    return Spacing(axis, axis, findings=(*found.findings, finding("S09", text)))


def corneal_topography(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O9: a map of the cornea, calibrated where it says so."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    kind = header.text("PixelSpacingCalibrationType") or ""
    calibration, label = _CALIBRATED.get(kind, (Calibration.NOMINAL_OPTICAL, labels.FOCAL))
    described = header.text("PixelSpacingCalibrationDescription")
    return _nominal(found, "O9", _NOMINAL, calibration, label, described)


def _nominal(
    found: Pair,
    rule: str,
    note: str,
    calibration: Calibration = Calibration.NOMINAL_OPTICAL,
    label: str = labels.FOCAL,
    described: str | None = None,
) -> Spacing:
    if not found.usable:
        return nothing(rule, found)
    meaning = Meaning(
        rule=rule,
        grade=Grade.C,
        label=label,
        plane=Plane.FOCAL,
        calibration=calibration,
        relative_u=None,
        description=described,
        note=note,
    )
    text = "Millimetres on the nominal focal plane of the instrument."
    return with_findings(spacing_of(found, meaning), finding("S05", text))


def _distorted(axis: AxisSpacing, percent: float | None) -> AxisSpacing:
    """A stated maximum distortion as a uniform distribution of that half-width."""
    if axis.number is None or percent is None or percent < 0:
        return axis
    bound = axis.number * percent / 100 / sqrt(3)
    return replace(axis, u_mm=hypot(axis.u_mm or 0.0, bound))
