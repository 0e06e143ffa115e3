"""Images that are part of no volume: named among what was refused, with the reason."""

from collections.abc import Iterable, Iterator

from millivox.errors import NotAVolumeError
from millivox.export.conversion.asked import PICTURES, Asked
from millivox.export.conversion.outcome import Refused
from millivox.images.numbers import counted
from millivox.images.reports.image import ImageReport
from millivox.images.series import Series
from millivox.images.sorting.duplicates import REASON as COPY

_HELP = f"--form {', '.join(PICTURES[:-1])} or {PICTURES[-1]} writes pictures."


def refused_images(series: Iterable[Series], asked: Asked) -> Iterator[Refused]:
    """One entry a series without a volume, and one a reason for the images beside volumes.

    In forms of pictures none: they are written.
    """
    for one in series if not asked.draws else ():
        pictures = [image for image in one.images if image.has_pixels]
        if pictures and not one.volumes:
            yield _refused(one, f"{one.verdict} {_HELP}")
        elif pictures:
            for alike in _by_reason(pictures):
                count = counted(len(alike), "image")
                yield _refused(one, f"{count} outside its volumes: {alike[0].text}. {_HELP}")


def count_without_image(series: Iterable[Series]) -> int:
    """How many objects hold no image at all."""
    return sum(not image.has_pixels for one in series for image in one.images)


def _refused(series: Series, text: str) -> Refused:
    return Refused(series.uid, NotAVolumeError.__name__, text)


def _by_reason(images: Iterable[ImageReport]) -> list[list[ImageReport]]:
    groups: dict[str, list[ImageReport]] = {}
    for image in images:
        if image.reason != COPY:
            groups.setdefault(image.reason, []).append(image)
    return list(groups.values())
