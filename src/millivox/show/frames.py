"""frames: one stored frame as a view."""

from dataclasses import replace
from typing import TYPE_CHECKING

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.source import PixelSource, pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.dicom.problem import printable
from millivox.dicom.quiet import quiet
from millivox.display.frame import frame_seen
from millivox.display.marks import Sides, sides_of
from millivox.display.scale import PixelSize, pixel_size
from millivox.display.view import Ruler, View
from millivox.display.voi import Chosen
from millivox.display.window import Window
from millivox.errors import GeometryError
from millivox.show.wanted import PICTURE_BYTES
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import decide
from millivox.spacing.words.explain import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millivox.dicom.pixels.source import Readable

#: Frames that hold labels, of which no mixture means anything.
LABELS = ("SEG",)


def frame_view(
    readable: "Readable",
    frame: int = 0,
    *,
    window: Chosen | None = None,
    limit_bytes: int = PICTURE_BYTES,
) -> tuple[View, str | None]:
    """A frame as it is stored, and the name of its source.

    Parameters
    ----------
    readable
        A file (its path, bytes or an open binary file), or a pydicom data set.
    frame
        Zero-based frame number.
    window
        The file's own where ``None``, or the one of a name or number.
    limit_bytes
        The largest decoded frame that is accepted.
    """
    with quiet(), pixel_source(readable) as source:
        stored = stored_frame(source, frame, limit=limit_bytes)
        return _view(source, stored, frame, window), source.name


def frame_views(
    readable: "Readable",
    *,
    window: Chosen | None = None,
    limit_bytes: int = PICTURE_BYTES,
) -> "Iterator[View]":
    """All frames of a file, through one window: the middle one's where ``None``."""
    with quiet(), pixel_source(readable) as source:
        count = header_of(source.dataset, source.name, of="pixels").n_frames
        middle = stored_frame(source, count // 2, limit=limit_bytes)
        through = window
        if not isinstance(window, Window):
            through = _view(source, middle, count // 2, window).window
        for frame in range(count):
            yield _view(source, stored_frame(source, frame, limit=limit_bytes), frame, through)


def _view(source: PixelSource, stored: StoredFrame, frame: int, window: Chosen | None) -> View:
    header = header_of(source.dataset, source.name, frame=frame, of="pixels")
    spacing = _spacing(header, stored)
    size = pixel_size(spacing, header)
    seen = frame_seen(header, stored, window)
    said = "" if seen.window is None else seen.window.sentence(seen.unit)
    labels = header.modality in LABELS or stored.format.bits_allocated == 1
    across, down = _rulers(header, size)
    return replace(
        seen,
        size=size,
        sides=_sides(header),
        across=across,
        down=down,
        between="nearest" if labels else "smooth",
        # The font engine refuses control characters and lone surrogates.
        title=printable(_title(header, stored, said)),
        sentence=printable(_sentence(header, spacing)),
        warnings=(*stored.notes, *seen.warnings),
    )


def _spacing(header: Header, stored: StoredFrame) -> Spacing | None:
    """The decision about this frame; none where the pixels are others than the header's."""
    if (header.rows, header.columns) != stored.pixels.shape[:2]:
        return None
    try:
        return decide(header)
    except GeometryError:
        return None


def _cosines(header: Header) -> tuple[float, ...] | None:
    cosines = header.image_orientation_patient
    if cosines is None:
        detectors = header.items("DetectorInformationSequence")
        cosines = detectors[0].vector("ImageOrientationPatient", 6) if detectors else None
    return cosines


def _sides(header: Header) -> Sides:
    return sides_of(_cosines(header), header.texts("PatientOrientation"))


def _rulers(header: Header, size: PixelSize) -> tuple[Ruler, Ruler]:
    """In patient coordinates where sides run along the axes, else from the first pixel on."""
    cosines, point = header.image_orientation_patient, header.image_position_patient
    row, column = (None, None) if cosines is None else (cosines[:3], cosines[3:])
    if size.label != "mm" or "MOSAIC" in header.image_type:  # a mosaic has no one position
        point = None
    return Ruler.along(row, point, size.x), Ruler.along(column, point, size.y)


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
