"""voi: the windows that a file brings for its grey values, and which of them to use (C.11.2)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from millivox import tolerance
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.tables import look_up
from millivox.dicom.pixels.values import ModalityValues
from millivox.display.window import FUNCTIONS, Window, found_window, image_values
from millivox.errors import PixelError

#: Each window is tried on the pixels; a file that has more has them to keep somebody waiting.
MOST_WINDOWS = 16
#: A window, or the name or number of one of the file's.
Chosen = Window | str | int


def window_of(
    header: Header, values: ModalityValues, form: PixelFormat, which: str | int | None = None
) -> Window:
    """The window to look through: the file's first that shows something, or one of the pixels.

    Parameters
    ----------
    header
        Of the frame, read with its pixel attributes.
    values
        The frame after the modality transformation.
    form
        How its pixels are stored.
    which
        Another one of the file's, by its name or number: see :func:`written_windows`.

    Raises
    ------
    PixelError
        The file has no such window.
    """
    if which is not None:
        return _fitting(_named(written_windows(header, form), which, header.file), form)
    windows = _written(header)
    showing = showing_window(header, values)
    if showing is not None:
        return _fitting(showing, form)
    if windows:
        found = found_window(values)
        return replace(found, source=f"{found.source}; the file's own shows nothing")
    tables = written_windows(header, form)
    if tables:
        return tables[0]
    screen = form.bits_stored <= 8 and _is_display_ready(header)
    return as_stored(form.bits_stored) if screen else found_window(values)


def showing_window(header: Header, values: ModalityValues) -> Window | None:
    """The first window of the file that shows something of its values; ``None`` where none does."""
    return next((window for window in _written(header) if _shows(window, values)), None)


def written_windows(header: Header, form: PixelFormat) -> tuple[Window, ...]:
    """Every window of the file that can be used, then its VOI LUTs, each with its name."""
    items = [(item, look_up([item], signed=form.signed)) for item in header.items("VOILUTSequence")]
    tables = (
        Window(0.0, 1.0, source="from the file", name=_said(item.text("LUTExplanation")), table=one)
        for item, one in items
        if one is not None
    )
    return (*_written(header), *tables)


def _written(header: Header) -> tuple[Window, ...]:
    function = (header.text("VOILUTFunction") or "").upper()
    names = header.texts("WindowCenterWidthExplanation")
    both = zip(header.numbers("WindowCenter"), header.numbers("WindowWidth"), strict=False)
    pairs = list(islice(both, MOST_WINDOWS))
    several = [f"{_ordinal(n)} of {len(pairs)} in the file" for n in range(len(pairs))]
    return tuple(
        Window(
            center,
            width,
            function if function in FUNCTIONS else "LINEAR",
            several[n] if len(pairs) > 1 else "from the file",
            _said(names[n]) if n < len(names) else "",
        )
        for n, (center, width) in enumerate(pairs)
        if center is not None and width is not None and width > 0
    )


def _named(windows: Sequence[Window], which: str | int, file: str | None) -> Window:
    if isinstance(which, int):
        found = list(windows[which : which + 1]) if which >= 0 else []
    else:
        found = [window for window in windows if window.name and window.name == _said(which)]
    if found:
        return found[0]
    listed = "; ".join(f"{n}: {window.sentence()}" for n, window in enumerate(windows))
    text = f"The file has no window {which!r}."
    raise PixelError(text, path=file, help=f"It has {listed}." if listed else "It has none.")


def _fitting(window: Window, form: PixelFormat) -> Window:
    """LINEAR is made for integers: floats are windowed exactly."""
    floating = form.keyword != "PixelData" and window.function == "LINEAR"
    return replace(window, function="LINEAR_EXACT") if floating else window


def _said(name: str | None) -> str:
    return (name or "").lower()[:24]


def _ordinal(n: int) -> str:
    return ("first", "second", "third")[n] if n < 3 else f"{n + 1}th"


def as_stored(bits: int) -> Window:
    """Every value of so many bits, for pixels that were written for a screen."""
    top = float((1 << bits) - 1)
    return Window(top / 2, top, "LINEAR_EXACT", "values as stored")


def _is_display_ready(header: Header) -> bool:
    """Whether grey values were written for a screen and not measured."""
    return not header.text("RescaleSlope") and header.modality not in (
        "SEG",
        "NM",
        "PT",
        "CT",
        "MR",
    )


def _shows(window: Window, values: ModalityValues) -> bool:
    """Whether anything but black or white is left of the picture."""
    grey = window.applied(image_values(values))
    if grey.size == 0:
        return True
    black, white = float(np.mean(grey <= 0)), float(np.mean(grey >= 1))
    return max(black, white) < 1 - tolerance.WINDOW_SHOWS_SHARE
