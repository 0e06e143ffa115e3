"""Images from inside a vessel: IVUS and IVOCT (rules U2 to U4)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Magnification, Method, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, nothing, spacing_of, uncertainty, with_findings
from millivox.spacing.axis import AxisSpacing, Spacing, unknown
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Number, number, pair
from millivox.spacing.ultrasound import planar as ultrasound
from millivox.spacing.ultrasound.pullback import pullback_mm

_FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.14.2"
_IVUS = "IVUS"


def is_intravascular_ultrasound(header: Header) -> bool:
    """Whether an ultrasound object was made inside a vessel: by modality, or by its pullback."""
    return header.modality == _IVUS or header.text("IVUSAcquisition") is not None


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules U2 to U4, by kind of object."""
    if header.sop_class_uid == _FOR_PROCESSING or header.written("ALinePixelSpacing"):
        return polar_oct(header)
    if is_intravascular_ultrasound(header):
        return intravascular_ultrasound(header, assume_isotropic)
    return presented_oct(header, assume_isotropic)


def intravascular_ultrasound(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule U2: in the plane as any ultrasound; along the vessel by the pullback."""
    return replace(ultrasound.rule(header, assume_isotropic), z=pullback_mm(header))


def presented_oct(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule U3: Pixel Measures hold across the vessel; frames in a row are not its shape."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    text = "Frames of a pullback do not show the vessel's course: no length along it, no volume."
    bent = finding("S03", text)
    if not found.usable:
        return with_findings(nothing("U3", found), bent)
    meaning = Meaning(
        rule="U3",
        grade=Grade.C,
        label=labels.MM,
        plane=Plane.OBJECT,
        calibration=Calibration.NOMINAL_OPTICAL,
        relative_u=None,
        note="Rests on the refractive index the device assumed.",
    )
    return spacing_of(found, meaning, bent)


def polar_oct(header: Header) -> Spacing:
    """Rule U4: one row is one A-line, so columns are millimetres and rows are angles."""
    rows = unknown("U4", note="Rows are angles of the catheter, not a length.")
    text = "The image is polar: distances along a row are a depth, from row to row an angle."
    polar = finding("S07", text)
    line = number(header, "ALinePixelSpacing")
    if line.value is None or line.value <= 0:
        missing = finding("S06", "A-line Pixel Spacing is absent or unusable.")
        return Spacing(unknown("U4"), rows, findings=(*line.findings, polar, missing))
    depth, told = _depth(header, line)
    return Spacing(depth, rows, findings=(*line.findings, polar, *told))


def _depth(header: Header, line: Number) -> tuple[AxisSpacing, tuple[Finding, ...]]:
    """The A-line spacing in tissue: as written, or divided by the index it still lacks."""
    applied = header.text("RefractiveIndexApplied")
    index = header.number("EffectiveRefractiveIndex")
    if applied == "YES":
        return _axis(line, Grade.C, "The refractive index was applied by the device."), ()
    if applied == "NO" and index and index > 0:
        text = f"The spacing is that in air; it was divided by the refractive index {index:g}."
        return _in_tissue(line, index), (finding("S08", text, refractive_index=index),)
    text = "Whether the spacing holds in air or in tissue cannot be told."
    return _axis(line, Grade.D, text), (finding("S08", text),)


def _in_tissue(line: Number, index: float) -> AxisSpacing:
    axis = _axis(line, Grade.C, f"Divided by the effective refractive index {index:g}.", 1 / index)
    removed = Magnification(index, "EffectiveRefractiveIndex", {"refractive_index": index})
    return axis.regraded(Grade.C, magnification=removed, method=Method.DIVIDED_BY_MAGNIFICATION)


def _axis(line: Number, grade: Grade, note: str, scale: float = 1.0) -> AxisSpacing:
    value = line.value or 0.0
    origin = Origin(
        rule="U4",
        grade=grade,
        label=labels.MM if grade.gives_mm else labels.UNVERIFIED,
        plane=Plane.OBJECT,
        calibration=Calibration.NOMINAL_OPTICAL,
        source=line.written.path if line.written else None,
        raw=line.written.raw if line.written else (),
        note=note,
    )
    return AxisSpacing(value * scale, origin, uncertainty(value, line.quantum, None, scale))
