"""What is not a slice: the drop list of rule book D.1, step 1, each rule with its reason."""

from collections.abc import Callable

from millivox.dicom.header import Header
from millivox.images.frames import NotSlices
from millivox.images.sorting import kinds
from millivox.spacing.findings import Finding, finding
from millivox.spacing.sop_classes import family_of

Found = tuple[str, str, tuple[Finding, ...]]
Rule = Callable[[Header], "Found | None"]


def excluded(header: Header, *, whole: bool = False) -> NotSlices | None:
    """Why nothing of this frame (or of the whole object) may be stacked; ``None`` if it may.

    With ``whole`` only the rules are asked that hold for every frame of an
    object whose frames carry their own frame type.
    """
    rules = _OBJECT_RULES if whole else _OBJECT_RULES + _FRAME_RULES
    for rule in rules:
        found = rule(header)
        if found is not None:
            reason, text, findings = found
            frames = tuple(range(min(header.n_frames, 1 << 16)))
            return NotSlices(header, reason, text, frames, findings)
    return None


def no_image(header: Header) -> Found | None:
    """Objects without pixels: reports, presentation states, structures, waveforms."""
    text = kinds.no_image(header.sop_class_uid or "")
    return ("not an image", text, ()) if text else None


def no_pixels(header: Header) -> Found | None:
    """Rows or Columns absent or zero: there is no picture."""
    if header.rows and header.columns:
        return None
    if header.holds_pixels:
        text = "There are pixels, but Rows or Columns is absent or 0: nobody says their size."
        return "no size", "pixels without Rows and Columns", (finding("S06", text),)
    return "no pixels", "an object without Rows and Columns", ()


def flat(header: Header) -> Found | None:
    """Projection radiographs, cine ultrasound, photographs: pictures, not slices."""
    found = kinds.FLAT.get(family_of(header).id)
    return (*found, ()) if found else None


def localizer(header: Header) -> Found | None:
    """V25: the scout of a CT is a projection through the patient (rule T2).

    So is every frame taken with a standing tube, whatever it is called (rule T3).
    Localizers of MR and PET are true slices and stay.
    """
    kind = [word.upper() for word in (*header.image_type, *header.frame_type)]
    named = any(name in word for word in kind for name in ("LOCALIZER", "SCOUT", "TOPOGRAM"))
    scout = named or header.text("AcquisitionType") == "CONSTANT_ANGLE"
    true_slices = header.modality in ("MR", "PT", "US")
    if not scout or true_slices:
        return None
    text = "A localizer (scout) is a projection, not a slice; it is set aside."
    return "localizer", "a localizer (scout)", (finding("V25", text),)


def projection(header: Header) -> Found | None:
    """T4, N4: projections through a volume; their position is that of the source slab."""
    technique = (header.text("VolumeBasedCalculationTechnique") or "NONE").upper()
    rendered = ("MAX_IP", "MIN_IP", "VOLUME_RENDER", "SURFACE_RENDER")
    sampled = header.text("VolumetricProperties") == "SAMPLED" or technique in rendered
    named = any("PROJECTION IMAGE" in word.upper() for word in header.image_type)
    turned = "REPROJECTION" in header.texts("SeriesType")
    if not (sampled or named or turned):
        return None
    return "projection", "a projection through a volume", ()


def distorted(header: Header) -> Found | None:
    """T5, U3: curved or pulled-back planes have no geometry in 3-D.

    MR scanners call flat, evenly stepped planes distorted where no correction for the
    gradients was made (Siemens XA); those stay, with S03 from the spacing rules.
    """
    technique = (header.text("VolumeBasedCalculationTechnique") or "").upper()
    distorted = header.text("VolumetricProperties") == "DISTORTED" and header.modality != "MR"
    if not distorted and technique != "CURVED_MPR":
        return None
    text = "The planes are distorted (curved or straightened): distances hold in none of them."
    return "distorted", "a distorted (curved) plane", (finding("S03", text),)


def optical_scan(header: Header) -> Found | None:
    """O6: an optical tomograph's B-scans are a volume only where the object says so."""
    if family_of(header).id != kinds.OPT:
        return None
    if header.text("OphthalmicVolumetricPropertiesFlag") == "YES":
        return None
    return "not a volume", "B-scans whose object does not claim a volume", ()


_OBJECT_RULES: tuple[Rule, ...] = (no_image, no_pixels, flat, optical_scan)
_FRAME_RULES: tuple[Rule, ...] = (localizer, projection, distorted)
