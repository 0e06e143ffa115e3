"""Which images a slice was made from (PS3.3 C.12.4 and C.12.2)."""

from typing import TYPE_CHECKING

from millivox.export.derived.origins import Origins, Used

if TYPE_CHECKING:
    from pydicom import Dataset

_SOURCE_OF_PROCESSING = ("121322", "DCM", "Source image for image processing operation")


def referenced(made: "Dataset", used: Used, origins: Origins) -> None:
    """Name the source images of a slice, and the series they are of."""
    from pydicom import Dataset

    images = [_image(uids, frames) for uids, frames in _by_instance(used).items()]
    if not images:
        return
    for image in images:
        image.PurposeOfReferenceCodeSequence = [code(*_SOURCE_OF_PROCESSING)]
    made.SourceImageSequence = images
    uid = origins.common.get("SeriesInstanceUID")
    if uid:
        series = Dataset()
        series.SeriesInstanceUID = uid
        series.ReferencedInstanceSequence = [_image(uids, []) for uids in _by_instance(used)]
        made.ReferencedSeriesSequence = [series]


def code(value: str, scheme: str, meaning: str) -> "Dataset":
    """A coded word (PS3.3 8.8)."""
    from pydicom import Dataset

    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


def _by_instance(used: Used) -> dict[tuple[str, str], list[int]]:
    """SOP class and instance UID to the frames used, those of single-frame objects left out."""
    found: dict[tuple[str, str], list[int]] = {}
    for frame in used.frames:
        header = frame.header
        if header.sop_class_uid and header.sop_instance_uid:
            numbers = found.setdefault((header.sop_class_uid, header.sop_instance_uid), [])
            numbers += [frame.number + 1] if header.number_of_frames > 1 else []
    return found


def _image(uids: tuple[str, str], frames: list[int]) -> "Dataset":
    from pydicom import Dataset

    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = uids
    if frames:
        made.ReferencedFrameNumber = frames
    return made
