"""Picture: a frame with square pixels, and how many millimetres one of them is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from millivox.decimals import rounded
from millivox.dicom.problem import Problem
from millivox.display.encoding import encoded
from millivox.display.marks import (
    Sides,
    draw_bar,
    draw_name,
    draw_sides,
    scale_bar,
    text_px,
    with_caption,
)
from millivox.display.scale import PixelSize, fit
from millivox.display.view import View
from millivox.display.window import Grey

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tile:
    """One image among several in a scene: its box in pixels, its sides, its name."""

    left: int
    top: int
    width: int
    height: int
    sides: Sides
    name: str

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; the last two not included."""
        return self.left, self.top, self.left + self.width, self.top + self.height


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame resampled to square pixels, nothing drawn on it yet; or several of one scale.

    ``rgb`` has shape (height, width, 3).  ``step`` is the side of a pixel, in mm where
    ``size.is_mm``, else in stored pixels; 0 where several images have none in common.  ``tiles``
    are these images, in order.
    """

    rgb: Pixels
    size: PixelSize
    step: float
    sides: Sides
    caption: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()

    @property
    def has_scale(self) -> bool:
        """Whether one scale bar holds for all of it."""
        return self.step > 0

    @property
    def mm_per_px(self) -> float | None:
        """The side of a pixel in mm, ``None`` where none are known."""
        return self.step if self.size.is_mm else None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn frame: RGBA of shape (height, width, 4), and its millimetres per pixel.

    ``label`` is the unit that lengths in it carry (``mm``, ``mm (detector)``, ``px`` ...);
    both millimetres are ``None`` where that is ``px``.  They hold for the frame, not for the
    band of text beneath it.  ``path`` is where it was written, ``source`` what was drawn, and
    ``problems`` what the source proves wrong of itself.
    """

    rgba: Pixels
    mm_per_px_x: float | None
    mm_per_px_y: float | None
    label: str
    scene: Scene
    path: str | None = None
    source: str | None = None
    frame: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def width_px(self) -> int:
        """Columns of the picture."""
        return int(self.rgba.shape[1])

    @property
    def height_px(self) -> int:
        """Rows of the picture, the text beneath the frame among them."""
        return int(self.rgba.shape[0])

    def to_dict(self) -> dict[str, Any]:
        """The picture as ``millivox show --json`` prints it."""
        return {
            "path": self.path,
            "width_px": self.width_px,
            "height_px": self.height_px,
            "mm_per_px_x": rounded(self.mm_per_px_x),
            "mm_per_px_y": rounded(self.mm_per_px_y),
            "label": self.label,
            "caption": list(self.scene.caption),
            "source": self.source,
            "frame": self.frame,
            "warnings": list(self.scene.warnings),
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        return self.encoded("PNG")

    def encoded(self, form: str) -> bytes:
        """The bytes of a ``PNG``, ``TIFF`` or ``JPEG`` file of the picture."""
        caption = self.scene.caption
        return encoded(self.rgba, form, mm_per_px=self.mm_per_px_x, caption=caption)

    def __repr__(self) -> str:
        """Its size and its millimetres, not its pixels."""
        each = "" if self.mm_per_px_x is None else f", {self.mm_per_px_x:.6g} {self.label} a pixel"
        return f"<Picture {self.width_px} x {self.height_px}{each}>"


def scene_of(view: View, *, width_px: int | None = None, step: float | None = None) -> Scene:
    """A view resampled to square pixels, as wide as wanted or in steps of a given size."""
    texts = {"caption": (view.title, view.sentence), "warnings": view.warnings}
    return scene(
        view.seen(), view.size, sides=view.sides, width_px=width_px, step=step,
        between=view.between, texts=texts,
    )  # fmt: skip


def scene(
    pixels: "Grey | Pixels",
    size: PixelSize,
    *,
    sides: Sides | None = None,
    width_px: int | None = None,
    step: float | None = None,
    between: str = "smooth",
    texts: Mapping[str, tuple[str, ...]] | None = None,
) -> Scene:
    """Resample a frame to square pixels.

    Parameters
    ----------
    pixels
        Grey from 0 to 1, float32, shape (rows, columns); or RGB of 8 bits.
    size
        One stored pixel.
    sides
        The letters at the four sides.
    width_px
        The width wanted; chosen where ``None``.
    step
        The side of a picture pixel wanted instead, in the unit of ``size``.
    between
        ``smooth`` (cubic), or ``nearest`` for labels.
    texts
        ``caption`` and ``warnings``, lines for beneath the picture.
    """
    rows, columns = pixels.shape[:2]
    made = fit(rows, columns, size, width_px=width_px, step=step)
    how = Image.Resampling.NEAREST if between == "nearest" else Image.Resampling.BICUBIC
    image = Image.fromarray(np.ascontiguousarray(pixels))
    drawn = np.asarray(image.resize((made.width_px, made.height_px), how, made.box_px))
    if drawn.ndim == 2:
        drawn = np.repeat(_bytes(drawn)[..., None], 3, axis=2)
    lines = texts or {}
    return Scene(
        np.ascontiguousarray(drawn),
        size,
        made.step,
        sides or Sides(),
        lines.get("caption", ()),
        lines.get("warnings", ()),
    )


def _bytes(grey: NDArray[Any]) -> Pixels:
    return np.clip(np.rint(grey * 255.0), 0, 255).astype(np.uint8)


def picture(scene: Scene, **known: Any) -> Picture:
    """Draw the marks on a scene: scale bar, letters, and the text beneath.

    ``known`` are ``path``, ``source``, ``frame`` and ``problems`` of the picture.
    """
    image = Image.fromarray(scene.rgb)
    _mark(image, scene)
    lines = [(line, False) for line in scene.caption] + [(line, True) for line in scene.warnings]
    if lines:
        part = scene.tiles[0].box if scene.tiles else (0, 0, *image.size)
        letters_px = text_px(part[2] - part[0], part[3] - part[1])
        image = with_caption(image, lines, letters_px=letters_px)
    rgba = np.asarray(image.convert("RGBA"))
    return Picture(rgba, scene.mm_per_px, scene.mm_per_px, scene.size.label, scene, **known)


def _mark(image: Image.Image, scene: Scene) -> None:
    """Letters and scale bar; of several images the letters on each, the bar on one."""
    if not scene.tiles:
        draw_sides(image, scene.sides)
        draw_bar(image, scale_bar(image.width, scene.step, scene.size.label))
        return
    last = max(tile.top for tile in scene.tiles)
    with_bar = next(tile for tile in scene.tiles if tile.top == last)
    for tile in scene.tiles:
        part = image.crop(tile.box)
        draw_sides(part, tile.sides)
        draw_name(part, tile.name, beside=tile.sides.top)
        if tile is with_bar and scene.has_scale:
            draw_bar(part, scale_bar(part.width, scene.step, scene.size.label))
        image.paste(part, tile.box)
