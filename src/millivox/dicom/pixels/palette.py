"""Palettes: three tables from stored values to red, green and blue (PS3.3 C.7.6.3.1.5, C.7.9)."""

from typing import NamedTuple

from millivox.dicom.header import Header
from millivox.dicom.pixels.segments import expanded
from millivox.dicom.pixels.tables import Descriptor, LookUp, descriptor, entries
from millivox.errors import PixelError

COLOURS = ("Red", "Green", "Blue")


class Palette(NamedTuple):
    """The tables of a palette."""

    red: LookUp
    green: LookUp
    blue: LookUp

    @property
    def first(self) -> int:
        """The first stored value that has a colour."""
        return self.red.first

    @property
    def bits(self) -> int:
        """Bits of a colour: 8 too where 16 are claimed and none passes 255."""
        wide = any(table.entries.itemsize == 2 and table.entries.max() > 0xFF for table in self)
        return 16 if wide else 8


def palette(header: Header) -> Palette | None:
    """The palette of an image; ``None`` where none is described.

    Raises
    ------
    PixelError
        When a table is missing or holds no entries, or its segments contradict themselves.
    """
    signed = header.integer("PixelRepresentation") == 1
    words = [f"{colour}PaletteColorLookupTableDescriptor" for colour in COLOURS]
    said = [descriptor(header, word, signed=signed) for word in words]
    if said[0] is None:
        return None
    tables = [
        _table(header, colour, each or said[0]) for colour, each in zip(COLOURS, said, strict=True)
    ]
    return Palette(*tables)


def _table(header: Header, colour: str, said: Descriptor) -> LookUp:
    plain = header.written(f"{colour}PaletteColorLookupTableData")
    segmented = header.written(f"Segmented{colour}PaletteColorLookupTableData")
    if plain is not None:
        held = entries(plain.data, said.length)
    elif segmented is not None:
        held = expanded(segmented.data, said.length, said.bits)
    else:
        raise PixelError(f"The palette has no {colour.lower()} table.", path=header.file)
    if len(held) == 0:
        raise PixelError(f"The palette's {colour.lower()} table is empty.", path=header.file)
    return LookUp(said.first, held, said.bits)
