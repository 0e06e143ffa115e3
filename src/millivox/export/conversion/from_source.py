"""What a writer is told of the images that a volume was read from."""

from pathlib import Path
from typing import Any

from millivox.export.conversion.jobs import Job
from millivox.export.save import module_of


def options_of(target: Path, job: Job, values: str = "modality") -> dict[str, Any]:
    """DICOM takes over from them and refers to them; pictures are seen through their window.

    A window is of modality values: others are seen through one of their own.

    Each is imported where it is needed: a NIfTI of one series waits for neither.
    """
    frames = job.reports[0].frames
    module = module_of(target)
    if module == "dicom_series":
        from millivox.export.dicom_series import of_volume

        return {"source": of_volume(frames, job.series.instances)}
    if module.startswith("pictures.") and values == "modality":
        from millivox.display.voi import written_window

        return {"window": written_window(frames[len(frames) // 2].header)}
    return {}
