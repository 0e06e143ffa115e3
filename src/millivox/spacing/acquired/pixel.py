"""The pixel as acquired, beside the pixel as stored; never a resolution (rules E.1-E.4, E.7)."""

from collections.abc import Callable, Mapping

from millivox.dicom.header import Header
from millivox.spacing.acquired import mr as acquired_mr
from millivox.spacing.acquired import optics as acquired_optics
from millivox.spacing.acquired import xray as acquired_xray
from millivox.spacing.axis import Acquired, Spacing
from millivox.spacing.checks.image_type import is_localizer
from millivox.spacing.findings import Finding
from millivox.spacing.sop_classes import family_of

Answer = tuple[Acquired | None, tuple[Finding, ...]]
Teller = Callable[[Header, Spacing], Answer]

_BY_CLASS = {
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PT",
    "1.2.840.10008.5.1.4.1.1.130": "PT",
}


def acquired(header: Header, spacing: Spacing) -> Answer:
    """What the header says of the samples that were measured, and what is odd about it.

    Parameters
    ----------
    header
        One frame.
    spacing
        The spacing that the rules gave it.

    Returns
    -------
    acquired
        The acquired pixel where the header tells it, else facts about the sampling
        (nothing but ``None`` and details), else ``None``.
    findings
        R01 to R06.

    Examples
    --------
    >>> from millivox.spacing.axis import unknown
    >>> header = Header(
    ...     {
    ...         0x00080060: b"MR",
    ...         0x00280010: b"\\x00\\x01",
    ...         0x00280011: b"\\x00\\x01",
    ...         0x00181310: b"\\x80\\x00\\x00\\x00\\x00\\x00\\x80\\x00",
    ...     }
    ... )
    >>> pixel, findings = acquired(header, Spacing(unknown("T1"), unknown("T1")))
    >>> pixel.factor_x, findings[0].name
    (2.0, 'INTERPOLATED_INPLANE')
    """
    tell = _TELLERS.get(_kind(header))
    return tell(header, spacing) if tell else (None, ())


def _kind(header: Header) -> str:
    """The family, with reconstructions told apart by what made them."""
    family = family_of(header).id
    if family not in ("T1", "T3", "T10"):
        return family
    if is_localizer(header):
        return "localizer"
    uid = f"{header.sop_class_uid}."
    named = (kind for root, kind in _BY_CLASS.items() if uid.startswith(f"{root}."))
    return next(named, None) or (header.modality or "").upper()


def radionuclide(header: Header, spacing: Spacing) -> Answer:
    """E.4: emission images are sampled several times finer than they resolve."""
    note = "This is spacing, not resolution: emission images resolve several pixels at best."
    return Acquired(None, None, None, None, "none", note), ()


_TELLERS: Mapping[str, Teller] = {
    "MR": acquired_mr.magnetic_resonance,
    "CT": acquired_xray.computed_tomography,
    "PT": radionuclide,
    "N": radionuclide,
    "X1": acquired_xray.detector,
    "X2": acquired_xray.detector,
    "X3": acquired_xray.detector,
    "X4": acquired_xray.detector,
    "X5": acquired_xray.detector,
    "U1": acquired_optics.wavelength,
    "O1": acquired_optics.diffraction,
    "O6": acquired_optics.coherence,
}
