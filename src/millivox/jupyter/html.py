"""html: small pieces of a card, readable on light and on dark, everything from files escaped."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from millivox.dicom.problem import printable

#: Legible on white and on near-black alike.
COLOURS = {"ok": "#2f9e5f", "info": "#3d87c9", "warning": "#c9821a", "error": "#d1493f"}
LINE = "rgba(128,128,128,.35)"
QUIET = "opacity:.7"
BREAKS = "white-space:normal;overflow-wrap:anywhere;min-width:9em"
CELL = f"text-align:left;padding:2px 12px 2px 0;border-bottom:1px solid {LINE};vertical-align:top"


def text(said: object) -> str:
    """Words that cannot be anything but words.

    Examples
    --------
    >>> text("<script>")
    '&lt;script&gt;'
    """
    return escape(printable(str(said)), quote=True)


def card(title: str, *parts: str, aside: str = "", severity: str = "info") -> str:
    """A card: a title of plain words, what is quiet beside it, and parts that are HTML."""
    edge = COLOURS.get(severity, COLOURS["info"])
    style = (
        f"border:1px solid {LINE};border-left:4px solid {edge};border-radius:4px;"
        "padding:10px 14px;margin:4px 0;max-width:68em;color:inherit;background:transparent;"
        "font-family:system-ui,sans-serif;font-size:13px;line-height:1.45;overflow-x:auto"
    )
    quiet = f" <span style='{QUIET}'>{text(aside)}</span>" if aside else ""
    head = f"<div><strong>{text(title)}</strong>{quiet}</div>"
    return f"<div style='{style}'>{head}{''.join(parts)}</div>"


def said(words: object, *, style: str = "") -> str:
    """A paragraph."""
    return f"<div style='margin-top:6px;{style}'>{text(words)}</div>" if words else ""


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], *, whole: Sequence[int] = ()
) -> str:
    """A table of words; the columns that are ``whole`` keep their lines."""
    styles = [f"{CELL};{'white-space:nowrap' if n in whole else BREAKS}" for n in range(len(head))]
    heads = (f"{CELL};{QUIET};font-weight:normal" for _ in head)
    top = "".join(f"<th style='{s}'>{text(h)}</th>" for s, h in zip(heads, head, strict=True))
    body = "".join(
        "<tr style='background:transparent'>"
        + "".join(f"<td style='{s}'>{text(c)}</td>" for s, c in zip(styles, row, strict=True))
        + "</tr>"
        for row in rows
    )
    style = "border-collapse:collapse;margin-top:8px;color:inherit;font-size:13px"
    return f"<table style='{style}'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def marked(severity: str, words: object) -> str:
    """A line with a mark in the colour of its severity, and the severity in words."""
    colour = COLOURS.get(severity, COLOURS["info"])
    dot = f"<span style='color:{colour}'>&#9679;</span>"
    return f"<div style='margin-top:4px'>{dot} <em>{text(severity)}</em>: {text(words)}</div>"


def folded(summary: str, *parts: str) -> str:
    """Parts that show when they are asked for."""
    head = f"<summary style='cursor:pointer;{QUIET}'>{text(summary)}</summary>"
    return f"<details style='margin-top:8px'>{head}{''.join(parts)}</details>"


def image(png: bytes, alt: str) -> str:
    """A picture inside the page itself."""
    data = b64encode(png).decode()
    style = "display:block;max-width:100%;height:auto;border-radius:2px;margin:0"
    return f"<img alt='{text(alt)}' style='{style}' src='data:image/png;base64,{data}'>"


def beside(left: str, right: str) -> str:
    """Two parts beside one another, or below where there is no room."""
    return (
        "<div style='display:flex;flex-wrap:wrap;gap:14px;margin-top:8px'>"
        f"<div>{left}</div><div style='flex:1 1 22em;min-width:0'>{right}</div></div>"
    )
