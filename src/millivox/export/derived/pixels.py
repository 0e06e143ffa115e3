"""The Image Pixel, rescale and window attributes of slices, and their pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.decimals import plain
from millivox.display.window import Window
from millivox.errors import ExportError
from millivox.export.derived import modules
from millivox.export.derived.decimal import ds
from millivox.export.derived.lines import lines_of
from millivox.export.derived.origins import Origins
from millivox.export.derived.stored import Array, Line
from millivox.export.windowed import window_of
from millivox.images.volume import Volume

if TYPE_CHECKING:
    from pydicom import Dataset


@dataclass(frozen=True, slots=True)
class Storing:
    """How the values of a volume become pixels; colour has no ``lines``."""

    volume: Volume
    missing: Array | None
    sop_class: str
    lines: tuple[Line, ...]
    window: Window | None
    photometric: str

    @property
    def said(self) -> str:
        """How exact the stored numbers are."""
        coarsest = max(self.lines, key=lambda line: line.error, default=None)
        if coarsest is None or coarsest.error == 0.0:
            return "values stored exactly"
        unit = f" {self.volume.unit}" if self.volume.unit else ""
        step, off = plain(coarsest.slope, 6), plain(coarsest.error, 6)
        return f"values stored in steps of {step}{unit}, so off by {off}{unit} at most"

    def into(self, made: "Dataset", k: int) -> None:
        """Write the pixels of a slice, and what they mean, into a data set."""
        values = np.asarray(self.volume.values[k])
        made.Rows, made.Columns = values.shape[:2]
        if not self.lines:
            _colour(made, values)
            return
        line, missing = self.lines[k], self.missing
        pixels = line.stored(values, None if missing is None else np.asarray(missing[k]))
        signed = line.kind.kind == "i"
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, self.photometric
        made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
        made.PixelRepresentation = int(signed)
        if line.padding is not None:
            made.add_new("PixelPaddingValue", "SS" if signed else "US", line.padding)
        _rescale(made, line, self.volume.unit, self.sop_class)
        if self.window is not None:
            _window(made, self.window)
        made.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()


def storing(volume: Volume, origins: Origins, sop_class: str) -> Storing:
    """How a volume is stored in instances of a class.

    Raises
    ------
    ExportError
        Colour of more than 8 bits, or a value that is infinite.
    """
    missing = volume.missing
    if volume.values.ndim == 4:
        if volume.values.dtype != np.uint8 or volume.values.shape[3] != 3:
            raise ExportError("Colour is written as RGB of 8 bits; these values are others.")
        return Storing(volume, missing, sop_class, (), None, "RGB")
    free = "zero" if sop_class == modules.PT else "free"
    lines = lines_of(volume, origins, intercept=free)
    inverse = origins.common.get("PhotometricInterpretation") == "MONOCHROME1"
    window = _written(origins, volume.unit) or window_of(volume)
    grey = "MONOCHROME1" if inverse else "MONOCHROME2"
    return Storing(volume, missing, sop_class, lines, window, grey)


def _colour(made: "Dataset", values: Array) -> None:
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    data = np.ascontiguousarray(values).tobytes()
    made.PixelData = data + b"\0" * (len(data) % 2)


def _rescale(made: "Dataset", line: Line, unit: str, sop_class: str) -> None:
    """Always where the class demands it, else where it says something."""
    always = sop_class in (modules.CT, modules.PT)
    if always or not line.is_identity:
        made.RescaleIntercept, made.RescaleSlope = ds(line.intercept), ds(line.slope)
        if sop_class != modules.PT:
            made.RescaleType = (unit or "US")[:64]


def _written(origins: Origins, unit: str) -> Window | None:
    """The first window of the source, where the values are still what it was made for."""
    own = origins.common.get("Units") or origins.common.get("RescaleType")
    if own and own != unit:
        return None
    center, width = (_first(origins.any_of(word)) for word in ("WindowCenter", "WindowWidth"))
    if center is None or width is None or not width > 0.0:
        return None
    function = origins.any_of("VOILUTFunction") or "LINEAR"
    return Window(center, width, str(function))


def _first(value: Any) -> float | None:
    """The first of one or several numbers."""
    several = isinstance(value, Sequence) and not isinstance(value, str)
    first = value[0] if several and len(value) else value
    return None if first in (None, "", []) else float(first)


def _window(made: "Dataset", window: Window) -> None:
    made.WindowCenter, made.WindowWidth = ds(window.center), ds(window.width)
    if window.function != "LINEAR":
        made.VOILUTFunction = window.function
