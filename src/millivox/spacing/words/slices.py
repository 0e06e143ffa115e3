"""Plain words for the attributes that speak of slices."""

from collections.abc import Callable, Mapping

from millivox.spacing.words.told import Told, mm


def slice_thickness(told: Told) -> str:
    """Slice Thickness (0018,0050): PS3.3 C.7.6.2."""
    if told.is_radiograph:
        return "Of no meaning for the distances in a projection."
    text = "How thick one slice is (nominal). It is not the distance between slices"
    z = told.spacing.z if told.spacing else None
    if z is not None and z.mm is not None:
        return f"{text}, which is {mm(z.mm)} here."
    return f"{text}."


def spacing_between_slices(told: Told) -> str:
    """Spacing Between Slices (0018,0088)."""
    value = told.number
    if told.family.startswith("N"):
        return (
            "Distance between slice centres, signed: negative when the stack runs against the "
            "normal of the first slice."
        )
    claim = "What the scanner claims for the distance between slice centres"
    if value is not None and value <= 0:
        return f"{claim}; a distance cannot be {value:g}, so it is ignored."
    thickness = told.header.slice_thickness
    doubt = ""
    if value is not None and thickness and value < thickness:
        doubt = f" It is below the thickness ({mm(thickness)}): overlap, or some vendors' bare gap."
    return f"{claim}. Positions overrule it.{doubt}"


def slice_location(told: Told) -> str:
    """Slice Location (0020,1041)."""
    return "A vendor's own coordinate along no stated axis. Not used for distances."


def tilt(told: Told) -> str | None:
    """Gantry/Detector Tilt (0018,1120): PS3.3 C.8.2.1."""
    if told.is_radiograph:
        return "Nominal angle; not for computing."
    if told.number == 0:
        return "No tilt is claimed. The positions decide."
    return (
        "Nominal; vendors sign it differently, so the true tilt is computed from the positions. "
        "A tilted stack is sheared: its slices are nearer than the table moved."
    )


def frames(told: Told) -> str | None:
    """Number of Frames (0028,0008): time, slices, views or positions, as the object has it."""
    if told.number is None or told.number <= 1:
        return None
    if told.family == "O1":
        return "Tiles of the slide in this one file."
    if told.header.has_groups:
        return "Planes in this one file; each has its own place in the functional groups."
    if told.family.startswith("N"):
        return "Planes in this one file: slices, views, or times, as Frame Increment Pointer says."
    if told.is_ultrasound or told.is_radiograph:
        return "Pictures one after the other in time; they are not slices."
    return "Pictures in this one file."


def grid_offsets(told: Told) -> str | None:
    """Grid Frame Offset Vector (3004,000C): PS3.3 C.8.8.3.2."""
    numbers = told.numbers
    if len(numbers) < 2:
        return None
    return (
        f"Where each of the {len(numbers)} dose planes lies along the normal; the first two are "
        f"{mm(abs(numbers[1] - numbers[0]))} apart."
    )


def _plain(text: str) -> Callable[[Told], str]:
    return lambda told: text


TELLERS: Mapping[str, Callable[[Told], str | None]] = {
    "SliceThickness": slice_thickness,
    "SpacingBetweenSlices": spacing_between_slices,
    "SliceLocation": slice_location,
    "GridFrameOffsetVector": grid_offsets,
    "GantryDetectorTilt": tilt,
    "NumberOfFrames": frames,
    "SingleCollimationWidth": _plain("Width of one detector row at the isocentre; no slice."),
    "SpiralPitchFactor": _plain("Table feed a turn over the beam's width; no slice distance."),
    "IVUSPullbackRate": _plain("mm per second along the vessel; not a distance between frames."),
    "FrameTime": _plain("Milliseconds between frames: time, never a distance."),
}
