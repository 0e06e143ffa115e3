"""The images a volume was made from: what they have in common, and which of them a slice used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox import tolerance
from millivox.dicom.quiet import quiet
from millivox.dicom.reading import Instance
from millivox.errors import SourceError
from millivox.export.derived import modules
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector, unit
from millivox.images.frames import Frame
from millivox.images.unpack import unpack

if TYPE_CHECKING:
    from pydicom import Dataset


@dataclass(frozen=True, slots=True)
class Used:
    """The source images of one slice.

    ``own`` is the one whose plane it lies on, ``same_pixels`` whether pixel on pixel.
    """

    frames: tuple[Frame, ...]
    nearest: "Dataset | None" = None
    own: "Dataset | None" = None
    same_pixels: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """Source images as far as another image takes over from them.

    ``common`` holds the elements that all of them have and that are equal in all.
    """

    headers: "tuple[Dataset, ...]"
    common: "Dataset"
    frames: tuple[Frame, ...]
    along: Vector
    by_tree: "dict[int, Dataset]"

    @classmethod
    def of(cls, instances: Iterable[Instance]) -> "Origins":
        """Read the headers of some instances.

        Raises
        ------
        SourceError
            One of them has gone, or is no data set any more.
        """
        held = list(instances)
        headers = [_read(one) for one in held]
        frames = [frame for one in held for frame in _placed(one)]
        places, ordered = _along(frames)
        by_tree = {id(one.header.tree): read for one, read in zip(held, headers, strict=True)}
        return cls(tuple(headers), _common(headers), ordered, places, by_tree)

    def any_of(self, keyword: str) -> Any:
        """The value of the first image that has one."""
        found = (one.get(keyword) for one in self.headers)
        return next((value for value in found if value not in (None, "")), None)

    def used_for(self, grid: VoxelGrid, k: int, *, half_mm: float = 0.0) -> Used:
        """The images a slice of a grid was made from: on its plane, or about it."""
        if not self.frames:
            return Used(())
        last = [count - 1 for count in grid.shape_kji]
        corners = grid.at([(k, j, i) for j in (0, last[1]) for i in (0, last[2])])
        t = corners @ _normal(self.frames[0])
        low, high = float(t.min()) - half_mm, float(t.max()) + half_mm
        frames = tuple(self.frames[n] for n in _between(self.along, low, high))
        near = self._read_of(self.frames[int(np.argmin(np.abs(self.along - float(t.mean()))))])
        alone = len({id(one.header.tree) for one in frames}) == 1
        if high - low > _ON or not alone or abs(_along(frames)[0][0] - low) > _ON:
            return Used(frames, near)
        return Used(frames, near, near, _same_pixels(frames[0], near, grid, k))

    def _read_of(self, frame: Frame) -> "Dataset":
        return self.by_tree[id(frame.header.tree)]


#: A slice this close to an image's plane lies on it.
_ON = tolerance.POSITION_FLOOR_MM
#: Kinds of text with a form of their own (PS3.5 6.2).
_STRICT = ("AS", "CS", "DA", "DT", "TM")


def _read(instance: Instance) -> "Dataset":
    return taken_over_from(instance.open(), instance.path)


def taken_over_from(place: bytes | Path, name: str) -> "Dataset":
    """The elements of a DICOM file that may be taken over, text decoded.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    from io import BytesIO

    from pydicom import dcmread

    try:
        with quiet():
            file = BytesIO(place) if isinstance(place, bytes) else place
            read = dcmread(file, stop_before_pixels=True, force=True, specific_tags=modules.READ)
            read.decode()
            _without_invalid(read)
    except Exception as error:  # pydicom raises many kinds for a damaged header
        text = f"Its header cannot be taken over ({error})."
        raise SourceError(text, path=name) from error
    return read


def _without_invalid(read: "Dataset") -> None:
    """Leave out what is no value of its kind, such as a date ``***``: it would spoil a new file."""
    from pydicom.config import RAISE
    from pydicom.valuerep import validate_value

    for element in [one for one in read if one.VR in _STRICT and one.value]:
        several = element.value if element.VM > 1 else [element.value]
        try:
            for value in several:
                validate_value(element.VR, str(value), RAISE)
        except ValueError:
            del read[element.tag]


def _placed(instance: Instance) -> list[Frame]:
    frames = unpack(instance.header).frames
    return [one for one in frames if one.position_mm is not None and one.orientation is not None]


def _between(along: Vector, low: float, high: float) -> list[int]:
    """Which places lie between two, the nearest beyond either end among them."""
    on = np.flatnonzero((along >= low - _ON) & (along <= high + _ON))
    if high - low <= _ON and on.size:
        return [int(n) for n in on]
    first = max(int(np.searchsorted(along, low + _ON)) - 1, 0)
    last = int(np.searchsorted(along, high - _ON)) + 1
    return list(range(first, min(last, len(along))))


def _same_pixels(frame: Frame, read: "Dataset", grid: VoxelGrid, k: int) -> bool:
    """Whether the first and the last pixel of a slice are those of an image."""
    spacing = read.get("PixelSpacing")
    if spacing is None or (frame.rows, frame.columns) != grid.shape_kji[1:]:
        return False
    row, column = (np.asarray(frame.orientation)[part] for part in (slice(0, 3), slice(3, 6)))
    first = np.asarray(frame.position_mm)
    end = column * float(spacing[0]) * (frame.rows - 1) + row * float(spacing[1]) * (
        frame.columns - 1
    )
    apart = grid.at([(k, 0, 0), (k, frame.rows - 1, frame.columns - 1)]) - [first, first + end]
    return bool(np.abs(apart).max() <= _ON)


def _normal(frame: Frame) -> Vector:
    cosines = frame.orientation or ()
    return unit(np.cross(cosines[:3], cosines[3:6]))


def _along(frames: Sequence[Frame]) -> tuple[Vector, tuple[Frame, ...]]:
    """Where frames lie along the first one's normal, ascending."""
    if not frames:
        return np.zeros(0), ()
    normal = _normal(frames[0])
    t = np.array([np.dot(normal, one.position_mm or ()) for one in frames])
    order = np.argsort(t, kind="stable")
    return t[order], tuple(frames[n] for n in order)


def _common(headers: "Sequence[Dataset]") -> "Dataset":
    """The elements that stand in all of them alike."""
    from pydicom import Dataset

    made = Dataset()
    if headers:
        for element in headers[0]:
            if all(element.tag in one and one[element.tag] == element for one in headers[1:]):
                made.add(element)
    return made
