"""Which transformation gives the values that somebody asked for."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.padding import padding_range
from millivox.dicom.pixels.transformation import Transformation, transformation
from millivox.dicom.quantities.real_world import real_world
from millivox.dicom.quantities.suv import KINDS, suv
from millivox.errors import PixelError

_REAL_WORLD = "real-world"
_PALETTE = "PALETTE COLOR"
_INDICES = "the numbers are indices of a colour palette: no brightness, and no mean of two is one"
#: What can be asked for; real-world also as ``real-world:LABEL``.
NAMES = ("modality", "stored", _REAL_WORLD, *(f"suv-{kind.lower()}" for kind in KINDS))


def transformation_for(
    header: Header, form: PixelFormat, values: str = "modality"
) -> Transformation:
    """What turns stored numbers into the values asked for.

    Parameters
    ----------
    header
        Of the frame, read with its pixel attributes.
    form
        How its pixels are stored.
    values
        ``"modality"`` (HU and the like), ``"stored"``, ``"real-world"``,
        ``"real-world:LABEL"`` where there are several mappings (their label or unit), or
        ``"suv-bw"``, ``"suv-bsa"``, ``"suv-ibw"``, ``"suv-lbmjames128"``, ``"suv-lbmjanma"``.

    Raises
    ------
    PixelError
        No values have that name, or the file describes none such.
    HeaderError
        What an SUV is computed from is missing, or contradicts itself.

    Examples
    --------
    >>> form = PixelFormat(1, 1, 1, 16, 16, 15, False, "MONOCHROME2", 0, 1)
    >>> transformation_for(Header({0x00281053: b"2 "}), form, "stored").slope
    1.0
    """
    change = _named(header, form, values)
    if form.photometric == _PALETTE:
        change = replace(change, note="; ".join(filter(None, (change.note, _INDICES))))
    return change if change.is_linear else replace(change, absent=padding_range(header, form))


def _named(header: Header, form: PixelFormat, values: str) -> Transformation:
    if values == "modality":
        return transformation(header)
    if values == "stored":
        return Transformation(note="stored values, as asked")
    name, _, label = values.partition(":")
    if name == _REAL_WORLD:
        return real_world(header, form, label or None)
    if values.removeprefix("suv-").upper() in KINDS and values.startswith("suv-"):
        return suv(header, values.removeprefix("suv-").upper())
    raise PixelError(f"No values are called {values!r}.", help=f"There are {', '.join(NAMES)}.")
