"""A picture in a terminal: half blocks in colour, or shades of plain characters."""

from textwrap import wrap

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from millivox.display.marks import scale_bar
from millivox.display.picture import Scene

HALF_BLOCK = "▀"
RESET = "\x1b[0m"
#: Ten shades, dark to light, for terminals without colour.
SHADES = " .:-=+*#%@"
#: A character cell is about twice as high as wide, where a terminal does not say.
CELL_HIGH_BY_WIDE = 2.0
MOST_COLUMNS = 80
MOST_LINES = 40

Rgb = NDArray[np.uint8]


def drawn_in_text(
    scene: Scene,
    *,
    columns: int = MOST_COLUMNS,
    lines: int = MOST_LINES,
    colour: bool = True,
    cell_high_by_wide: float = CELL_HIGH_BY_WIDE,
) -> list[str]:
    """A scene as lines of text, its letters around it and its scale beneath.

    Parameters
    ----------
    scene
        What to draw; its pixels are square.
    columns, lines
        The room there is for the picture and its letters.
    colour
        24-bit colour and half blocks, two pixels a character; otherwise shades of ASCII.
    cell_high_by_wide
        How many times as high as wide a character cell is.
    """
    rim = max(len(scene.sides.left), len(scene.sides.right))
    rim += 1 if rim else 0
    wide, high = _cells(scene, columns - 2 * rim, lines, cell_high_by_wide)
    small = _resized(scene.rgb, wide, high * (2 if colour else 1))
    body = _half_blocks(small) if colour else _shades(small)
    beside = high // 2
    framed = [
        (scene.sides.left if n == beside else "").ljust(rim)
        + row
        + (f" {scene.sides.right}" if n == beside else "")
        for n, row in enumerate(body)
    ]
    middle = rim + wide // 2
    above, below = (_centred(text, middle) for text in (scene.sides.top, scene.sides.bottom))
    bar = [_bar(scene, wide, rim, plain=not colour)] if scene.has_scale else []
    caption = [line for text in scene.caption for line in wrap(text, columns)]
    return [line.rstrip() for line in (*above, *framed, *below, *bar, *caption)]


def _cells(scene: Scene, columns: int, lines: int, tall: float) -> tuple[int, int]:
    """Characters across and down that keep the aspect and fill the room."""
    height, width = scene.rgb.shape[:2]
    wide = max(int(min(columns, lines * tall * width / height)), 1)
    return wide, max(round(wide * height / width / tall), 1)


def _resized(rgb: Rgb, wide: int, high: int) -> Rgb:
    return np.asarray(Image.fromarray(rgb).resize((wide, high), Image.Resampling.BOX))


def _half_blocks(rgb: Rgb) -> list[str]:
    """Upper pixel as foreground, lower as background; a colour is told once while it lasts."""
    rows = []
    for upper, lower in zip(rgb[::2].tolist(), rgb[1::2].tolist(), strict=True):
        text, before = [], None
        for pair in zip(upper, lower, strict=True):
            if pair != before:
                (r, g, b), (red, green, blue) = pair
                text.append(f"\x1b[38;2;{r};{g};{b};48;2;{red};{green};{blue}m")
            text.append(HALF_BLOCK)
            before = pair
        rows.append("".join(text) + RESET)
    return rows


def _shades(rgb: Rgb) -> list[str]:
    grey = np.asarray(Image.fromarray(rgb).convert("L")).astype(int)
    index = grey * (len(SHADES) - 1) // 255
    return ["".join(SHADES[shade] for shade in row) for row in index.tolist()]


def _centred(text: str, middle: int) -> list[str]:
    return [" " * max(middle - len(text) // 2, 0) + text] if text else []


def _bar(scene: Scene, wide: int, rim: int, *, plain: bool) -> str:
    """A scale bar of whole characters; its length is the nearest number of them."""
    width = scene.rgb.shape[1]
    bar = scale_bar(width, scene.step, scene.size.label)
    cells = max(round(bar.length_px * wide / width), 2)
    start, line, end = "|-|" if plain else "├─┤"
    return f"{' ' * rim}{start}{line * (cells - 2)}{end} {bar.text}"
