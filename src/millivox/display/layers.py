"""Layers: what lies in colour or white over a grey frame (PS3.3 C.7.6.19, C.9.2)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from millivox.dicom.header import Header
from millivox.dicom.pixels.overlays import overlay, overlay_groups
from millivox.dicom.pixels.palette import palette
from millivox.dicom.pixels.stored import StoredFrame
from millivox.display.palette import Rgb, through
from millivox.errors import PixelError

Rgba = NDArray[np.uint8]
WHITE = (255, 255, 255, 255)


def layer_of(header: Header, stored: StoredFrame) -> tuple[Rgba | None, tuple[str, ...]]:
    """What is drawn over a frame, and what could not be.

    Parameters
    ----------
    header
        Of the frame, read with its pixel attributes.
    stored
        The frame, in grey.

    Returns
    -------
    tuple
        RGBA of the frame's rows and columns, opaque where something is drawn, ``None`` where
        nothing is; and sentences about overlays that cannot be read.
    """
    colours = supplemental(header, stored)
    layer = np.zeros((*stored.pixels.shape[:2], 4), np.uint8)
    if colours is not None:
        layer[colours[0]] = np.insert(colours[1], 3, 255, axis=-1)[colours[0]]
    notes = []
    same = (header.rows, header.columns) == stored.pixels.shape[:2]  # else it has no place here
    for group in overlay_groups(header) if same else ():
        try:
            found = overlay(header, group)
        except PixelError as error:
            notes.append(error.text)
            continue
        if found is not None:
            layer[found.mask] = WHITE
    return (layer if layer[..., 3].any() else None), tuple(notes)


def supplemental(header: Header, stored: StoredFrame) -> tuple[NDArray[np.bool_], Rgb] | None:
    """Where a supplemental palette colours a frame, and with what; ``None`` where there is none.

    Stored values from the palette's first one on are coloured; those below stay grey.
    """
    if header.text("PixelPresentation") not in ("COLOR", "MIXED"):
        return None
    if not stored.photometric.startswith("MONOCHROME") or stored.pixels.dtype.kind not in "iu":
        return None
    tables = palette(header)
    if tables is None:
        return None
    return stored.pixels >= tables.first, through(tables, stored.pixels)


def under(grey: NDArray[Any], layer: Rgba) -> Rgb:
    """Grey from 0 to 1 with a layer over it."""
    below = np.clip(np.rint(grey * 255.0), 0, 255).astype(np.uint8)
    rgb = np.repeat(below[..., None], 3, axis=2)
    drawn = layer[..., 3] > 0
    rgb[drawn] = layer[drawn, :3]
    return rgb
