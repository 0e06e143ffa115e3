"""header: the card of every element of a file."""

from millivox.dicom.listing.dump import Element
from millivox.jupyter.html import card as framed
from millivox.jupyter.html import folded, said, table
from millivox.jupyter.parts import problems
from millivox.spacing.words.explained import HeaderReport

#: Elements beyond this are left to ``print`` and ``find``.
MOST = 400
LETTERS = 120


def card(report: HeaderReport) -> str:
    """What bears on millimetres with plain words; everything else is folded."""
    told = [(_name(one), _value(one), report.words[one.path]) for one in report.geometry()]
    elements = [one for one in report.elements if not one.is_item]
    rows = [(one.written, one.vr, _name(one), _value(one)) for one in elements[:MOST]]
    rest = len(elements) - MOST
    more = f"{rest} more: print(header) shows all, header.find(text) some." if rest > 0 else ""
    return framed(
        "Header",
        table(("element", "written", "in words"), told, whole=(0,)) if told else "",
        folded(
            f"all {len(elements)} elements",
            table(("tag", "VR", "keyword", "value"), rows, whole=(0, 1, 2)),
            said(more),
        ),
        problems(report.problems),
        aside=f"{len(elements)} elements",
    )


def _name(element: Element) -> str:
    return "\u00a0" * 2 * element.depth + (element.keyword or element.name)


def _value(element: Element) -> str:
    value = "\\".join(element.values) or element.shown
    return value if len(value) <= LETTERS else value[: LETTERS - 1] + "…"
