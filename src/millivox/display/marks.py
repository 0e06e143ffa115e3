"""Marks on a picture: the scale bar, the letters at its sides, and what is written beneath."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageStat

from millivox.geometry.orientation import letters

#: DejaVu Sans, cut down to the signs that a caption needs.
FONT = Path(__file__).with_name("fonts") / "DejaVuSans.ttf"
#: The bar takes about this share of the picture's width, and never more than the larger one.
BAR_SHARE = 0.22
BAR_SHARE_MOST = 0.45
STEPS = (1.0, 2.0, 5.0)
MICROMETRES_BELOW_MM = 0.5
Ink = tuple[int, int, int]
INK: Ink = (255, 255, 255)
OUTLINE: Ink = (0, 0, 0)
#: Grey beyond which dark marks are read better.
BRIGHT = 150
BAND = (17, 20, 24)
TEXT = (222, 228, 233)
QUIET = (150, 160, 168)
ALARM = (255, 196, 92)
SMALLEST_TEXT_PX = 11
LARGEST_TEXT_PX = 52


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length: how long it is drawn, what is written beside it, how often it is ticked."""

    length_px: float
    text: str
    parts: int


@dataclass(frozen=True, slots=True)
class Sides:
    """What lies at the four sides of a picture; empty where it is not known."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""


def scale_bar(width_px: int, step: float, label: str) -> ScaleBar:
    """A bar of 1, 2 or 5 times a power of ten that suits the picture.

    Parameters
    ----------
    width_px
        The picture's width.
    step
        One picture pixel, in the unit that ``label`` names.
    label
        ``mm`` with whatever must follow it, or ``px``.

    Examples
    --------
    >>> scale_bar(512, 0.5, "mm (detector)").text
    '50 mm (detector)'
    >>> scale_bar(512, 0.0005, "mm").text
    '50 µm'
    """
    length, digit = _round_length(width_px * step, BAR_SHARE, BAR_SHARE_MOST)
    if label.startswith("px"):
        length, digit = (1.0, 1) if length < 1 else (length, digit)
    return ScaleBar(length / step, _said(length, label), {1: 5, 2: 4, 5: 5}[digit])


def _round_length(whole: float, share: float, most: float) -> tuple[float, int]:
    """The round length nearest to a share of the whole in ratio, and its leading digit."""
    aim = whole * share
    power = 10.0 ** floor(log10(aim))
    choices = [(digit * power * ten, int(digit)) for ten in (1, 10) for digit in STEPS]
    fitting = [choice for choice in choices if choice[0] <= whole * most] or choices[:1]
    return min(fitting, key=lambda choice: abs(log10(choice[0] / aim)))


def _said(length: float, label: str) -> str:
    if label.startswith("mm") and length < MICROMETRES_BELOW_MM:
        return f"{length * 1000:.6g} µm{label[2:]}"
    return f"{length:.6g} {label}"


def sides_of(cosines: Sequence[float] | None, written: Sequence[str] = ()) -> Sides:
    """The letters at the four sides, from direction cosines or else from Patient Orientation.

    Parameters
    ----------
    cosines
        Image Orientation (Patient): six direction cosines in LPS, or ``None``.
    written
        Patient Orientation (0020,0020): where rows and where columns lead to.

    Examples
    --------
    >>> sides_of((1, 0, 0, 0, 1, 0))
    Sides(left='R', right='L', top='A', bottom='P')
    """
    if cosines is not None and len(cosines) == 6 and any(cosines[:3]) and any(cosines[3:]):
        row, column = list(cosines[:3]), list(cosines[3:])
        return Sides(
            letters([-part for part in row]),
            letters(row),
            letters([-part for part in column]),
            letters(column),
        )
    if len(written) < 2:
        return Sides()
    right, bottom = (_plain(text) for text in written[:2])
    return Sides(_opposite(right), right, _opposite(bottom), bottom)


_OPPOSITES = dict(zip("LRAPHF", "RLPAFH", strict=True))


def _plain(text: str) -> str:
    """Letters as the standard has them; anything else is left away."""
    text = text.strip().upper()
    return text if text and set(text) <= set(_OPPOSITES) else ""


def _opposite(text: str) -> str:
    return "".join(_OPPOSITES[letter] for letter in text)


def text_px(width_px: int, height_px: int) -> int:
    """The height of letters that suits a picture."""
    fitting = round(min(width_px, height_px) / 32)
    return max(SMALLEST_TEXT_PX, min(LARGEST_TEXT_PX, fitting))


def font(size_px: float) -> ImageFont.FreeTypeFont:
    """The font that comes with the package, so that a picture looks the same everywhere."""
    return ImageFont.truetype(FONT, size_px)


def draw_sides(image: Image.Image, sides: Sides) -> None:
    """Write the letters at the middle of the four sides."""
    size = text_px(*image.size)
    width, height, rim = *image.size, round(size * 0.4)
    places = (
        (sides.left, (rim, height / 2), "lm"),
        (sides.right, (width - rim, height / 2), "rm"),
        (sides.top, (width / 2, rim), "mt"),
        (sides.bottom, (width / 2, height - rim), "mb"),
    )
    for text, place, anchor in places:
        if text:
            _write(image, place, text, size, anchor)


def draw_name(image: Image.Image, name: str, *, beside: str = "") -> None:
    """Write what the image is into its upper left corner, beneath a letter that it would meet."""
    size = text_px(*image.size)
    rim, room = round(size * 0.4), image.width / 2 - font(size).getlength(beside) / 2
    meets = bool(beside) and rim + font(size).getlength(name) > room - rim
    if name:
        _write(image, (rim, rim + round(size * 1.4) * meets), name, size, "lt")


def draw_bar(image: Image.Image, bar: ScaleBar) -> None:
    """Draw the scale bar into the lower left corner, its text above it."""
    pen, size = ImageDraw.Draw(image), text_px(*image.size)
    thick = max(round(size / 9), 2)
    left, base = round(size * 0.9), image.height - round(size * 0.9)
    right = left + bar.length_px
    tall = [size * (0.55 if n in (0, bar.parts) else 0.32) for n in range(bar.parts + 1)]
    strokes: list[tuple[tuple[float, float], tuple[float, float]]]
    strokes = [((left, base), (right, base))]
    for n, height in enumerate(tall):
        at = left + bar.length_px * n / bar.parts
        strokes.append(((at, base), (at, base - height)))
    ink, outline = _inks(image, (left, base - size, right, base))
    for colour, width in ((outline, thick + 2 * max(thick // 2, 1)), (ink, thick)):
        for start, end in strokes:
            pen.line([start, end], fill=colour, width=width)
    _write(image, (left, base - size * 0.85), bar.text, size, "ls")


def _write(
    image: Image.Image, place: tuple[float, float], text: str, size: int, anchor: str
) -> None:
    pen, letters_in = ImageDraw.Draw(image), font(size)
    ink, outline = _inks(image, pen.textbbox(place, text, letters_in, anchor))
    stroke = max(round(size / 9), 1)
    pen.text(place, text, ink, letters_in, anchor, stroke_width=stroke, stroke_fill=outline)


def _inks(image: Image.Image, box: tuple[float, float, float, float]) -> tuple[Ink, Ink]:
    """Ink and outline: white in black, or the other way round where the picture is bright."""
    left, top, right, bottom = (round(edge) for edge in box)
    inside = max(left, 0), max(top, 0), min(right + 1, image.width), min(bottom + 1, image.height)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return INK, OUTLINE
    beneath = ImageStat.Stat(image.crop(inside).convert("L")).mean[0]
    return (OUTLINE, INK) if beneath > BRIGHT else (INK, OUTLINE)


def with_caption(
    image: Image.Image, lines: Sequence[tuple[str, bool]], *, letters_px: int
) -> Image.Image:
    """The picture with a band beneath it that holds lines of text.

    Parameters
    ----------
    image
        RGB.
    lines
        Text, and whether it is a warning; the first line is the title.
    letters_px
        Size of the letters within the picture; those beneath are a little smaller.
    """
    size = max(round(letters_px * 0.78), SMALLEST_TEXT_PX)
    rim, step = round(size * 0.7), round(size * 1.35)
    wrapped = _wrapped(lines, size, image.width - 2 * rim)
    made = Image.new("RGB", (image.width, image.height + step * len(wrapped) + 2 * rim), BAND)
    made.paste(image)
    pen = ImageDraw.Draw(made)
    for n, (text, colour) in enumerate(wrapped):
        pen.text((rim, image.height + rim + n * step), text, colour, font(size))
    return made


def _wrapped(
    lines: Sequence[tuple[str, bool]], size: int, width: int
) -> list[tuple[str, tuple[int, int, int]]]:
    letters_in = font(size)
    out: list[tuple[str, tuple[int, int, int]]] = []
    for n, (text, alarm) in enumerate(lines):
        colour = ALARM if alarm else QUIET if n == 0 else TEXT
        row = ""
        for word in text.split(" "):
            longer = f"{row} {word}" if row else word
            if row and letters_in.getlength(longer) > width:
                out.append((row, colour))
                longer = word
            row = longer
        out.append((row, colour))
    return out
