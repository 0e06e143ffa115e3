"""The tables of docs/conformance.md are what decoding does, cell by cell.

``MILLIVOX_GOLDEN=write`` writes them anew.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.pixels.encoders.base import ENCODING_PROFILES
from pydicom.uid import UID

from millivox.dicom.listing.dictionary import uid_name
from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import stored_frame
from millivox.errors import PixelError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"
BASE = "1.2.840.10008.1.2"
#: Column -> bits allocated, bits stored, signed.
DEPTHS = {
    "1": (1, 1, False), "8": (8, 8, False), "8±": (8, 8, True), "10": (16, 10, False),
    "12": (16, 12, False), "12±": (16, 12, True), "16": (16, 16, False), "16±": (16, 16, True),
    "24": (32, 24, False), "32": (32, 32, False), "32±": (32, 32, True),
}  # fmt: skip
GREY = ("MONOCHROME1", "MONOCHROME2")
PALETTE = ("PALETTE COLOR",)
PLAIN = (GREY, PALETTE, ("RGB",), ("YBR_FULL",), ("YBR_FULL_422",))
LOSSLESS = (GREY, PALETTE, ("RGB",), ("YBR_FULL",))
LOSSY = (GREY, ("RGB",), ("YBR_FULL",), ("YBR_FULL_422",))
#: Title -> tail of the transfer syntax -> colour spaces that share a row.
TABLES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "Not compressed, or losslessly by bytes": {
        "": PLAIN, ".1": PLAIN, ".2": PLAIN, ".1.99": PLAIN, ".1.98": PLAIN, ".8.1": PLAIN,
        ".5": LOSSLESS,
    },
    "JPEG": {
        ".4.50": LOSSY, ".4.51": LOSSY, ".4.53": LOSSY, ".4.55": LOSSY, ".4.57": LOSSLESS,
        ".4.70": LOSSLESS,
    },
    "JPEG-LS": {".4.80": LOSSLESS, ".4.81": (GREY, ("RGB",), ("YBR_FULL",))},
    "JPEG 2000 and HTJ2K": {
        ".4.90": (GREY, PALETTE, ("RGB",), ("YBR_RCT",), ("YBR_FULL",)),
        ".4.91": (GREY, ("RGB",), ("YBR_ICT",), ("YBR_FULL",)),
        ".4.92": (GREY, ("RGB",), ("YBR_RCT",)), ".4.93": (GREY, ("RGB",), ("YBR_ICT",)),
        ".4.201": (GREY, PALETTE, ("RGB",), ("YBR_RCT",), ("YBR_FULL",)),
        ".4.202": (GREY, PALETTE, ("RGB",), ("YBR_RCT",), ("YBR_FULL",)),
        ".4.203": (GREY, ("RGB",), ("YBR_ICT",), ("YBR_FULL",)),
    },
    "JPEG XL": {
        ".4.110": (GREY, ("RGB",)), ".4.111": (GREY, ("RGB",), ("YBR_FULL_422",)),
        ".4.112": (GREY, ("RGB",), ("XYB",)),
    },
}  # fmt: skip
#: What files hold though PS3.5 does not allow it: syntax -> column -> colours.
BEYOND = {
    ".5": {"1": GREY, "32": (*GREY, "RGB"), "32±": GREY},
    ".4.50": {"8": ("YBR_FULL",)},
    ".4.51": {"8": ("RGB", "YBR_FULL", "YBR_FULL_422")},
}
#: Sentences of refusals -> the number of the note that explains them.
REASONS = {
    "up to 24 are decoded exactly": "[1]",
}
ROUNDED = {".4.50", ".4.51", ".4.53", ".4.55", ".4.81", ".4.91", ".4.93", ".4.203", ".4.111",
           ".4.112"}  # fmt: skip
#: Of the whole range, for codings that round.
MEAN, MOST = 0.01, 0.05
#: Of blue and red chrominance in green (PS3.3 C.7.6.3.1.2, from 0.299, 0.587 and 0.114).
GREEN = (0.114 * 1.772 / 0.587, 0.299 * 1.402 / 0.587)
Written = Callable[..., Any]


def allowed(syntax: str, colour: str, depth: tuple[int, int, bool]) -> bool:
    """Whether PS3.5 8.1 and 8.2 allow it, as pydicom's encoders have it from there."""
    bits, stored, signed = depth
    like = {".4.92": ".4.90", ".4.93": ".4.91", ".4.201": ".4.90", ".4.202": ".4.90",
            ".4.203": ".4.91"}  # fmt: skip
    profiles = ENCODING_PROFILES.get(UID(BASE + like.get(syntax, syntax)))
    for name, _, signs, allocated, held in profiles or ():
        if name == colour and signed in signs and bits in allocated and stored in held:
            return True
    if syntax in (".4.53", ".4.55"):  # as processes 2 and 4, and in colour (ISO/IEC 10918-1)
        return not signed and stored in (8, 12)
    if syntax.startswith(".4.11"):
        return not signed and stored in ((8,) if syntax == ".4.111" else (8, 10, 12, 16))
    if profiles:
        return False
    grey = colour in GREY
    return (grey or not signed) and (grey or bits > 1) and (colour not in PALETTE or bits <= 16)


@pytest.fixture(scope="session")
def cell(phantom: Written, written: Written, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """What decoding makes of a phantom: yes, a note, or empty where nothing can code it."""
    folder = tmp_path_factory.mktemp("cells")

    def of(syntax: str, colour: str, depth: tuple[int, int, bool]) -> str:
        bits, stored, signed = depth
        made = phantom(colour, bits, stored, signed=signed, smooth=syntax in ROUNDED)
        marks = {_mark(path, made, syntax, who) for who, path in written(made, syntax, folder)}
        assert len(marks) <= 1, (syntax, colour, depth, marks)
        return marks.pop() if marks else "–"

    return of


def _mark(path: Path, made: Any, syntax: str, who: str) -> str:
    try:
        with pixel_source(path) as source:
            frames = [stored_frame(source, number) for number in range(len(made.values))]
    except PixelError as error:
        place = f"{syntax} {made.photometric} {made.stored} {who}"
        return next((n for text, n in REASONS.items() if text in str(error)), f"{place}: {error}")
    pixels = np.stack([frame.pixels for frame in frames]).astype(np.int64)
    off, range_ = _errors(pixels, made), (1 << made.stored) - 1
    turned = made.photometric.startswith("YBR_FULL") and frames[0].photometric == "RGB"
    place = (syntax, made.photometric, made.stored, made.signed, who, off.max(), off.mean())
    if syntax == ".4.81":
        assert off.max() <= (7 if turned else 2), place
    elif syntax in ROUNDED:
        assert off.max() <= max(MOST * range_, 2), place
        assert off.mean() <= MEAN * range_, place
    else:
        assert off.max() <= (1 if turned else 0), place
    return "yes"


def _errors(pixels: np.ndarray, made: Any) -> np.ndarray:
    """Distance from the truth; round the corner of the range where a sign was not coded."""
    truth, around = made.values.astype(np.int64), 1 << made.stored
    if made.photometric.startswith("YBR_FULL"):
        half = around // 2
        y, cb, cr = truth[..., 0], truth[..., 1] - half, truth[..., 2] - half
        rgb = [y + 1.402 * cr, y - GREEN[0] * cb - GREEN[1] * cr, y + 1.772 * cb]
        truth = np.clip(np.rint(np.stack(rgb, -1)), 0, around - 1).astype(np.int64)
    assert pixels.shape == truth.shape, (pixels.shape, truth.shape)
    off = np.abs(pixels - truth)
    return np.minimum(off, around - off) if made.signed else off


def _line(cells: list[str]) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"


def _shared(syntax: str, colours: tuple[str, ...], column: str, cell: Written) -> str:
    """The mark of a column that colours of a row have in common."""
    depth = DEPTHS[column]
    is_allowed = allowed(syntax, colours[0], depth)
    if not is_allowed and colours[0] not in BEYOND.get(syntax, {}).get(column, ()):
        return ""
    marks = {cell(syntax, colour, depth) for colour in colours}
    assert len(marks) == 1, (syntax, colours, depth, marks)
    return marks.pop() if is_allowed else f"({marks.pop()})"


def _table(syntaxes: dict[str, tuple[tuple[str, ...], ...]], cell: Written) -> str:
    lines = [_line(["transfer syntax", "colour", *DEPTHS]), _line(["---"] * (2 + len(DEPTHS)))]
    for syntax, rows in syntaxes.items():
        name = f"{uid_name(BASE + syntax)} `{BASE}{syntax}`"
        for colours in rows:
            marks = [_shared(syntax, colours, column, cell) for column in DEPTHS]
            lines.append(_line([name, ", ".join(colours), *marks]))
            name = ""
    return "\n".join(lines)


@pytest.mark.parametrize("title", TABLES)
def test_every_cell_is_what_decoding_does(title: str, cell: Written) -> None:
    if not shutil.which("dcmcjpeg"):
        pytest.skip("DCMTK is not installed: nothing else codes every cell")
    page = PAGE.read_text("utf-8")
    table = _table(TABLES[title], cell)
    if os.environ.get("MILLIVOX_GOLDEN") == "write":
        block = re.compile(rf"(### {title}\n\n)(?:\|.*\n)*")
        assert block.search(page)
        PAGE.write_text(block.sub(lambda found: f"{found[1]}{table}\n", page), "utf-8")
        return
    assert f"### {title}\n\n{table}\n" in page
