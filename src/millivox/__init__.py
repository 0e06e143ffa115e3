"""millivox: DICOM images that always know their millimetres.

>>> import millivox as mv
>>> mv.spacing("ct.dcm")  # what is a pixel in mm, and why        # doctest: +SKIP
>>> mv.check("folder")  # what is the geometry of every series    # doctest: +SKIP
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from millivox import faces
from millivox.version import __version__ as __version__

if TYPE_CHECKING:
    from millivox.api import check as check
    from millivox.api import header as header
    from millivox.api import open as open  # noqa: A004
    from millivox.api import spacing as spacing
    from millivox.errors import MillivoxError as MillivoxError
    from millivox.export.captured.secondary_capture import secondary_capture as secondary_capture
    from millivox.export.conversion.convert import convert as convert
    from millivox.export.save import save as save
    from millivox.plot import plot as plot
    from millivox.show import show as show
    from millivox.show.cine import cine as cine

#: Public name to the module it lives in; nothing is imported before it is asked for (PEP 562).
_PUBLIC = {
    "check": "millivox.api",
    "cine": "millivox.show.cine",
    "header": "millivox.api",
    "open": "millivox.api",
    "MillivoxError": "millivox.errors",
    "convert": "millivox.export.conversion.convert",
    "save": "millivox.export.save",
    "secondary_capture": "millivox.export.captured.secondary_capture",
    "load_ipython_extension": "millivox.jupyter",
}

__all__ = [
    "MillivoxError",
    "__version__",
    "check",
    "cine",
    "convert",
    "header",
    "open",
    "plot",
    "save",
    "secondary_capture",
    "show",
    "spacing",
]


def _show(value: Any, **how: Any) -> Any:
    """A value's own ``show()``: a figure, drawn by a face that the value does not know."""
    return import_module("millivox.plot").plot(value, **how)


faces.register("show", _show)


def _greet_notebook() -> None:
    """Register the cards where IPython runs already; it is never imported for that."""
    ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = ipython() if ipython is not None else None
    if shell is not None:
        import_module("millivox.jupyter").register(shell)


_greet_notebook()


def __getattr__(name: str) -> Any:
    if name in ("plot", "show", "spacing"):  # modules that can be called: see millivox.spacing
        return import_module(f"millivox.{name}")
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
