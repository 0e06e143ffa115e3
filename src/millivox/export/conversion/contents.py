"""What is known of each volume of a file, kept while its values pass by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from millivox.export.filled import fill_of
from millivox.images.lost import LostFrame
from millivox.images.volume import Volume


@dataclass(frozen=True, slots=True)
class Content:
    """A volume of a file without its values.

    Parameters
    ----------
    verdict, holes_k, padding, history, lost
        As of a :class:`~millivox.images.volume.Volume`.
    fill
        What stands in the file where there is no image; ``None`` where nothing is missing.
    """

    verdict: str
    holes_k: tuple[int, ...]
    padding: tuple[float, float] | None
    history: tuple[str, ...]
    lost: tuple[LostFrame, ...]
    fill: float | int | str | None

    @property
    def missing(self) -> dict[str, Any]:
        """Where there is no image, and what stands there."""
        padding = None if self.padding is None else list(self.padding)
        return {"value": self.fill, "holes_k": list(self.holes_k), "padding": padding}


def noted(volumes: Iterable[Volume], kept: list[Content]) -> Iterator[Volume]:
    """The same volumes; what is known of each is kept as it passes by."""
    first: Volume | None = None
    for volume in volumes:
        first = volume if first is None else first
        fill = fill_of(volume, like=first)
        kept.append(
            Content(
                verdict=volume.verdict,
                holes_k=volume.holes_k,
                padding=volume.padding,
                history=volume.history,
                lost=volume.lost,
                fill="NaN" if fill is not None and np.isnan(fill) else fill,
            )
        )
        yield volume


def missing_of(contents: Sequence[Content]) -> dict[str, Any]:
    """Of a whole file: what lacks in any of its volumes."""
    fills = [one.fill for one in contents if one.fill is not None]
    paddings = [one.padding for one in contents]
    return {
        "value": fills[0] if fills else None,
        "holes_k": sorted({k for one in contents for k in one.holes_k}),
        "padding": paddings[0] and list(paddings[0]) if len(set(paddings)) == 1 else None,
    }


def lacking_most(contents: Sequence[Content]) -> int:
    """The number of the volume with the most holes; the first of those alike."""
    return max(range(len(contents)), key=lambda number: len(contents[number].holes_k))
