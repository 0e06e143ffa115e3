"""Diffusion weighting as a key of a 4-D split: the b value and the gradient (rule book D.2, 6)."""

from collections.abc import Callable

from millivox.dicom.header import Header
from millivox.images.frames import Frame

Vector = tuple[float, ...]
#: GE adds this to the b values of some sequences; what remains is in s/mm2.
_GE_MARK = 1e9
_GE_B_MAX = 1e5


def diffusion(frame: Frame) -> Vector | None:
    """The b value, and the gradient's direction where one is written; ``None`` without a b value.

    Standard attributes first, then those of Philips, Siemens and GE after a look
    at their creator.  The direction only tells frames apart: vendors write it in
    frames of their own.
    """
    header = frame.header
    b = b_value(header)
    if b is None:
        return None
    return (b, *(_gradient(header) or ()))


def b_value(header: Header) -> float | None:
    """The b value in s/mm2: the standard's, or that of Philips, Siemens or GE."""
    found = (read(header) for read in _B_VALUES)
    return next((value for value in found if value is not None), None)


def _b_standard(header: Header) -> float | None:
    return header.number("DiffusionBValue")


def _b_philips(header: Header) -> float | None:
    return _private(header, 0x2001, "Philips Imaging DD 001", 0x03)


def _b_siemens(header: Header) -> float | None:
    return _private(header, 0x0019, "SIEMENS MR HEADER", 0x0C)


def _b_ge(header: Header) -> float | None:
    stored = _private(header, 0x0043, "GEMS_PARM_01", 0x39)
    return stored % _GE_B_MAX if stored is not None and stored >= _GE_MARK else stored


_B_VALUES: tuple[Callable[[Header], float | None], ...] = (
    _b_standard,
    _b_philips,
    _b_siemens,
    _b_ge,
)


def orientation(header: Header) -> Vector | None:
    """Diffusion Gradient Orientation, of the image or of the sequence of enhanced ones."""
    items = header.items("DiffusionGradientDirectionSequence")
    places = (*items[:1], header)
    found = (place.vector("DiffusionGradientOrientation", 3) for place in places)
    return next((vector for vector in found if vector is not None), None)


def _gradient(header: Header) -> Vector | None:
    standard = orientation(header)
    if standard is not None:
        return standard
    siemens = header.private_written(0x0019, "SIEMENS MR HEADER", 0x0E)
    if siemens is not None:
        return tuple(value or 0.0 for value in siemens.numbers)
    return _by_axis(header, 0x2005, "Philips MR Imaging DD 001", (0xB0, 0xB1, 0xB2)) or _by_axis(
        header, 0x0019, "GEMS_ACQU_01", (0xBB, 0xBC, 0xBD)
    )


def _by_axis(header: Header, group: int, creator: str, lows: tuple[int, ...]) -> Vector | None:
    """A direction written as three elements."""
    values = [_private(header, group, creator, low) for low in lows]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(lows) else None


def _private(header: Header, group: int, creator: str, low: int) -> float | None:
    written = header.private_written(group, creator, low)
    return written.numbers[0] if written and written.numbers else None
