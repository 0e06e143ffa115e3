"""Captured, digitised and derived documents (rules S1 to S4)."""

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, nothing, spacing_of, undetermined, with_findings
from millivox.spacing.axis import Spacing
from millivox.spacing.calibration import fiducial_relative_u
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair, agreement, pair
from millivox.spacing.rounding import Agreement


def captured(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules S1 to S3: with a position it lies in the patient, else only a calibration helps."""
    ps = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    nsps = pair(header, "NominalScannedPixelSpacing", assume_isotropic=assume_isotropic)
    if ps.usable and is_placed(header):
        spacing = _in_patient(ps)
    elif ps.usable and header.text("PixelSpacingCalibrationType"):
        spacing = _calibrated(header, ps)
    elif ps.usable and nsps.usable and agreement(ps, nsps) is not Agreement.EQUAL:
        spacing = _corrected(ps, nsps)
    elif nsps.usable:
        spacing = _on_film(nsps)
    elif ps.usable:
        spacing = _unverified(header, ps)
    else:
        return nothing("S2", ps, nsps)
    return with_findings(spacing, *ps.findings, *nsps.findings)


def hardcopy(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule S4: pixels of a printed film."""
    nsps = pair(header, "NominalScannedPixelSpacing", assume_isotropic=assume_isotropic)
    return _on_film(nsps, "S4") if nsps.usable else nothing("S4", nsps)


def is_placed(header: Header) -> bool:
    """Whether the image says where it lies in the patient, at the root or per frame."""
    has_position = header.image_position_patient is not None
    return has_position and header.image_orientation_patient is not None


def _in_patient(ps: Pair) -> Spacing:
    """Rule S1, S3: with an image plane the spacing is meant for geometry, on the writer's word."""
    text = "A capture with a position in the patient: its spacing is the writer's word."
    meaning = Meaning("S1", Grade.C, labels.MM, Plane.PATIENT, Calibration.INTRINSIC, note=text)
    return spacing_of(ps, meaning, finding("S01", text))


def _calibrated(header: Header, ps: Pair) -> Spacing:
    kind = header.text("PixelSpacingCalibrationType")
    description = header.text("PixelSpacingCalibrationDescription")
    label, plane, calibration, relative = {
        "FIDUCIAL": (
            labels.FIDUCIAL,
            Plane.OBJECT,
            Calibration.FIDUCIAL,
            fiducial_relative_u(description),
        ),
        "GEOMETRY": (labels.GEOMETRY, Plane.OBJECT_UNSPECIFIED, Calibration.GEOMETRY, None),
    }.get(kind or "", _METHOD_UNKNOWN)
    meaning = Meaning(
        "S2.calibrated",
        Grade.C,
        label,
        plane,
        calibration,
        relative_u=relative,
        description=description,
    )
    if description:
        return spacing_of(ps, meaning)
    text = f"The calibration is called {kind}, and nothing describes it."
    return spacing_of(ps, meaning, finding("X05", text))


_METHOD_UNKNOWN = (
    labels.METHOD_UNKNOWN,
    Plane.OBJECT_UNSPECIFIED,
    Calibration.UNKNOWN_METHOD,
    None,
)


def _corrected(ps: Pair, nsps: Pair) -> Spacing:
    label, plane, calibration, relative = _METHOD_UNKNOWN
    meaning = Meaning("S2.corrected", Grade.C, label, plane, calibration, relative_u=relative)
    text = "Pixel Spacing differs from the scanner's: corrected, by an unknown method."
    spacing = spacing_of(ps, meaning, finding("X02", text))
    if agreement(ps, nsps) is Agreement.NEAR:
        near = "It differs so little that rounding may be the reason; taken as different."
        return with_findings(spacing, finding("X16", near))
    return spacing


def _on_film(nsps: Pair, rule: str = "S2.film") -> Spacing:
    meaning = Meaning(rule, Grade.C, labels.FILM, Plane.FILM, Calibration.NONE)
    return spacing_of(nsps, meaning, finding("S02", "True on the film, not in the patient."))


def _unverified(header: Header, ps: Pair) -> Spacing:
    """S01: a capture with a number, and nothing that says what it measures."""
    how = header.text("ConversionType")
    made = f" (conversion type {how})" if how else ""
    text = f"A captured image{made}: nothing says what its Pixel Spacing refers to."
    return undetermined(ps, "S2.unverified", finding("S01", text), note=text)
