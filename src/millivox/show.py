"""show: one frame as a true-aspect picture with its scale, its sides and its spacing."""

import os
import sys
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.source import PixelSource, pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.dicom.pixels.values import modality_values
from millivox.dicom.problem import Problem, printable
from millivox.dicom.quiet import quiet
from millivox.dicom.reading import read, read_bytes
from millivox.display.marks import Sides, sides_of
from millivox.display.palette import rgb_of
from millivox.display.picture import Picture, Scene, picture, scene
from millivox.display.scale import pixel_size
from millivox.display.window import Window, window_of
from millivox.display.writing import write
from millivox.errors import GeometryError
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide
from millivox.spacing.words.explain import sentence

if TYPE_CHECKING:
    import numpy as np

    from millivox.dicom.pixels.source import Readable

#: A decoded frame larger than this is not drawn unasked: drawing takes several times as much, and
#: the largest radiographs take a quarter.
PICTURE_BYTES = 256 << 20
#: Frames that hold labels, of which no mixture means anything.
LABELS = ("SEG",)


def show(
    path: "Readable",
    out: str | os.PathLike[str] | None = None,
    *,
    frame: int = 0,
    window: tuple[float, float] | None = None,
    width_px: int | None = None,
    limit_bytes: int = PICTURE_BYTES,
) -> Picture:
    """Draw one frame so that a millimetre is equally long across and down.

    Parameters
    ----------
    path
        A file (its path, bytes or an open binary file), or a pydicom data set.
    out
        Where to write the picture: ``.png``, ``.jpg`` or ``.tif``.  Nothing is written without.
    frame
        Zero-based frame number.
    window
        (center, width) in the units of the values, e.g. HU, the width at least 1; the file's
        own where ``None``.
    width_px
        Width of the picture; chosen where ``None``.
    limit_bytes
        The largest decoded frame that is accepted.

    Returns
    -------
    Picture
        RGBA and millimetres per pixel, equal in x and y; ``None`` where none are known.

    Raises
    ------
    NotDicomError, PixelError
        When there is nothing to draw; :class:`~millivox.errors.PixelTooLargeError` and
        :class:`~millivox.errors.UnsupportedTransferSyntaxError` say why in particular.
    ExportError
        When the picture cannot be written.
    ValueError
        When the window is narrower than 1.

    Examples
    --------
    >>> from pydicom.data import get_testdata_file
    >>> drawn = show(get_testdata_file("CT_small.dcm"))
    >>> drawn.width_px, round(drawn.mm_per_px_x, 6), drawn.label
    (512, 0.165367, 'mm')

    References
    ----------
    PS3.3 C.7.6.3 (pixels), C.11.1 and C.11.2 (modality and VOI), 10.7.1.3 (spacing).
    """
    found, name, problems = _read(path)
    limit = limit_bytes
    drawn = draw(found, out, frame=frame, window=window, width_px=width_px, limit_bytes=limit)
    return replace(drawn, source=name or drawn.source, problems=problems)


def draw(
    readable: "Readable",
    out: str | os.PathLike[str] | None = None,
    *,
    frame: int = 0,
    window: tuple[float, float] | None = None,
    width_px: int | None = None,
    limit_bytes: int = PICTURE_BYTES,
) -> Picture:
    """Draw a frame of what was read already: as :func:`show`, without its problems."""
    chosen = Window(*window) if window is not None else None
    if chosen is not None:
        chosen.require_linear()
    with quiet(), pixel_source(readable) as source:
        stored = stored_frame(source, frame, limit=limit_bytes)
        made = _scene(source, stored, frame, chosen, width_px)
        path = None if out is None else os.fspath(out)
        drawn = picture(made, path=path, source=source.name, frame=frame)
    if out is not None:
        write(drawn, out)
    return drawn


def _read(path: "Readable") -> "tuple[Readable, str | None, tuple[Problem, ...]]":
    """What is to be drawn, its name, and the problems that reading meets."""
    if isinstance(path, bytes):
        found = read_bytes(path)
    elif isinstance(path, (str, os.PathLike)):
        found = read(path)
    else:
        return path, None, ()
    if len(found.instances) != 1:
        return path, None, tuple(found.problems)
    instance = found.instances[0]
    return instance.open(), instance.path, tuple(found.problems)


def _scene(
    source: PixelSource,
    stored: StoredFrame,
    frame: int,
    window: Window | None,
    width_px: int | None,
) -> Scene:
    header = header_of(source.dataset, source.name, frame=frame, of="pixels")
    spacing = _spacing(header, stored)
    size = pixel_size(spacing, header)
    pixels, seen, notes = _drawn(header, stored, window)
    labels = header.modality in LABELS or stored.format.bits_allocated == 1
    return scene(
        pixels,
        size,
        sides=_sides(header),
        width_px=width_px,
        between="nearest" if labels else "smooth",
        texts={
            # The font engine refuses control characters and lone surrogates.
            "caption": (
                printable(_title(header, stored, seen)),
                printable(_sentence(header, spacing)),
            ),
            "warnings": (*stored.notes, *notes),
        },
    )


def _spacing(header: Header, stored: StoredFrame) -> Spacing | None:
    """The decision about this frame; none where the pixels are others than the header's."""
    if (header.rows, header.columns) != stored.pixels.shape[:2]:
        return None
    try:
        return decide(header)
    except GeometryError:
        return None


def _drawn(
    header: Header, stored: StoredFrame, chosen: Window | None
) -> "tuple[np.ndarray, str, tuple[str, ...]]":
    """The frame in grey (0 to 1) or RGB, the window in words, and what was odd."""
    colour = rgb_of(stored, header)
    if colour is not None:
        return colour, "", ()
    values = modality_values(stored, header)
    form = stored.format
    window = chosen or window_of(header, values, form)
    grey = window.applied(values.values)
    if stored.photometric == "MONOCHROME1":
        grey = 1 - grey
    if values.padded is not None:
        grey[values.padded] = 0
    return grey, window.sentence(values.unit), values.notes


def _sides(header: Header) -> Sides:
    cosines = header.image_orientation_patient
    if cosines is None:
        detectors = header.items("DetectorInformationSequence")
        cosines = detectors[0].vector("ImageOrientationPatient", 6) if detectors else None
    return sides_of(cosines, header.texts("PatientOrientation"))


def _title(header: Header, stored: StoredFrame, window: str) -> str:
    """What is drawn: modality, size, frame, window."""
    form = stored.format
    parts = [f"{header.modality or 'image'} {form.columns} × {form.rows}"]
    if form.frames > 1:
        parts.append(f"frame {header.frame} of {form.frames}, counted from 0")
    elif header.instance_number is not None:
        parts.append(f"image {header.instance_number}")
    return "   ".join([*parts, window] if window else parts)


def _sentence(header: Header, spacing: Spacing | None) -> str:
    """Where the millimetres of the picture come from."""
    if spacing is None:
        return "No millimetres: the pixels are not those that the header describes."
    return sentence(spacing, header)


class _Callable(ModuleType):
    """A module that answers when it is called: ``mv.show`` is this module, once it is imported."""

    def __call__(self, *args: Any, **named: Any) -> Picture:
        """Draw one frame: :func:`show`."""
        return show(*args, **named)


sys.modules[__name__].__class__ = _Callable
