"""frame: the values of one stored frame and the window to see them through; or its colours."""

from millivox.dicom.header import Header
from millivox.dicom.pixels.stored import StoredFrame
from millivox.dicom.pixels.values import ModalityValues, modality_values
from millivox.display.layers import layer_of
from millivox.display.palette import rgb_of
from millivox.display.presentation import contradiction, presented
from millivox.display.scale import PixelSize
from millivox.display.view import View
from millivox.display.voi import Chosen, window_of
from millivox.display.window import Window


def frame_seen(header: Header, stored: StoredFrame, chosen: Chosen | None = None) -> View:
    """A frame as it is looked at, its millimetres and words left out.

    Parameters
    ----------
    header
        Of the frame, read with its pixel attributes.
    stored
        Its pixels.
    chosen
        The window; the file's own where ``None``, or the one of a name or number.
    """
    bare = PixelSize(1.0, 1.0, False, "px")
    colour = rgb_of(stored, header)
    if colour is not None:
        return View(colour, bare)
    values = modality_values(stored, header)
    layer, unread = layer_of(header, stored)
    dark = stored.photometric == "MONOCHROME1"
    return View(
        values.values,
        bare,
        presented(_window(header, values, stored, chosen), header),
        values.unit,
        missing=values.padded,
        layer=layer,
        falls="bright to dark" if dark else "dark to bright",
        warnings=(*values.notes, *unread, *contradiction(header)),
    )


def _window(
    header: Header, values: ModalityValues, stored: StoredFrame, chosen: Chosen | None
) -> Window:
    """The window that was chosen, or the file's own: the usual one, or that of a name."""
    if isinstance(chosen, Window):
        return chosen
    return window_of(header, values, stored.format, chosen)
