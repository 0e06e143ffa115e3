"""show: an image as a true-aspect picture with its scale, its sides and its spacing."""

import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from millivox.display.montage import montage
from millivox.display.picture import Picture, Scene, picture, scene_of
from millivox.display.writing import write
from millivox.show.found import Found, found
from millivox.show.wanted import PICTURE_BYTES, Wanted
from millivox.show.words import common_title

if TYPE_CHECKING:
    from millivox.dicom.reading import Progress
    from millivox.show.found import Thing


def show(
    thing: "Thing",
    out: str | os.PathLike[str] | None = None,
    *,
    frame: int | None = None,
    k: int | None = None,
    plane: str | None = None,
    at: Sequence[float] | None = None,
    slab_mm: float = 0.0,
    blend: str = "mean",
    series: int | str | None = None,
    volume: int | None = None,
    layout: str = "single",
    columns: int | None = None,
    window: tuple[float, float] | str | int | None = None,
    width_px: int | None = None,
    limit_bytes: int = PICTURE_BYTES,
) -> Picture:
    """Draw an image so that a millimetre is equally long across and down.

    Parameters
    ----------
    thing
        A file (its path, bytes or an open binary file), a folder, an archive, a pydicom data
        set; or a series, slices or a volume.
    out
        Where to write the picture: ``.png``, ``.jpg`` or ``.tif``.  Nothing is written without.
    frame
        Zero-based frame number of a file; the first by default.
    k
        Zero-based slice number of a series or a volume; the middle one by default.
    plane
        ``"axial"``, ``"coronal"`` or ``"sagittal"``: a plane through all slices; or ``"three"``
        for these beside one another.
    at
        A point of the plane, LPS mm; the middle of the volume by default.
    slab_mm, blend
        How thick the plane is, and what becomes of its thickness: ``"mean"``, ``"max"``,
        ``"min"``.
    series
        Which series of several: its number as ``millivox info`` lists it, or its UID.
    volume
        Which volume of a series that has several, counted from 0.
    layout
        ``"montage"`` for many slices, or many planes, beside one another.
    columns
        Of a montage; chosen where ``None``.
    window
        (center, width) in the units of the values, e.g. HU, the width at least 1; or the name
        or number of one of the file's own, its VOI LUTs after its windows; the first of these
        that shows something where ``None``.
    width_px
        Width of the picture; chosen where ``None``.
    limit_bytes
        The largest decoded frame that is accepted.

    Returns
    -------
    Picture
        RGBA and millimetres per pixel, equal in x and y; ``None`` where none are known.

    Raises
    ------
    NotDicomError, PixelError
        When there is nothing to draw; :class:`~millivox.errors.PixelTooLargeError` and
        :class:`~millivox.errors.UnsupportedTransferSyntaxError` say why in particular.
    HeaderError
        When there are several series, and it was not said which is meant.
    GeometryError
        When there is no such slice, or no plane goes through what there is.
    ExportError
        When the picture cannot be written.
    ValueError
        When the window is narrower than 1, or wishes exclude one another.

    Examples
    --------
    >>> from pydicom.data import get_testdata_file
    >>> drawn = show(get_testdata_file("CT_small.dcm"))
    >>> drawn.width_px, round(drawn.mm_per_px_x, 6), drawn.label
    (512, 0.165367, 'mm')

    References
    ----------
    PS3.3 C.7.6.3 (pixels), C.11.1 and C.11.2 (modality and VOI), 10.7.1.3 (spacing).
    """
    point = None if at is None else (float(at[0]), float(at[1]), float(at[2]))
    wanted = Wanted(
        frame, k, plane, point, slab_mm, blend, series, volume, layout, columns, window, limit_bytes
    )
    return drawn(thing, wanted, out, width_px=width_px)


def drawn(
    thing: "Thing",
    wanted: Wanted,
    out: str | os.PathLike[str] | None = None,
    *,
    width_px: int | None = None,
    progress: "Progress | None" = None,
) -> Picture:
    """Draw what was wanted of a thing: as :func:`show`, which explains the parameters."""
    what = found(thing, wanted, progress)
    made = picture(
        _scene(what, wanted, width_px),
        path=None if out is None else os.fspath(out),
        source=what.source,
        frame=what.frame,
        problems=what.problems,
    )
    if out is not None:
        write(made, out)
    return made


def _scene(what: Found, wanted: Wanted, width_px: int | None) -> Scene:
    views = what.views
    if len(views) == 1 and wanted.layout == "single":
        return scene_of(views[0], width_px=width_px)
    return montage(
        views,
        columns=wanted.columns,
        width_px=width_px,
        title=common_title(views),
        sentence=views[0].sentence,
    )


class _Callable(ModuleType):
    """A module that answers when it is called: ``mv.show`` is this module, once it is imported."""

    def __call__(self, *args: Any, **named: Any) -> Picture:
        """Draw an image: :func:`show`."""
        return show(*args, **named)


sys.modules[__name__].__class__ = _Callable
