"""plot: images as matplotlib figures whose axes are in millimetres."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import ceil
from textwrap import wrap
from types import ModuleType
from typing import TYPE_CHECKING, Any

from millivox.display.montage import columns_for
from millivox.display.view import View
from millivox.extras import require
from millivox.plot.panel import draw, draw_tile, scale
from millivox.show.found import found
from millivox.show.wanted import PICTURE_BYTES, Wanted
from millivox.show.words import common_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from millivox.show.found import Thing

#: Inches that the longer side of an image takes: alone, beside one or two others, among many.
ALONE_IN, AMONG_IN, TILE_IN = 5.0, 3.6, 1.8
#: Inches beside and below an image for its axes.
RULERS_IN, BELOW_IN, COLOUR_BAR_IN, GAP_IN = 0.75, 0.55, 1.0, 0.06
TITLE_IN, LINE_IN, RIM_IN = 0.2, 0.17, 0.25
#: An image of a single row is drawn at least so high.
LEAST_IN = 0.3
#: More images than this are tiles without axes.
MOST_WITH_AXES = 3
#: So many signs of a title and of a sentence fit into an inch.
TITLE_SIGNS, SENTENCE_SIGNS = 12, 14


def plot(
    thing: "Thing",
    *,
    frame: int | None = None,
    k: int | None = None,
    plane: str | None = None,
    at: Sequence[float] | None = None,
    slab_mm: float = 0.0,
    blend: str = "mean",
    series: int | str | None = None,
    volume: int | None = None,
    layout: str = "single",
    columns: int | None = None,
    window: tuple[float, float] | str | int | None = None,
    limit_bytes: int = PICTURE_BYTES,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw an image with its axes in mm, its sides, a scale bar and a colour bar with its unit.

    Parameters
    ----------
    thing, frame, k, plane, at, slab_mm, blend, series, volume, layout, columns, window, limit_bytes
        As of :func:`millivox.show.show`; ``plane="three"`` draws the three planes of the body.
    ax
        Axes to draw one image into; a figure of its own by default.

    Returns
    -------
    matplotlib.figure.Figure
        A notebook shows it; ``savefig`` writes it.  Where a side runs along x, y or z of the
        patient, its axis counts LPS mm; otherwise mm from the first pixel on; or pixels where
        nobody knows their size.

    Raises
    ------
    MissingExtraError
        matplotlib is not installed.
    ValueError
        Several images were asked for in one pair of axes.

    Examples
    --------
    >>> from pydicom.data import get_testdata_file
    >>> figure = plot(get_testdata_file("CT_small.dcm"))
    >>> figure.axes[0].get_xlabel()
    'x in mm (LPS)'
    """
    require("matplotlib", extra="plot", to="draw figures")
    point = None if at is None else (float(at[0]), float(at[1]), float(at[2]))
    wanted = Wanted(
        frame, k, plane, point, slab_mm, blend, series, volume, layout, columns, window, limit_bytes
    )
    views = found(thing, wanted).views
    if ax is None:
        return _of_many(views, columns) if len(views) > MOST_WITH_AXES else _of_few(views)
    if len(views) > 1:
        raise ValueError(f"{len(views)} images do not fit one pair of axes.")
    draw(ax, views[0])
    return ax.get_figure(root=True)  # type: ignore[return-value]


def _of_few(views: tuple[View, ...]) -> "Figure":
    """One image, or a few beside one another to one scale, each with its axes."""
    alone = len(views) == 1
    sizes = _inches(views, ALONE_IN if alone else AMONG_IN)
    name = 0.0 if alone else LINE_IN
    wide = sum(size[0] + RULERS_IN for size in sizes) + COLOUR_BAR_IN
    high = max(size[1] for size in sizes) + BELOW_IN + name
    page = _page(wide, high, views)
    left = RULERS_IN
    for n, (view, size) in enumerate(zip(views, sizes, strict=True)):
        panel = page.axes(left, name, *size)
        draw(panel, view, colour_bar="right" if n == len(views) - 1 else "none")
        if not alone:
            panel.set_title(view.name, fontsize="medium")
        left += size[0] + RULERS_IN
    return page.figure


def _of_many(views: tuple[View, ...], columns: int | None) -> "Figure":
    """Many tiles to one scale."""
    sizes = _inches(views, TILE_IN)
    wide, high = (max(size[n] for size in sizes) + GAP_IN for n in (0, 1))
    across = min(columns or columns_for(len(views), wide / high), len(views))
    down = ceil(len(views) / across)
    page = _page(across * wide + GAP_IN, down * high, views)
    for n, (view, size) in enumerate(zip(views, sizes, strict=True)):
        panel = page.axes(n % across * wide + GAP_IN, n // across * high, *size)
        draw_tile(panel, view, size)
        if n == (down - 1) * across:
            scale(panel, view)
    return page.figure


def _inches(views: tuple[View, ...], longest: float) -> list[tuple[float, float]]:
    """Width and height of each, to one scale."""
    sizes = [(v.values.shape[1] * v.size.x, v.values.shape[0] * v.size.y) for v in views]
    share = longest / max(max(size) for size in sizes)
    return [(max(wide * share, LEAST_IN), max(high * share, LEAST_IN)) for wide, high in sizes]


@dataclass(frozen=True, slots=True)
class _Page:
    """A figure with room for images below its title, measured in inches from its upper left."""

    figure: "Figure"
    top_in: float

    def axes(self, left: float, top: float, wide: float, high: float) -> "Axes":
        """Axes at a place, of a size."""
        whole, tall = self.figure.get_size_inches()
        bottom = tall - self.top_in - top - high
        return self.figure.add_axes((left / whole, bottom / tall, wide / whole, high / tall))


def _page(wide: float, high: float, views: tuple[View, ...]) -> _Page:
    """A figure with its title above and its sentence beneath."""
    title = wrap(common_title(views), int(wide * TITLE_SIGNS))
    warnings = dict.fromkeys(note for view in views for note in view.warnings)
    said = (views[0].sentence, *warnings)
    lines = [line for text in said for line in wrap(text, int(wide * SENTENCE_SIGNS))]
    top = TITLE_IN * len(title) + RIM_IN
    tall = top + high + LINE_IN * len(lines) + RIM_IN
    figure: Figure = _figure_class()(figsize=(wide, tall))
    plain: dict[str, Any] = {"parse_math": False, "ha": "center"}
    figure.text(0.5, 1 - RIM_IN / 3 / tall, "\n".join(title), va="top", fontsize="medium", **plain)
    foot = RIM_IN / 3 / tall
    figure.text(0.5, foot, "\n".join(lines), va="bottom", fontsize="small", **plain)
    return _Page(figure, top)


@cache
def _figure_class() -> "type[Figure]":
    """A figure that a notebook shows whether or not pyplot was ever imported."""
    from matplotlib.figure import Figure

    class MillimetreFigure(Figure):
        """A figure of images in millimetres."""

        def _repr_png_(self) -> bytes:
            out = BytesIO()
            self.savefig(out, format="png")
            return out.getvalue()

    return MillimetreFigure


class _Callable(ModuleType):
    """A module that answers when it is called: ``mv.plot`` is this module, once it is imported."""

    def __call__(self, *args: Any, **named: Any) -> "Figure":
        """Draw a figure: :func:`plot`."""
        return plot(*args, **named)


sys.modules[__name__].__class__ = _Callable
