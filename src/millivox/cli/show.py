"""``millivox show``: an image as a true-aspect picture, in a file or in the terminal."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from millivox import api
from millivox.cli import arguments, graphics
from millivox.cli.layout import wrapped
from millivox.cli.output import Exit, Output, code_after
from millivox.cli.progress import progress
from millivox.cli.terminal import is_terminal
from millivox.errors import HeaderError, MillivoxError, NotAVolumeError

if TYPE_CHECKING:
    from millivox.dicom.reading import Reading
    from millivox.display.picture import Picture
    from millivox.images.series import Series
    from millivox.show.wanted import Wanted

PLANES = ("axial", "coronal", "sagittal", "three")
BLENDS = ("mean", "max", "min")


def _point(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[float, float, float] | None:
    """Three coordinates, separated by commas.

    Examples
    --------
    >>> _point(None, None, "1,-2.5,30")  # type: ignore[arg-type]
    (1.0, -2.5, 30.0)
    """
    if text is None:
        return None
    try:
        x, y, z = (float(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{text} is not a point x,y,z in mm.") from error
    return x, y, z


@click.command("show", cls=arguments.Verb)
@arguments.path
@click.option(
    "-o", "--out", "target", metavar="OUT.png", shell_complete=arguments.files,
    help="Write a picture (PNG, JPEG, TIFF).",
)  # fmt: skip
@click.option(
    "--frame", metavar="N", type=click.IntRange(min=0),
    help="Frame of a file, counted from 0; the first by default.",
)  # fmt: skip
@click.option(
    "--slice", "k", metavar="K", type=click.IntRange(min=0),
    help="Slice of a series, counted from 0; the middle one by default.",
)  # fmt: skip
@click.option(
    "--plane", type=click.Choice(PLANES),
    help="A plane through all slices; or the three beside one another.",
)  # fmt: skip
@click.option(
    "--at", metavar="X,Y,Z", callback=_point,
    help="A point of the plane, LPS mm; the middle by default.",
)  # fmt: skip
@click.option(
    "--slab", "slab_mm", metavar="MM", type=click.FloatRange(min=0), default=0.0,
    help="How thick the plane is.",
)  # fmt: skip
@click.option(
    "--blend", type=click.Choice(BLENDS), default="mean", show_default=True,
    help="What becomes of its thickness; max is a MIP.",
)  # fmt: skip
@click.option("--montage", is_flag=True, help="Many slices, or planes, beside one another.")
@click.option("--columns", type=click.IntRange(1, 100), metavar="N", help="Of a montage.")
@click.option(
    "--series", metavar="NUMBER", help="Which series of several: number as in info, or UID."
)
@click.option(
    "--volume", type=click.IntRange(min=0), metavar="N",
    help="Which volume of a series, counted from 0.",
)  # fmt: skip
@click.option(
    "--window", nargs=2, type=float, metavar="CENTER WIDTH", callback=arguments.window,
    help="In HU or as stored.",
)  # fmt: skip
@click.option("--width", "width_px", type=click.IntRange(16, 16384), help="Width in pixels.")
@click.option(
    "--limit", "limit_mib", type=click.IntRange(1, 1024), default=256, show_default=True,
    metavar="MIB", help="Refuse a frame larger than this when decoded.",
)  # fmt: skip
@click.option(
    "--terminal", "way", type=click.Choice(("auto", *graphics.WAYS)), default="auto",
    show_default=True, help="How to draw without -o; auto asks the terminal.",
)  # fmt: skip
@arguments.verb()
def command(
    out: Output,
    path: str,
    target: str | None,
    montage: bool,
    width_px: int | None,
    limit_mib: int,
    way: str,
    **asked: object,
) -> int:
    """Draw PATH so that a millimetre is equally long across and down.

    With a scale bar, the patient's sides, and the sentence about its millimetres.  Without -o
    it is drawn in the terminal.

    \b
    millivox show slice.dcm -o slice.png
    millivox show cine.dcm --frame 12
    millivox show FOLDER --slice 20
    millivox show study.zip --series 4 --plane coronal --slab 10 --blend max
    millivox show FOLDER --montage -o all.png
    """
    layout = "montage" if montage else "single"
    wanted = _wanted(layout=layout, limit_bytes=limit_mib << 20, **asked)
    with progress("drawing", out) as tell:
        reading = api.reading(path, progress=tell)
        thing = _asked(reading, path, wanted)
        from millivox.show import drawn

        picture = drawn(thing, wanted, target, width_px=width_px, progress=tell)
    picture = replace(picture, problems=tuple(reading.problems))
    problems = [problem.to_dict() for problem in reading.problems]
    if out.is_text:
        _draw(out, picture, target, way)
        for warning in picture.scene.warnings:
            out.talk(warning, "warning")
        out.problems(problems)
    else:
        out.document(picture.to_dict())
    return Exit(code_after(1, problems))


def _wanted(**asked: object) -> "Wanted":
    """What was asked for; a usage error where two wishes exclude each other."""
    from millivox.show.wanted import Wanted

    try:
        return Wanted(**asked)  # type: ignore[arg-type]
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _asked(reading: "Reading", path: str, wanted: "Wanted") -> "Reading | Series":
    """The file or the series that is meant; a usage error where that is not clear."""
    count = len(reading.instances)
    if count <= 1:
        header = api.only(reading, path).header
        arguments.require_frame(header, wanted.frame or 0)
        if wanted.is_plain:
            return reading
    elif wanted.frame is not None:
        raise click.UsageError(
            f"--frame {wanted.frame}: {path} holds {count} instances; --slice counts them."
        )
    from millivox.images.studies import open_
    from millivox.show.choosing import chosen_series

    try:
        series = chosen_series(open_([reading]), wanted.series)
    except HeaderError as error:
        raise click.UsageError(_with(error, "--series")) from error
    if len(series.volumes) > 1:
        try:
            series.chosen(wanted.volume)
        except NotAVolumeError as error:
            raise click.UsageError(_with(error, "--volume")) from error
    return series


def _with(error: MillivoxError, option: str) -> str:
    """An error and its list to choose from, with the option that chooses."""
    help_ = (error.help or "").replace("Choose one by its number:", "Choose one:")
    return f"{error.text} {help_.replace('Choose one:', f'Choose one with {option}:')}".strip()


def _draw(out: Output, drawn: "Picture", target: str | None, way: str) -> None:
    if target is not None:
        out.text([f"{target}: {drawn.width_px} x {drawn.height_px} pixels, {_scale(drawn)}"])
        return
    room = graphics.room_of(sys.stdout)
    asking = out.terminal.colour and is_terminal(sys.stdin) and is_terminal(sys.stdout)
    if way == "auto":
        way = graphics.best(sys.stdin, sys.stdout) if asking else "blocks"
    if way == "blocks":
        out.text(graphics.in_blocks(drawn.scene, out.terminal, room))
        return
    told = [line for text in drawn.scene.caption for line in wrapped(text, out.terminal, indent=0)]
    out.text([graphics.inline(drawn, way, room), *told])


def _scale(drawn: "Picture") -> str:
    if drawn.mm_per_px_x is None:
        return "no millimetres known"
    return f"{drawn.mm_per_px_x:.4g} {drawn.label} a pixel"
