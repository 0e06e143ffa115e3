"""Values that are read when they are computed: a Dask array, a chunk a slice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from numpy.typing import DTypeLike

from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.source import DEFLATED
from millivox.dicom.reading import Instance
from millivox.extras import require
from millivox.images.loading.chunk import Chunk, written
from millivox.images.loading.numbers import types_for
from millivox.images.loading.padding import paddings_of, to_blank
from millivox.images.loading.recipe import Recipe
from millivox.images.loading.values import with_samples

if TYPE_CHECKING:
    from dask.array import Array as Lazy

#: Slices that are read together where each would cost the reading of the whole object.
_TOGETHER = 16
#: All that reading a frame asks of its header.
_ASKED = tuple(tag_of(word) for word in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"))


def lazy_values(
    todo: Sequence[Recipe],
    shape_kji: tuple[int, int, int],
    *,
    dtype: DTypeLike | None = None,
    chunks: str = "slice",
) -> "Lazy":
    """Every frame at its ``k`` as a Dask array; nothing is read before it is computed.

    A chunk is a slice.  Slices that come out of one stored frame (the tiles of a mosaic) share a
    chunk, and so do some neighbours of an object that can only be read whole (one in an archive,
    or deflated).

    Parameters
    ----------
    dtype
        By default one that holds every value which the headers allow.
    chunks
        ``"slice"`` is the only word there is.

    Raises
    ------
    ValueError
        ``chunks`` is another word.
    PixelError
        Some frames are grey and others in colour, or ``dtype`` cannot hold such values.
    MissingExtraError
        Dask is not installed.
    """
    if chunks != "slice":
        raise ValueError(f'Chunks are read by the slice: "slice", not {chunks!r}.')
    dask = require("dask.array", extra="dask", to="read volumes slice by slice")
    shape = with_samples(todo, shape_kji)
    frames = {(one.form, one.change) for one in todo}
    kind = np.dtype(dtype or types_for(frames)[-1])
    types_for(frames, kind)  # refuses what cannot hold them
    unread = list(_chunks(todo, shape, kind))
    name = f"slices-{uuid4().hex}"
    slice_ = shape[1:]
    tasks = {(name, n, *[0] * len(slice_)): (Chunk.read, one) for n, one in enumerate(unread)}
    sizes = (tuple(one.shape[0] for one in unread), *((side,) for side in slice_))
    lazy: Lazy = dask.Array(tasks, name, sizes, dtype=kind)
    return lazy


def _chunks(todo: Sequence[Recipe], shape: tuple[int, ...], kind: np.dtype[Any]) -> Iterator[Chunk]:
    blanks = to_blank(paddings_of(todo, kind), kind)
    padding = {one.k: ends for one, ends in zip(todo, blanks, strict=True)}
    recipes = {one.k: one for one in _slim(todo)}
    for _, run in groupby(range(shape[0]), lambda k: _shared(k, recipes.get(k))):
        members = list(run)
        held = [recipes[k] for k in members if k in recipes]
        yield Chunk(
            tuple(replace(one, k=one.k - members[0]) for one in held),
            (len(members), *shape[1:]),
            kind,
            tuple(written(one) for one in held),
            tuple(padding[one.k] for one in held),
        )


def _shared(k: int, one: Recipe | None) -> tuple[Any, ...]:
    """What neighbours have in common that are better read together."""
    if one is None:
        return (k,)
    if one.frame.tile_px is not None:
        return id(one.instance), one.number
    if not isinstance(one.instance.place, str) or one.syntax == DEFLATED:
        return id(one.instance), one.number // _TOGETHER
    return id(one.instance), one.number, k


def _slim(todo: Sequence[Recipe]) -> Iterator[Recipe]:
    """With no more of the headers than reading asks for."""
    instances: dict[int, Instance] = {}
    for one in todo:
        tree = {tag: one.header.tree[tag] for tag in _ASKED if tag in one.header.tree}
        header = Header(tree, one.number, one.instance.path)
        frame = replace(one.frame, header=header, findings=())
        same = instances.setdefault(id(one.instance), replace(one.instance, header=header))
        yield replace(one, header=header, frame=frame, instance=same)
