"""panel: one view in one pair of axes."""

from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.display.marks import scale_bar
from millivox.display.view import Ruler, View
from millivox.display.window import Window

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

#: Steps of grey between the ends of a window.
SHADES = 1024
#: A sign of a tile's name, and a line of its letters, in inches.
SIGN_IN, LINE_IN = 0.065, 0.17
#: Where letters and the scale bar stand, as shares of the axes.
RIM, LEFT, BASE = 0.015, 0.04, 0.05


def draw(ax: "Axes", view: View, *, colour_bar: str = "right") -> None:
    """Draw a view with rulers, its sides, a scale bar and a colour bar (or ``"none"``)."""
    image = _image(ax, view)
    across, down = _rulers(view)
    ax.set_xlabel(_named(across, view))
    ax.set_ylabel(_named(down, view))
    ax.tick_params(labelsize="small")
    _letters(ax, view)
    scale(ax, view)
    if view.window is not None and colour_bar != "none":
        bar = ax.figure.colorbar(image, cax=ax.inset_axes((1.02, 0.0, 0.035, 1.0)))
        bar.ax.tick_params(labelsize="small")
        bar.set_label(view.unit or "value as stored")


def draw_tile(ax: "Axes", view: View, size_in: tuple[float, float]) -> None:
    """Draw a view as one of many, so many inches wide and high: with its sides and its name."""
    _image(ax, view)
    ax.set_axis_off()
    _letters(ax, view, "small")
    meets = bool(view.sides.top) and SIGN_IN * (len(view.name) + 1) > size_in[0] / 2
    top = 1 - RIM - meets * LINE_IN / size_in[1]
    _write(ax, RIM, top, view.name, "left", "top", "x-small")


def scale(ax: "Axes", view: View) -> None:
    """Draw a scale bar into the lower left corner."""
    across, _ = _rulers(view)
    columns = view.values.shape[1]
    label = view.size.label if view.size.is_mm else "px"
    bar = scale_bar(columns, abs(across.step), label)
    share = bar.length_px / columns
    for width, colour in ((4.0, "black"), (2.0, "white")):
        ax.plot(
            [LEFT, LEFT + share], [BASE, BASE], color=colour, linewidth=width,
            transform=ax.transAxes, solid_capstyle="butt", gid=f"scale bar {bar.text}",
        )  # fmt: skip
    _write(ax, LEFT, BASE + RIM, bar.text, "left", "bottom", "small")


def _image(ax: "Axes", view: View) -> "AxesImage":
    """The pixels, each where it lies."""
    across, down = _rulers(view)
    rows, columns = view.values.shape[:2]
    left, right = _edges(across, columns)
    top, bottom = _edges(down, rows)
    placed: dict[str, Any] = {
        "extent": (left, right, bottom, top),
        "origin": "upper",
        # In mm the shape is in the axes; pixels that are no squares have but a ratio.
        "aspect": 1.0 if view.size.is_mm else view.size.y / view.size.x,
    }
    ax.set_facecolor("black")
    between = "nearest" if view.between == "nearest" else "auto"
    image = ax.imshow(_values(view), interpolation=between, **placed, **_shades(view))
    if view.layer is not None:
        ax.imshow(view.layer, interpolation="nearest", **placed)
    return image


def _values(view: View) -> Any:
    """Colours, or values of which those that are no image are masked."""
    if view.window is None:
        return view.values
    missing = ~np.isfinite(view.values) if view.missing is None else view.missing
    return np.ma.masked_array(view.values, missing)


def _shades(view: View) -> dict[str, Any]:
    """A colour map that is the window: black to white over its width, whatever its shape."""
    if view.window is None:
        return {}
    from matplotlib.colors import ListedColormap

    low, high = ends(view.window)
    grey = view.window.applied(np.linspace(low, high, SHADES))
    if view.inverted:
        grey = 1 - grey
    shades = ListedColormap(np.repeat(grey[:, None], 3, axis=1)).with_extremes(bad="black")
    return {"cmap": shades, "vmin": low, "vmax": high}


def ends(window: Window) -> tuple[float, float]:
    """The values between which a window goes from black to white.

    Examples
    --------
    >>> ends(Window(40.0, 400.0)), ends(Window(0.0, 2.0, "LINEAR_EXACT"))
    ((-160.0, 239.0), (-1.0, 1.0))
    """
    if window.table is not None:
        first = float(window.table.first)
        return first, first + max(len(window.table.entries) - 1, 1)
    if window.function == "SIGMOID":
        return window.center - window.width, window.center + window.width
    if window.function == "LINEAR" and window.width > 1:
        half, centre = (window.width - 1) / 2, window.center - 0.5
        return centre - half, centre + half
    return window.center - window.width / 2, window.center + window.width / 2


def _rulers(view: View) -> tuple[Ruler, Ruler]:
    """In mm where they are known, else pixels counted from 0."""
    return (view.across, view.down) if view.size.is_mm else (Ruler(), Ruler())


def _edges(ruler: Ruler, count: int) -> tuple[float, float]:
    """From the outer edge of the first pixel to that of the last one."""
    first = ruler.first - ruler.step / 2
    return first, first + ruler.step * count


def _named(ruler: Ruler, view: View) -> str:
    if not view.size.is_mm:
        return "pixels (no millimetres known)"
    if ruler.axis:
        return f"{ruler.axis} in mm (LPS)"
    return f"{view.size.label} from the first pixel"


def _letters(ax: "Axes", view: View, size: str = "medium") -> None:
    sides = view.sides
    _write(ax, RIM, 0.5, sides.left, "left", "center", size)
    _write(ax, 1 - RIM, 0.5, sides.right, "right", "center", size)
    _write(ax, 0.5, 1 - RIM, sides.top, "center", "top", size)
    _write(ax, 0.5, RIM, sides.bottom, "center", "bottom", size)


def _write(
    ax: "Axes", x: float, y: float, text: str, across: str, up: str, size: str = "medium"
) -> None:
    """White letters with a dark rim, legible on any grey."""
    from matplotlib.patheffects import withStroke

    rim = [withStroke(linewidth=2.0, foreground="black")]
    ax.text(
        x, y, text, color="white", ha=across, va=up, fontsize=size,
        transform=ax.transAxes, path_effects=rim, clip_on=True, parse_math=False, weight="bold",
    )  # fmt: skip
