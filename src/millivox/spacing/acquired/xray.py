"""Facts about the sampling of X-ray images: CT, and detectors (rules E.2, E.3)."""

from typing import Any

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.spacing.acquired.mr import resized_after_reconstruction
from millivox.spacing.axis import Acquired, Spacing
from millivox.spacing.checks.image_type import is_derived, is_stale
from millivox.spacing.findings import Finding, finding
from millivox.spacing.parse import pair
from millivox.tolerance import FOCAL_SPOT_MAX_MM, INTERPOLATED_FACTOR

Answer = tuple[Acquired | None, tuple[Finding, ...]]


def computed_tomography(header: Header, spacing: Spacing) -> Answer:
    """Rule E.2: pixels of a CT are reconstructed, not measured; facts about what limits them."""
    resized = resized_after_reconstruction(header, spacing)
    details: dict[str, Any] = nyquist(spacing)
    facts = focal_spot(header) | collimation(header) | claimed(header)
    if is_derived(header):
        return _facts(details, "stored spacing"), (*resized, *_stale(header, bool(facts)))
    limited = _beyond_claim(spacing, facts.get("claimed_limiting_resolution_mm"))
    return _facts(details | facts, "header", _beyond_data(header)), (*resized, *limited)


def nyquist(spacing: Spacing) -> dict[str, float]:
    """The finest pattern the stored pixels can carry, in cycles per mm: 1 / (2 x spacing).

    A fact about the sampling; what the system resolves is another number.
    """
    sizes = {"nyquist_x_per_mm": spacing.x.mm, "nyquist_y_per_mm": spacing.y.mm}
    return {key: 1 / (2 * size) for key, size in sizes.items() if size}


def focal_spot(header: Header) -> dict[str, float]:
    """The focal spot's blur at the isocentre: F (M - 1) / M with M = SID / SDP."""
    spots = [number for number in header.numbers("FocalSpots") if number]
    sid, sdp = header.number("DistanceSourceToDetector"), header.number("DistanceSourceToPatient")
    if len(spots) != 1 or not 0 < spots[0] <= FOCAL_SPOT_MAX_MM:
        return {}
    if not sid or not sdp or not 0 < sdp < sid:
        return {"focal_spot_mm": spots[0]}
    factor = sid / sdp
    return {
        "focal_spot_mm": spots[0],
        "magnification_at_isocentre": factor,
        "focal_blur_at_isocentre_mm": spots[0] * (factor - 1) / factor,
    }


def collimation(header: Header) -> dict[str, float]:
    """What bounds the slice profile and the field."""
    held = {
        "single_collimation_mm": header.number("SingleCollimationWidth"),
        "total_collimation_mm": header.number("TotalCollimationWidth"),
        "spiral_pitch": header.number("SpiralPitchFactor"),
        "data_collection_diameter_mm": header.number("DataCollectionDiameter"),
    }
    return {key: number for key, number in held.items() if number is not None and number > 0}


def claimed(header: Header) -> dict[str, Any]:
    """The vendor's own word, as a claim: Spatial Resolution and the kernel's name."""
    stated, kernel = header.number("SpatialResolution"), header.text("ConvolutionKernel")
    held = {"claimed_limiting_resolution_mm": stated} if stated and stated > 0 else {}
    return held | ({"kernel": kernel} if kernel else {})


def _beyond_data(header: Header) -> str | None:
    """A field wider than what was measured: its rim is extrapolated (extended field of view)."""
    shown, measured = (
        header.number("ReconstructionDiameter"),
        header.number("DataCollectionDiameter"),
    )
    if not shown or not measured or not 0 < measured < shown:
        return None
    wide = f"The image is {plain(shown)} mm wide, the data {plain(measured)} mm"
    return f"{wide}: its rim is extrapolated."


def detector(header: Header, spacing: Spacing) -> Answer:
    """Rule E.3: the sampling at the detector, and the elements it was made of."""
    imager = pair(header, "ImagerPixelSpacing")
    if not imager.usable or imager.row_mm is None or imager.column_mm is None:
        return None, ()
    details: dict[str, Any] = {
        "nyquist_at_detector_x_per_mm": 1 / (2 * imager.column_mm),
        "nyquist_at_detector_y_per_mm": 1 / (2 * imager.row_mm),
    }
    elements = binned_elements_mm(header)
    if elements is None:
        return _facts(details, "Imager Pixel Spacing"), ()
    if is_derived(header):
        return _facts(details, "Imager Pixel Spacing"), _stale(header, True)
    row_mm, column_mm = elements
    factor_x, factor_y = column_mm / imager.column_mm, row_mm / imager.row_mm
    details |= {"binned_element_x_mm": column_mm, "binned_element_y_mm": row_mm}
    return (
        Acquired(
            spacing.x.mm * factor_x if spacing.x.mm else None,
            spacing.y.mm * factor_y if spacing.y.mm else None,
            factor_x,
            factor_y,
            "Detector Element Spacing and Detector Binning",
            _against_elements(factor_x, factor_y),
            details,
        ),
        _interpolated(factor_x, factor_y),
    )


def binned_elements_mm(header: Header) -> tuple[float, float] | None:
    """Distance of the detector's read-out elements: rows, then columns; binning multiplied in."""
    elements = pair(header, "DetectorElementSpacing")
    binning = header.vector("DetectorBinning", 2)
    if not elements.usable or elements.row_mm is None or elements.column_mm is None:
        return None
    if binning is None or min(binning) < 1:
        return None
    return elements.row_mm * binning[0], elements.column_mm * binning[1]


def _against_elements(factor_x: float, factor_y: float) -> str | None:
    if min(factor_x, factor_y) >= 2 - INTERPOLATED_FACTOR:
        return None
    return "The image is coarser than the detector was read out: reduced or binned afterwards."


def _interpolated(factor_x: float, factor_y: float) -> tuple[Finding, ...]:
    if max(factor_x, factor_y) <= INTERPOLATED_FACTOR:
        return ()
    text = f"Pixels are finer than the detector's by {factor_x:.4g} across and {factor_y:.4g} down."
    return (finding("R01", text, factor_x=factor_x, factor_y=factor_y),)


def _beyond_claim(spacing: Spacing, limit_mm: float | None) -> tuple[Finding, ...]:
    """R05: a pixel larger than the detail the vendor claims cannot show it."""
    sizes = [size for size in (spacing.x.mm, spacing.y.mm) if size]
    if not sizes or limit_mm is None or max(sizes) <= limit_mm:
        return ()
    pixel, detail = plain(max(sizes)), plain(limit_mm)
    text = f"The pixel ({pixel} mm) is larger than the detail claimed ({detail} mm)."
    return (finding("R05", text, pixel_mm=max(sizes), claimed_mm=limit_mm),)


def _stale(header: Header, anything: bool) -> tuple[Finding, ...]:
    """R03, where pixels were resampled (A.9); what was only derived is left out in silence."""
    if not anything or not is_stale(header):
        return ()
    text = "Derived pixels: facts of the acquisition describe their source and were not used."
    return (finding("R03", text),)


def _facts(details: dict[str, Any], source: str, note: str | None = None) -> Acquired | None:
    return Acquired(None, None, None, None, source, note, details) if details else None
