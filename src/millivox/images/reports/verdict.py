"""The verdict: one sentence about a series that a student understands."""

from collections import Counter
from collections.abc import Mapping, Sequence

from millivox.decimals import plain
from millivox.images.numbers import counted
from millivox.images.reports.image import ImageReport
from millivox.images.reports.verdict_stack import clause
from millivox.images.reports.volume import VolumeReport
from millivox.images.sorting import duplicates
from millivox.spacing.words.explain import sentence

#: More different volumes than this are counted, not described one by one.
_DESCRIBED = 3
#: What one and several images set aside for a reason are called in a sentence.
_ASIDE: Mapping[str, tuple[str, str]] = {
    "localizer": ("localizer", "localizers"),
    duplicates.REASON: ("duplicate slice", "duplicate slices"),
    "projection": ("projection through the volume", "projections through the volume"),
    "distorted": ("distorted image", "distorted images"),
    "no positions": ("image without a position", "images without a position"),
    "capture": ("captured picture", "captured pictures"),
    "not an image": ("object without an image", "objects without an image"),
    "no size": ("object with pixels of unknown size", "objects with pixels of unknown size"),
    "no pixels": ("object without pixels", "objects without pixels"),
    "radiograph": ("projection radiograph", "projection radiographs"),
    "fluoroscopy": ("X-ray angiogram or fluoroscopy", "X-ray angiograms or fluoroscopies"),
    "ultrasound": ("ultrasound image", "ultrasound images"),
    "photograph": ("photograph", "photographs"),
    "map": ("map", "maps"),
    "hardcopy": ("digitised print", "digitised prints"),
    "polar": ("image in polar coordinates", "images in polar coordinates"),
    "whole slide": ("whole slide image", "whole slide images"),
    "frames": ("image whose frames have no positions", "images whose frames have no positions"),
    "mosaic": ("mosaic that cannot be taken apart", "mosaics that cannot be taken apart"),
    "nuclear projection": ("planar nuclear image", "planar nuclear images"),
    "offsets": ("dose grid without usable offsets", "dose grids without usable offsets"),
    "not a volume": ("set of B-scans that claim no volume", "sets of B-scans that claim no volume"),
    "zero extent": ("image at one and the same place", "images at one and the same place"),
    "not parallel": ("plane that turns about an axis", "planes that turn about an axis"),
}


def verdict(volumes: Sequence[VolumeReport], images: Sequence[ImageReport]) -> str:
    """The sentence for a series: its volumes, what the header gets wrong, what is set aside."""
    if not volumes:
        return _only_images(images)
    parts = [_volumes(volumes), *_contradictions(volumes), *_aside(images)]
    return "; ".join(parts) + "."


def _volumes(volumes: Sequence[VolumeReport]) -> str:
    groups: dict[int, list[VolumeReport]] = {}
    for volume in volumes:
        groups.setdefault(volume.group, []).append(volume)
    told = Counter(_group(members) for members in groups.values())
    if len(told) == 1 and len(groups) == 1:
        return next(iter(told))
    total = counted(len(groups), "volume")
    described = [f"{count} with {text}" if count > 1 else text for text, count in told.items()]
    if len(told) == 1:
        return f"{len(groups)} volumes, each of {next(iter(told))}"
    if len(told) > _DESCRIBED:
        largest = max(volumes, key=lambda volume: len(volume.frames))
        return f"{total} of different kinds; the largest: {clause(largest.stack)}"
    return f"{total}: " + "; and ".join(described)


def _group(members: Sequence[VolumeReport]) -> str:
    """One volume, or several that share their positions."""
    if len(members) == 1:
        return clause(members[0].stack)
    told = Counter(clause(member.stack) for member in members)
    usual, count = told.most_common(1)[0]
    many = f"{len(members)} {members[0].many or 'parts'}"
    short = [member for member in members if member.lacking_mm]
    if short:
        lacks = sum(len(member.lacking_mm) for member in short)
        who = short[0].label if len(short) == 1 else f"{len(short)} of them"
        return f"{many} of {usual}; but {who} lacks {counted(lacks, 'slice')}".replace(
            "them lacks", "them lack"
        )
    if count == len(members):
        return f"{many} of {usual}"
    return f"{many}, {count} of them of {usual}; the others lie otherwise"


def _contradictions(volumes: Sequence[VolumeReport]) -> list[str]:
    """What the header claims and the positions deny, said once."""
    found: dict[str, None] = {}
    for volume in volumes:
        for item in volume.stack.findings:
            claimed = item.evidence.get("sbs_mm")
            if item.code == "V10" and isinstance(claimed, float):
                note = volume.stack.sbs.note if volume.stack.sbs else None
                what = f": {note}" if note else ", which the positions deny"
                found[f"Spacing Between Slices says {plain(claimed)} mm{what}"] = None
            elif item.code == "V08":
                found["the header's gantry tilt is not the true one"] = None
    return list(found)


def _aside(images: Sequence[ImageReport]) -> list[str]:
    """What is not part of a volume, counted by reason."""
    if not images:
        return []
    copies = [image for image in images if image.text == duplicates.COPY]
    others = [image for image in images if image.text != duplicates.COPY]
    counts: Counter[str] = Counter()
    for image in others:
        counts[image.reason] += len(image.frame_numbers) if _is_slices(image) else 1
    named = [counted(count, *_ASIDE.get(reason, (reason,))) for reason, count in counts.items()]
    return [f"{_joined([*named, *_copied(copies)])} set aside"]


def _is_slices(image: ImageReport) -> bool:
    """Whether it is slices that are set aside, which one instance may hold many of."""
    return image.reason == duplicates.REASON


def _copied(copies: Sequence[ImageReport]) -> list[str]:
    """Copies in instances, as they are found and removed."""
    if not copies:
        return []
    n = len({image.sop_instance_uid for image in copies})
    of = "the same instance" if n == 1 else f"{n} instances"
    return [f"{counted(len(copies), 'copy', 'copies')} of {of}"]


def _only_images(images: Sequence[ImageReport]) -> str:
    if not images:
        return "Nothing is in this series."
    counts = Counter(image.reason for image in images)
    named = [_counted(reason, count, images) for reason, count in counts.items()]
    pictures = [image for image in images if image.has_pixels]
    if not pictures:
        return f"{_joined(named)}; nothing to measure."
    said = Counter(sentence(image.spacing, image.header).rstrip(".") for image in pictures)
    usual, count = said.most_common(1)[0]
    return f"{_joined(named)}, no volume{_about(count, len(pictures), len(images), usual)}."


def _about(count: int, n_pictures: int, n: int, usual: str) -> str:
    """The usual sentence, with how many pictures it holds for where that is not all there is."""
    if count == n_pictures == n:
        return f": {usual}" if usual[0].isdigit() else f". {usual}"
    which = f"the {n_pictures} {'with pixels' if n_pictures < n else 'pictures'}"
    share = f"{count} of {which}" if count < n_pictures else which
    return f"; {share}: {usual[0].lower()}{usual[1:]}"


def _counted(reason: str, count: int, images: Sequence[ImageReport]) -> str:
    text = counted(count, *_ASIDE.get(reason, (reason,)))
    frames = sum(len(image.frame_numbers) for image in images if image.reason == reason)
    return f"{text} ({frames} frames)" if frames > count and reason != "zero extent" else text


def _joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
