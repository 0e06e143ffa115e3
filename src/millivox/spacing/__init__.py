"""What a pixel is in millimetres: the rule book, rule by rule; ``mv.spacing(path)`` asks it.

This room's name is also the word people use for the question, and Python puts an
imported sub-package over any function of the same name in its parent.  So the
room itself can be called.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A module that answers when it is called."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        """What one pixel is in millimetres: :func:`millivox.api.spacing`."""
        # By name, for it lies a floor above: the room lends its name, the answer is made there.
        return import_module("millivox.api").spacing(*args, **named)


sys.modules[__name__].__class__ = _Callable
