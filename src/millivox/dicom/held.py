"""How many frames a file really has pixels for (PS3.3 C.7.6.6, PS3.5 8.1, A.4)."""

from millivox.dicom.elements import Elements, Tree
from millivox.dicom.found import PixelPlace, Scan

#: Bits of one value of Float Pixel Data and Double Float Pixel Data.
_FLOAT_BITS = {0x7FE00008: 32, 0x7FE00009: 64}
#: Shares of the samples that are stored where chrominance is halved (PS3.3 C.7.6.3.1.2).
_KEPT = {"YBR_FULL_422": (2, 3), "YBR_PARTIAL_422": (2, 3), "YBR_PARTIAL_420": (1, 2)}


def frames_held(scan: Scan, tree: Tree) -> int | None:
    """Frames with pixels, where that disproves Number of Frames; ``None`` where it does not.

    Nothing is counted of a file that is not damaged: there the claim holds.
    """
    if scan.pixels is None or not scan.damage:
        return None
    elements = Elements(tree)
    claim = elements.integer("NumberOfFrames") if elements.written("NumberOfFrames") else 1
    most = _most(scan.pixels, elements)
    if most is None:
        return None
    if claim is None or claim < 1:
        return None if scan.pixels.encapsulated else most
    return most if most < claim else None


def _most(pixels: PixelPlace, elements: Elements) -> int | None:
    """Frames that find room, one at least where anything is there; ``None`` if none can tell."""
    if pixels.encapsulated:  # a frame takes a fragment or more
        return pixels.n_fragments
    bits = _frame_bits(pixels, elements)
    return max(pixels.length * 8 // bits, min(pixels.length, 1)) if bits else None


def _frame_bits(pixels: PixelPlace, elements: Elements) -> int:
    rows, columns = elements.integer("Rows") or 0, elements.integer("Columns") or 0
    samples = elements.integer("SamplesPerPixel") or 1
    allocated = _FLOAT_BITS.get(pixels.tag) or elements.integer("BitsAllocated") or 0
    kept, of = _KEPT.get(elements.text("PhotometricInterpretation") or "", (1, 1))
    return rows * columns * samples * allocated * kept // of
