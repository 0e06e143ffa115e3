"""Frames of one object as pictures: seen through a window, or the values themselves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from millivox.dicom.pixels.stored import StoredFrame
from millivox.dicom.pixels.values import ModalityValues, padding
from millivox.display.frame import frame_seen
from millivox.display.palette import rgb_of
from millivox.display.view import View
from millivox.display.window import Window, found_window
from millivox.errors import ExportError
from millivox.export.pictures.files import Millimetres, png, tiff
from millivox.images.loading.each_frame import each_frame, first_that_can_be_read
from millivox.images.loading.numbers import TooNarrowError, fits, types_for
from millivox.images.loading.recipe import Recipe
from millivox.images.lost import Failure

Array = np.ndarray[Any, Any]
#: Pixels, and what stands in the texts of a PNG.
Picture = tuple[Array, dict[str, str]]
Progress = Callable[[int, int], None]
_PALETTE = "PALETTE COLOR"
_GREY16 = np.dtype(np.uint16)
_TIFF = "--form tiff (form='tiff') keeps them."


@dataclass(slots=True)
class Frames:
    """Frames of one object that become a picture, and what is learned while they do.

    Parameters
    ----------
    todo
        How each is read; ``k`` counts them.
    mm
        Column and row distance of all of them; ``None`` where they have no such one.
    values
        What was asked for: ``"modality"``, ``"stored"`` ...
    done
        Called after each frame.
    lost
        Frames that could not be read.
    window
        What 8 bits were seen through, in words.
    """

    todo: Sequence[Recipe]
    mm: Millimetres
    values: str = "modality"
    done: Progress | None = None
    lost: list[Failure] = field(default_factory=list)
    window: str | None = None

    def each(
        self, work: Callable[[Recipe, StoredFrame], Any]
    ) -> Iterator[tuple[Recipe, Any | None]]:
        """What becomes of each; ``None`` where it cannot be read."""
        self.lost.clear()
        for count, (one, made) in enumerate(each_frame(self.todo, work, self.lost), 1):
            yield one, made
            if self.done is not None:
                self.done(count, len(self.todo))

    @property
    def is_colour(self) -> bool:
        """Whether they are; a palette is colour of 8 bits."""
        form = self.todo[0].form
        return form.samples > 1 or form.photometric == _PALETTE

    @property
    def kinds(self) -> list[np.dtype[Any]]:
        """The types to write in, tried in turn; the last one holds every value."""
        form = self.todo[0].form
        if not self.is_colour:
            return types_for((one.form, one.change) for one in self.todo)
        wide = form.photometric != _PALETTE and form.bits_stored > 8
        sign = "i" if form.signed else "u"
        return [np.dtype(f"{sign}{form.bits_allocated // 8}" if wide else "u1")]


def write(frames: Frames, target: Path, *, bits: int = 8) -> np.dtype[Any]:
    """Frames as ``.png``, a folder ``.pngs`` with one a frame, or ``.tif`` with one a page.

    One frame at a time is in memory.  One that cannot be read is a page without an image (NaN,
    or 0 where the type has none), and no PNG.

    Parameters
    ----------
    bits
        Of a PNG. 8: as ``show`` draws it.  16: the stored numbers of grey, moved to start at 0,
        with ``Slope`` and ``Intercept`` that lead to the values in the file's texts.

    Returns
    -------
    dtype
        Of the pixels.

    Raises
    ------
    ExportError
        Several frames for one PNG, or values that 16 bits do not hold.
    PixelError
        No frame can be read.
    MissingExtraError
        tifffile is not installed (TIFF).
    """
    suffix = target.suffix.lower()
    if suffix in (".tif", ".tiff"):
        return _tiff(frames, target)
    if suffix == ".png" and len(frames.todo) > 1:
        raise ExportError(
            f"A PNG holds one frame, and there are {len(frames.todo)}.",
            path=str(target),
            help=".pngs makes a folder of them, .tif holds all.",
        )
    if suffix == ".pngs":
        target.mkdir()
    draw = _grey16 if bits == 16 else _eight(frames)
    for one, made in frames.each(draw):
        if made is not None:
            path = target if suffix == ".png" else target / f"frame_{one.number:04d}.png"
            png(made[0], path, mm=frames.mm, texts=made[1])
    return np.dtype(np.uint8) if bits == 8 or frames.is_colour else _GREY16


def _eight(frames: Frames) -> Callable[[Recipe, StoredFrame], Picture]:
    """What makes a frame 8 bits; several are seen through one window, that of the middle one."""
    window: Window | None = None
    if len(frames.todo) > 1 and not frames.is_colour:
        view = first_that_can_be_read(frames.todo, partial(_view, frames.values))
        window = None if view is None else view.window

    def drawn(one: Recipe, stored: StoredFrame) -> Picture:
        view = _view(frames.values, one, stored, window)
        seen = view.seen()
        if view.window is None:
            return seen, {}
        frames.window = view.window.sentence(view.unit)
        pixels = seen if seen.dtype == np.uint8 else np.rint(seen * 255.0).astype(np.uint8)
        return pixels, {"Window": frames.window}

    return drawn


def _view(values: str, one: Recipe, stored: StoredFrame, window: Window | None = None) -> View:
    """As ``show`` has it; values other than its own through a window found in them."""
    view = frame_seen(one.header, stored, window)
    if values == "modality" or view.window is None:
        return view
    asked = one.change.applied(stored.pixels).astype(np.float32)
    through = window or found_window(ModalityValues(asked, padded=view.missing))
    return replace(view, values=asked, window=through, unit=one.change.unit)


def _grey16(one: Recipe, stored: StoredFrame) -> Picture:
    """Stored numbers that start at 0, and the line from them to the values; or RGB of 8 bits."""
    rgb = rgb_of(stored, one.header)
    if rgb is not None:
        _require_8_bits(stored)
        return rgb, {}
    change, pixels = one.change, stored.pixels
    slope, first, intercept = 1.0, 0, 0.0
    if pixels.dtype.kind in "iu" and change.is_linear and one.form.bits_stored <= 16:
        first = min(one.form.stored_range[0], 0)
        slope, intercept = change.slope, change.intercept + first * change.slope
        grey = pixels.astype(np.int64) - first
    else:
        grey = change.applied(pixels)
    if not fits(grey, _GREY16):
        raise ExportError("There are values that are no whole numbers of 16 bits.", help=_TIFF)
    told = {"Slope": f"{slope:.15g}", "Intercept": f"{intercept:.15g}"}
    told |= {"Unit": change.unit} if change.unit else {}
    if one.padding is not None and change.is_linear and padding(stored, one.header) is not None:
        told |= {"NoImage": f"{one.padding[0] - first:g}"}
    return grey.astype(_GREY16), told


def _require_8_bits(stored: StoredFrame) -> None:
    if stored.photometric != _PALETTE and stored.format.bits_stored > 8:
        bits = stored.format.bits_stored
        raise ExportError(f"Colour of {bits} bits does not fit a PNG made here.", help=_TIFF)


def _tiff(frames: Frames, target: Path) -> np.dtype[Any]:
    """Pages of one type: a narrow one is tried first where it mostly does."""
    kinds = frames.kinds
    for kind in kinds[:-1]:
        try:
            return _tiff_as(kind, frames, target)
        except TooNarrowError:
            target.unlink(missing_ok=True)
    return _tiff_as(kinds[-1], frames, target)


def _tiff_as(kind: np.dtype[Any], frames: Frames, target: Path) -> np.dtype[Any]:
    """No OME: it has no axis for frames that are neither depth nor time."""
    form = frames.todo[0].form
    page = (form.rows, form.columns, 3) if frames.is_colour else (form.rows, form.columns)
    nothing = np.full(page, np.nan if kind.kind == "f" else 0, kind)

    def exact(one: Recipe, stored: StoredFrame) -> Array:
        return _exact(one, stored, kind)

    pages = (nothing if made is None else made for _, made in frames.each(exact))
    unit = frames.todo[0].change.unit
    said = unit.encode("ascii", "replace").decode()
    tiff(
        pages, target, shape=(len(frames.todo), *page), dtype=kind, mm=frames.mm, metadata=None,
        description=said or None,
    )  # fmt: skip
    return kind


def _exact(one: Recipe, stored: StoredFrame, kind: np.dtype[Any]) -> Array:
    """The values of a frame; colour as it is stored, through its palette where it has one."""
    rgb = rgb_of(stored, one.header)
    if rgb is not None:
        return rgb if kind.itemsize == 1 else np.ascontiguousarray(stored.pixels[..., -3:], kind)
    values = one.change.applied(stored.pixels)
    if not fits(values, kind):
        raise TooNarrowError(f"A value of frame {one.number} does not fit {kind}.")
    return np.ascontiguousarray(values, kind)
