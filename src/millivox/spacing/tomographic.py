"""Intrinsically metric reconstructions: CT, MR, PET, dose, segmentations (rules T1-T6, T8-T10)."""

from dataclasses import replace

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, lowered, nothing, spacing_of, undetermined, with_findings
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.checks.image_type import is_colour_map, is_uncorrected
from millivox.spacing.checks.recon_field import checked
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair, agreement, pair
from millivox.spacing.rounding import Agreement
from millivox.spacing.sop_classes import LEGACY_CONVERTED
from millivox.tolerance import ALONG_PATIENT_Z


def _patient(rule: str, plane: Plane = Plane.PATIENT) -> Meaning:
    return Meaning(rule, Grade.B, labels.MM, plane, Calibration.INTRINSIC)


def reconstruction(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T1: the Pixel Spacing of a CT, MR or PET slice is true in the whole plane."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("T1", found)
    return colour_map(header, checked(header, spacing_of(found, _patient("T1"))))


def localizer(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T2: a scout is a fan projection; only the axis along the table is depth independent."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("T2", found)
    meaning = Meaning("T2", Grade.C, labels.ISOCENTRE, Plane.ISOCENTRE, Calibration.INTRINSIC)
    spacing = spacing_of(found, meaning)
    axis = table_axis(header)
    if axis == "x":
        spacing = replace(spacing, x=_along_table(spacing.x))
    elif axis == "y":
        spacing = replace(spacing, y=_along_table(spacing.y))
    return checked(header, spacing)


def table_axis(header: Header) -> str | None:
    """The image axis that runs along the table ("x" or "y"): the one closest to patient z."""
    directions = header.image_orientation_patient
    if directions is None:
        return None
    along_x, along_y = abs(directions[2]), abs(directions[5])
    if max(along_x, along_y) < ALONG_PATIENT_Z:
        return None
    return "x" if along_x > along_y else "y"


def enhanced(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T3: Pixel Measures of this frame; a stray spacing at the root is not the same."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("T3", found)
    spacing = _as_grouped(header, found, "T3")
    if spacing.x.grade == Grade.D:
        return spacing
    if is_uncorrected(header):
        text = "Distortion of the gradients was not corrected: lengths grow wrong off centre."
        spacing = lowered(spacing, Grade.C, finding("S03", text), note=text)
    spacing = colour_map(header, checked(header, spacing))
    return _against_reconstruction(header, found, spacing)


_COLOUR_MAP = "A computed colour map: its geometry may not be that of the images it was made from."


def colour_map(header: Header, spacing: Spacing) -> Spacing:
    """Rule B-52: writers copy or invent the geometry of colour maps; C at most."""
    if not is_colour_map(header):
        return spacing
    return lowered(spacing, Grade.C, note=_COLOUR_MAP)


def three_dimensional(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T6: X-ray 3D and tomosynthesis slices; spacings of the sources describe projections."""
    return _from_groups(header, "T6", assume_isotropic)


def projection_through_volume(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T4: true as a projection; the depth of what is seen is not known."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("T4", found)
    meaning = Meaning("T4", Grade.C, labels.PROJECTED, Plane.PROJECTED, Calibration.INTRINSIC)
    text = "A projection through a volume: lengths are those of the projection, not of the body."
    return spacing_of(found, meaning, finding("S04", text))


def distorted(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T5: a bent or unrolled picture; its spacing holds along one line at most."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    text = "The frame is distorted: no length across it and no volume can be trusted."
    if not found.usable:
        return with_findings(nothing("T5", found), finding("S03", text))
    note = "The spacing may hold along the straightened line only."
    return undetermined(found, "T5", finding("S03", text), note=note)


def derived_objects(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T8: segmentations and maps lie on the grid that their Pixel Measures state."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if found.usable:
        plane = Plane.SPECIMEN if _on_slide(header) else Plane.PATIENT
        return spacing_of(found, _patient("T8", plane))
    if found.written is None and header.frame_of_reference_uid is None:
        return nothing("T8", found, note="Its pixels are those of the referenced image.")
    return nothing("T8", found)


def dose(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T9: a dose grid in the patient."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    return spacing_of(found, _patient("T9")) if found.usable else nothing("T9", found)


def spectroscopy(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule T10: voxels of a spectroscopy grid; a single row or column may say zero."""
    return _from_groups(header, "T10", assume_isotropic)


def _from_groups(header: Header, rule: str, assume_isotropic: bool) -> Spacing:
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    return _as_grouped(header, found, rule) if found.usable else nothing(rule, found)


def _as_grouped(header: Header, found: Pair, rule: str) -> Spacing:
    """Functional groups are where the standard puts it; at the root nobody promised anything."""
    assert found.written is not None
    if found.written.path.startswith("(5200,"):
        return spacing_of(found, _patient(rule))
    legacy = header.sop_class_uid in LEGACY_CONVERTED
    text = "No Pixel Measures; Pixel Spacing stands at the root, where it does not belong here."
    stray = finding("S06", text)
    if legacy or (not header.has_groups and rule == "T10"):
        return spacing_of(found, _patient(rule), stray)
    return undetermined(found, rule, stray, note=text, plane=Plane.PATIENT)


def _against_reconstruction(header: Header, found: Pair, spacing: Spacing) -> Spacing:
    """Reconstruction Pixel Spacing differs where pixels were resized afterwards (R06)."""
    made = pair(header, "ReconstructionPixelSpacing")
    if not made.usable or agreement(found, made) is not Agreement.DIFFERENT:
        return spacing
    text = f"Reconstructed at {plain(made.row_mm)} x {plain(made.column_mm)} mm, then resized."
    return with_findings(spacing, finding("R06", text))


def _along_table(axis: AxisSpacing) -> AxisSpacing:
    return axis.regraded(axis.grade, plane=Plane.PATIENT, note="Along the table: at any depth.")


def _on_slide(header: Header) -> bool:
    return any(header.find(tag) is not None for tag in (0x0048021A, 0x00480102)) or (
        header.frame_of_reference_uid or ""
    ).startswith("1.2.840.10008.1.4.3")
