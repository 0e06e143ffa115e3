"""``millivox convert PICTURE OUT.dcm``: a picture as a DICOM Secondary Capture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from millivox.cli import arguments
from millivox.cli.layout import printable
from millivox.cli.output import Exit, Output

F = TypeVar("F", bound=Callable[..., Any])
#: Endings of pictures; those of millivox.export.captured.scanned, not imported so that --help is
#: quick.
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
#: How they begin.
SIGNATURES = (b"\x89PNG", b"\xff\xd8", b"II*\0", b"MM\0*", b"BM")
FROM_FILE = "file"
Spacing = tuple[float, float] | str | None


def _spacing(context: click.Context, parameter: click.Parameter, text: str | None) -> Spacing:
    return text if text == FROM_FILE else arguments.pair_mm(context, parameter, text)


_OPTIONS = (
    click.option(
        "--spacing", callback=_spacing, metavar="MM",
        help="Of a picture that becomes DICOM: row and column in mm, one for both, or 'file' for "
        "its own resolution; without it none is written.",
    ),
    click.option(
        "--measures", type=click.Choice(["unsaid", "film", "fiducial", "geometry"]),
        default="unsaid", show_default=True,
        help="What --spacing is of: the sheet that was scanned, an object of known size in the "
        "picture, or worked out from distances.",
    ),
    click.option(
        "--like", metavar="FILE", shell_complete=arguments.files,
        help="A DICOM file whose patient and study the picture belongs to.",
    ),
)  # fmt: skip


def options(function: F) -> F:
    """The options of a picture that becomes DICOM."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def is_asked(
    paths: tuple[str, ...], target: str, spacing: Spacing, measures: str, like: str | None
) -> bool:
    """Whether one picture is to become one DICOM file; its options are of nothing else."""
    picture = len(paths) == 1 and paths[0].lower().endswith(PICTURES)
    if picture and target.lower().endswith(".dcm"):
        return True
    if picture and _is_picture(paths[0]):
        raise click.UsageError(f"{paths[0]} is a picture; it becomes DICOM where OUT ends in .dcm.")
    if spacing is not None or like is not None or measures != "unsaid":
        raise click.UsageError(
            "--spacing, --measures and --like are of one picture that becomes DICOM: "
            "millivox convert PICTURE OUT.dcm"
        )
    return False


def _is_picture(path: str) -> bool:
    """Whether it begins as a picture does, and is no DICOM file that is one too."""
    try:
        with open(path, "rb") as file:
            head = file.read(132)
    except OSError:
        return False
    return head.startswith(SIGNATURES) and head[128:] != b"DICM"


def capture(
    out: Output, picture: str, target: str, spacing: Spacing, measures: str, like: str | None
) -> int:
    """Make it, and say what was written of its size."""
    from millivox.export.captured.secondary_capture import secondary_capture

    made = secondary_capture(
        picture, Path(target), spacing_mm=spacing, measures=measures, like=like
    )
    answer = {"written": [made.to_dict()], "refused": [], "without_image": 0, "problems": []}
    if out.is_text:
        out.text([printable(str(made.path)), *(f"  {line}" for line in made.said)])
    else:
        out.document(answer)
    return Exit.DONE
