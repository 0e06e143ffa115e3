"""montage: several views beside one another, all to one scale."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from millivox.display.marks import Sides
from millivox.display.picture import Scene, Tile, scene_of
from millivox.display.scale import PixelSize
from millivox.display.view import View

#: A montage is about so wide; a tile never wider than it would be alone.
WIDTH_PX = 1600
TILE_PX = 512
GAP_PX = 4
#: Between the tiles: darker than any letters, lighter than air.
GAP_GREY = 40
OTHER_SCALES = "The images have different units or scales: no scale bar is true for all of them."


def montage(
    views: Sequence[View],
    *,
    columns: int | None = None,
    width_px: int | None = None,
    title: str = "",
    sentence: str = "",
) -> Scene:
    """Views in rows, in order, a millimetre equally long in each.

    Parameters
    ----------
    views
        One at least.
    columns
        How many beside one another; chosen where ``None``.
    width_px
        Of all together.
    title, sentence
        What stands beneath.
    """
    size, warnings = _one_scale(views)
    wide, high = _largest(views)
    across = min(columns or columns_for(len(views), wide / high), len(views))
    room = min((width_px or min(WIDTH_PX, across * TILE_PX)) - GAP_PX * (across - 1), 16384)
    step = wide / max(room // across, 1)
    width, height = max(round(wide / step), 1), max(round(high / step), 1)
    down = ceil(len(views) / across)
    shape = height * down + GAP_PX * (down - 1), width * across + GAP_PX * (across - 1), 3
    rgb = np.full(shape, GAP_GREY, np.uint8)
    if len(views) % across:  # the last row is empty in part
        rgb[-height:, len(views) % across * (width + GAP_PX) :] = 0
    tiles = []
    for n, view in enumerate(views):
        left, top = n % across * (width + GAP_PX), n // across * (height + GAP_PX)
        rgb[top : top + height, left : left + width] = 0
        part = scene_of(view, step=step).rgb[:height, :width]
        from_left, from_top = (width - part.shape[1]) // 2, (height - part.shape[0]) // 2
        place = left + from_left, top + from_top
        rgb[place[1] : place[1] + part.shape[0], place[0] : place[0] + part.shape[1]] = part
        tiles.append(Tile(left, top, width, height, view.sides, view.name))
    said = tuple(dict.fromkeys(note for view in views for note in view.warnings))
    caption = tuple(filter(None, (title, sentence)))
    return Scene(
        rgb, size, 0.0 if warnings else step, Sides(),
        caption=caption, warnings=warnings + said, tiles=tuple(tiles),
    )  # fmt: skip


def columns_for(count: int, wide_by_high: float = 1.0) -> int:
    """A montage a little wider than high, of tiles so many times as wide as high.

    Examples
    --------
    >>> [columns_for(count) for count in (1, 2, 3, 12, 20)], columns_for(20, 2.5)
    ([1, 2, 3, 4, 5], 4)
    """
    return count if count <= 3 else max(ceil(sqrt(count * 1.2 / wide_by_high)), 1)


def _one_scale(views: Sequence[View]) -> tuple[PixelSize, tuple[str, ...]]:
    """The unit that holds for all; none where they differ."""
    first = views[0].size
    if all((view.size.is_mm, view.size.label) == (first.is_mm, first.label) for view in views):
        return first, ()
    return replace(first, is_mm=False, label="px"), (OTHER_SCALES,)


def _largest(views: Sequence[View]) -> tuple[float, float]:
    """Width and height that every view fits into."""
    wide = max(view.values.shape[1] * view.size.x for view in views)
    return wide, max(view.values.shape[0] * view.size.y for view in views)
