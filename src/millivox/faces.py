"""Faces: who shows a value when it is asked to; values know no screen, so the faces say it here."""

from collections.abc import Callable
from typing import Any

Face = Callable[..., Any]
_FACES: dict[str, Face] = {}


def register(question: str, face: Face) -> None:
    """Let a face answer a question that values are asked, such as ``"show"``."""
    _FACES[question] = face


def ask(question: str, value: Any, **how: Any) -> Any:
    """What the face that registered for a question makes of a value.

    Examples
    --------
    >>> register("say", lambda value, loud="": f"{value}{loud}")
    >>> ask("say", "42 mm", loud="!")
    '42 mm!'
    """
    return _FACES[question](value, **how)
