"""words: what is common to several views."""

from collections.abc import Sequence

from millivox.display.view import View


def common_title(views: Sequence[View]) -> str:
    """The title of one; of several, what kind of image they are, how many, and the window."""
    if len(views) == 1:
        return views[0].title
    window = views[0].window
    said = "" if window is None else window.sentence(views[0].unit)
    kind = views[0].title.split("   ")[0]
    return "   ".join(filter(None, (kind, f"{len(views)} images", said)))
