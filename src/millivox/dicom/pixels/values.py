"""From stored numbers to what they mean: HU, Bq/ml, Gy (PS3.3 C.11.1, C.8.8.3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millivox.dicom.groups import integer_at, number_at, numbers_at, text_at, value_at
from millivox.dicom.pixels.stored import StoredFrame

if TYPE_CHECKING:
    import numpy as np
    from pydicom import Dataset

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class ModalityValues:
    """The values of one grey frame after the modality transformation.

    ``values`` is float32, shape (rows, columns); ``padded`` marks pixels that are not image
    (``None`` where there are none); ``unit`` is empty where the file names none.
    """

    values: "Array"
    unit: str = ""
    padded: "Array | None" = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """A look-up table of DICOM: the first stored value it maps, its entries, their bits."""

    first: int
    entries: "Array"
    bits: int

    def mapped(self, stored: "Array") -> "Array":
        """The entries for stored values; what lies outside takes the nearest end."""
        import numpy as np

        index = np.clip(stored.astype(np.int64) - self.first, 0, len(self.entries) - 1)
        return self.entries[index]


def modality_values(stored: StoredFrame, dataset: "Dataset", frame: int = 0) -> ModalityValues:
    """Apply the modality LUT, or rescale slope and intercept, or the dose grid's scaling.

    Parameters
    ----------
    stored
        A frame of one sample a pixel.
    dataset
        Its header.
    frame
        Zero-based frame number, for functional groups.
    """
    import numpy as np

    padded = padding(stored, dataset, frame)
    table = look_up(value_at(dataset, frame, "ModalityLUTSequence"), signed=stored.format.signed)
    if table is not None:
        return ModalityValues(table.mapped(stored.pixels).astype(np.float32), "", padded)
    if text_at(dataset, frame, "Modality") == "RTDOSE":
        scaling = number_at(dataset, frame, "DoseGridScaling") or 1.0
        dose = (stored.pixels * scaling).astype(np.float32)
        return ModalityValues(dose, _dose_unit(dataset), padded)
    return _rescaled(stored, dataset, frame, padded)


def _rescaled(
    stored: StoredFrame, dataset: "Dataset", frame: int, padded: "Array | None"
) -> ModalityValues:
    import numpy as np

    slope = number_at(dataset, frame, "RescaleSlope")
    intercept = number_at(dataset, frame, "RescaleIntercept") or 0.0
    values = stored.pixels.astype(np.float32)
    if slope == 0:
        return ModalityValues(values, "", padded, ("Rescale Slope is 0: stored values.",))
    if slope is not None or intercept:
        values *= np.float32(1.0 if slope is None else slope)
        values += np.float32(intercept)
    return ModalityValues(values, _unit(dataset, frame, slope), padded)


def _unit(dataset: "Dataset", frame: int, slope: float | None) -> str:
    """Rescale Type; HU for CT where it is silent, as the CT module has it (C.8.2.1.1.2)."""
    named = text_at(dataset, frame, "RescaleType") or text_at(dataset, frame, "Units")
    if named and named != "US":
        return named
    return "HU" if slope is not None and text_at(dataset, 0, "Modality") == "CT" else ""


def _dose_unit(dataset: "Dataset") -> str:
    return {"GY": "Gy", "RELATIVE": "relative dose"}.get(text_at(dataset, 0, "DoseUnits"), "")


def padding(stored: StoredFrame, dataset: "Dataset", frame: int = 0) -> "Array | None":
    """Where a pixel is padding: Pixel Padding Value, up to its range limit (C.7.5.1.1.2)."""
    first = integer_at(dataset, frame, "PixelPaddingValue")
    if first is None or stored.pixels.dtype.kind not in "iu":
        return None
    last = integer_at(dataset, frame, "PixelPaddingRangeLimit")
    ends = sorted(_as_stored(end, stored) for end in (first, first if last is None else last))
    mask = (stored.pixels >= ends[0]) & (stored.pixels <= ends[1])
    return mask if mask.any() and not mask.all() else None


def _as_stored(value: int, stored: StoredFrame) -> int:
    """A US or SS value read with the sign that the pixels have."""
    if stored.format.signed and value >= 1 << 15:
        return value - (1 << 16)
    return value if stored.format.signed or value >= 0 else value + (1 << 16)


def look_up(sequence: Any, *, signed: bool) -> LookUp | None:
    """The first table of a Modality or VOI LUT Sequence; ``None`` where there is none to use.

    Parameters
    ----------
    sequence
        The sequence as pydicom reads it, or ``None``.
    signed
        Whether the values it maps are signed (its first mapped value then is).
    """
    import numpy as np

    if not sequence:
        return None
    item = sequence[0]
    descriptor = [int(number) for number in numbers_at(item, 0, "LUTDescriptor")]
    data = value_at(item, 0, "LUTData")
    if len(descriptor) != 3 or data is None:
        return None
    count, first, bits = descriptor
    if isinstance(data, bytes):
        wide = len(data) >= 2 * (count or 1 << 16)
        entries = np.frombuffer(data, "<u2" if wide else "u1")
    else:
        entries = np.atleast_1d(np.asarray(data, np.int64)) & 0xFFFF
    entries = entries[: count or 1 << 16]
    if len(entries) == 0 or not 8 <= bits <= 16:
        return None
    first = first - (1 << 16) if signed and first >= 1 << 15 else first
    return LookUp(first, entries, bits)
