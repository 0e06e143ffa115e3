"""Facts about waves: ultrasound, microscopes and optical coherence tomography (rule E.4)."""

from typing import Any

from millivox.dicom.header import Header
from millivox.spacing.axis import Acquired, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import LIGHT_UM, UM_PER_MM, US_SPEED_MM_PER_US

Answer = tuple[Acquired | None, tuple[Finding, ...]]
_CLAIMS_UM = {
    "claimed_depth_um": "DepthSpatialResolution",
    "claimed_along_scan_um": "AlongScanSpatialResolution",
    "claimed_across_scan_um": "AcrossScanSpatialResolution",
}


def wavelength(header: Header, spacing: Spacing) -> Answer:
    """Ultrasound: the wavelength in soft tissue, 1.54 mm/µs over the frequency (stored in kHz)."""
    stated = [
        item.number("TransducerFrequency") for item in header.items("SequenceOfUltrasoundRegions")
    ]
    frequencies = sorted({khz / 1000 for khz in stated if khz})
    if len(frequencies) != 1:
        return None, ()
    frequency_mhz = frequencies[0]
    details = {
        "transducer_frequency_mhz": frequency_mhz,
        "wavelength_mm": US_SPEED_MM_PER_US / frequency_mhz,
    }
    note = "Along the beam no detail is finer than half a wavelength."
    return _facts(details, "Transducer Frequency", note), ()


def diffraction(header: Header, spacing: Spacing) -> Answer:
    """Whole slide: the width of a diffraction disc, 0.61 wavelengths over the aperture."""
    aperture = _aperture(header)
    if aperture is None:
        return None, ()
    limit_um = 0.61 * LIGHT_UM / aperture
    details = {
        "numerical_aperture": aperture,
        "assumed_wavelength_um": LIGHT_UM,
        "diffraction_um": limit_um,
    }
    limited = _limited(spacing.x.mm, limit_um, "diffraction allows")
    return _facts(details, "Objective Lens Numerical Aperture"), limited


def coherence(header: Header, spacing: Spacing) -> Answer:
    """OPT: what the manufacturer claims to tell apart, in µm (PS3.3 C.8.17.7)."""
    held = {key: header.number(keyword) for key, keyword in _CLAIMS_UM.items()}
    details = {key: number for key, number in held.items() if number is not None and number > 0}
    if not details:
        return None, ()
    along = _limited(spacing.x.mm, details.get("claimed_along_scan_um"), "is claimed along it")
    depth = _limited(spacing.y.mm, details.get("claimed_depth_um"), "is claimed in depth")
    return _facts(details, "manufacturer's claim"), (along or depth)


def _aperture(header: Header) -> float | None:
    """The numerical aperture, where all optical paths share one."""
    paths = header.items("OpticalPathSequence")
    stated = {path.number("ObjectiveLensNumericalAperture") for path in paths}
    found = [number for number in stated if number is not None and 0 < number < 2]
    return found[0] if len(found) == 1 == len(stated) else None


def _limited(pixel_mm: float | None, limit_um: float | None, why: str) -> tuple[Finding, ...]:
    """R05: two pixels are wider than the finest detail, so the pixels are what limits."""
    if pixel_mm is None or limit_um is None or 2 * pixel_mm * UM_PER_MM <= limit_um:
        return ()
    pixel_um = pixel_mm * UM_PER_MM
    text = f"Two pixels of {pixel_um:.4g} µm are wider than the {limit_um:.4g} µm that {why}."
    return (finding("R05", text, pixel_um=pixel_um, limit_um=limit_um),)


def _facts(details: dict[str, Any], source: str, note: str | None = None) -> Acquired:
    return Acquired(None, None, None, None, source, note, details)
