"""Projection X-ray: what a pixel is, and at which depth (the state machine of rule A.4)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing import labels
from millivox.spacing.axes import (
    Meaning,
    lowered,
    nothing,
    spacing_of,
    undetermined,
    with_findings,
)
from millivox.spacing.axis import Spacing
from millivox.spacing.calibration import fiducial_relative_u
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, agreement, pair
from millivox.spacing.rounding import Agreement
from millivox.spacing.xray.field_of_view import against_field_of_view
from millivox.spacing.xray.magnification import Answer, geometry, magnification, stated_factor
from millivox.spacing.xray.other_depths import detector, other_depths
from millivox.spacing.xray.slot import along_the_scan
from millivox.tolerance import IMPLIED_MAGNIFICATION_RELATIVE


@dataclass(frozen=True, slots=True)
class Reading:
    """What a projection says about its pixels, before anything is decided.

    ``ps`` is absent once it was refused (X03); ``refused`` then holds it.
    """

    header: Header
    ps: Pair
    ips: Pair
    nsps: Pair
    type: str | None
    description: str | None
    refused: Pair | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def compared(self) -> Agreement | None:
        """How Pixel Spacing and Imager Pixel Spacing compare; ``None`` where one is missing."""
        return agreement(self.ps, self.ips) if self.ps.usable and self.ips.usable else None


def projection(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules X1, X2, X3 and X5: the first branch that applies decides."""
    reading = exceeding(read(header, assume_isotropic))
    answers = (branch(reading) for branch in BRANCHES)
    spacing = next(answer for answer in answers if answer is not None)
    told = (*reading.ps.findings, *reading.ips.findings, *reading.nsps.findings)
    spacing = with_findings(spacing, *told, *reading.findings)
    spacing = other_depths(header, reading.ips, reading.refused, spacing)
    spacing = along_the_scan(header, reading.ps, reading.ips, spacing)
    return panoramic(reading, against_field_of_view(header, reading.ips, spacing))


def read(header: Header, assume_isotropic: bool = False) -> Reading:
    """Parse all; what is invalid drops out with its code."""

    def of(keyword: str) -> Pair:
        return pair(header, keyword, assume_isotropic=assume_isotropic)

    return Reading(
        header,
        of("PixelSpacing"),
        of("ImagerPixelSpacing"),
        of("NominalScannedPixelSpacing"),
        header.text("PixelSpacingCalibrationType"),
        header.text("PixelSpacingCalibrationDescription"),
    )


def exceeding(reading: Reading) -> Reading:
    """X03: no object lies behind the detector, so Pixel Spacing cannot exceed the imager's."""
    ps, ips = reading.ps, reading.ips
    if reading.compared in (None, Agreement.EQUAL) or not _larger(ps, ips):
        return reading
    text = f"Pixel Spacing ({_shown(ps)}) exceeds Imager Pixel Spacing ({_shown(ips)}): refused."
    near = _near(reading)
    absent = Pair("PixelSpacing")
    return replace(reading, ps=absent, refused=ps, findings=(finding("X03", text), *near))


def fiducial(reading: Reading) -> Spacing | None:
    """Calibrated with an object of known size: true at that object's depth."""
    if reading.type != "FIDUCIAL" or not reading.ps.usable:
        return None
    meaning = Meaning(
        "X.A4.fiducial",
        Grade.C,
        labels.FIDUCIAL,
        Plane.OBJECT,
        Calibration.FIDUCIAL,
        relative_u=fiducial_relative_u(reading.description),
        description=reading.description,
        note="True at the depth of the fiducial.",
    )
    return spacing_of(reading.ps, meaning, *_undescribed(reading))


def geometric(reading: Reading) -> Spacing | None:
    """Calibrated by geometry; a claim that the numbers contradict falls through (X04)."""
    if not _claims_geometry(reading) or reading.compared is Agreement.EQUAL:
        return None
    meaning = Meaning(
        "X.A4.geometry",
        Grade.C,
        labels.GEOMETRY,
        Plane.OBJECT_UNSPECIFIED,
        Calibration.GEOMETRY,
        relative_u=None,
        description=reading.description,
        note="Corrected to a depth the header does not state.",
    )
    return spacing_of(reading.ps, meaning, *_undescribed(reading), *_near(reading))


def corrected(reading: Reading) -> Spacing | None:
    """Smaller than the imager's spacing: somebody corrected it and did not say how (X02)."""
    if reading.compared in (None, Agreement.EQUAL):
        return None
    text = "Pixel Spacing is smaller than Imager Pixel Spacing: corrected, by an unknown method."
    more = (finding("X02", text), *_near(reading), *_not_twice(reading))
    return spacing_of(reading.ps, _unknown_method("X.A4.corrected"), *more)


def at_detector(reading: Reading) -> Spacing | None:
    """Imager Pixel Spacing, divided by the magnification where that is known."""
    if not reading.ips.usable:
        return None
    answer = magnification(reading.header)
    told = (*answer.findings, *_contradicted(reading))
    if answer.applied is None:
        text = "The spacing holds at the detector; the magnification is not removed."
        return spacing_of(reading.ips, detector(), finding("X01", text), *told)
    return spacing_of(reading.ips, _demagnified(answer), *told)


def alone(reading: Reading) -> Spacing | None:
    """Pixel Spacing and nothing beside it: the standard says its meaning cannot be told (X06)."""
    if not reading.ps.usable or reading.nsps.usable:
        return None
    text = "Pixel Spacing stands alone on a projection: detector, object or scanner, nobody knows."
    return undetermined(reading.ps, "X.A4.alone", finding("X06", text), note=text)


def digitised(reading: Reading) -> Spacing | None:
    """The pixel of a film scanner: true on the film, not in the patient (S02)."""
    if not reading.nsps.usable:
        return None
    if reading.ps.usable and agreement(reading.ps, reading.nsps) is not Agreement.EQUAL:
        text = "Pixel Spacing differs from the scanner's: corrected, by an unknown method."
        return spacing_of(reading.ps, _unknown_method("X.A4.film"), finding("X02", text))
    meaning = Meaning("X.A4.film", Grade.C, labels.FILM, Plane.FILM, Calibration.NONE)
    return spacing_of(
        reading.nsps, meaning, finding("S02", "True on the film, not in the patient.")
    )


def no_number(reading: Reading) -> Spacing | None:
    """Nothing that may be used."""
    return nothing("X.A4.nothing", reading.ips, reading.ps, reading.nsps)


Branch = Callable[[Reading], Spacing | None]

#: The state machine of rule A.4: the first branch that answers decides.
BRANCHES: tuple[Branch, ...] = (
    fiducial,
    geometric,
    corrected,
    at_detector,
    alone,
    digitised,
    no_number,
)


def panoramic(reading: Reading, spacing: Spacing) -> Spacing:
    """X17: a panorama magnifies differently along and across, and from place to place."""
    header = reading.header
    is_one = header.text("PositionerType") == "PANORAMIC" or header.modality == "PX"
    if not is_one or spacing.x.number is None:
        return spacing
    text = "A panoramic image: its magnification changes over the image and with direction."
    found = finding("X17", text)
    if spacing.x.origin.calibration is Calibration.FIDUCIAL:
        return with_findings(spacing, found)
    return lowered(spacing, Grade.D, found, note=text)


def _demagnified(answer: Answer) -> Meaning:
    assert answer.applied is not None
    factor = answer.applied.factor
    stated = answer.applied.method == "ERMF"
    in_layer = answer.plane is Plane.OBJECT
    rule, label = ("layer", labels.OBJECT) if in_layer else ("isocentre", labels.ISOCENTRE)
    return Meaning(
        "X.A4.ermf" if stated else f"X.A4.{rule}",
        Grade.C,
        labels.magnified(factor) if stated else label,
        answer.plane,
        Calibration.ERMF_ATTRIBUTE if stated else Calibration.SID_SOD_DERIVED,
        method=Method.DIVIDED_BY_MAGNIFICATION,
        scale=1 / factor,
        relative_u=answer.relative_u,
        plane_parameters=answer.applied.inputs,
        magnification=answer.applied,
        note="In the sharp layer of a linear tomography." if in_layer else None,
    )


def _unknown_method(rule: str) -> Meaning:
    return Meaning(
        rule,
        Grade.C,
        labels.METHOD_UNKNOWN,
        Plane.OBJECT_UNSPECIFIED,
        Calibration.UNKNOWN_METHOD,
        relative_u=None,
        note="Corrected to a depth and by a method the header does not state.",
    )


def _claims_geometry(reading: Reading) -> bool:
    return reading.type == "GEOMETRY" and reading.ps.usable


def _undescribed(reading: Reading) -> tuple[Finding, ...]:
    if reading.description:
        return ()
    text = f"The calibration is called {reading.type}, and nothing describes it."
    return (finding("X05", text),)


def _contradicted(reading: Reading) -> tuple[Finding, ...]:
    if not _claims_geometry(reading):
        return ()
    text = "A geometric calibration is claimed, but Pixel Spacing equals Imager Pixel Spacing."
    return (finding("X04", text), *_undescribed(reading))


def _near(reading: Reading) -> tuple[Finding, ...]:
    if reading.compared is not Agreement.NEAR:
        return ()
    text = (
        f"Pixel Spacing ({_shown(reading.ps)}) and Imager Pixel Spacing ({_shown(reading.ips)}) "
        "differ so little that rounding may be the reason; taken as different."
    )
    return (finding("X16", text),)


def _not_twice(reading: Reading) -> tuple[Finding, ...]:
    """X11, X08: a stated factor beside a corrected spacing is evidence, not a further divisor."""
    factor = stated_factor(geometry(reading.header))
    if factor is None:
        return ()
    implied = _implied_magnification(reading)
    if abs(implied / factor - 1) <= IMPLIED_MAGNIFICATION_RELATIVE:
        text = f"Already corrected by the stated magnification of {factor:g}; not divided again."
        return (finding("X11", text),)
    text = f"The stated magnification is {factor:g}, but {implied:.4g} was used for the correction."
    return (finding("X08", text),)


def _implied_magnification(reading: Reading) -> float:
    ips, ps = reading.ips, reading.ps
    ratios = [
        a / b
        for a, b in ((ips.row_mm, ps.row_mm), (ips.column_mm, ps.column_mm))
        if a is not None and b is not None
    ]
    return sum(ratios) / len(ratios) if ratios else 1.0


def _larger(ps: Pair, ips: Pair) -> bool:
    axes = ((ps.row_mm, ips.row_mm), (ps.column_mm, ips.column_mm))
    apart = [a - b for a, b in axes if a is not None and b is not None]
    return max(apart, key=abs, default=0.0) > 0


def _shown(found: Pair) -> str:
    return "\\".join(found.raw)
