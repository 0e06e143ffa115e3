"""Synthetic DICOM series whose millimetres are known exactly."""

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from millivox.dicom.uids import uid
from millivox.dicom.written import with_meta
from millivox.geometry.orientation import Orientation
from millivox.geometry.plane import PixelGrid
from millivox.geometry.points import Point, as_point
from millivox.phantoms.content import Body
from millivox.phantoms.datasets import (
    Modality,
    blank,
    decimal,
    with_pixels,
)

if TYPE_CHECKING:
    from pydicom import Dataset

#: Supine, head first: rows to the patient's left, columns to the back.
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A series to be made; :func:`series` makes it.

    Parameters
    ----------
    name
        Decides the UIDs, with everything else that tells instances apart.
    n, interval_mm
        Slices, and their distance along the table.
    table_mm
        Where the slices lie along the table instead, for uneven series.
    thickness_mm
        One for all, or one for each slice.
    tilt_deg
        Gantry tilt: the plane turned about its rows, the table's direction kept.
    orientation
        Six cosines of the untilted plane; the table runs along its normal.
    origin_mm
        First pixel of the slice at table place 0.
    rows, columns, row_mm, column_mm
        The image.
    decimals, cosine_decimals
        Digits after the point of positions and of direction cosines.
    absent
        Places (from 0) of slices that are left out.
    duplicates
        Place to shift in mm: a second instance of that slice, so far along the table.
    strays_mm
        Further slices at these table places.
    spacing_between_slices, slice_location, gantry_detector_tilt
        Attributes written as given; Slice Location as the place ``"along table"``.
    numbering
        Whether Instance Numbers skip absent slices or run on across them.
    uids
        Hashed, or the series' with the Instance Number appended.
    """

    name: str = "series"
    n: int = 40
    interval_mm: float = 5.0
    table_mm: Sequence[float] | None = None
    thickness_mm: float | Sequence[float] | None = 5.0
    tilt_deg: float = 0.0
    orientation: Sequence[float] = AXIAL
    origin_mm: Point = (-100.0, -100.0, -100.0)
    rows: int = 16
    columns: int = 16
    row_mm: float = 2.5
    column_mm: float = 2.5
    decimals: int = 6
    cosine_decimals: int = 10
    absent: Sequence[int] = ()
    duplicates: Mapping[int, float] | None = None
    strays_mm: Sequence[float] = ()
    modality: Modality = "CT"
    spacing_between_slices: float | None = None
    slice_location: Literal["absent", "along table"] = "absent"
    gantry_detector_tilt: float | None = None
    numbering: Literal["skipping", "running on"] = "skipping"
    uids: Literal["hashed", "counted"] = "hashed"

    @property
    def places_mm(self) -> list[float]:
        """Where the slices lie along the table, absent ones included."""
        if self.table_mm is not None:
            return [float(place) for place in self.table_mm]
        return [k * self.interval_mm for k in range(self.n)]

    @property
    def untilted(self) -> Orientation:
        """How the plane would lie without tilt; its normal is the table's direction."""
        return Orientation.from_cosines(self.orientation)

    @property
    def plane(self) -> Orientation:
        """How every slice lies."""
        flat, angle = self.untilted, math.radians(self.tilt_deg)
        down = np.asarray(flat.column_direction) * math.cos(angle)
        up = np.asarray(flat.normal) * math.sin(angle)
        return Orientation(flat.row_direction, as_point(down + up))

    def position_mm(self, place_mm: float) -> Point:
        """First pixel of a slice at a table place, LPS, exactly."""
        return as_point(np.asarray(self.origin_mm) + place_mm * np.asarray(self.untilted.normal))

    def thickness_of(self, k: int) -> float | None:
        """The thickness of the slice at place ``k``."""
        if self.thickness_mm is None or isinstance(self.thickness_mm, (int, float)):
            return self.thickness_mm
        return float(self.thickness_mm[min(k, len(self.thickness_mm) - 1)])


@dataclass(frozen=True, slots=True)
class _Slice:
    """One instance to be made: its place in the plan, on the table, and its number."""

    k: int
    place_mm: float
    number: int


def series(plan: Plan | None = None, **changes: Any) -> "list[Dataset]":
    """The data sets of a series, in the order of their places, then duplicates and strays.

    Parameters
    ----------
    plan
        What to make; by default a plain :class:`Plan`.
    **changes
        Fields of the plan to be otherwise.

    Examples
    --------
    >>> made = series(n=3, interval_mm=2.5, decimals=1)
    >>> [item.ImagePositionPatient[2].original_string for item in made]
    ['-100.0', '-97.5', '-95.0']
    """
    plan = replace(plan or Plan(), **changes)
    shown = _body(plan)
    return [_dataset(plan, one, shown) for one in _slices(plan)]


def _slices(plan: Plan) -> list[_Slice]:
    places = plan.places_mm
    present = [k for k in range(len(places)) if k not in set(plan.absent)]
    running = plan.numbering == "running on"
    made = [_Slice(k, places[k], (order if running else k) + 1) for order, k in enumerate(present)]
    twice = [(k, places[k] + shift) for k, shift in (plan.duplicates or {}).items()]
    strays = [(len(places), place) for place in plan.strays_mm]
    extra = [
        _Slice(k, place, len(places) + n) for n, (k, place) in enumerate([*twice, *strays], start=1)
    ]
    return made + extra


def _body(plan: Plan) -> Body:
    """An ellipsoid that fills most of the stack."""
    field = np.array([plan.columns * plan.column_mm, plan.rows * plan.row_mm])
    places = plan.places_mm
    length = max(max(places) - min(places), plan.row_mm)
    flat = plan.untilted.matrix
    middle = np.array(
        [*(field - [plan.column_mm, plan.row_mm]) / 2, (min(places) + max(places)) / 2]
    )
    centre = np.asarray(plan.origin_mm) + flat @ middle
    return Body(centre, flat, np.array([*field * 0.4, length * 0.45]))


def _dataset(plan: Plan, one: _Slice, shown: Body) -> "Dataset":
    dataset = blank(plan.modality, plan.name)
    position, plane = plan.position_mm(one.place_mm), plan.plane
    cosines = (*plane.row_direction, *plane.column_direction)
    dataset.InstanceNumber = one.number
    counted = f"{dataset.SeriesInstanceUID}.{one.number}"
    hashed = uid("instance", plan.name, one.number)
    dataset.SOPInstanceUID = counted if plan.uids == "counted" else hashed
    dataset.ImagePositionPatient = [decimal(value, plan.decimals) for value in position]
    dataset.ImageOrientationPatient = [decimal(value, plan.cosine_decimals) for value in cosines]
    dataset.PixelSpacing = [f"{size:.10g}" for size in (plan.row_mm, plan.column_mm)]
    _optional(dataset, plan, one)
    grid = PixelGrid((plan.rows, plan.columns), position, plane, plan.row_mm, plan.column_mm)
    with_pixels(dataset, shown.values(grid))
    with_meta(dataset)
    return dataset


def _optional(dataset: "Dataset", plan: Plan, one: _Slice) -> None:
    thickness = plan.thickness_of(one.k)
    written = {
        "SliceThickness": "" if thickness is None else f"{thickness:g}",
        "SpacingBetweenSlices": plan.spacing_between_slices,
        "SliceLocation": decimal(one.place_mm, plan.decimals),
        "GantryDetectorTilt": plan.gantry_detector_tilt,
    }
    if plan.slice_location == "absent":
        del written["SliceLocation"]
    for keyword, value in written.items():
        if value is not None:
            setattr(dataset, keyword, value)


def write(datasets: "Iterable[Dataset]", folder: str | os.PathLike[str]) -> list[Path]:
    """Write data sets as files of a folder; each appears whole or not at all.

    Returns
    -------
    list of Path
        ``IM0001.dcm`` and so on, in the order given.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_write(item, target / f"IM{n:04d}.dcm") for n, item in enumerate(datasets, start=1)]


def _write(dataset: "Dataset", path: Path) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        dataset.save_as(part, enforce_file_format=True)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


#: Slices of 2.5 mm, then of 7.5 mm, each touching the next.
_HEAD_MM = [2.5 * k for k in range(20)] + [47.5 + 5.0 + 7.5 * k for k in range(20)]

#: Eleven series that part viewers: each is right in its own way, or wrong in one.
ELEVEN: Mapping[str, Plan] = {
    "A": Plan("A"),
    "B": Plan("B", tilt_deg=20.0, gantry_detector_tilt=20.0),
    "C": Plan("C", n=60, tilt_deg=2.5, gantry_detector_tilt=2.5),
    "D": Plan("D", absent=[17]),
    "E": Plan("E", n=200, interval_mm=1.0, thickness_mm=1.0, absent=[31, 90, 150]),
    "F": Plan("F", table_mm=_HEAD_MM, thickness_mm=[2.5] * 20 + [7.5] * 20),
    "G": Plan("G", duplicates={11: 0.0}),
    "H": Plan("H", duplicates={11: 0.003}),
    "I": Plan("I", n=60, interval_mm=0.3333, thickness_mm=0.3333, decimals=1),
    "J": Plan("J", table_mm=[5.0 * k + (2.5 if k >= 60 else 0.0) for k in range(100)]),
    "K": Plan("K", interval_mm=1.0, thickness_mm=1.0, strays_mm=[39.0 + 145.0]),
}


def eleven() -> "dict[str, list[Dataset]]":
    """The eleven series A to K, as data sets."""
    return {name: series(plan) for name, plan in ELEVEN.items()}
