"""volumes: a volume as views, slice by slice or cut anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from millivox.decimals import plain
from millivox.display.marks import sides_of
from millivox.display.scale import PixelSize
from millivox.display.view import Ruler, View
from millivox.errors import GeometryError
from millivox.geometry.points import Vector
from millivox.images.absent import absent
from millivox.images.loading.slices import Slices
from millivox.images.volume import Volume
from millivox.resample.mpr import mpr
from millivox.resample.planes import PLANES, edges_mm
from millivox.show.facing import Face
from millivox.show.look import Look
from millivox.show.wanted import THREE, Wanted

Array = NDArray[Any]
#: Planes of a montage through a volume.
MOST_TILES = 30
NORMALS = {"axial": "z", "coronal": "y", "sagittal": "x"}


def volume_views(volume: Volume, wanted: Wanted, look: Look | None = None) -> tuple[View, ...]:
    """The views of a volume: the slice, the plane or planes, or the many that were wanted."""
    look = look or Look.at(volume, wanted)
    if wanted.plane is None:
        return tuple(_slices(volume, wanted, look))
    names = list(PLANES) if wanted.plane == THREE else [wanted.plane]
    if wanted.layout == "montage":
        name = names[0]
        return tuple(_cut(volume, name, at, wanted, look) for at in _points(volume, name))
    return tuple(_cut(volume, name, wanted.at, wanted, look) for name in names)


def _slices(volume: Volume, wanted: Wanted, look: Look) -> Iterator[View]:
    """The slices as they lie."""
    count = volume.shape_kji[0]
    for k in _chosen(count, wanted):
        at = float(volume.grid.at([k, 0, 0]) @ volume.grid.normal)
        yield _lying(_slice(volume, k), look, k, count, at)


def slices_views(slices: Slices, wanted: Wanted) -> tuple[View, ...]:
    """Slices at their true places."""
    look, count = Look.at(slices, wanted), len(slices)
    return tuple(
        _lying(
            Slice(
                np.asarray(slices.values[k]),
                absent(slices.values[k : k + 1], slices.padding),
                Face.of_slices(slices, k),
            ),
            look, k, count, float(slices.t_mm[k]),
        )
        for k in _chosen(count, wanted)
    )  # fmt: skip


def _chosen(count: int, wanted: Wanted) -> list[int]:
    """Which of so many slices: one, the middle one by default, or many."""
    if wanted.layout == "montage":
        return spread(count)
    return [within(count // 2 if wanted.k is None else wanted.k, count)]


def _lying(held: "Slice", look: Look, k: int, count: int, at_mm: float) -> View:
    place = f"slice {k} of 0 to {count - 1}" if count > 1 else "one slice"
    title = f"{look.title or 'volume'}   {place}"
    if held.missing is not None and held.missing.all():
        look = look.noting(f"Slice {k} is missing: no image lies there.")
    return held.view(look, title, f"{k} · {plain(round(at_mm, 1))} mm")


def within(k: int, count: int) -> int:
    """A slice number that there is.

    Raises
    ------
    GeometryError
        There is no such slice.
    """
    if not 0 <= k < count:
        raise GeometryError(f"Slice {k} was asked for; the slices are 0 to {count - 1}.")
    return k


def spread(count: int, most: int = MOST_TILES) -> list[int]:
    """So many of them at most, evenly, the first and the last included.

    Examples
    --------
    >>> spread(5), spread(10, 4)
    ([0, 1, 2, 3, 4], [0, 3, 6, 9])
    """
    return [round(k) for k in np.linspace(0, count - 1, min(count, most)).tolist()]


def _cut(volume: Volume, name: str, at: Any, wanted: Wanted, look: Look) -> View:
    """One plane of square pixels through a point."""
    if volume.shape_kji[0] < 2:
        raise GeometryError(f"A {name} plane needs several slices; there is one.")
    point = _inside(volume, at)
    labels = look.between == "nearest"
    plane = mpr(
        volume,
        name,
        at=point,
        slab_mm=wanted.slab_mm,
        blend=wanted.blend,
        method="nearest" if labels else "linear",
    )
    place = plane.grid.at([0, 0, 0])["xyz".index(NORMALS[name])]
    said = f"{NORMALS[name]} {plain(round(float(place), 1))} mm"
    thick = f", {plain(wanted.slab_mm)} mm thick ({wanted.blend})" if wanted.slab_mm else ""
    title = f"{look.title or 'volume'}   {name}, {said}{thick}"
    # all tiles of a montage show one plane, which the title names
    short = said if wanted.layout == "montage" else f"{name} · {said}"
    return _slice(plane, 0).view(look, title, short)


def _inside(volume: Volume, at: Any) -> Any:
    """A point of the volume; its middle by default.

    Raises
    ------
    GeometryError
        The point lies outside.
    """
    if at is None:
        return None
    index = volume.grid.index_of(at)
    if ((index < -0.5) | (index > np.asarray(volume.shape_kji) - 0.5)).any():
        low, high = edges_mm(volume.grid, np.eye(3))
        reach = ", ".join(
            f"{axis} {a:.1f} to {b:.1f}" for axis, a, b in zip("xyz", low, high, strict=True)
        )
        point = ", ".join(plain(round(float(part), 2)) for part in at)
        raise GeometryError(f"The point {point} mm lies outside the volume ({reach} mm, LPS).")
    return at


def _points(volume: Volume, name: str) -> list[Vector]:
    """Points for planes spread through a volume."""
    across, down = np.array(PLANES[name])
    normal = np.abs(np.cross(across, down))  # rising x, y or z
    low, high = (float(end[0]) for end in edges_mm(volume.grid, normal[None]))
    middle = volume.grid.at((np.array(volume.shape_kji) - 1.0) / 2.0)
    count = MOST_TILES * 2 // 3
    places = low + (np.arange(count) + 0.5) * (high - low) / count
    return [middle + (place - middle @ normal) * normal for place in places]


def _slice(volume: Volume, k: int) -> "Slice":
    """One slice of a volume, with all that is known to be missing of it."""
    one = volume.crop(k=slice(k, k + 1))
    return Slice(np.asarray(one.values[0]), one.missing, Face.of(volume, k))


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Values of one plane and where they lie; ``missing`` has shape (1, rows, columns)."""

    values: Array
    missing: Array | None
    face: Face

    def view(self, look: Look, title: str, name: str) -> View:
        """Turned as a radiologist looks at it, through a window, with its words."""
        face = self.face.turned()
        gone = None if self.missing is None else face.laid(self.missing[0])
        values = face.laid(self.values)
        grey = values.ndim == 2
        x, y = float(np.linalg.norm(face.across)), float(np.linalg.norm(face.down))
        across, down = (face.across / x).tolist(), (face.down / y).tolist()
        said = look.window.sentence(look.unit) if grey and look.window else ""
        return View(
            values if grey else _eight_bits(values, gone),
            PixelSize(x, y, True, look.label),
            look.window if grey else None,
            look.unit,
            sides_of((*across, *down)),
            Ruler.along(across, face.first, x),
            Ruler.along(down, face.first, y),
            missing=gone,
            falls=look.falls,
            between=look.between,
            title="   ".join(filter(None, (title, said))),
            sentence=look.sentence,
            name=name,
            warnings=look.warnings,
        )


def _eight_bits(values: Array, missing: Array | None) -> Array:
    """Colour as 8 bits, black where there is none."""
    kept = np.where(np.isfinite(values), values, 0)
    if kept.dtype.kind in "iu" and kept.dtype.itemsize == 2:
        kept = kept / 257.0
    out = np.clip(np.rint(kept), 0, 255).astype(np.uint8)[..., -3:]
    if missing is not None:
        out[missing] = 0
    return out
