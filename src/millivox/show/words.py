"""words: what is common to several views."""

from collections.abc import Sequence

from millivox.display.view import View
from millivox.resample.planes import PLANES


def common_title(views: Sequence[View]) -> str:
    """The title of one; of several, what kind of image they are, how many, and the window."""
    if len(views) == 1:
        return views[0].title
    parts = [view.title.split("   ") for view in views]
    planes = {part.split(",")[0] for title in parts for part in title[1:2]}
    (plane,) = planes if len(planes) == 1 else ("",)
    what = f"{len(views)} {plane} planes" if plane in PLANES else f"{len(views)} images"
    window = views[0].window
    said = "" if window is None else window.sentence(views[0].unit)
    return "   ".join(filter(None, (parts[0][0], what, said)))
