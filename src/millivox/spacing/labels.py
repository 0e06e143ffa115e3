"""The units a measurement may carry: stable strings (rule A.2.3)."""

MM = "mm"
DETECTOR = "mm (detector)"
GEOMETRY = "mm (geometry)"
FIDUCIAL = "mm (fiducial)"
METHOD_UNKNOWN = "mm (calibrated, method unknown)"
ISOCENTRE = "mm (isocentre)"
OBJECT = "mm (object)"
SUPPORT = "mm (support)"
PROJECTED = "mm (projected)"
FILM = "mm (film)"
FOCAL = "mm (nominal focal plane)"
ULTRASOUND = "mm (US)"
PULLBACK = "mm (pullback)"
REFRACTIVE = "mm (nominal index)"
USER = "mm (user)"
UNVERIFIED = "mm?"
PIXELS = "px"


def magnified(factor: float) -> str:
    """The label of a value divided by an estimated radiographic magnification factor.

    Examples
    --------
    >>> magnified(1.8)
    'mm (ERMF 1.80)'
    """
    return f"mm (ERMF {factor:.2f})"


def at_sid(distance_mm: float) -> str:
    """The label of a value at the image plane of an RT image.

    Examples
    --------
    >>> at_sid(1500.0)
    'mm (at SID 1500)'
    """
    return f"mm (at SID {distance_mm:.10g})"
