"""Findings and axes as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from millivox.cli.folding import folded, kind_of
from millivox.cli.layout import mark, table, wrapped
from millivox.cli.terminal import Terminal
from millivox.decimals import plain, uncertainty
from millivox.dicom.listing.dictionary import entry, tag_for

#: What stands for no description at all.
NOT_A_NAME = ("None", "null", "NULL", "N/A")
#: First letter of the findings that count what they are about themselves.
STACK_CODES = "V"
#: Findings alike that are said in full: each may be about another volume.
ALIKE = 8
ORDER = ("error", "warning", "info")
Axes = Sequence[tuple[str, Mapping[str, Any] | None]]


def findings(
    found: Iterable[Mapping[str, Any]], terminal: Terminal, *, instances: int = 1
) -> list[str]:
    """Findings with their codes, the gravest first, each sentence wrapped beside its code.

    ``instances`` is how many there are: a finding about the pixel of some says of how many.
    """
    lines = []
    gravest_first = sorted(found, key=lambda one: ORDER.index(one["severity"]))
    for alike, rest in folded(gravest_first, key=_kind, shown=ALIKE):
        for one in alike:
            sign = mark(one["severity"], terminal)
            head = f"{sign} {one['code']}"
            body = wrapped(_shared(one, instances), terminal, indent=2 + len(head) + 1)
            lines += [f"  {terminal.paint(head, one['severity'])} {body[0].strip()}", *body[1:]]
        lines += wrapped(f"{rest} (--json names all)", terminal, indent=8) if rest else []
    return lines


def _kind(one: Mapping[str, Any]) -> tuple[str, ...]:
    """What findings alike have in common, whichever slices or regions they are about."""
    return one["severity"], one["code"], kind_of(one["text"])


def _shared(one: Mapping[str, Any], instances: int) -> str:
    """The sentence, with how many instances it is about where these are not all."""
    text, about = str(one["text"]), len(one["where"])
    if one["code"][0] in STACK_CODES or not 0 < about < instances:
        return text
    return f"{text.rstrip('.')} ({about} of {instances} instances)."


def axes(rows: Axes, terminal: Terminal) -> list[str]:
    """The table of axes: millimetres, uncertainty, grade, label, plane, source."""
    heading = ["", "mm", terminal.either("±", "+/-"), "grade", "label", "plane", "from"]
    cells = [_cells(name, axis) for name, axis in rows if axis is not None]
    return table([heading, *cells], terminal, right=(1,), strong=(0, 1)) if cells else []


def _cells(name: str, axis: Mapping[str, Any]) -> list[str]:
    if axis["mm"] is None and not axis["source"]:
        return [name, "unknown", "", axis["grade"], axis["label"], "", ""]
    known = axis["mm"] is not None
    return [
        name,
        plain(axis["mm"]),
        uncertainty(axis["u_mm"], axis["mm"]) if known else "",
        axis["grade"],
        axis["label"],
        str(axis["plane"]).lower().replace("_", " "),
        attribute(axis["source"]) or axis["method"].lower().replace("_", " "),
    ]


def attribute(source: str | None) -> str:
    """The attribute a tag path ends in, by name, with the number of the value taken.

    Examples
    --------
    >>> attribute("(5200,9229)[0].(0028,9110)[0].(0028,0030)[1]")
    'Pixel Spacing [1]'
    """
    if not source:
        return ""
    last = source.rpartition(".")[2]
    tag = tag_for(last[:11])
    known = entry(tag) if tag is not None else None
    if known is None:
        return source
    which = last[11:].strip()
    return f"{known.name} {which}".rstrip()


def named(text: str | None) -> str | None:
    """A description to put in a title; writers without one have been seen to write ``None``.

    Examples
    --------
    >>> named("CHEST"), named("None")
    ('CHEST', None)
    """
    return None if text in NOT_A_NAME else text


def counted(count: int, word: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> counted(1, "slice"), counted(40, "slice"), counted(3, "series")
    ('1 slice', '40 slices', '3 series')
    """
    plural = count != 1 and not word.endswith("s")
    return f"{count} {word}{'s' * plural}"
