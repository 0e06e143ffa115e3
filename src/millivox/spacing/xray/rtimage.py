"""RT images: the image plane at its distance from the source (rules A.6, X6 and X7)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Magnification, Method, Plane
from millivox.spacing import labels
from millivox.spacing.axes import (
    Meaning,
    as_alternative,
    nothing,
    spacing_of,
    undetermined,
    with_findings,
)
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import finding
from millivox.spacing.parse import Pair, number, pair
from millivox.tolerance import SAME_PLANE_RELATIVE

#: RT Image Orientation of an image whose rows run along Xr and whose columns run down Yr.
_UPRIGHT = (1.0, 0.0, 0.0, 0.0, -1.0, 0.0)


def radiotherapy_image(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule X6: Image Plane Pixel Spacing holds at RT Image SID, and there only."""
    found = pair(header, "ImagePlanePixelSpacing", assume_isotropic=assume_isotropic)
    spacing = _placed(header, found) if found.usable else nothing("X6", found)
    if header.written("PixelSpacing") is None:
        return spacing
    text = "Pixel Spacing does not belong to an RT Image; it was not used."
    return with_findings(spacing, finding("X06", text))


def first_pixel_mm(header: Header) -> tuple[float, float] | None:
    """Rule C.8: where the first pixel lies in the image plane, (Xr, Yr) in mm at RT Image SID.

    RT Image Position is its centre (PS3.3 C.8.8.2).  ``None`` where that is missing,
    or RT Image Orientation turns the image or cannot be read: from an upright image
    one counts columns along +Xr, rows along -Yr.

    Examples
    --------
    >>> first_pixel_mm(Header({0x30020012: b"-200\\\\150"}))
    (-200.0, 150.0)
    """
    first = header.vector("RTImagePosition", 2)
    return (first[0], first[1]) if first is not None and _is_upright(header) else None


def _is_upright(header: Header) -> bool:
    """As the image stands unless it says otherwise; what it says may be damaged."""
    stated = header.written("RTImageOrientation")
    return stated is None or header.vector("RTImageOrientation", 6) == _UPRIGHT


def enhanced_radiotherapy_image(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule X7: the plane of these frames is not stated in a way that can be relied on."""
    found = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    if not found.usable:
        return nothing("X7", found)
    note = "Nobody says at which distance from the source the spacing holds."
    return undetermined(found, "X7", note=note)


def _placed(header: Header, found: Pair) -> Spacing:
    sid = number(header, "RTImageSID").value
    sad = number(header, "RadiationMachineSAD").value
    if header.text("RTImagePlane") == "NON_NORMAL":
        text = "The image plane is not perpendicular to the beam: lengths change over the image."
        return undetermined(found, "X6", finding("S03", text), note=text)
    if sid is None or sid <= 0:
        text = "RT Image SID is missing, so nobody knows at which distance the spacing holds."
        return undetermined(found, "X6", finding("S10", text), note=text)
    if sad is not None and sad > 0 and abs(sid / sad - 1) <= SAME_PLANE_RELATIVE:
        meaning = _plane("X6.isocentre", Plane.ISOCENTRE, labels.ISOCENTRE, sid)
        return spacing_of(found, _with_first_pixel(header, meaning))
    meaning = _plane("X6.sid", Plane.SID_PLANE, labels.at_sid(sid), sid)
    spacing = spacing_of(found, _with_first_pixel(header, meaning))
    return _with_isocentre(found, sid, sad, spacing)


def _with_first_pixel(header: Header, meaning: Meaning) -> Meaning:
    """The coordinates that the first pixel has in the image plane, beside the distance."""
    first = first_pixel_mm(header)
    if first is None:
        return meaning
    place = {"first_pixel_Xr_mm": first[0], "first_pixel_Yr_mm": first[1]}
    return replace(meaning, plane_parameters={**meaning.plane_parameters, **place})


def _with_isocentre(found: Pair, sid: float, sad: float | None, spacing: Spacing) -> Spacing:
    if sad is None or not 0 < sad < sid:
        return spacing
    meaning = replace(
        _plane("X6.isocentre", Plane.ISOCENTRE, labels.ISOCENTRE, sid),
        calibration=Calibration.SID_SOD_DERIVED,
        method=Method.DIVIDED_BY_MAGNIFICATION,
        scale=sad / sid,
        magnification=Magnification(sid / sad, "RTImageSID/SAD"),
    )
    return replace(spacing, alternatives=(as_alternative(found, meaning, "At the isocentre."),))


def _plane(rule: str, plane: Plane, label: str, sid_mm: float) -> Meaning:
    return Meaning(
        rule,
        Grade.C,
        label,
        plane,
        Calibration.INTRINSIC,
        plane_parameters={"RTImageSID_mm": sid_mm},
    )
