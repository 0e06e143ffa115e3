"""The presentation LUT: from what a window gives to what is shown (PS3.3 C.11.4, C.11.6)."""

from dataclasses import replace

from millivox.dicom.header import Header
from millivox.dicom.pixels.tables import look_up
from millivox.display.window import Window

_SHAPES = {"MONOCHROME1": "INVERSE", "MONOCHROME2": "IDENTITY"}


def presented(window: Window, header: Header) -> Window:
    """The window with the table of the Presentation LUT Sequence behind it, where there is one."""
    table = look_up(header.items("PresentationLUTSequence"), signed=False)
    return window if table is None else replace(window, presentation=table)


def contradiction(header: Header) -> tuple[str, ...]:
    """What is said where Presentation LUT Shape turns grey the other way than the pixels do.

    Photometric Interpretation decides: a radiograph has to write both alike (C.8.11.3).
    """
    shape = header.text("PresentationLUTShape")
    colour = header.text("PhotometricInterpretation") or ""
    expected = _SHAPES.get(colour)
    if shape not in _SHAPES.values() or expected in (None, shape):
        return ()
    return (f"Presentation LUT Shape is {shape}, though {colour} goes with {expected}.",)
