"""Some slices of a volume that are read when they are computed, wherever that is."""

import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from millivox.errors import MillivoxError, SourceError
from millivox.images.absent import nothing
from millivox.images.loading.padding import blank
from millivox.images.loading.recipe import Recipe
from millivox.images.loading.values import values_of

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some neighbouring slices, not read yet; small enough to be sent to another process.

    Parameters
    ----------
    recipes
        Their ``k`` counts within the chunk; a slice that has none is a hole.
    shape, dtype
        Of the values.
    written
        Size and time of each file when its header was read; empty for what is in no file.
    padding
        What becomes NaN in each slice.
    """

    recipes: tuple[Recipe, ...]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    written: tuple[tuple[int, int] | None, ...]
    padding: tuple[tuple[float, float] | None, ...]

    def read(self) -> Array:
        """The values, rescaled; holes are NaN, or 0 where the type has none.

        Raises
        ------
        PixelError
            A frame cannot be decoded.
        SourceError
            A file has gone, or is no longer the one whose header was read.
        """
        hole = nothing(self.dtype)
        if not self.recipes:
            return np.full(self.shape, hole, self.dtype)
        for one, then in zip(self.recipes, self.written, strict=True):
            if written(one) != then:
                text = "The file has changed since its header was read."
                raise SourceError(text, path=one.instance.path, help="Open the series again.")
        count, rows, columns = self.shape[:3]
        try:
            values = values_of(
                list(self.recipes), (count, rows, columns), dtype=self.dtype, threads=1
            )
        except MillivoxError as error:
            self._place(error)
            raise
        ks = [one.k for one in self.recipes]
        blank(values, ks, self.padding)
        values[sorted(set(range(count)) - set(ks))] = hole
        return values

    def _place(self, error: MillivoxError) -> None:
        """Say in which frame of a file with several, where the error does not."""
        first, last = self.recipes[0], self.recipes[-1]
        if first.form.frames > 1 and not re.search(r"[Ff]rame \d", error.text):
            both = first.number != last.number
            named = f"Frames {first.number} to {last.number}" if both else f"Frame {first.number}"
            error.text = f"{named}: {error.text}"


def written(one: Recipe) -> tuple[int, int] | None:
    """Size and time of its file."""
    if not isinstance(one.instance.place, str):
        return None
    try:
        seen = os.stat(one.instance.place)
    except OSError as error:
        raise SourceError(f"It has gone ({error.strerror}).", path=one.instance.path) from error
    return seen.st_size, seen.st_mtime_ns
