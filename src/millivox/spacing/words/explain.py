"""One sentence about the spacing of a frame that a student understands."""

from collections.abc import Mapping

from millivox.decimals import millimetres, plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing.axis import AxisSpacing, Region, Spacing
from millivox.spacing.findings import printable

#: The attribute a number came from, by the tag at the end of its source path.
_NAMES: Mapping[str, str] = {
    "(0028,0030)": "Pixel Spacing",
    "(0018,1164)": "Imager Pixel Spacing",
    "(0018,2010)": "Nominal Scanned Pixel Spacing",
    "(0018,9404)": "Object Pixel Spacing in Center of Beam",
    "(3002,0011)": "Image Plane Pixel Spacing",
    "(0018,602C)": "Physical Delta X",
    "(0018,602E)": "Physical Delta Y",
    "(0052,0014)": "A-line Pixel Spacing",
    "(0048,0001)": "Imaged Volume Width",
    "(0048,0002)": "Imaged Volume Height",
    "(0018,1149)": "Field of View Dimensions",
    "(0028,0034)": "Pixel Aspect Ratio",
}

_WHERE: Mapping[Plane, str] = {
    Plane.PATIENT: "in the patient",
    Plane.ISOCENTRE: "at the isocentre",
    Plane.OBJECT: "at one stated depth in the patient",
    Plane.OBJECT_UNSPECIFIED: "at a depth in the patient that is not stated",
    Plane.SUPPORT: "at the patient's support",
    Plane.DETECTOR: "at the detector",
    Plane.PROJECTED: "in the projection",
    Plane.FOCAL: "at the nominal focal plane",
    Plane.SPECIMEN: "on the specimen",
    Plane.REGION: "inside the ultrasound region",
    Plane.FILM: "on the scanned film",
    Plane.DISPLAY: "on the display",
}

_HOW: Mapping[Calibration, str] = {
    Calibration.NONE: "",
    Calibration.INTRINSIC: "",
    Calibration.GEOMETRY: "calibrated by geometry",
    Calibration.FIDUCIAL: "calibrated with an object of known size",
    Calibration.OBJECT_MODEL: "by the device's model of where the object lies",
    Calibration.REGION: "calibrated for this region",
    Calibration.NOMINAL_OPTICAL: "a nominal value of the optics",
    Calibration.UNKNOWN_METHOD: "corrected, nobody says how",
    Calibration.USER: "set by a user",
}


def sentence(spacing: Spacing, header: Header | None = None) -> str:
    """What a pixel is in millimetres, where that holds and where it is written, in one sentence.

    Examples
    --------
    >>> from millivox.spacing.rules import decide
    >>> dx = {0x00080016: b"1.2.840.10008.5.1.4.1.1.1.1", 0x00181164: b"0.143\\\\0.143"}
    >>> sentence(decide(Header(dx)))  # doctest: +NORMALIZE_WHITESPACE
    '0.143 mm between columns and rows at the detector
     (Imager Pixel Spacing, magnification not removed).'
    """
    return printable(_sentence(spacing))


def _sentence(spacing: Spacing) -> str:
    grades = {spacing.x.grade, spacing.y.grade}
    if not any(grade.gives_mm for grade in grades):
        measurable = [region for region in spacing.regions if region.x.mm or region.y.mm]
        return _regions(measurable) if measurable else _no_millimetres(spacing)
    if all(grade.gives_mm for grade in grades):
        return f"{_placed(spacing)}{_origin(spacing)}."
    return _one_axis(spacing)


def _placed(spacing: Spacing) -> str:
    """The size and the place where it holds, of both axes together where they agree."""
    x, y = millimetres(spacing.x.number or 0.0), millimetres(spacing.y.number or 0.0)
    across, down = _where(spacing.x), _where(spacing.y)
    if across != down:
        return f"{x} between columns {across} and {y} between rows {down}"
    if x == y:
        return f"{x} between columns and rows {across}"
    return f"{x} between columns and {y} between rows {across}"


def _where(axis: AxisSpacing) -> str:
    origin = axis.origin
    if origin.plane is Plane.SID_PLANE:
        distance = origin.plane_parameters.get("RTImageSID_mm", 0.0)
        return f"at the image plane, {plain(distance)} mm from the source"
    if origin.plane is Plane.ISOCENTRE and origin.calibration is Calibration.INTRINSIC:
        return "at the isocentre (nearer or farther it differs)"
    return _WHERE.get(origin.plane, "at a place that is not stated")


def _origin(spacing: Spacing) -> str:
    axis = spacing.x
    parts = [_named(axis), _how(axis), _failed(axis)]
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def _named(axis: AxisSpacing) -> str:
    """The attribute in words; a private one by its path, an unknown one not at all."""
    origin = axis.origin
    if origin.source is None:
        return ""
    if origin.method is Method.PRIVATE:
        return f"private element {origin.source}"
    path, _, of_another = origin.source.partition(" of ")
    tag = path.rsplit(".", 1)[-1].split("[")[0]
    name = _NAMES.get(tag, tag)
    return f"{name} of the image it references" if of_another else name


def _how(axis: AxisSpacing) -> str:
    origin = axis.origin
    if origin.magnification is not None:
        return f"divided by a magnification of {origin.magnification.factor:.4g}"
    if origin.plane is Plane.DETECTOR:
        return "magnification not removed"
    how = _HOW.get(origin.calibration, "")
    if origin.calibration_description:
        return f'{how}: "{origin.calibration_description}"'
    return how


def _failed(axis: AxisSpacing) -> str:
    failed = [check.name for check in axis.origin.checks if not check.passed]
    return f"the {failed[0]} does not agree" if failed else ""


def _one_axis(spacing: Spacing) -> str:
    known, other, between = (
        (spacing.x, spacing.y, ("columns", "rows"))
        if spacing.x.grade.gives_mm
        else (spacing.y, spacing.x, ("rows", "columns"))
    )
    told = f"{millimetres(known.number or 0.0)} between {between[0]} {_where(known)}"
    named = _named(known)
    reason = (other.origin.note or "not known").rstrip(".")
    source = f" ({named})" if named else ""
    return f"{told}{source}; between {between[1]} no millimetres are known: {_lower(reason)}."


def _no_millimetres(spacing: Spacing) -> str:
    x = spacing.x
    reason = _reason(spacing)
    if x.grade is Grade.D and x.number is not None:
        return f"{_written(spacing)} is written, but nobody can tell what it measures: {reason}."
    if x.grade is Grade.E:
        return "Only the shape of a pixel is known, not its size. Lengths stay in pixels."
    tail = "" if "pixels" in reason else " Lengths stay in pixels."
    return f"No millimetres are known: {reason}.{tail}"


def _written(spacing: Spacing) -> str:
    x, y = spacing.x.number, spacing.y.number
    if x is None or y is None or x == y:
        return f"A value of {plain(x or y or 0.0)} mm"
    return f"A value of {plain(x)} mm between columns and {plain(y)} mm between rows"


def _reason(spacing: Spacing) -> str:
    """Why there are no millimetres: the note of the axis, else the finding that weighs most."""
    note = spacing.x.origin.note
    if note is None and spacing.findings:
        note = max(spacing.findings, key=lambda item: item.severity.rank).text
    malformed = next((item.text for item in spacing.findings if item.code in _MALFORMED), None)
    said = malformed if malformed and spacing.x.grade is Grade.F else note
    return _lower((said or "nothing is written").rstrip("."))


_MALFORMED = frozenset(["P01", "P02", "P04", "P08", "P09"])


def _lower(text: str) -> str:
    """A sentence as the tail of another; names and abbreviations keep their capital."""
    first, _, rest = text.partition(" ")
    plain = first[1:] == first[1:].lower() and not rest[:1].isupper() and len(first) > 1
    return text[0].lower() + text[1:] if plain or first in ("A", "No") else text


def _regions(regions: list[Region]) -> str:
    first = regions[0]
    scale = " x ".join(plain(axis.mm) if axis.mm else "no" for axis in (first.x, first.y))
    if len(regions) == 1:
        return f"{scale} mm (between columns x rows), inside one ultrasound region only."
    return f"Millimetres are known inside {len(regions)} ultrasound regions; the first: {scale} mm."
