"""secondary_capture: a picture as DICOM, in millimetres only where somebody states them."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from millivox.decimals import plain
from millivox.dicom.quiet import quiet
from millivox.dicom.uids import uid
from millivox.durable import durable
from millivox.errors import ExportError, NotDicomError
from millivox.export.captured.scanned import Scanned, read
from millivox.export.derived import modules
from millivox.export.derived.decimal import ds
from millivox.export.derived.instance import with_meta
from millivox.export.derived.origins import taken_over_from
from millivox.version import __version__

if TYPE_CHECKING:
    from pydicom import Dataset

#: What a stated size measures, to how it is written (PS3.3 10.7.1, C.8.6.2).
MEASURES = ("unsaid", "film", "fiducial", "geometry")
FROM_FILE = "file"
_MULTI = "1.2.840.10008.5.1.4.1.1.7."
_BYTE, _WORD, _COLOUR = _MULTI + "2", _MULTI + "3", _MULTI + "4"
Millimetres = float | tuple[float, float] | str | None


@dataclass(frozen=True, slots=True)
class Captured:
    """A picture that became DICOM: where it is, its pages, and what is to be said of it."""

    path: Path
    series_uid: str
    pages: int
    said: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As it stands in the JSON of ``millivox convert``."""
        return {
            "path": str(self.path),
            "series_uid": self.series_uid,
            "pages": self.pages,
            "said": list(self.said),
        }


def secondary_capture(
    picture: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    spacing_mm: Millimetres = None,
    measures: str = "unsaid",
    description: str = "",
    like: str | os.PathLike[str] | None = None,
) -> Captured:
    """A PNG, JPEG, TIFF or BMP picture as a DICOM Secondary Capture.

    Grey of 8 or 16 bits and RGB; several pages become frames. Without ``spacing_mm`` no spacing is
    written: a resolution in the picture is reported, not believed, for it is mostly that of a
    screen or a printer.

    Parameters
    ----------
    picture
        The file.
    out
        The DICOM file to write.
    spacing_mm
        One length for both, (row, column), or ``"file"`` for the picture's own resolution.
    measures
        ``"film"``: the size is that of the sheet that was scanned (Nominal Scanned Pixel
        Spacing); ``"fiducial"``: measured on an object of known size in the picture;
        ``"geometry"``: computed from distances; ``"unsaid"``: Pixel Spacing alone, of which
        nobody can tell what it measures (grade D). ``"file"`` is of the sheet.
    description
        How it was calibrated, 64 characters, e.g. ``"20 mm ball beside the knee"``.
    like
        A DICOM file whose patient and study the picture belongs to; without it both are empty.

    Raises
    ------
    SourceError, PixelError
        The picture cannot be read, or holds what DICOM cannot.
    ExportError
        The size is none, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> folder = Path(tempfile.mkdtemp())
    >>> Image.new("L", (40, 30)).save(folder / "a.png")
    >>> made = secondary_capture(folder / "a.png", folder / "a.dcm")
    >>> made.pages, made.said
    (1, ('No spacing is written: none was stated.',))

    References
    ----------
    PS3.3 A.8, C.8.6.2, C.8.6.3, 10.7.1.
    """
    path, target = Path(picture), Path(out)
    if measures not in MEASURES:
        raise ExportError(f"measures is one of {' '.join(MEASURES)}, not {measures}.")
    scanned = read(path)
    sizes, said = _sizes(scanned, spacing_mm)
    kind = "film" if spacing_mm == FROM_FILE and measures == "unsaid" else measures
    made = _dataset(scanned, path)
    _belonging(made, like)
    _spaced(made, sizes, kind, description)
    _identified(made, path)
    with durable(target) as beside, quiet():
        made.save_as(beside, enforce_file_format=True)
    notes = tuple(f"{note[0].upper()}{note[1:]}." for note in scanned.notes)
    return Captured(target, str(made.SeriesInstanceUID), len(scanned.pages), (*said, *notes))


def _sizes(
    scanned: Scanned, wanted: Millimetres
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """(row, column) to be written, and what is said about it."""
    own = scanned.resolution_mm
    told = "" if own is None else f"{plain(own[0], 6)} x {plain(own[1], 6)} mm"
    if wanted == FROM_FILE:
        if own is None:
            raise ExportError("The picture states no resolution.", help="State one: --spacing MM.")
        return own, (f"{told} a pixel (row x column), as the picture's resolution has it.",)
    if wanted is None:
        help_ = f" Its resolution would be {told}; --spacing file takes it." if told else ""
        return None, (f"No spacing is written: none was stated.{help_}",)
    row, column = wanted if isinstance(wanted, tuple) else (float(wanted), float(wanted))
    if not (0.0 < row < float("inf") and 0.0 < column < float("inf")):
        raise ExportError(f"A spacing must be above 0 mm, not {row:g} x {column:g}.")
    return (row, column), (f"{plain(row, 6)} x {plain(column, 6)} mm a pixel (row x column).",)


def _dataset(scanned: Scanned, path: Path) -> "Dataset":
    """Class, pixels and what is known of them."""
    from pydicom import Dataset

    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    for word in (*modules.EMPTY[modules.SECONDARY_CAPTURE], "PatientOrientation", "Laterality"):
        setattr(made, word, None)
    made.Modality, made.ConversionType = "OT", "WSD"
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.SeriesNumber = made.InstanceNumber = 1
    _pixels(made, scanned)
    if scanned.lossy_ratio is not None:
        made.LossyImageCompression = "01"
        made.LossyImageCompressionRatio = ds(round(scanned.lossy_ratio, 2))
        made.LossyImageCompressionMethod = "ISO_10918_1"
    if scanned.icc:
        made.ICCProfile = scanned.icc
    return made


def _pixels(made: "Dataset", scanned: Scanned) -> None:
    pages = scanned.pages
    colour, bits = pages.ndim == 4, pages.dtype.itemsize * 8
    made.Rows, made.Columns = pages.shape[1:3]
    made.SamplesPerPixel = 3 if colour else 1
    grey = "MONOCHROME1" if scanned.inverse else "MONOCHROME2"
    made.PhotometricInterpretation = "RGB" if colour else grey
    if colour:
        made.PlanarConfiguration = 0
    made.BitsAllocated, made.BitsStored, made.HighBit = bits, bits, bits - 1
    made.PixelRepresentation = 0
    made.SOPClassUID = modules.SECONDARY_CAPTURE
    if len(pages) > 1:
        made.SOPClassUID = _COLOUR if colour else _BYTE if bits == 8 else _WORD
        _several(made, len(pages), colour)
    data = np.ascontiguousarray(pages.astype(pages.dtype.newbyteorder("<"))).tobytes()
    made.add_new("PixelData", "OB" if bits == 8 else "OW", data + b"\0" * (len(data) % 2))


def _several(made: "Dataset", count: int, colour: bool) -> None:
    """Frames that are pages (C.8.6.3, C.8.6.4)."""
    made.NumberOfFrames = count
    made.FrameIncrementPointer = 0x00182001
    made.PageNumberVector = list(range(1, count + 1))
    made.BurnedInAnnotation = "YES"  # nobody has looked; YES makes readers careful
    if not colour:
        made.PresentationLUTShape = "IDENTITY"
        made.RescaleIntercept, made.RescaleSlope, made.RescaleType = "0", "1", "US"


def _belonging(made: "Dataset", like: Any) -> None:
    if like is None:
        return
    other = taken_over_from(Path(like), str(like))
    if "StudyInstanceUID" not in other:
        raise NotDicomError("It names no study, so no picture can belong to it.", path=str(like))
    for word in (*modules.PATIENT, *modules.STUDY):
        if word in other:
            made[word] = other[word]


def _spaced(
    made: "Dataset", sizes: tuple[float, float] | None, measures: str, description: str
) -> None:
    """Row, then column, with what they measure; nothing at all where nothing was stated."""
    if sizes is None:
        return
    written = [ds(size) for size in sizes]
    if measures == "film":
        made.NominalScannedPixelSpacing = written
        return
    made.PixelSpacing = written
    if measures != "unsaid":
        made.PixelSpacingCalibrationType = measures.upper()
        made.PixelSpacingCalibrationDescription = (description or "stated by the user")[:64]


def _identified(made: "Dataset", path: Path) -> None:
    """UIDs from the content: the same picture and the same statements give the same bytes."""
    told = hashlib.blake2b(path.read_bytes(), digest_size=32)
    told.update(made.to_json().encode() + __version__.encode())
    digest = told.hexdigest()
    if "StudyInstanceUID" not in made:
        made.StudyInstanceUID = uid("study", digest)
    made.SeriesInstanceUID = uid("captured", digest)
    made.SOPInstanceUID = uid("capture", digest)
    made.SeriesDescription = "Captured picture"
    with_meta(made)
