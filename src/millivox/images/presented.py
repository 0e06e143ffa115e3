"""Presentation states beside the images they show (S12, rule A.3.7)."""

from collections.abc import Sequence
from dataclasses import replace

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.images.reports.image import ImageReport
from millivox.images.reports.merged import each_once
from millivox.images.reports.series import SeriesReport
from millivox.images.reports.volume import VolumeReport
from millivox.spacing import presentation
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Finding
from millivox.spacing.sop_classes import family_of

#: SOP Instance UID of an image -> the states that show it.
Shown = dict[str, list[Header]]


def with_states(series: Sequence[SeriesReport]) -> tuple[SeriesReport, ...]:
    """Series with what presentation states checked together with them say of their pixels.

    A state never changes a spacing: it stands among the alternatives, under S12.
    """
    shown: Shown = {}
    for state in _states(series):
        for uid in _images(state):
            shown.setdefault(uid, []).append(state)
    return tuple(_beside(one, shown) for one in series) if shown else tuple(series)


def _states(series: Sequence[SeriesReport]) -> list[Header]:
    """The states that state a pixel spacing; a series holds states only, or none."""
    held = [one for one in series if family_of(one.headers[0]).id == "P"]
    return [h for one in held for h in one.headers if presentation.candidate(h) is not None]


def _images(state: Header) -> list[str]:
    """The images a state is for (PS3.3 C.11.11), each once."""
    named = [uid for one in state.items("ReferencedSeriesSequence") for uid in _named(one)]
    areas = state.items("DisplayedAreaSelectionSequence")
    return list(dict.fromkeys([*named, *(uid for area in areas for uid in _named(area))]))


def _named(item: Elements) -> list[str]:
    images = item.items("ReferencedImageSequence")
    found = (image.text("ReferencedSOPInstanceUID") for image in images)
    return [uid for uid in found if uid]


def _beside(series: SeriesReport, shown: Shown) -> SeriesReport:
    uids = [uid for header in series.headers if (uid := header.sop_instance_uid) in shown]
    if not uids:
        return series
    return replace(
        series,
        volumes=tuple(_volume(volume, shown) for volume in series.volumes),
        images=tuple(_image(image, shown) for image in series.images),
        findings=each_once([*series.findings, *_said(uids, shown)]),
    )


def _volume(volume: VolumeReport, shown: Shown) -> VolumeReport:
    """The states of all its slices, each once; most states show a whole series alike."""
    states: dict[int, tuple[Header, str]] = {}
    for frame in volume.frames:
        for state in shown.get(frame.sop_instance_uid, ()):
            states.setdefault(id(state), (state, frame.sop_instance_uid))
    pixel = volume.pixel
    for state, uid in states.values():
        pixel = presentation.attached(pixel, state, uid)
    return replace(volume, pixel=pixel)


def _image(image: ImageReport, shown: Shown) -> ImageReport:
    spacing: Spacing = image.spacing
    for state in shown.get(image.sop_instance_uid, ()):
        spacing = presentation.attached(spacing, state, image.sop_instance_uid)
    return replace(image, spacing=spacing)


def _said(uids: list[str], shown: Shown) -> list[Finding]:
    """S12 for every image a state has a spacing for, with the image's UID."""
    return [
        replace(presentation.says(offered), where=(uid,))
        for uid in uids
        for state in shown[uid]
        if (offered := presentation.candidate(state, uid)) is not None
    ]
