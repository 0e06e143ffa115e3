"""Visible light: confocal, endoscopic, microscopic and photographic images (rules O1 to O9)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axes import (
    Meaning,
    nothing,
    spacing_of,
    undetermined,
    with_findings,
)
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.optics import ophthalmic, slide
from millivox.spacing.parse import Pair, pair
from millivox.spacing.sop_classes import family_of
from millivox.tolerance import DPI_RELATIVE, MM_PER_INCH

Judge = Callable[[Header, bool], Spacing]
_DERMOSCOPY = "1.2.840.10008.5.1.4.1.1.77.1.7"
#: Dots per inch that cameras and programs write without having measured anything (rule B-38).
_USUAL_DPI = (72, 96, 150, 180, 200, 240, 300, 350, 600)


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules O1 to O9, by family of the SOP class."""
    return _JUDGES.get(family_of(header).id, camera)(header, assume_isotropic)


def confocal(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O3: Pixel Measures, else the field of view over the matrix; never a magnification."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if found.usable:
        plane, calibration = _confocal_plane(header), Calibration.NOMINAL_OPTICAL
        return spacing_of(
            found, Meaning("O3", Grade.C, labels.MM, plane, calibration, relative_u=None)
        )
    field = _field_of_view(header)
    return Spacing(*field, findings=found.findings) if field else nothing("O3", found)


def camera(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule O4: a camera sees at any distance; only contact dermoscopy fixes one."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return _no_camera_spacing(header, found)
    claims = _placeholders(found)
    if not claims and header.sop_class_uid == _DERMOSCOPY:
        return dermoscopy(header, found)
    note = "At which distance from the camera this holds is not stated."
    plane = Plane.OBJECT_UNSPECIFIED
    return undetermined(found, "O4", *claims, note=note, plane=plane)


def dermoscopy(header: Header, found: Pair) -> Spacing:
    """Rule O4: touching the skin, the distance is fixed; otherwise it is not known."""
    if header.text("ContactMethod") != "CONTACT":
        note = "Not taken in contact with the skin: the distance is not known."
        return undetermined(found, "O4", note=note, plane=Plane.OBJECT_UNSPECIFIED)
    calibration = Calibration.NOMINAL_OPTICAL
    note = "On the skin that the instrument touched."
    meaning = Meaning(
        "O4", Grade.C, labels.OBJECT, Plane.OBJECT, calibration, relative_u=None, note=note
    )
    return spacing_of(found, meaning)


def whole_slide(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules O1 and O2."""
    return slide.rule(header, assume_isotropic)


def usual_dpi(size_mm: float) -> int | None:
    """The usual dots per inch that a pixel size equals, if it does (rule B-38).

    Examples
    --------
    >>> usual_dpi(0.2646)
    96
    """
    near = (d for d in _USUAL_DPI if abs(size_mm * d / MM_PER_INCH - 1) <= DPI_RELATIVE)
    return next(near, None)


_JUDGES: Mapping[str, Judge] = {
    "O1": whole_slide,
    "O3": confocal,
    "O4": camera,
    "O5": ophthalmic.fundus,
    "O6": ophthalmic.tomography,
    "O7": ophthalmic.map_of_the_retina,
    "O8": ophthalmic.stereographic,
    "O9": ophthalmic.corneal_topography,
}


def _placeholders(found: Pair) -> tuple[Finding, ...]:
    """Rules B-13 and B-38: numbers that programs write where nothing was measured."""
    row_mm, column_mm = found.row_mm or 0.0, found.column_mm or 0.0
    if row_mm == column_mm == 1.0:
        return (finding("P11", "Pixel Spacing is 1\\1: a placeholder, not a measurement."),)
    dpi = usual_dpi(row_mm)
    if dpi is None or row_mm != column_mm:
        return ()
    setting = f"{dpi} dots per inch: a setting, not a measurement."
    text = f"Pixel Spacing {plain(row_mm)} mm equals {setting}"
    return (finding("P11", text, dpi=dpi),)


def _no_camera_spacing(header: Header, found: Pair) -> Spacing:
    sensor = pair(header, "ImagerPixelSpacing")
    if not sensor.usable:
        return nothing("O4", found)
    note = "Imager Pixel Spacing is the pitch of the camera's sensor, not a size in the scene."
    return with_findings(nothing("O4", found, note=note), *sensor.findings)


def _confocal_plane(header: Header) -> Plane:
    in_patient = header.image_position_patient is not None
    return Plane.PATIENT if in_patient else Plane.SPECIMEN


def _field_of_view(header: Header) -> tuple[AxisSpacing, AxisSpacing] | None:
    """Field of View Dimensions (row dimension, column dimension) over rows and columns."""
    written = header.written("FieldOfViewDimensions")
    field = header.vector("FieldOfViewDimensions", 2)
    rows, columns = header.rows, header.columns
    if written is None or field is None or min(field) <= 0 or not rows or not columns:
        return None
    base = Origin(
        rule="O3",
        grade=Grade.C,
        label=labels.MM,
        plane=_confocal_plane(header),
        calibration=Calibration.NOMINAL_OPTICAL,
        method=Method.EXTENT_OVER_COUNT,
        raw=written.raw,
    )
    x = AxisSpacing(field[1] / columns, replace(base, source=f"{written.path}[1]"))
    return x, AxisSpacing(field[0] / rows, replace(base, source=f"{written.path}[0]"))
