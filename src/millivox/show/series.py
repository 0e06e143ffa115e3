"""series: the slices of a series as views, read one by one, or planes through all of them."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from millivox.decimals import plain
from millivox.display.marks import sides_of
from millivox.display.view import Ruler, View
from millivox.display.voi import Chosen
from millivox.errors import GeometryError, NotAVolumeError
from millivox.images.frames import Frame
from millivox.images.lost import lost_said
from millivox.images.series import Series
from millivox.images.volume import Volume
from millivox.resample.regular import regular
from millivox.show.frames import frame_view
from millivox.show.look import Look
from millivox.show.volumes import spread, volume_views
from millivox.show.wanted import Wanted

if TYPE_CHECKING:
    from millivox.dicom.reading import Instance, Progress

MADE_EVEN = (
    "The slices are not evenly spaced: drawn from an even grid made by their true places "
    "(resample.regular)."
)


#: A tile needs no more pixels, and thirty radiographs would fill the memory.
TILE_PX = 1024
#: Frames of files that make no volume; a header may claim any number.
MOST_PAGES = 1 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """One image of a series: where it is read from, where it lies, and how all of them do."""

    instance: "Instance"
    number: int
    k: int
    frame: Frame | None = None
    position_mm: float | None = None
    lie: str = ""

    @property
    def name(self) -> str:
        """Its number, and its place where it has one."""
        place = self.position_mm
        return f"{self.k}" if place is None else f"{self.k} · {plain(round(place, 1))} mm"


def series_views(
    series: Series, wanted: Wanted, progress: "Progress | None" = None
) -> tuple[tuple[View, ...], tuple[Page, ...]]:
    """What was wanted of a series, and the pages it was read from (all, for a plane)."""
    pages = pages_of(series, wanted.volume)
    if wanted.plane is not None:
        return volume_views(*_through(series, pages, wanted, progress)), pages
    if wanted.layout == "montage":
        return _montage(pages, wanted, progress)
    page = _chosen(series, pages, wanted.k)
    return (_view(page, wanted, wanted.chosen_window, _place(page, pages)),), (page,)


def pages_of(series: Series, volume: int | None = None) -> tuple[Page, ...]:
    """The slices of its volume in order; where it has none, every frame as it comes.

    Raises
    ------
    NotAVolumeError
        It has several volumes and none was chosen.
    """
    if not series.volumes:
        images = [one for one in series.instances if one.header.rows]
        every = ((one, number) for one in images for number in range(one.header.n_frames))
        some = enumerate(islice(every, MOST_PAGES))
        return tuple(Page(one, number, k) for k, (one, number) in some)
    report = series.chosen(volume)
    by_tree = {id(one.header.tree): one for one in series.instances}
    lie = report.sentence
    places = report.stack.position_mm or [None] * len(report.frames)
    return tuple(
        Page(by_tree[id(frame.header.tree)], frame.number, k, frame, place, lie)
        for frame, k, place in zip(report.frames, report.stack.k, places, strict=True)
    )


def _chosen(series: Series, pages: tuple[Page, ...], k: int | None) -> Page:
    """The page of a slice number; the middle one by default.

    Raises
    ------
    GeometryError
        There is no such slice.
    """
    if not pages:
        raise NotAVolumeError(f"{series.verdict} There is nothing to draw.")
    if k is None:
        return pages[len(pages) // 2]
    for page in pages:
        if page.k == k:
            return page
    last = max(page.k for page in pages)
    if 0 <= k < last:
        raise GeometryError(f"Slice {k} is missing: no image lies there.")
    raise GeometryError(f"Slice {k} was asked for; the slices are 0 to {last}.")


def _place(page: Page, pages: tuple[Page, ...]) -> str:
    last = max(one.k for one in pages)
    word = "slice" if page.frame else "image"
    return f"{word} {page.k} of 0 to {last}" if last else ""


def _view(page: Page, wanted: Wanted, window: Chosen | None, place: str) -> View:
    """A page as a view, a tile of a mosaic cut out."""
    view, _ = frame_view(
        page.instance.open(), page.number, window=window, limit_bytes=wanted.limit_bytes
    )
    view = replace(view, name=page.name, title=f"{view.title}   {place}")
    frame = page.frame
    if page.lie:
        view = replace(view, sentence=f"{view.sentence} {page.lie}")
    if frame is None or frame.orientation is None:
        return view
    if frame.tile_px is not None:
        row, column = frame.tile_px
        view = view.part(slice(row, row + frame.rows), slice(column, column + frame.columns))
        _, _, rest = view.title.partition("   ")
        kind = f"{frame.header.modality} {frame.columns} × {frame.rows} of a mosaic"
        view = replace(view, title=f"{kind}   {rest}")
    across, down = frame.orientation[:3], frame.orientation[3:]
    return replace(
        view,
        sides=sides_of(frame.orientation),
        across=Ruler.along(across, frame.position_mm, view.size.x),
        down=Ruler.along(down, frame.position_mm, view.size.y),
    )


def _montage(
    pages: tuple[Page, ...], wanted: Wanted, progress: "Progress | None"
) -> tuple[tuple[View, ...], tuple[Page, ...]]:
    """Pages spread evenly, all seen through the window of the middle one."""
    if not pages:
        raise NotAVolumeError("There is no image to draw.")
    shown = tuple(pages[n] for n in spread(len(pages)))
    middle = _view(shown[len(shown) // 2], wanted, wanted.chosen_window, "")
    views = []
    for n, page in enumerate(shown):
        view = _view(page, wanted, middle.window, _place(page, pages))
        views.append(view.coarser(TILE_PX))
        if progress is not None:
            progress(n + 1, len(shown))
    return tuple(views), shown


def _through(
    series: Series, pages: tuple[Page, ...], wanted: Wanted, progress: "Progress | None"
) -> tuple[Volume, Wanted, Look]:
    """The volume of a series, and how to look at it: as its middle slice says.

    Raises
    ------
    NotAVolumeError
        No plane goes through what it has.
    """
    if len(pages) < 2 or not series.volumes:
        raise NotAVolumeError(f"{series.verdict} A plane through them needs slices of one volume.")
    report = series.chosen(wanted.volume)
    seen = _view(pages[len(pages) // 2], wanted, wanted.chosen_window, "")
    notes: tuple[str, ...] = ()
    if report.stack.kind.has_interval:
        volume = series.volume(wanted.volume, lost="mark", progress=progress)
        notes = lost_said(volume.lost)
    else:
        slices = series.slices(wanted.volume, lost="mark", progress=progress)
        volume = regular(slices)
        notes = (MADE_EVEN, *lost_said(slices.lost))
    look = Look(
        seen.window,
        seen.between,
        seen.falls,
        report.frames[0].header.modality or "image",
        seen.sentence,
        notes,
        seen.unit,
        seen.size.label,
    )
    return volume, wanted, look
