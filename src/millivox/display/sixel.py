"""Sixel: pixels for terminals that draw as DEC's VT340 did, six rows at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rgb = NDArray[np.uint8]
#: Registers of the VT340's successors; colours are told in whole per cent.
MOST_COLOURS = 256
BAND_ROWS = 6
#: The sign for six empty pixels; the low bit is the upper one.
EMPTY = 63
#: A run is written as a count where that is shorter.
SHORTEST_RUN = 4


def sixel(rgb: Rgb) -> str:
    """Pixels as a sixel image whose pixels are square.

    Parameters
    ----------
    rgb
        Shape (height, width, 3).

    Examples
    --------
    >>> sixel(np.full((6, 5, 3), 255, np.uint8)).replace(chr(27), "ESC ")
    'ESC P0;0;0q"1;1;5;6#0;2;100;100;100#0!5~-ESC \\\\'

    References
    ----------
    DEC VT330/VT340 Programmer Reference Manual, chapter 14.
    """
    index, per_cent = _palette(rgb)
    height, width = index.shape
    colours = [f"#{n};2;{r};{g};{b}" for n, (r, g, b) in enumerate(per_cent.tolist())]
    bands = (_band(index[top : top + BAND_ROWS]) for top in range(0, height, BAND_ROWS))
    body = "".join(f"{band}-" for band in bands)
    return f'\x1bP0;0;0q"1;1;{width};{height}{"".join(colours)}{body}\x1b\\'


def _palette(rgb: Rgb) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The register of each pixel, and the registers' colours in per cent.

    Greys get all the steps there are; other colours are gathered into so many as fit.
    """
    if (rgb[..., :1] == rgb[..., 1:]).all():
        steps = np.rint(rgb[..., 0] / 2.55).astype(np.int64)
        used, index = np.unique(steps, return_inverse=True)
        return index.reshape(steps.shape), np.repeat(used[:, None], 3, axis=1)
    image = Image.fromarray(rgb).quantize(MOST_COLOURS, dither=Image.Dither.NONE)
    colours = np.asarray(image.getpalette(), np.float64).reshape(-1, 3)
    used, index = np.unique(np.asarray(image), return_inverse=True)
    shape = rgb.shape[:2]
    return index.reshape(shape), np.rint(colours[used] / 2.55).astype(np.int64)


def _band(rows: NDArray[np.intp]) -> str:
    """Six rows: one line of signs a colour, each drawn over the same place."""
    bits = 1 << np.arange(len(rows))[:, None]
    colours = np.unique(rows).tolist()
    signs = (((rows == colour) * bits).sum(axis=0) + EMPTY for colour in colours)
    return "$".join(
        f"#{colour}{''.join(_runs(line))}" for colour, line in zip(colours, signs, strict=True)
    )


def _runs(line: NDArray[np.int64]) -> Iterator[str]:
    """Signs with runs counted; what is empty at the end is left away."""
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    lengths = np.diff(starts, append=len(line))
    runs = list(zip(line[starts].tolist(), lengths.tolist(), strict=True))
    if runs[-1][0] == EMPTY:
        runs.pop()
    for sign, length in runs:
        yield f"!{length}{chr(sign)}" if length >= SHORTEST_RUN else chr(sign) * length
