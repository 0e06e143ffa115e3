"""dicom_series: a volume as a derived DICOM series, one SOP instance a slice."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.dicom.quiet import quiet
from millivox.dicom.reading import Instance
from millivox.errors import ExportError, GeometryError
from millivox.export.derived.decimal import ds
from millivox.export.derived.instance import Making, about, class_of, uids_of
from millivox.export.derived.modules import SECONDARY_CAPTURE
from millivox.export.derived.origins import Origins, Used
from millivox.export.derived.pixels import Storing, storing
from millivox.export.derived.references import referenced
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.orientation import letters
from millivox.geometry.points import unit
from millivox.images.volume import Volume
from millivox.provenance import Grade

if TYPE_CHECKING:
    from pydicom import Dataset

#: Cosine of the angle between rows and columns up to which they count as perpendicular; DICOM's
#: two direction cosines can say no other angle (PS3.3 C.7.6.2.1.1).
PERPENDICULAR = 1e-4
PATIENT_WORDS = ("kept", "none")
HOLE = "There is no image here: the source lacks this slice, and every pixel is padding."


def write(
    volume: Volume,
    target: Path,
    *,
    source: Iterable[Instance] = (),
    patient: str = "kept",
    thickness_mm: float | None = None,
) -> None:
    """A volume as a folder of DICOM files; parameters as of :func:`datasets`."""
    made = datasets(volume, source=source, patient=patient, thickness_mm=thickness_mm)
    target.mkdir(parents=True)
    for number, one in enumerate(made, start=1):
        with quiet():
            one.save_as(target / f"IM{number:04d}.dcm", enforce_file_format=True)


def datasets(
    volume: Volume,
    *,
    source: Iterable[Instance] = (),
    patient: str = "kept",
    thickness_mm: float | None = None,
) -> "Iterator[Dataset]":
    """The slices of a volume as pydicom data sets, in the order of k.

    CT, MR and PET stay what they are; all else, and a volume without a source, becomes Secondary
    Capture with an Image Plane (PS3.3 A.8.1.3), which claims no machine.  Every slice has its own
    position, so a shear is kept.  Integers are stored exactly where their range fits 16 bits;
    other values in 65,535 steps, and Derivation Description says how large one is.  What is
    missing holds Pixel Padding Value.  The same volume from the same source gives the same bytes.

    Parameters
    ----------
    volume
        Grey, or colour of 8 bits.
    source
        The instances it was read from: ``series.instances``.  Patient, study and acquisition are
        taken over from them, and every slice refers to those it was made from.
    patient
        ``"none"`` leaves patient, study and references out and gives new UIDs throughout.  It is
        no de-identification of what the pixels show.
    thickness_mm
        How thick a slice the values stand for, e.g. of a slab.  By default the source's thickness
        for slices that lie on its slices, and none (empty) for slices laid between them: their
        distance is no thickness.

    Raises
    ------
    ExportError
        The values cannot be stored, or the source has gone.
    GeometryError
        Rows and columns are not perpendicular: DICOM has no words for such a slice.

    Examples
    --------
    >>> grid = VoxelGrid((2, 4, 4), np.diag([0.5, 0.5, 3.0, 1.0])[:, [2, 1, 0, 3]])
    >>> made = list(datasets(Volume(np.zeros((2, 4, 4), np.int16), grid)))
    >>> made[1].ImagePositionPatient, made[1].PixelSpacing, made[1].PatientOrientation
    ([0.0, 0.0, 3.0], [0.5, 0.5], ['L', 'P'])

    References
    ----------
    PS3.3 C.7.6.1.1.2 (Image Type), C.7.6.2 (Image Plane), C.12.4.1.1.2 (source images).
    """
    _require_perpendicular(volume.grid)
    if patient not in PATIENT_WORDS:
        raise ExportError(f"patient is {' or '.join(PATIENT_WORDS)}, not {patient}.")
    origins = Origins.of(source)
    sop_class = class_of(volume, origins)
    uids = uids_of(volume, origins, patient, thickness_mm)
    return _made(Making(volume, origins, sop_class, patient, uids), thickness_mm)


def _made(making: Making, thickness_mm: float | None) -> "Iterator[Dataset]":
    volume, origins = making.volume, making.origins
    stored = storing(volume, origins, making.sop_class)
    for k in range(volume.shape_kji[0]):
        hole = k in volume.holes_k
        half = 0.0 if thickness_mm is None else thickness_mm / 2
        used = Used(()) if hole else origins.used_for(volume.grid, k, half_mm=half)
        made = about(making, used, k)
        _place(made, making, k)
        made.SliceThickness = _thickness(volume, used, thickness_mm)
        stored.into(made, k)
        if making.patient == "kept":
            referenced(made, used, origins)
        made.DerivationDescription = _derivation(volume, stored)
        if hole:
            made.ImageComments = HOLE
        yield made


def _place(made: "Dataset", making: Making, k: int) -> None:
    """Where the slice lies: every position from the grid itself, so a shear stays."""
    grid = making.volume.grid
    along, down = (unit(grid.index_kji_to_lps[:3, axis]) for axis in (2, 1))
    made.ImagePositionPatient = [ds(part) for part in grid.at((k, 0, 0))]
    made.ImageOrientationPatient = [ds(part) for part in (*along, *down)]
    made.PixelSpacing = [ds(grid.row_mm), ds(grid.column_mm)]
    # A second word for what the positions say: it confirms them only where the source had both.
    if grid.shape_kji[0] > 1 and making.origins.any_of("SpacingBetweenSlices") is not None:
        made.SpacingBetweenSlices = ds(grid.interval_mm)
    if making.sop_class == SECONDARY_CAPTURE:
        made.PatientOrientation = [letters(along), letters(down)]


def _thickness(volume: Volume, used: Used, stated_mm: float | None) -> str | None:
    """Stated, or the source's for a slice on its own plane; a slab is as thick as is said of it."""
    if stated_mm is not None:
        return ds(stated_mm)
    slab = any("slab" in said for said in volume.history)
    own = used.frames[0].thickness_mm if used.own is not None else None
    return None if own is None or slab else ds(own)


def _derivation(volume: Volume, stored: Storing) -> str:
    """What was done, and how exact the stored numbers are; 1,024 characters (ST)."""
    told = (*volume.history, stored.said, *_doubts(volume))
    said = "; ".join(told).encode("ascii", "replace").decode()
    return said if len(said) <= 1024 else said[:1021] + "..."


def _doubts(volume: Volume) -> list[str]:
    """How far a spacing may be trusted that the new files state as plainly as a sure one."""
    axes = () if volume.spacing is None else (volume.spacing.x, volume.spacing.y, volume.spacing.z)
    unsure = [axis for axis in axes if axis is not None and axis.grade > Grade.B]
    told = (f"spacing of grade {one.grade}, {one.label} (rule {one.origin.rule})" for one in unsure)
    return list(dict.fromkeys(told))


def _require_perpendicular(grid: VoxelGrid) -> None:
    cosine = float(np.dot(unit(grid.index_kji_to_lps[:3, 2]), unit(grid.index_kji_to_lps[:3, 1])))
    if abs(cosine) > PERPENDICULAR:
        raise GeometryError(
            "Rows and columns are not perpendicular; DICOM has no words for such slices.",
            help="resample.upright or resample.onto lays it on a grid that can be written.",
        )


def of_volume(frames: Sequence[Any], instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """Those of the instances that some frames come from: the source of one volume of a series."""
    trees = {id(frame.header.tree) for frame in frames}
    return tuple(one for one in instances if id(one.header.tree) in trees)
