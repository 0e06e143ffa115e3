"""jupyter: values show themselves as cards in notebooks, through IPython's own registry.

``import millivox`` registers them where IPython runs already; ``%load_ext millivox`` does it too.
Everything that came out of a file is escaped, and nothing is asked of the network.
"""

from importlib import import_module
from typing import Any

#: The module and name of a value, and the module here whose ``card`` draws it.
CARDS = {
    ("millivox.images.series", "Series"): "series",
    ("millivox.images.studies", "Study"): "series",
    ("millivox.images.studies", "Studies"): "series",
    ("millivox.images.reports.series", "SeriesReport"): "reports",
    ("millivox.images.reports.volume", "VolumeReport"): "reports",
    ("millivox.images.reports.report", "Report"): "reports",
    ("millivox.images.volume", "Volume"): "volume",
    ("millivox.images.loading.slices", "Slices"): "volume",
    ("millivox.spacing.report", "SpacingReport"): "spacing",
    ("millivox.spacing.words.explained", "HeaderReport"): "header",
}


def register(shell: Any) -> None:
    """Tell a running IPython how to show millivox' values; nothing is imported before one is.

    Parameters
    ----------
    shell
        An ``IPython.core.interactiveshell.InteractiveShell``.
    """
    html = shell.display_formatter.formatters["text/html"]
    for (module, name), room in CARDS.items():
        html.for_type_by_name(module, name, _card_from(room))


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext millivox`` calls."""
    register(shell)


def _card_from(room: str) -> Any:
    def card(value: Any) -> str:
        made: str = import_module(f"millivox.jupyter.{room}").card(value)
        return made

    return card
