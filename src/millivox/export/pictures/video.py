"""Films: the slices of a volume one after another, in true aspect, with a scale bar burnt in."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from millivox.display.marks import draw_bar, draw_sides, scale_bar, sides_of
from millivox.display.picture import Scene, scene
from millivox.display.scale import PixelSize
from millivox.display.window import Window
from millivox.errors import ExportError
from millivox.export.pictures import mp4
from millivox.export.windowed import seen, window_of
from millivox.geometry.points import unit
from millivox.images.volume import Volume

SUFFIXES = (".gif", ".webp", ".mp4")
#: A GIF counts hundredths of a second, and players show none faster than two of them.
GIF_STEP_MS = 10
GIF_LEAST_MS = 20
#: Pixels of all frames together.
FILM_BYTES = 2 << 30


def write(
    volume: Volume,
    target: Path,
    *,
    frames_per_s: float = 10.0,
    window: Window | tuple[float, float] | None = None,
    falls: str = "dark to bright",
    width_px: int | None = None,
    codec: str = "av1",
) -> None:
    """The slices of a volume as ``.gif``, animated ``.webp`` or ``.mp4``, in the order of k.

    Pixels are square, so that a millimetre is equally long across and down; a scale bar and the
    letters of the sides are burnt in, for a film carries no spacing.  GIF and WebP hold the grey
    values of the screen exactly; MP4 loses a little.

    Parameters
    ----------
    frames_per_s
        Slices a second.
    window
        (center, width); by default the usual one of such values, one for all.
    falls
        ``"bright to dark"`` where high values are dark (MONOCHROME1).
    width_px
        Of the film; by default its short side has 512 pixels at least.
    codec
        Of MP4: ``"av1"``, or ``"h264"`` with a program ``ffmpeg`` on the path.

    Raises
    ------
    ExportError
        The rate is none, or the encoder failed.
    MissingExtraError
        There is no encoder for the codec.

    Examples
    --------
    >>> import tempfile
    >>> from millivox.geometry.grid import VoxelGrid
    >>> grid = VoxelGrid((3, 32, 32), np.diag([0.5, 1.0, 2.0, 1.0])[:, [2, 1, 0, 3]])
    >>> volume = Volume(np.arange(3 * 32 * 32).reshape(3, 32, 32), grid)
    >>> path = Path(tempfile.mkdtemp(), "a.gif")
    >>> write(volume, path)
    >>> with Image.open(path) as film:
    ...     print(film.n_frames, film.size)
    3 (512, 1024)
    """
    if not 0.0 < frames_per_s <= 1000.0:
        raise ExportError(f"A film has above 0 and up to 1000 frames a second, not {frames_per_s}.")
    times_ms = [1000.0 * n / frames_per_s for n in range(volume.shape_kji[0] + 1)]
    made = scenes(volume, window=window, falls=falls, width_px=width_px)
    film(made, times_ms, target, codec=codec)


def scenes(
    volume: Volume,
    *,
    window: Window | tuple[float, float] | None = None,
    falls: str = "dark to bright",
    width_px: int | None = None,
) -> Iterator[Scene]:
    """The slices of a volume on square pixels, all through one window."""
    through, gone, grid = window_of(volume, window), volume.missing, volume.grid
    label = "mm" if volume.spacing is None else volume.spacing.x.label
    size = PixelSize(grid.column_mm, grid.row_mm, True, label)
    cosines = [unit(grid.index_kji_to_lps[:3, axis]) for axis in (2, 1)]
    sides = sides_of([float(part) for part in np.concatenate(cosines)])
    for k, values in enumerate(volume.values):
        nowhere = None if gone is None else np.asarray(gone[k])
        eight = seen(np.asarray(values), through, nowhere, falls=falls)
        grey: Any = eight if eight.ndim == 3 else eight.astype(np.float32) / 255.0
        yield scene(grey, size, sides=sides, width_px=width_px)


def film(
    made: Iterable[Scene], times_ms: Sequence[float], target: Path, *, codec: str = "av1"
) -> None:
    """Scenes of one size as a film; the suffix says in which form.

    Parameters
    ----------
    times_ms
        When each scene begins, and when the last one ends.
    """
    images = _within_bounds(_marked(one) for one in made)
    suffix = target.suffix.lower()
    if suffix == ".mp4":
        mp4.write(
            [even(image).convert("RGB") for image in images],
            _durations(times_ms),
            target,
            codec=codec,
        )
        return
    options: dict[str, Any] = {"duration": _durations(times_ms), "loop": 0}
    if suffix == ".gif":
        options["duration"] = _durations(times_ms, GIF_STEP_MS, GIF_LEAST_MS)
    elif suffix == ".webp":
        options |= {"lossless": True, "quality": 50, "method": 2}
    else:
        raise ExportError(f"{suffix or 'No suffix'} is no film.", help=f"Use {' '.join(SUFFIXES)}.")
    images[0].save(target, suffix[1:].upper(), save_all=True, append_images=images[1:], **options)


def _within_bounds(images: Iterable[Image.Image]) -> list[Image.Image]:
    """All of them, unless they would fill the memory: encoders want them together."""
    held, size = [], 0
    for image in images:
        held.append(image)
        size += image.width * image.height * len(image.getbands())
        if size > FILM_BYTES:
            raise ExportError(
                f"The film is too large: {len(held)} frames of {image.width} x {image.height} "
                f"pixels and more, above {FILM_BYTES >> 20} MiB.",
                help="Choose a smaller width, or a part of the frames.",
            )
    return held


def _marked(made: Scene) -> Image.Image:
    """Bar and letters burnt in; grey again where all is grey, so that a GIF keeps every value."""
    image = Image.fromarray(made.rgb)
    draw_sides(image, made.sides)
    draw_bar(image, scale_bar(image.width, made.step, made.size.label))
    grey = (made.rgb[..., :1] == made.rgb[..., 1:]).all()
    return image.convert("L") if grey else image


def even(image: Image.Image) -> Image.Image:
    """Width and height that colour of 4:2:0 can be, with a black edge where one pixel lacks."""
    width, height = (side + side % 2 for side in image.size)
    if (width, height) == image.size:
        return image
    made = Image.new(image.mode, (width, height))
    made.paste(image)
    return made


def _durations(times_ms: Sequence[float], step_ms: int = 1, least_ms: int = 1) -> list[int]:
    """How long each frame stands, in whole steps that never add up to more than a step wrong."""
    ends = [round(time / step_ms) * step_ms for time in times_ms]
    return [max(after - before, least_ms) for before, after in pairwise(ends)]
