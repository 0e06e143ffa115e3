"""Series beside the series checked together with them (rules T8, B-20, B-36, B-52)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.images.reports.image import ImageReport
from millivox.images.reports.in_plane import Decided, findings_of
from millivox.images.reports.merged import each_once
from millivox.images.reports.series import SeriesReport
from millivox.images.reports.volume import VolumeReport
from millivox.spacing.checks.image_type import is_derived
from millivox.spacing.related.grid import is_on_a_grid
from millivox.spacing.related.judged import judged
from millivox.spacing.related.known import Known

#: What tells images that were made from others.
_MAKING = [tag_of(word) for word in ("SOPClassUID", "Modality", "ImageType")]


def with_relations(series: Sequence[SeriesReport]) -> tuple[SeriesReport, ...]:
    """Series whose pixels were compared with those of the images they were made from."""
    concerned = [any(map(_is_made_from_others, _kinds(one.headers))) for one in series]
    if not any(concerned):
        return tuple(series)
    known = Known(header for one in series for header in one.headers)
    return tuple(
        _beside(one, known) if made else one for one, made in zip(series, concerned, strict=True)
    )


def _kinds(headers: Sequence[Header]) -> Iterable[Header]:
    """One header of each kind: most slices of a series say the same of how they were made."""
    return {_said_of_making(header): header for header in headers}.values()


def _said_of_making(header: Header) -> str:
    own = id(header.tree) if header.has_groups else 0
    return repr([own, *map(header.tree.get, _MAKING)])


def _is_made_from_others(header: Header) -> bool:
    return is_derived(header) or is_on_a_grid(header)


def _beside(series: SeriesReport, known: Known) -> SeriesReport:
    volumes = tuple(_volume(volume, known) for volume in series.volumes)
    images = tuple(_image(image, known) for image in series.images)
    before, after = _pixels(series.volumes, series.images), _pixels(volumes, images)
    if all(old is new for (old, _), (new, _) in zip(before, after, strict=True)):
        return series
    gone = _said(before) - _said(after)
    kept = [item for item in series.findings if (item.code, item.text) not in gone]
    told = _said(before)
    more = [item for item in findings_of(after) if (item.code, item.text) not in told]
    return replace(series, volumes=volumes, images=images, findings=each_once([*kept, *more]))


def _pixels(volumes: Iterable[VolumeReport], images: Iterable[ImageReport]) -> Decided:
    """What the pixels are, and the headers that this holds for."""
    of_volumes = [(one.pixel, [frame.header for frame in one.frames]) for one in volumes]
    return [*of_volumes, *((one.spacing, [one.header]) for one in images)]


def _said(pixels: Decided) -> set[tuple[str, str]]:
    return {(item.code, item.text) for spacing, _ in pixels for item in spacing.findings}


def _volume(volume: VolumeReport, known: Known) -> VolumeReport:
    pixel = judged((frame.header for frame in volume.frames), volume.pixel, known)
    return volume if pixel is volume.pixel else replace(volume, pixel=pixel)


def _image(image: ImageReport, known: Known) -> ImageReport:
    frames = (image.header.at_frame(number) for number in image.frame_numbers or (0,))
    spacing = judged(frames, image.spacing, known)
    return image if spacing is image.spacing else replace(image, spacing=spacing)
