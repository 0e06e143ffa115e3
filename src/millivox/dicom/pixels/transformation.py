"""What turns stored numbers into values, as the header says it (PS3.3 C.11.1, C.8.8.3)."""

from dataclasses import dataclass

from millivox.dicom.header import Header


@dataclass(frozen=True, slots=True)
class Transformation:
    """value = stored * slope + intercept; or a look-up table, which says nothing here.

    ``unit`` is empty where the file names none; ``note`` says what was odd.
    """

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    is_table: bool = False
    note: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether whole numbers stay whole, moved by what an integer of 32 bits holds."""
        moved = self.intercept
        return self.slope == 1.0 and abs(moved) < 2**31 and moved == int(moved)


def transformation(header: Header) -> Transformation:
    """The modality transformation of a frame whose header was scanned with its pixel attributes.

    Examples
    --------
    >>> transformation(Header({0x00281053: b"2 ", 0x00281052: b"-1024 "}))
    Transformation(slope=2.0, intercept=-1024.0, unit='', is_table=False, note='')
    """
    if header.items("ModalityLUTSequence"):
        return Transformation(is_table=True)
    modality = header.modality
    if modality == "RTDOSE":
        return Transformation(header.number("DoseGridScaling") or 1.0, 0.0, _dose_unit(header))
    slope = header.number("RescaleSlope")
    intercept = header.number("RescaleIntercept") or 0.0
    unit = _unit(header, slope)
    if slope == 0.0:
        return Transformation(unit=unit, note="Rescale Slope is 0: stored values.")
    return Transformation(1.0 if slope is None else slope, intercept, unit)


def _unit(header: Header, slope: float | None) -> str:
    """Rescale Type; HU for CT where it is silent, as the CT module has it (C.8.2.1.1.2)."""
    named = header.text("RescaleType") or header.text("Units")
    if named and named != "US":
        return named
    return "HU" if slope is not None and header.modality == "CT" else ""


def _dose_unit(header: Header) -> str:
    return {"GY": "Gy", "RELATIVE": "relative dose"}.get(header.text("DoseUnits") or "", "")
