"""How a slice is weighted by diffusion: its b value, and the gradient's direction in the patient.

The standard writes directions in the patient's frame (PS3.3 C.8.13.5.9, LPS), and so do Siemens
and Philips; United Imaging writes them along the image.  GE writes them along the axes of its
scanner's gradients, which the public attributes tie to the image for one case only.
"""

from dataclasses import dataclass

import numpy as np

from millivox.dicom.header import Header
from millivox.geometry.orientation import Orientation
from millivox.geometry.points import Point, Vector, as_point
from millivox.images.frames import Frame
from millivox.images.sorting.diffusion import b_value, orientation
from millivox.images.unpack import csa

_NONE: Point = (0.0, 0.0, 0.0)
#: s/mm2: without a gradient, imaging gradients alone weight an image by about this much.
_UNWEIGHTED = 5.0
#: A GE vector this much shorter than 1 scales the b value by its length squared.
_GE_SHORT = (0.03, 0.97)
_CSA = frozenset(("B_value", "DiffusionGradientDirection"))
_NOWHERE = "no attribute names the gradient's direction"
_AVERAGE = "it is an average over directions"


@dataclass(frozen=True, slots=True)
class Weighting:
    """The diffusion weighting of an image.

    Parameters
    ----------
    b
        In s/mm2.
    direction
        Unit vector in LPS; zero where the image is not weighted; ``None`` where nobody tells.
    why
        What is not known of the direction, or in which way it has none.
    """

    b: float
    direction: Point | None
    why: str | None = None

    @property
    def is_weighted(self) -> bool:
        """Whether a gradient did it, and not only those of the image."""
        return self.b > _UNWEIGHTED

    @property
    def is_average(self) -> bool:
        """Whether it was made of images along several directions (a trace-weighted image)."""
        return self.why == _AVERAGE


def weighting(frame: Frame) -> Weighting | None:
    """The weighting of a slice; ``None`` without a b value.

    References
    ----------
    PS3.3 C.8.13.5.9 (MR Diffusion macro); https://www.nitrc.org/plugins/mwiki/index.php/dcm2nii
    for what the vendors' private elements mean.
    """
    values = _csa(frame.header)
    b = _b(frame.header, values)
    if b is None:
        return None
    if b <= 0.0:
        return Weighting(b, _NONE)
    if (frame.header.text("DiffusionDirectionality") or "").upper() == "ISOTROPIC":
        return Weighting(b, None, _AVERAGE)
    for read in (_of_uih, _of_standard, _of_philips, _of_siemens, _of_ge):
        found = read(frame, b)
        if found is not None:
            return found
    return _weighted(b, values.get("DiffusionGradientDirection"))


def _csa(header: Header) -> dict[str, Vector]:
    """What the image header of Siemens says, as numbers."""
    written = header.private_written(0x0029, "SIEMENS CSA HEADER", 0x10)
    found = csa.read(written.data, _CSA) if written else {}
    numbers = {name: _numbers(texts) for name, texts in found.items()}
    return {name: values for name, values in numbers.items() if values is not None}


def _numbers(texts: tuple[str, ...]) -> Vector | None:
    try:
        found = np.array([float(text) for text in texts])
    except ValueError:
        return None
    return found if len(found) and np.isfinite(found).all() else None


def _b(header: Header, values: dict[str, Vector]) -> float | None:
    uih = _private(header, 0x0065, "Image Private Header", 0x09, 1)
    if uih is not None:
        return float(uih[0])
    b = b_value(header)
    return float(values["B_value"][0]) if b is None and "B_value" in values else b


def _weighted(b: float, direction: Vector | None) -> Weighting:
    """With a direction of whatever length; zeros are what is written of an average over several."""
    if direction is None or direction.shape != (3,):
        return Weighting(b, None, _NOWHERE)
    length = float(np.linalg.norm(direction))
    if length > 0.0:
        return Weighting(b, as_point(direction / length))
    if b <= _UNWEIGHTED:
        return Weighting(b, _NONE)
    return Weighting(b, None, _AVERAGE)


def _of_standard(frame: Frame, b: float) -> Weighting | None:
    written = orientation(frame.header)
    return None if written is None else _weighted(b, np.array(written))


def _of_uih(frame: Frame, b: float) -> Weighting | None:
    """Along rows, columns and the normal of the image."""
    written = _private(frame.header, 0x0065, "Image Private Header", 0x37, 3)
    if written is None or frame.orientation is None:
        return None
    return _weighted(b, Orientation.from_cosines(frame.orientation).matrix @ written)


def _of_siemens(frame: Frame, b: float) -> Weighting | None:
    written = _private(frame.header, 0x0019, "SIEMENS MR HEADER", 0x0E, 3)
    return None if written is None else _weighted(b, written)


def _of_philips(frame: Frame, b: float) -> Weighting | None:
    written = _by_axis(frame.header, 0x2005, "Philips MR Imaging DD 001", 0xB0)
    return None if written is None else _weighted(b, written)


def _of_ge(frame: Frame, b: float) -> Weighting | None:
    """Along frequency, phase and slice: the image's axes where phase runs down its columns.

    Taken only for axial slices of a patient who lies on the back, head first: the one case
    that others validated on scans.
    """
    written = _by_axis(frame.header, 0x0019, "GEMS_ACQU_01", 0xBB)
    if written is None:
        return None
    length = float(np.linalg.norm(written))
    if _GE_SHORT[0] < length < _GE_SHORT[1]:
        b = max(5.0, 5.0 * np.floor(b * length**2 / 5.0 + 0.5))
    why = _not_tied(frame)
    if length == 0.0 or why is None:
        return _weighted(b, _ge_axes(frame) @ written)
    return Weighting(b, None, why)


def _not_tied(frame: Frame) -> str | None:
    """Why GE's axes are not known to be those of the image."""
    header, orientation = frame.header, frame.orientation
    lies = (header.text("PatientPosition") or "").upper()
    phase = (header.text("InPlanePhaseEncodingDirection") or "").upper()
    is_axial = orientation is not None and (
        int(np.argmax(np.abs(Orientation.from_cosines(orientation).normal))) == 2
    )
    if (lies, phase[:3], is_axial) == ("HFS", "COL", True):
        return None
    return (
        "GE writes directions along the scanner's gradients, which are those of the image only for "
        "axial slices, Patient Position HFS and In-plane Phase Encoding Direction COL"
    )


def _ge_axes(frame: Frame) -> Vector:
    axes = Orientation.from_cosines(frame.orientation or ()).matrix
    return np.asarray(axes * np.array([-1.0, -1.0, 1.0]))


def _private(header: Header, group: int, creator: str, low: int, count: int) -> Vector | None:
    written = header.private_written(group, creator, low)
    numbers = written.numbers if written else ()
    if len(numbers) != count or None in numbers:
        return None
    return np.array(numbers, dtype=np.float64)


def _by_axis(header: Header, group: int, creator: str, low: int) -> Vector | None:
    """A vector written as three elements."""
    found = [_private(header, group, creator, low + n, 1) for n in range(3)]
    known = [value[0] for value in found if value is not None]
    return np.array(known) if len(known) == 3 else None
