"""What turns stored numbers into values, as the header says it (PS3.3 C.11.1, C.8.8.3)."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.dicom.pixels.tables import LookUp, look_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import DTypeLike

    Array = np.ndarray[Any, Any]

_RESCALE = {"RescaleSlope": "Rescale Slope", "RescaleIntercept": "Rescale Intercept"}
#: No integer of 32 bits is larger.
_MOST_STORED = 2.0**32


@dataclass(frozen=True, slots=True)
class Transformation:
    """value = stored * slope + intercept; or the entries of a table.

    ``unit`` is empty where the file names none; ``note`` says what was odd; ``absent`` are the
    least and most of the stored numbers that become NaN, ``covers`` those outside which all do.
    """

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    table: LookUp | None = None
    note: str = ""
    absent: tuple[float, float] | None = None
    covers: tuple[float, float] | None = None

    @property
    def is_linear(self) -> bool:
        """Whether slope and intercept say all."""
        return self.table is None and self.absent is None and self.covers is None

    @property
    def is_whole(self) -> bool:
        """Whether whole numbers stay whole, moved by what an integer of 32 bits holds."""
        moved = self.intercept
        whole = self.slope == 1.0 and abs(moved) < 2**31 and moved == int(moved)
        return self.is_linear and whole

    def applied(self, stored: "Array", dtype: "DTypeLike" = "f8") -> "Array":
        """The values: whole where they stay whole, else computed in ``dtype``.

        Examples
        --------
        >>> import numpy as np
        >>> Transformation(2.0, -1024.0).applied(np.array([0, 512])).tolist()
        [-1024.0, 0.0]
        """
        values = self._mapped(stored, dtype)
        if self.absent is not None:
            values = _without(values, _within(stored, self.absent))
        if self.covers is not None:
            values = _without(values, ~_within(stored, self.covers))
        return values

    def _mapped(self, stored: "Array", dtype: "DTypeLike") -> "Array":
        import numpy as np

        if self.table is not None:
            return self.table.mapped(stored)
        if self.slope == 1.0 and self.intercept == 0.0:
            return stored
        if self.is_whole and stored.dtype.kind in "iu":
            return stored.astype(np.int64) + int(self.intercept)
        with np.errstate(over="ignore"):  # infinite where no such number holds it
            values = np.multiply(stored, self.slope, dtype=dtype, casting="same_kind")
            values += self.intercept
        return values


def _within(stored: "Array", ends: tuple[float, float]) -> "Array":
    within: Array = (stored >= ends[0]) & (stored <= ends[1])
    return within


def _without(values: "Array", mask: "Array") -> "Array":
    import numpy as np

    return np.where(mask, np.nan, values)


def transformation(header: Header) -> Transformation:
    """The modality transformation of a frame whose header was read with its pixel attributes.

    Examples
    --------
    >>> change = transformation(Header({0x00281053: b"2 ", 0x00281052: b"-1024 "}))
    >>> change.slope, change.intercept
    (2.0, -1024.0)
    """
    signed = header.integer("PixelRepresentation") == 1
    table = look_up(header.items("ModalityLUTSequence"), signed=signed)
    if table is not None:
        return Transformation(table=table)
    if header.modality == "RTDOSE":
        return _dose(header)
    slope = header.number("RescaleSlope")
    if slope == 0.0:
        return Transformation(note="Rescale Slope is 0: stored values.")
    for word, name in _RESCALE.items():
        if header.number(word) is None and header.text(word):
            return Transformation(note=f"{name} is no number: stored values.")
    intercept = header.number("RescaleIntercept") or 0.0
    change = Transformation(1.0 if slope is None else slope, intercept, _unit(header, slope))
    if not math.isfinite(abs(change.slope) * _MOST_STORED + abs(intercept)):
        return Transformation(note="Its rescale makes more than a number holds: stored values.")
    return change


def _unit(header: Header, slope: float | None) -> str:
    """Rescale Type; HU for CT where it is silent, as the CT module has it (C.8.2.1.1.2)."""
    named = header.text("RescaleType") or header.text("Units")
    if named and named != "US":
        return named
    return "HU" if slope is not None and header.modality == "CT" else ""


def _dose(header: Header) -> Transformation:
    """The dose grid's scaling (C.8.8.3.2.1)."""
    scaling = header.number("DoseGridScaling")
    if not scaling:
        what = "is 0" if scaling == 0.0 else "is absent"
        return Transformation(note=f"Dose Grid Scaling {what}: stored values.")
    unit = {"GY": "Gy", "RELATIVE": "relative dose"}.get(header.text("DoseUnits") or "", "")
    return Transformation(scaling, 0.0, unit)
