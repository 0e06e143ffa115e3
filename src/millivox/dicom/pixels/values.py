"""From stored numbers to what they mean: HU, Bq/ml, Gy (PS3.3 C.11.1, C.8.8.3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.dicom.pixels.padding import padding_range
from millivox.dicom.pixels.stored import StoredFrame
from millivox.dicom.pixels.transformation import transformation

if TYPE_CHECKING:
    import numpy as np

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


def modality_values(stored: StoredFrame, header: Header) -> ModalityValues:
    """Apply the modality LUT, or rescale slope and intercept, or the dose grid's scaling.

    Parameters
    ----------
    stored
        A frame of one sample a pixel.
    header
        Its own, read with its pixel attributes.
    """
    change = transformation(header)
    values = change.applied(stored.pixels, "f4").astype("f4")
    notes = (change.note,) if change.note else ()
    return ModalityValues(values, change.unit, padding(stored, header), notes)


def padding(stored: StoredFrame, header: Header) -> "Array | None":
    """Where a pixel is padding; ``None`` where nothing is, or all of it."""
    ends = padding_range(header, stored.format)
    if ends is None:
        return None
    mask = (stored.pixels >= ends[0]) & (stored.pixels <= ends[1])
    return mask if mask.any() and not mask.all() else None
