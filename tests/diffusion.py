"""Diffusion scans as each vendor writes them, for tests."""

from copy import deepcopy
from typing import Any

import numpy as np
from pydicom import Dataset
from tests.images.unpack.test_mosaic import csa_header

from millivox.dicom.dataset import header_of
from millivox.images.frames import Frame
from millivox.phantoms.series import AXIAL, series

#: Of five volumes: s/mm2, and unit vectors as they are written.
B_VALUES = (0, 1000, 1000, 1000, 2000)
GRADIENTS = (
    (0.0, 0.0, 0.0),
    (1.0, 0.0, 0.0),
    (0.0, 0.6, 0.8),
    (0.48, -0.6, 0.64),
    (-0.8, 0.36, 0.48),
)
WEIGHTS = tuple(zip(B_VALUES, GRADIENTS, strict=True))
MAKERS = {"Siemens": "SIEMENS", "Siemens CSA": "SIEMENS", "Philips": "Philips Medical Systems",
          "GE": "GE MEDICAL SYSTEMS", "UIH": "UIH", "standard": "SIEMENS"}  # fmt: skip
_PLANES = {
    "axial": [[1, 0], [0, 1], [0, 0]],
    "coronal": [[1, 0], [0, 0], [0, -1]],
    "sagittal": [[0, 0], [1, 0], [0, -1]],
}


def oblique(plane: str) -> np.ndarray[Any, Any]:
    """Directions of rows and columns, as columns, of a plane turned about all three axes."""
    x, y, z = np.deg2rad([17.0, -11.0, 23.0])
    about_x = [[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]]
    about_y = [[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]]
    about_z = [[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]]
    return np.array(about_x) @ about_y @ about_z @ np.array(_PLANES[plane], float)


def weight(dataset: Dataset, vendor: str, b: float, direction: Any) -> None:
    """Write a b value and a direction as a vendor does; no direction where that is ``None``."""
    dataset.Manufacturer = MAKERS.get(vendor, "")
    dataset.PatientPosition, dataset.InPlanePhaseEncodingDirection = "HFS", "COL"
    writer = _WRITERS.get(vendor)
    if writer is not None:
        writer(dataset, b, None if direction is None else [float(x) for x in direction])


def _standard(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    dataset.DiffusionBValue = float(b)
    if direction and b:
        dataset.DiffusionGradientOrientation = direction


def _siemens(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    block = dataset.private_block(0x19, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0C, "IS", int(b))
    if direction and b:
        block.add_new(0x0E, "FD", direction)


def _siemens_csa(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    tags = {"B_value": (f"{b:g}",)}
    if direction and b:
        tags["DiffusionGradientDirection"] = tuple(f"{x:.8f}" for x in direction)
    block = dataset.private_block(0x29, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", csa_header(tags))


def _philips(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    block = dataset.private_block(0x2001, "Philips Imaging DD 001", create=True)
    block.add_new(0x03, "FL", float(b))
    block = dataset.private_block(0x2005, "Philips MR Imaging DD 001", create=True)
    for n, value in enumerate(direction or ()):
        block.add_new(0xB0 + n, "FL", value)


def _ge(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    block = dataset.private_block(0x43, "GEMS_PARM_01", create=True)
    block.add_new(0x39, "IS", [1_000_000_000 + int(b) if b else 0, 8, 0, 0])
    block = dataset.private_block(0x19, "GEMS_ACQU_01", create=True)
    for n, value in enumerate(direction or ()):
        block.add_new(0xBB + n, "DS", f"{value:.8f}")


def _uih(dataset: Dataset, b: float, direction: list[float] | None) -> None:
    block = dataset.private_block(0x65, "Image Private Header", create=True)
    block.add_new(0x09, "FD", float(b))
    block.add_new(0x37, "FD", direction)


_WRITERS = {"standard": _standard, "Siemens": _siemens, "Siemens CSA": _siemens_csa,
            "Philips": _philips, "GE": _ge, "UIH": _uih}  # fmt: skip


def frame_of(
    vendor: str, b: float, direction: Any, *, cosines: tuple[float, ...] = AXIAL, **told: Any
) -> Frame:
    """One slice with a weighting."""
    dataset = Dataset()
    weight(dataset, vendor, b, direction)
    for keyword, value in told.items():
        setattr(dataset, keyword, value)
    return Frame(header_of(dataset), (0.0, 0.0, 0.0), cosines, 8, 8)


def scan(vendor: str, plane: str = "axial", *, weights: Any = WEIGHTS) -> list[Dataset]:
    """Volumes of six oblique slices, weighted one after the other, with noise in them."""
    noise, made = np.random.default_rng(1), []
    cosines = tuple(oblique(plane).T.ravel())
    for number, (b, direction) in enumerate(weights):
        slices = series(name=f"{vendor} {plane} {number}", n=6, modality="MR", interval_mm=3.0,
                        thickness_mm=3.0, orientation=cosines, rows=12, columns=10)  # fmt: skip
        for dataset in slices:
            made.append(dataset)
            dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.4"
            dataset.FrameOfReferenceUID = "1.2.3.5"
            dataset.SeriesNumber, dataset.InstanceNumber = 5, len(made)
            dataset.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
            dataset.ScanningSequence, dataset.MRAcquisitionType = ["EP", "SE"], "2D"
            dataset.AcquisitionNumber, dataset.AcquisitionTime = 1, "100000"
            dataset.ProtocolName = "dti"
            dataset.EchoTime, dataset.RepetitionTime = 80, 5000
            dataset.PixelData = noise.integers(0, 4000, (12, 10)).astype("<u2").tobytes()
            weight(dataset, vendor, b, direction)
    return made


def enhanced(datasets: list[Dataset]) -> Dataset:
    """The slices of a scan as the frames of one enhanced MR image, weighted by the standard."""
    one = deepcopy(datasets[0])
    for word in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing",
                 "SliceThickness", "DiffusionBValue"):  # fmt: skip
        del one[word]
    one.SOPClassUID = one.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4.1"
    one.NumberOfFrames = len(datasets)
    one.PixelData = b"".join(dataset.PixelData for dataset in datasets)
    one.SharedFunctionalGroupsSequence = [Dataset()]
    first = datasets[0]
    shared = one.SharedFunctionalGroupsSequence[0]
    shared.PixelMeasuresSequence = [_copied(first, "PixelSpacing", "SliceThickness")]
    shared.PlaneOrientationSequence = [_copied(first, "ImageOrientationPatient")]
    one.DimensionIndexSequence = [_pointer(tag) for tag in (0x00209056, 0x00209057, 0x00209128)]
    one.PerFrameFunctionalGroupsSequence = [_groups(dataset) for dataset in datasets]
    return one


def _pointer(tag: int) -> Dataset:
    held = Dataset()
    held.DimensionIndexPointer, held.FunctionalGroupPointer = tag, 0x00209111
    return held


def _copied(dataset: Dataset, *words: str) -> Dataset:
    held = Dataset()
    for word in words:
        held[word] = dataset[word]
    return held


def _groups(dataset: Dataset) -> Dataset:
    number = int(dataset.InstanceNumber) - 1
    groups, content, weighting = Dataset(), Dataset(), Dataset()
    content.StackID, content.InStackPositionNumber = "1", number % 6 + 1
    content.TemporalPositionIndex = number // 6 + 1
    content.DimensionIndexValues = [1, number % 6 + 1, number // 6 + 1]
    weighting.DiffusionBValue = dataset.DiffusionBValue
    weighting.DiffusionDirectionality = "DIRECTIONAL" if dataset.DiffusionBValue else "NONE"
    if dataset.DiffusionBValue:
        along = _copied(dataset, "DiffusionGradientOrientation")
        weighting.DiffusionGradientDirectionSequence = [along]
    groups.FrameContentSequence = [content]
    groups.PlanePositionSequence = [_copied(dataset, "ImagePositionPatient")]
    groups.MRDiffusionSequence = [weighting]
    return groups
