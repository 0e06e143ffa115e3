"""Optional dependencies, asked for where they are used."""

from importlib import import_module
from types import ModuleType

from millivox.errors import MissingExtraError


def require(module: str, *, extra: str, to: str) -> ModuleType:
    """Import an optional module, or say which extra brings it.

    Examples
    --------
    >>> require("math", extra="none", to="count").pi > 3
    True
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{module} is needed to {to}.", help=f"pip install 'millivox[{extra}]'"
        ) from error
