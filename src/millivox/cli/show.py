"""``millivox show``: one frame as a true-aspect picture, in a file or in the terminal."""

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from millivox import api
from millivox.cli import arguments
from millivox.cli.output import Exit, Output, code_after
from millivox.cli.progress import progress
from millivox.cli.terminal import is_terminal

if TYPE_CHECKING:
    from millivox.display.picture import Picture

#: Lines of the terminal left to the sentence and the prompt.
LINES_BELOW = 6
LINES_OF_A_PIPE = 40


@click.command("show", cls=arguments.Verb)
@arguments.file
@click.option(
    "-o", "--out", "target", metavar="OUT.png", shell_complete=arguments.files,
    help="Write a picture (PNG, JPEG, TIFF).",
)  # fmt: skip
@arguments.frame
@click.option(
    "--window", nargs=2, type=float, metavar="CENTER WIDTH", callback=arguments.window,
    help="In HU or as stored.",
)  # fmt: skip
@click.option("--width", "width_px", type=click.IntRange(16, 16384), help="Width in pixels.")
@click.option(
    "--limit", "limit_mib", type=click.IntRange(1, 1024), default=256, show_default=True,
    metavar="MIB", help="Refuse a frame larger than this when decoded.",
)  # fmt: skip
@arguments.verb()
def command(
    out: Output,
    path: str,
    target: str | None,
    frame: int,
    window: tuple[float, float] | None,
    width_px: int | None,
    limit_mib: int,
) -> int:
    """Draw FILE so that a millimetre is equally long across and down.

    With a scale bar, the patient's sides, and the sentence about its millimetres.  Without -o
    it is drawn in the terminal.

    \b
    millivox show slice.dcm -o slice.png
    millivox show cine.dcm --frame 12
    """
    from millivox.show import draw

    with progress("drawing", out) as tell:
        reading = api.reading(path, progress=tell)
        instance = api.only(reading, path)
        arguments.require_frame(instance.header, frame)
        drawn = draw(
            instance.open(),
            target,
            frame=frame,
            window=window,
            width_px=width_px,
            limit_bytes=limit_mib << 20,
        )
    drawn = replace(drawn, source=instance.path, problems=tuple(reading.problems))
    problems = [problem.to_dict() for problem in reading.problems]
    if out.is_text:
        _draw(out, drawn, target)
        for warning in drawn.scene.warnings:
            out.talk(warning, "warning")
        out.problems(problems)
    else:
        out.document(drawn.to_dict())
    return Exit(code_after(1, problems))


def _draw(out: Output, drawn: "Picture", target: str | None) -> None:
    if target is not None:
        out.text([f"{target}: {drawn.width_px} x {drawn.height_px} pixels, {_scale(drawn)}"])
        return
    from millivox.display.terminal import drawn_in_text

    lines = LINES_OF_A_PIPE
    if is_terminal(sys.stdout):
        lines = max(shutil.get_terminal_size().lines - LINES_BELOW, 8)
    colour = out.terminal.colour and out.terminal.blocks
    picture = drawn_in_text(drawn.scene, columns=out.terminal.width, lines=lines, colour=colour)
    out.text(picture)


def _scale(drawn: "Picture") -> str:
    if drawn.mm_per_px_x is None:
        return "no millimetres known"
    return f"{drawn.mm_per_px_x:.4g} {drawn.label} a pixel"
