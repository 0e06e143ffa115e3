"""volume: cards of values on a grid."""

from typing import Any

from millivox.images.loading.slices import Slices
from millivox.jupyter.html import beside, folded, said
from millivox.jupyter.html import card as framed
from millivox.jupyter.parts import axes, thumbnail, where_from


def card(value: Any) -> str:
    """A volume, or slices: a picture, how they lie, the axes, and what was done to the values."""
    body = said(value.verdict, style="font-weight:600")
    if value.spacing is not None:
        body += where_from(value.spacing) + axes(value.spacing)
    body += folded("what was done", *(said(step) for step in value.history))
    shape = " x ".join(map(str, value.values.shape))
    title = f"Slices {shape}" if isinstance(value, Slices) else repr(value).strip("<>")
    return framed(title, beside(thumbnail(value), body))
