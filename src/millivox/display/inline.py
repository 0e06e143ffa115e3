"""inline: pictures as the escape sequences of terminals that can show them."""

from base64 import b64encode
from dataclasses import replace

import numpy as np
from PIL import Image

from millivox.display.encoding import encoded
from millivox.display.picture import Picture, Scene, Tile, picture
from millivox.display.sixel import sixel

#: The kitty protocol takes so many characters at a time.
CHUNK = 4096


def kitty(drawn: Picture) -> str:
    """A picture in the kitty graphics protocol, as many pixels wide as it is.

    References
    ----------
    https://sw.kovidgoyal.net/kitty/graphics-protocol/
    """
    data = b64encode(encoded(drawn.rgba, "PNG")).decode()
    parts = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]
    out = []
    for n, part in enumerate(parts):
        keys = "a=T,f=100,q=2," if n == 0 else ""
        out.append(f"\x1b_G{keys}m={int(n < len(parts) - 1)};{part}\x1b\\")
    return "".join(out)


def iterm2(drawn: Picture) -> str:
    """A picture as an inline image of iTerm2, as many pixels wide as it is.

    References
    ----------
    https://iterm2.com/documentation-images.html
    """
    data = encoded(drawn.rgba, "PNG")
    keys = f"inline=1;size={len(data)};width={drawn.width_px}px;preserveAspectRatio=1"
    return f"\x1b]1337;File={keys}:{b64encode(data).decode()}\x07"


def in_sixels(drawn: Picture) -> str:
    """A picture in sixels."""
    return sixel(np.ascontiguousarray(drawn.rgba[..., :3]))


WAYS = {"kitty": kitty, "iterm2": iterm2, "sixel": in_sixels}


def fitted(scene: Scene, width_px: int, height_px: int) -> Picture:
    """A scene drawn into so many pixels at most, without the text beneath it."""
    high, wide = scene.rgb.shape[:2]
    share = min(width_px / wide, height_px / high, 1.0)
    width = max(int(wide * share), 1)
    height = max(round(high * width / wide), 1)
    if share < 1.0:
        image = Image.fromarray(scene.rgb).resize((width, height), Image.Resampling.BOX)
        ratio = width / wide
        tiles = tuple(_smaller(tile, ratio) for tile in scene.tiles)
        scene = replace(scene, rgb=np.asarray(image), step=scene.step / ratio, tiles=tiles)
    return picture(replace(scene, caption=(), warnings=()))


def _smaller(tile: Tile, ratio: float) -> Tile:
    left, top, right, bottom = (round(edge * ratio) for edge in tile.box)
    return replace(tile, left=left, top=top, width=right - left, height=bottom - top)
