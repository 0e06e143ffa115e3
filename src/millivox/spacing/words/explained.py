"""A file's header, every element of it, with plain words beside what bears on millimetres."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.dicom.listing.dictionary import tag_for, uid_name
from millivox.dicom.listing.dump import Element
from millivox.dicom.problem import Problem
from millivox.spacing.axis import Spacing
from millivox.spacing.words.attributes import ORDER, words

if TYPE_CHECKING:
    from millivox.dicom.listing.compare import Varying

SHARED, PER_FRAME, REGIONS = "(5200,9229)[0].", "(5200,9230)[{}].", "(0018,6011)["


@dataclass(frozen=True, slots=True)
class HeaderReport:
    """Every element of one file.

    Parameters
    ----------
    path
        The file; ``None`` for a data set in memory.
    transfer_syntax
        UID of its transfer syntax.
    elements
        All elements in file order, sequence items among them.
    words
        Tag path to what the element means in this object.
    problems
        Damage the file itself proves, and where its data set contradicts itself.
    """

    path: str | None
    transfer_syntax: str | None
    elements: tuple[Element, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def geometry(self) -> list[Element]:
        """The elements that bear on millimetres, the most telling first."""
        told = [element for element in self.elements if element.path in self.words]
        return sorted(told, key=lambda element: (element.depth > 2, ORDER[element.keyword]))

    def find(self, text: str) -> list[Element]:
        """Elements whose tag, keyword, name or value contains a text, whatever its case.

        A tag may be given as ``0028,0030``, ``(0028,0030)`` or ``00280030``.
        """
        return [element for element in self.elements if meets(element, text)]

    def to_dict(self) -> dict[str, Any]:
        """The report as ``millivox header --json`` prints it."""
        return {
            "path": self.path,
            "transfer_syntax": self.transfer_syntax,
            "elements": [self.entry(element) for element in self.elements if not element.is_item],
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def entry(self, element: Element) -> dict[str, Any]:
        """One element as JSON, with its words."""
        told = self.words.get(element.path)
        return element.to_dict() | ({"words": told} if told else {})

    def __str__(self) -> str:
        """Every element in a line."""
        return "\n".join(_line(element) for element in self.elements)

    def __iter__(self) -> Iterator[Element]:
        """The elements in file order."""
        return iter(self.elements)

    def __len__(self) -> int:
        """How many elements and items there are."""
        return len(self.elements)


def meets(element: Element, text: str) -> bool:
    """Whether an element's tag, keyword, name or value contains a text, whatever its case."""
    if element.is_item:
        return False
    tag = tag_for(text) if any(sign in text for sign in ",(") or len(text) == 8 else None
    return element.tag == tag or text.casefold() in _searched(element)


def varies_with(row: "Varying", text: str) -> bool:
    """Whether an element of many instances contains a text, in any of the values kept of it."""
    if meets(row.element, text):
        return True
    wanted = text.casefold()
    return any(wanted in _value_text(row.element, sample) for sample in row.samples)


def words_of(
    elements: tuple[Element, ...], header: Header, spacing: Spacing | None
) -> dict[str, str]:
    """Tag path to plain words, for the elements that speak of this frame.

    The size of an icon, or the position of another frame, is none of this frame's.
    """
    own = PER_FRAME.format(header.frame)
    told: dict[str, str] = {}
    for element in elements:
        speaks = element.depth == 0 or element.path.startswith((SHARED, own, REGIONS))
        if speaks and element.keyword in ORDER:
            text = words(element.keyword, element.values, header, spacing)
            if text:
                told[element.path] = text
    return told


def _searched(element: Element) -> str:
    parts = [element.written, element.keyword, element.name, _meaning(element, element.values)]
    return "\n".join([*parts, *element.values]).casefold()


def _value_text(element: Element, sample: Any) -> str:
    parts = [str(part) for part in (sample if isinstance(sample, list) else [sample])]
    return "\n".join([*parts, _meaning(element, parts)]).casefold() if sample is not None else ""


def _meaning(element: Element, values: Sequence[str]) -> str:
    """The name of a UID."""
    return (uid_name(values[0]) or "") if element.vr == "UI" and values else ""


def _line(element: Element) -> str:
    value = "\\".join(element.values) or element.shown
    name = element.keyword or element.name
    return f"{'  ' * element.depth}{element.written} {element.vr:2} {name}: {value}".rstrip(": ")
