"""UIDs made from words, so that what is made twice has the same UID twice."""

import uuid

_SPACE = uuid.UUID("6f0f6f0c-6a0e-5b1e-9a3c-6d696c6c6976")


def uid(*words: object) -> str:
    """A UID made from words: the same words give the same UID (PS3.5 B.2).

    Examples
    --------
    >>> uid("series", "A") == uid("series", "A"), uid("series", "A")[:5]
    (True, '2.25.')
    """
    return f"2.25.{uuid.uuid5(_SPACE, '/'.join(map(str, words))).int}"
