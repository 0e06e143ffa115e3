"""What a writer is told of the images that a volume was read from."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.export.conversion.jobs import Job
from millivox.export.save import module_of
from millivox.images.volume import Volume

if TYPE_CHECKING:
    from millivox.display.window import Window


def options_of(target: Path, job: Job, volume: Volume, values: str = "modality") -> dict[str, Any]:
    """DICOM takes over from them and refers to them; pictures are seen as ``show`` draws them.

    A window is of modality values: others are seen through one of their own.

    Each is imported where it is needed: a NIfTI of one series waits for neither.
    """
    frames = job.reports[0].frames
    module = module_of(target)
    if module == "dicom_series":
        from millivox.export.dicom_series import of_volume

        return {"source": of_volume(frames, job.series.instances)}
    if module.startswith("pictures."):
        header = frames[len(frames) // 2].header
        window = _window(header, volume) if values == "modality" else None
        dark = header.text("PhotometricInterpretation") == "MONOCHROME1"
        return {"window": window, "falls": "bright to dark" if dark else "dark to bright"}
    return {}


def _window(header: Header, volume: Volume) -> "Window | None":
    """The file's first window that shows something of the middle slice."""
    from millivox.dicom.pixels.values import ModalityValues
    from millivox.display.voi import showing_window

    if volume.values.ndim > 3:
        return None
    k = volume.shape_kji[0] // 2
    middle = volume.crop(k=slice(k, k + 1))
    missing = middle.missing
    padded = None if missing is None else missing[0]
    return showing_window(header, ModalityValues(middle.values[0], padded=padded))
