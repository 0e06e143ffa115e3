"""Nuclear medicine: reconstructions, planar images and projections (rules N1 to N4)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from millivox.decimals import plain
from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.provenance import Calibration, Check, Grade, Plane
from millivox.spacing import labels
from millivox.spacing.axes import Meaning, nothing, spacing_of, undetermined, with_findings
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import Pair, pair
from millivox.tolerance import SCAN_LENGTH_RELATIVE

#: Collimator Type (0018,1181) that enlarge or reduce; parallel (PARA) and slanted holes do not.
_MAGNIFYING = frozenset(["PINH", "FANB", "CONE", "ASTG", "DIVG"])
Judge = Callable[[Header, Pair], Spacing]


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rules N1 to N4, by Image Type value 3 (NM) or Series Type (PET).

    Zoom Factor is never applied: Pixel Spacing already holds it (PS3.3 C.8.4.11.1.4).
    """
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    name, judge = _kind(header)
    return judge(header, found) if found.usable else nothing(name, found)


def is_reprojection(header: Header) -> bool:
    """Rule N4: whether a PET series holds reprojections (Series Type, PS3.3 C.8.9.1)."""
    return "REPROJECTION" in header.texts("SeriesType")


def reconstructed(header: Header, found: Pair) -> Spacing:
    """Rule N1: slices through the patient."""
    return spacing_of(found, _meaning("N1", Grade.B, labels.MM, Plane.PATIENT))


def planar(header: Header, found: Pair) -> Spacing:
    """Rule N2: a planar image is a parallel projection, if the collimator is."""
    return _projection(header, found, "N2")


def whole_body(header: Header, found: Pair) -> Spacing:
    """Rule N2: as planar, and the way the camera travelled is a witness."""
    return _against_scan_length(header, planar(header, found))


def angular_views(header: Header, found: Pair) -> Spacing:
    """Rule N3: projections of a tomography; its frames are views, not slices."""
    return _projection(header, found, "N3")


def reprojection(header: Header, found: Pair) -> Spacing:
    """Rule N4: projections computed from a PET volume; its frames are views, not slices."""
    return _projected(found, "N4")


_KINDS: Mapping[str, tuple[str, Judge]] = {
    "RECON TOMO": ("N1", reconstructed),
    "RECON GATED TOMO": ("N1", reconstructed),
    "WHOLE BODY": ("N2", whole_body),
    "TOMO": ("N3", angular_views),
    "GATED TOMO": ("N3", angular_views),
}


def _kind(header: Header) -> tuple[str, Judge]:
    if is_reprojection(header):
        return "N4", reprojection
    kind = (header.image_type[2:3] or ("",))[0].upper()
    return _KINDS.get(kind, ("N2", planar))


def _projection(header: Header, found: Pair, name: str) -> Spacing:
    why = magnifying_collimator(header)
    if why is None:
        return _projected(found, name)
    text = f"{why}: the image is enlarged by an amount that depends on depth."
    enlarged = undetermined(found, name, finding("S17", text), note="Magnifying collimator.")
    return with_findings(enlarged, _says_projected())


def _projected(found: Pair, name: str) -> Spacing:
    meaning = _meaning(name, Grade.C, labels.PROJECTED, Plane.PROJECTED)
    return spacing_of(found, meaning, _says_projected())


def _says_projected() -> Finding:
    return finding("S04", "A projection through the body: depth is not known.")


def magnifying_collimator(header: Header) -> str | None:
    """Why the collimator of this frame magnifies, or ``None`` for parallel holes (C.8.4.11.1.1)."""
    for place in (header, *_detectors(header)):
        focus_mm = place.number("FocalDistance")
        kind = (place.text("CollimatorType") or "").upper()
        if focus_mm:
            sense = "converges" if focus_mm > 0 else "diverges"
            return f"The collimator {sense} (focal distance {plain(focus_mm)} mm)"
        if kind in _MAGNIFYING:
            return f"The collimator is {kind}"
    return None


def _detectors(header: Header) -> list[Elements]:
    """The detector of this frame by Detector Vector, else all of them."""
    items = header.items("DetectorInformationSequence")
    held = header.numbers("DetectorVector")[header.frame : header.frame + 1]
    number = int(held[0]) if held and held[0] else 0
    return [items[number - 1]] if 0 < number <= len(items) else items


def _against_scan_length(header: Header, spacing: Spacing) -> Spacing:
    """Scan Length should be one of the image's extents; padding makes it shorter."""
    scanned_mm = header.number("ScanLength")
    if not scanned_mm or scanned_mm < 0 or spacing.x.number is None or spacing.y.number is None:
        return spacing
    extents = ((header.rows or 0) * spacing.y.number, (header.columns or 0) * spacing.x.number)
    extent_mm = min(extents, key=lambda extent: abs(extent - scanned_mm))
    passed = abs(extent_mm - scanned_mm) <= SCAN_LENGTH_RELATIVE * scanned_mm
    check = Check("scan length", scanned_mm, extent_mm, SCAN_LENGTH_RELATIVE, passed)
    note = (
        None
        if passed
        else f"The scan was {plain(scanned_mm)} mm long, the image {plain(extent_mm)} mm."
    )
    return replace(
        spacing,
        x=spacing.x.regraded(spacing.x.grade, checks=(check,), note=note),
        y=spacing.y.regraded(spacing.y.grade, checks=(check,), note=note),
    )


def _meaning(name: str, grade: Grade, label: str, plane: Plane) -> Meaning:
    return Meaning(name, grade, label, plane, Calibration.INTRINSIC)
