"""Plain words for the attributes that speak of a pixel's size."""

from collections.abc import Callable, Mapping

from millivox.provenance import Plane
from millivox.spacing.words.told import Told, mm

UNITS = {"0": "none", "1": "percent", "2": "dB", "3": "cm", "4": "seconds", "5": "hertz",
         "6": "dB per second", "7": "cm per second", "8": "square cm", "9": "square cm per second",
         "A": "cubic cm", "B": "cubic cm per second", "C": "degrees"}  # fmt: skip


def pixel_spacing(told: Told) -> str:
    """Pixel Spacing (0028,0030): PS3.3 10.7.1.1."""
    if told.is_ultrasound:
        return (
            "Not the calibration of an ultrasound image: each region states its own "
            "(Physical Delta X and Y)."
        )
    if told.family == "X6":
        return "Foreign to an RT image, which states Image Plane Pixel Spacing; ignored."
    order = "Distance between rows (y), then between columns (x)"
    if told.is_radiograph:
        return f"{order}. {_on_a_radiograph(told)}"
    if told.trusted and told.place and told.decides("(0028,0030)"):
        return f"{order}, {told.place}."
    if told.is_reconstructed and told.spacing is None:
        return f"{order}, in the patient."
    return f"{order}, but nothing here says where it holds; not to be taken for millimetres."


def _on_a_radiograph(told: Told) -> str:
    """Equal to Imager Pixel Spacing: at the detector; different: corrected; alone: nobody knows."""
    imager = told.header.numbers("ImagerPixelSpacing")
    stored = told.header.numbers("PixelSpacing")
    plane = told.x.origin.plane if told.x else None
    if not told.trusted and told.spacing is not None:
        if imager:
            return f"It contradicts Imager Pixel Spacing on this {told.what}: not millimetres."
        return (
            f"On a {told.what} without Imager Pixel Spacing nobody can tell whether it was "
            "corrected for magnification: not millimetres of the patient."
        )
    if plane == Plane.DETECTOR or (told.spacing is None and imager and imager == stored):
        return "Equal to Imager Pixel Spacing, so nothing was corrected: it holds at the detector."
    if plane in (Plane.OBJECT, Plane.OBJECT_UNSPECIFIED):
        return f"Corrected for magnification: it holds {told.place}."
    where = f"Here it holds {told.place}." if told.place and told.trusted else None
    return where or f"On a {told.what} it need not be the patient's millimetres."


def imager_pixel_spacing(told: Told) -> str:
    """Imager Pixel Spacing (0018,1164): PS3.3 C.8.7.2, C.8.11.4."""
    if told.is_radiograph:
        return (
            "Pixel size at the detector's front face, rows then columns, never corrected: "
            "the patient appears larger there than he is."
        )
    if told.family.startswith("O"):
        return "Pixel size on the camera's sensor: says nothing about the object."
    return f"Means nothing on this {told.what}; ignored."


def nominal_scanned(told: Told) -> str:
    """Nominal Scanned Pixel Spacing (0018,2010): PS3.3 C.8.6.2."""
    return "Pixel size on the film or paper that was scanned, not in the patient."


def calibration_type(told: Told) -> str:
    """Pixel Spacing Calibration Type (0028,0A02): PS3.3 10.7.1.2."""
    ways = {
        "GEOMETRY": "assumed distances of tube, patient and detector",
        "FIDUCIAL": "an object of known size in the image",
    }
    way = ways.get(told.values[0].upper())
    return f"Pixel Spacing was corrected with {way}." if way else "Not a term of the standard."


def magnification(told: Told) -> str | None:
    """Estimated Radiographic Magnification Factor (0018,1114)."""
    factor = told.number
    if not factor:
        return None
    return (
        f"The machine's estimate: things in the patient appear {factor:.4g} times as large at "
        "the detector. It has been divided out only where this report says so."
    )


def pixel_aspect_ratio(told: Told) -> str:
    """Pixel Aspect Ratio (0028,0034): PS3.3 C.7.6.3.1.7."""
    return "Height of a pixel to its width, for showing only. A ratio is no millimetre."


def image_plane_pixel_spacing(told: Told) -> str:
    """Image Plane Pixel Spacing (3002,0011): PS3.3 C.8.8.2."""
    sid, sad = told.header.number("RTImageSID"), told.header.number("RadiationMachineSAD")
    if not sid:
        return "Pixel size at the image plane, but RT Image SID does not say where that plane is."
    if sid == sad:
        return "Pixel size at the isocentre: the image plane lies there (SID = SAD)."
    shrink = f" At the isocentre multiply by {sad / sid:.4g}." if sad else ""
    return f"Pixel size at the image plane, {mm(sid)} from the source.{shrink}"


def physical_delta(told: Told) -> str | None:
    """Physical Delta X/Y (0018,602C/602E): PS3.3 C.8.5.5.1.15."""
    if told.number is None:
        return None
    return (
        f"One pixel in this region's own unit. In centimetres (unit 3) that is "
        f"{mm(abs(told.number) * 10)}; in seconds or cm/s it is no length."
    )


def physical_units(told: Told) -> str | None:
    """Physical Units X/Y Direction (0018,6024/6026): PS3.3 C.8.5.5.1.15."""
    unit = UNITS.get(f"{int(told.number):X}") if told.number is not None else None
    if unit is None:
        return None
    return f"Unit of the region's pixels: {unit}." + ("" if unit == "cm" else " Not a length.")


def acquired_matrix(told: Told) -> str:
    """Acquisition Matrix (0018,1310), frequency rows\\columns, phase rows\\columns."""
    return (
        "Samples measured: frequency rows, frequency columns, phase rows, phase columns. "
        "More pixels than samples means interpolated: finer spacing, not finer detail."
    )


def size(told: Told, along: str) -> str | None:
    """Rows or Columns: how far the image reaches, where millimetres are known."""
    axis = None if told.spacing is None else told.spacing.y if along == "down" else told.spacing.x
    if axis is None or axis.mm is None or told.number is None:
        return f"Pixels {along}."
    place = f" {told.place}" if told.place else ""
    reach_mm = told.number * axis.mm
    reach = f"{reach_mm:.1f} mm" if reach_mm >= 1.0 else mm(reach_mm)
    return f"Pixels {along}: {told.number:.0f} x {mm(axis.mm)} = {reach}{place}."


def _plain(text: str) -> Callable[[Told], str]:
    return lambda told: text


TELLERS: Mapping[str, Callable[[Told], str | None]] = {
    "PixelSpacing": pixel_spacing,
    "ImagerPixelSpacing": imager_pixel_spacing,
    "NominalScannedPixelSpacing": nominal_scanned,
    "PixelSpacingCalibrationType": calibration_type,
    "PixelSpacingCalibrationDescription": _plain("How the correction was made, in free words."),
    "EstimatedRadiographicMagnificationFactor": magnification,
    "ObjectPixelSpacingInCenterOfBeam": _plain(
        "Pixel size at the patient's assumed depth, in the centre of the beam."
    ),
    "ImagePlanePixelSpacing": image_plane_pixel_spacing,
    "PixelAspectRatio": pixel_aspect_ratio,
    "PhysicalDeltaX": physical_delta,
    "PhysicalDeltaY": physical_delta,
    "PhysicalUnitsXDirection": physical_units,
    "PhysicalUnitsYDirection": physical_units,
    "ALinePixelSpacing": _plain("Distance between samples along one A-line (axial only)."),
    "ReconstructionPixelSpacing": _plain(
        "Spacing when reconstructed; where it differs from Pixel Spacing the image was resized."
    ),
    "DetectorElementSpacing": _plain(
        "Distance between the detector's own elements; a pixel may be several of them."
    ),
    "PresentationPixelSpacing": _plain("Pixel size on the screen; never for measuring."),
    "Rows": lambda told: size(told, "down"),
    "Columns": lambda told: size(told, "across"),
    "TotalPixelMatrixRows": _plain("Pixels down the whole slide, all tiles together."),
    "TotalPixelMatrixColumns": _plain("Pixels across the whole slide, all tiles together."),
    "ImagedVolumeWidth": _plain("Width of the whole slide in mm: a check of Pixel Spacing."),
    "ImagedVolumeHeight": _plain("Height of the whole slide in mm: a check of Pixel Spacing."),
    "ZoomFactor": _plain("Already contained in Pixel Spacing; not to be multiplied again."),
    "ReconstructionDiameter": _plain(
        "Diameter reconstructed, in mm. Divided by Rows it is the pixel, unless cropped."
    ),
    "AcquisitionMatrix": acquired_matrix,
}
