"""Enhanced ultrasound volumes and photoacoustic images (rule T7)."""

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, nothing, spacing_of
from millivox.spacing.axis import Spacing
from millivox.spacing.parse import pair
from millivox.tolerance import US_SPEED_OF_SOUND_RELATIVE


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T7: Pixel Measures in mm, in the body where the geometry of the acquisition says so.

    The volume's own frame of reference is metric (PS3.3 C.8.24.2.1); only with
    Ultrasound Acquisition Geometry PATIENT does it also lie in the patient.
    """
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("T7", found)
    in_patient = header.text("UltrasoundAcquisitionGeometry") == "PATIENT"
    meaning = Meaning(
        rule="T7",
        grade=Grade.B,
        label=labels.ULTRASOUND,
        plane=Plane.PATIENT if in_patient else Plane.REGION,
        calibration=Calibration.INTRINSIC,
        relative_u=US_SPEED_OF_SOUND_RELATIVE,
        note="The uncertainty is that of the assumed speed of sound (1540 m/s).",
    )
    return spacing_of(found, meaning)
