"""Make the pictures of the documentation: ``python docs/pictures/make.py``.

Drawings are written as SVG, what is computed from the example study as PNG.
"""

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from millivox.display.marks import font
from millivox.plot import plot
from millivox.show import show

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "examples" / "data"
INK, QUIET, PAPER = "#1b2329", "#5d6b75", "#ffffff"
SLICE, SLICE_EDGE, MARK, GAP = "#9cc4e4", "#2f6f9f", "#b5361c", "#e9a23b"
FONT = "font-family='Helvetica, Arial, DejaVu Sans, sans-serif'"
HEAD = (
    "<defs><marker id='a' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='7' markerHeight='7' "
    f"orient='auto-start-reverse'><path d='M0 0L10 5L0 10z' fill='{MARK}'/></marker></defs>"
)


def main() -> None:
    """Write every picture."""
    (HERE / "slices.svg").write_text(slices())
    (HERE / "planes.svg").write_text(planes())
    (HERE / "tilt.svg").write_text(tilt())
    pixels().save(HERE / "pixels.png")
    backprojection().save(HERE / "backprojection.png")
    show(DATA / "acr-phantom-mr" / "01.dcm", HERE / "acr.png")
    show(DATA / "head-phantom-ct" / "23.dcm", HERE / "head.png", window=(40, 400))
    show(DATA / "acr-phantom-mr", HERE / "three.png", plane="three", width_px=1200)
    figure = plot(DATA / "head-phantom-ct", k=3, window=(40, 400))
    figure.savefig(HERE / "figure.png", dpi=100)


def svg(width: int, height: int, *parts: str) -> str:
    """An SVG document on white, so that it can be read on a dark page too."""
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' "
        f"width='{width}' height='{height}'>\n<rect width='100%' height='100%' fill='{PAPER}'/>\n"
        f"{HEAD}\n{body}\n</svg>\n"
    )


def text(
    x: float, y: float, said: str, size: int = 15, colour: str = INK, at: str = "start"
) -> str:
    """Text whose baseline starts, ends or is centred at a point."""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='{size}' fill='{colour}' "
        f"text-anchor='{at}'>{said}</text>"
    )


def box(
    x: float, y: float, width: float, height: float, fill: str, edge: str, more: str = ""
) -> str:
    """A rectangle."""
    return (
        f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{fill}' "
        f"stroke='{edge}' {more}/>"
    )


def line(x0: float, y0: float, x1: float, y1: float, colour: str = INK, more: str = "") -> str:
    """A straight line."""
    return (
        f"<line x1='{x0:.1f}' y1='{y0:.1f}' x2='{x1:.1f}' y2='{y1:.1f}' stroke='{colour}' {more}/>"
    )


def measure(x0: float, x1: float, y: float, said: str, below: bool = False) -> str:
    """A dimension line between two places, with arrows and its name."""
    arrows = "stroke-width='1.6' marker-start='url(#a)' marker-end='url(#a)'"
    place = y + 18 if below else y - 7
    return line(x0, y, x1, y, MARK, arrows) + text((x0 + x1) / 2, place, said, 14, MARK, "middle")


def slices() -> str:
    """Interval, thickness, gap and overlap: three stacks of four slices, seen from the side."""
    cases = (
        ("touching", "interval = thickness: no gap", 50.0, 50.0),
        ("a gap", "interval larger than thickness: what lies between is not imaged", 80.0, 50.0),
        ("overlap", "interval smaller than thickness: neighbours see the same tissue", 36.0, 50.0),
    )
    parts = []
    for n, (name, said, interval, thickness) in enumerate(cases):
        top, left = 76 + n * 214, 60.0
        parts += [text(left, top - 48, name, 19), text(left + 110, top - 48, said, 14, QUIET)]
        centres = [left + 25 + interval * k for k in range(4)]
        for centre in centres:
            see = "fill-opacity='0.55'"
            parts.append(box(centre - thickness / 2, top, thickness, 84, SLICE, SLICE_EDGE, see))
        for centre in centres:
            dash = "stroke-width='1.2' stroke-dasharray='4 3'"
            parts.append(line(centre, top - 8, centre, top + 92, SLICE_EDGE, dash))
        parts.append(measure(centres[1], centres[2], top - 14, "interval"))
        first = centres[0] - thickness / 2
        parts.append(measure(first, first + thickness, top + 100, "thickness", below=True))
        start, end = centres[2] + thickness / 2, centres[3] - thickness / 2
        if start != end:
            a, b = sorted((start, end))
            shade = box(a, top, b - a, 84, GAP, "none", "fill-opacity='0.45'")
            word = "gap" if end > start else "overlap"
            parts += [shade, measure(a, b, top + 100, word, below=True)]
        parts += _sums(left + 350, top + 14, interval, thickness)
    return svg(760, 660, *parts)


def _sums(x: float, y: float, interval: float, thickness: float) -> list[str]:
    """The same stack in numbers, a tenth of a millimetre a picture unit."""
    i, t = interval / 10, thickness / 10
    gap = i - t
    word = "gap" if gap > 0 else "overlap" if gap < 0 else "gap"
    rows = (
        f"interval {i:g} mm, thickness {t:g} mm",
        f"gap = interval − thickness = {gap:.2g} mm".replace("-", "−"),
        f"4 slices cover 3 × {i:g} + {t:g} = {3 * i + t:g} mm",
        f"imaged: {min(4 * t / (3 * i + t), 1):.0%} of it"
        + ("" if word == "gap" else ", some twice"),
    )
    return [text(x, y + 22 * n, row, 15) for n, row in enumerate(rows)]


def planes() -> str:
    """A source, an object, a detector: which plane a millimetre belongs to."""
    source, patient, detector, axis = 60.0, 360.0, 560.0, 190.0
    half = 44.0
    magnified = half * (detector - source) / (patient - source)
    rays = [
        line(source, axis, detector, axis + sign * magnified, QUIET, "stroke-width='1.3'")
        for sign in (-1, 1)
    ]
    thick = "stroke-width='5'"
    parts = [
        f"<circle cx='{source}' cy='{axis}' r='8' fill='{INK}'/>",
        text(source, axis + 32, "X-ray source", 15, INK, "middle"),
        *rays,
        f"<ellipse cx='{patient}' cy='{axis}' rx='70' ry='120' fill='{SLICE}' fill-opacity='0.35' "
        f"stroke='{SLICE_EDGE}'/>",
        line(patient, axis - half, patient, axis + half, MARK, thick),
        line(detector, axis - 140, detector, axis + 140, INK, thick),
        line(detector, axis - magnified, detector, axis + magnified, MARK, thick),
        text(patient, axis - 132, "in the patient", 15, INK, "middle"),
        text(detector, axis - 152, "detector", 15, INK, "middle"),
        text(patient + 12, axis + 5, "60 mm", 16, MARK),
        text(detector + 14, axis + 5, "100 mm (detector)", 16, MARK),
        measure(source, patient, axis + 168, "SOD 900 mm"),
        measure(source, detector, axis + 204, "SID 1500 mm"),
        text(30, 440, "Imager Pixel Spacing is the distance of pixels at the detector. "
             "The object is nearer the source,", 15),
        text(30, 462, "so its shadow is larger: magnification M = SID / SOD = 1.67, "
             "and a pixel is IPS / M at its depth.", 15),
        text(30, 484, "Only a depth makes it millimetres of the patient: the same film has "
             "another scale at every depth.", 15),
    ]  # fmt: skip
    return svg(760, 506, *parts)


def tilt() -> str:
    """A stack with a tilted gantry: the step of the table is not the distance of the slices."""
    angle, step, length = math.radians(18.5), 92.0, 210.0
    along = math.sin(angle) * length / 2, math.cos(angle) * length / 2
    parts = [text(40, 34, "Gantry tilted by 18.5°, table step 2.5 mm", 19)]
    middle = 200.0
    centres = [150 + step * k for k in range(4)]
    for centre in centres:
        ends = (centre - along[0], middle + along[1], centre + along[0], middle - along[1])
        parts.append(line(*ends, SLICE_EDGE, "stroke-width='9' stroke-opacity='0.6'"))
    parts.append(line(90, middle, 500, middle, QUIET, "stroke-dasharray='5 4'"))
    parts.append(text(512, middle + 5, "table", 15, QUIET))
    parts.append(measure(centres[0], centres[1], middle, "step 2.5 mm"))
    foot = centres[2] + step * math.cos(angle) ** 2
    rise = step * math.cos(angle) * math.sin(angle)
    arrows = "stroke-width='1.8' marker-start='url(#a)' marker-end='url(#a)'"
    parts.append(line(centres[2], middle, foot, middle + rise, MARK, arrows))
    leader = (centres[2] + foot) / 2, middle + rise / 2 + 4, centres[3] - 6, middle + 104
    parts.append(line(*leader, MARK, "stroke-dasharray='2 3'"))
    label = "interval 2.5 · cos 18.5° = 2.371 mm"
    parts.append(text(centres[3], middle + 118, label, 15, MARK))
    parts.append(text(40, 352, "The interval is measured along the normal of the slices, on Image "
                      "Position (Patient).", 15))  # fmt: skip
    parts.append(text(40, 374, "Slice Location and Spacing Between Slices say 2.5 mm here: they "
                      "follow the table.", 15))  # fmt: skip
    return svg(760, 396, *parts)


def pixels() -> Image.Image:
    """More pixels are not more detail: the resolution insert of the ACR phantom, four ways."""
    frame = np.asarray(show(DATA / "acr-phantom-mr" / "01.dcm").scene.rgb[::2, ::2, 0])
    inset = frame[150:202, 84:188]
    half = Image.fromarray(inset).resize((52, 26), Image.Resampling.BOX)
    shown = (
        ("stored pixels, 0.98 mm", Image.fromarray(inset), Image.Resampling.NEAREST),
        ("interpolated to 0.24 mm", Image.fromarray(inset), Image.Resampling.BICUBIC),
        ("pixels of 1.95 mm", half, Image.Resampling.NEAREST),
        ("those, interpolated to 0.24 mm", half, Image.Resampling.BICUBIC),
    )
    return _sheet([(name, image.resize((416, 208), how)) for name, image, how in shown], columns=2)


def backprojection() -> Image.Image:
    """A slice of the CT phantom, its projections, and two ways back."""
    drawn = show(DATA / "head-phantom-ct" / "23.dcm", window=(40, 400)).scene.rgb[..., 0]
    small = Image.fromarray(drawn).resize((208, 208), Image.Resampling.BOX)
    image = np.asarray(small, np.float32)
    y, x = np.mgrid[-103.5:104, -103.5:104]
    image = np.where(np.hypot(x, y) < 100, image, 0)
    angles = np.arange(0, 180, 1.0)
    sinogram = np.stack([_turned(image, angle).sum(axis=0) for angle in angles])
    ramp = np.abs(np.fft.rfftfreq(512))
    filtered = np.fft.irfft(np.fft.rfft(sinogram, 512, axis=1) * ramp, 512, axis=1)[:, :208]
    plain, sharp = (_smeared(rows, angles) for rows in (sinogram, filtered))
    shown = (
        ("the slice", image, (0, 255)),
        ("projections, one line an angle", sinogram, None),
        ("backprojected", plain, None),
        ("filtered, then backprojected", sharp * math.pi / len(angles), (0, 255)),
    )
    return _sheet([(name, _grey(array, limits)) for name, array, limits in shown], columns=4)


def _turned(image: np.ndarray, angle: float) -> np.ndarray:
    return np.asarray(Image.fromarray(image).rotate(angle, Image.Resampling.BILINEAR))


def _smeared(rows: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """Each projection spread back over the plane along its rays, and all of them added up."""
    y, x = np.mgrid[-103.5:104, -103.5:104]
    total = np.zeros_like(x)
    for row, angle in zip(rows, np.radians(angles), strict=True):
        along = x * math.cos(angle) + y * math.sin(angle)
        total += np.interp(along, np.arange(208) - 103.5, row)
    return total


def _grey(array: np.ndarray, limits: tuple[float, float] | None) -> Image.Image:
    low, high = limits or (float(array.min()), float(array.max()))
    grey = np.clip((array - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return Image.fromarray(grey).resize((208, 208), Image.Resampling.BICUBIC)


def _sheet(shown: list[tuple[str, Image.Image]], columns: int) -> Image.Image:
    """Pictures in rows, each with its name beneath."""
    wide, high = shown[0][1].size
    rows = -(-len(shown) // columns)
    made = Image.new("L", (columns * (wide + 8) + 8, rows * (high + 34) + 8), 255)
    pen = ImageDraw.Draw(made)
    for n, (name, image) in enumerate(shown):
        x, y = 8 + n % columns * (wide + 8), 8 + n // columns * (high + 34)
        made.paste(image.convert("L"), (x, y))
        pen.text((x, y + high + 6), name, 30, font(13))
    return made


if __name__ == "__main__":
    main()
