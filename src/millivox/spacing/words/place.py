"""Plain words for the attributes that say where an image lies, and how it was projected."""

import math
from collections.abc import Callable, Mapping

from millivox.spacing.words.told import Told, mm

#: LPS: towards the patient's left, back and head where positive.
SIDES = (("left", "right"), ("back", "front"), ("head", "feet"))
PLANES = ("sagittal", "coronal", "axial")
POSITIONS = {
    "HFS": "Head first, on the back.", "HFP": "Head first, on the front.",
    "HFDR": "Head first, on the right side.", "HFDL": "Head first, on the left side.",
    "FFS": "Feet first, on the back.", "FFP": "Feet first, on the front.",
    "FFDR": "Feet first, on the right side.", "FFDL": "Feet first, on the left side.",
}  # fmt: skip
#: Cosine of 0.1 degrees: nearer than that a plane is called straight.
STRAIGHT = math.cos(math.radians(0.1))


def position(told: Told) -> str | None:
    """Image Position (Patient) (0020,0032): PS3.3 C.7.6.2.1.1."""
    if len(told.numbers) != 3:
        return None
    parts = [
        f"{abs(number):.1f} mm {sides[number < 0]}"
        for number, sides in zip(told.numbers, SIDES, strict=True)
    ]
    return f"Centre of the first pixel, from the origin: {', '.join(parts)}."


def orientation(told: Told) -> str | None:
    """Image Orientation (Patient) (0020,0037): PS3.3 C.7.6.2.1.1."""
    if len(told.numbers) != 6:
        return None
    along, down = told.numbers[:3], told.numbers[3:]
    normal = _cross(along, down)
    length = math.hypot(*normal)
    if not length:
        return "Not two directions at right angles: it gives no plane."
    steepest = max(range(3), key=lambda axis: abs(normal[axis]))
    share = min(abs(normal[steepest]) / length, 1.0)
    plane = PLANES[steepest]
    if share < STRAIGHT:
        plane = f"{plane}, oblique by {math.degrees(math.acos(share)):.1f} degrees"
    return f"Rows run to the {_towards(along)}, columns to the {_towards(down)}: {plane}."


def _towards(direction: tuple[float, ...]) -> str:
    axis = max(range(3), key=lambda number: abs(direction[number]))
    return SIDES[axis][direction[axis] < 0]


def _cross(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float]:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def source_to_patient(told: Told) -> str:
    """Distance Source to Patient (0018,1111): what it reaches differs by object."""
    reach = {
        "T1": "the isocentre",
        "X2": "the table or bucky in front of the detector",
        "X3": "the isocentre or the table, as the vendor has it",
        "X5": "the breast support",
    }
    if told.header.modality == "MG":
        return f"From the X-ray source to {reach['X5']}."
    return f"From the X-ray source to {reach.get(told.family, 'the patient')}."


def source_to_detector(told: Told) -> str:
    """Distance Source to Detector (0018,1110)."""
    near = told.header.number("DistanceSourceToPatient")
    if told.is_radiograph and told.number and near and near < told.number:
        return (
            "From the X-ray source to the detector. With the distance to the patient: "
            f"things there appear {told.number / near:.3f} times as large."
        )
    return "From the X-ray source to the detector."


def patient_position(told: Told) -> str | None:
    """Patient Position (0018,5100)."""
    return POSITIONS.get(told.values[0])


def image_type(told: Told) -> str | None:
    """Image Type (0008,0008): only what bears on geometry."""
    terms = {value.upper() for value in told.values}
    if "LOCALIZER" in terms:
        return "A localizer: shows where slices lie, and is no slice itself."
    if terms & {"MPR", "RESAMPLED", "REFORMATTED"}:
        return "Reformatted: what was acquired had other pixels."
    if "PROJECTION IMAGE" in terms:
        return "A projection through a volume: depth is gone."
    return None


def _plain(text: str) -> Callable[[Told], str]:
    return lambda told: text


TELLERS: Mapping[str, Callable[[Told], str | None]] = {
    "ImagePositionPatient": position,
    "ImageOrientationPatient": orientation,
    "FrameOfReferenceUID": _plain("Images with the same UID share one coordinate system."),
    "PatientPosition": patient_position,
    "ImageType": image_type,
    "DistanceSourceToDetector": source_to_detector,
    "DistanceSourceToPatient": source_to_patient,
    "DistanceSourceToIsocenter": _plain("From the X-ray source to the centre of rotation."),
    "TableHeight": _plain("Of the tabletop below the isocentre; says where the patient lies."),
    "BeamAngle": _plain("Between the beam and the vertical."),
    "RTImageSID": lambda told: (
        f"The RT image plane lies {mm(told.number)} from the source." if told.number else None
    ),
    "RadiationMachineSAD": lambda told: (
        f"The isocentre lies {mm(told.number)} from the source." if told.number else None
    ),
    "FocalDistance": lambda told: (
        "Parallel collimator: lengths are true as projected."
        if told.number == 0
        else "Converging or diverging collimator: lengths depend on depth."
    ),
}
