"""secondary_capture: a picture as DICOM, in millimetres only where somebody states them."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from millivox.decimals import plain
from millivox.dicom.quiet import quiet
from millivox.dicom.uids import uid
from millivox.dicom.written import with_meta
from millivox.durable import durable
from millivox.errors import ExportError, NotDicomError, SourceError
from millivox.export.captured.image import image
from millivox.export.captured.scanned import Scanned, read
from millivox.export.derived import modules
from millivox.export.derived.decimal import ds
from millivox.export.derived.origins import taken_over_from
from millivox.version import __version__

if TYPE_CHECKING:
    from pydicom import Dataset

#: What a stated size measures, to how it is written (PS3.3 10.7.1, C.8.6.2).
MEASURES = ("unsaid", "film", "fiducial", "geometry")
FROM_FILE = "file"
#: Series Description of every capture.
DESCRIPTION = "Captured picture"
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
        The size is none, or the file cannot be written; or another file is there, which is no
        capture that was made here, or the one that this is to be like.

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
    _require_free(target, like)
    scanned = read(path)
    sizes, said = _sizes(scanned, spacing_mm)
    kind = "film" if spacing_mm == FROM_FILE and measures == "unsaid" else measures
    made = image(scanned)
    _belonging(made, like)
    _spaced(made, sizes, kind, description)
    _identified(made, path)
    with durable(target) as beside, quiet():
        made.save_as(beside, enforce_file_format=True)
    notes = tuple(f"{note[0].upper()}{note[1:]}." for note in scanned.notes)
    return Captured(target, str(made.SeriesInstanceUID), len(scanned.pages), (*said, *notes))


def _require_free(target: Path, like: Any) -> None:
    """An original that is overwritten is lost; a capture can be made again."""
    if not target.exists():
        return
    is_like = like is not None and os.path.exists(like) and target.samefile(like)
    if is_like or not _is_capture(target):
        raise ExportError(
            "A file is there already that is no capture made here.",
            path=str(target),
            help="Take it away, or choose another name.",
        )


def _is_capture(path: Path) -> bool:
    try:
        found = taken_over_from(path, str(path))
    except SourceError:
        return False
    by_us = found.file_meta.get("ImplementationClassUID") == uid("implementation")
    return bool(by_us and found.get("SeriesDescription") == DESCRIPTION)


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
    made.SeriesDescription = DESCRIPTION
    with_meta(made)
