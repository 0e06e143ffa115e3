"""``millivox convert``: volumes into files, each with what is known of it beside."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from millivox import api
from millivox.cli import arguments, capturing, filming
from millivox.cli.layout import printable, table
from millivox.cli.output import Exit, Output, code_after
from millivox.cli.progress import progress
from millivox.cli.said import counted
from millivox.errors import SpacingUnknownError

if TYPE_CHECKING:
    from millivox.export.conversion.outcome import Conversion, Refused, Written

#: The words of millivox.export.conversion.asked; not imported, so that --help stays quick.
FORMS = (
    "nifti", "nii", "nifti2", "nrrd", "npy", "npz", "zarr", "dicom", "tiff", "png", "png16", "gif",
    "webp", "mp4", "h264",
)  # fmt: skip


@click.command("convert", cls=arguments.Verb)
@arguments.paths
@click.argument("target", metavar="OUT", shell_complete=arguments.files)
@click.option(
    "--form", type=click.Choice(FORMS), default="nifti", show_default=True,
    help="Form of the files in a folder OUT; nifti is .nii.gz, nii is not compressed, png16 holds "
    "the values, h264 is an MP4 by your own ffmpeg.",
)  # fmt: skip
@click.option("--regular", is_flag=True, help="Lay uneven slices on an even grid.")
@click.option("--upright", is_flag=True, help="Take a gantry tilt out; it is kept as shear else.")
@click.option("--thick", is_flag=True, help="Let a single slice be as thick as it says.")
@click.option(
    "--join", type=click.Choice(["time", "none"]), default="time", show_default=True,
    help="Volumes that follow each other as one NIfTI of four dimensions, or a file each.",
)  # fmt: skip
@click.option(
    "--names", type=click.Choice(["plain", "described"]), default="plain", show_default=True,
    help="With the series' description, which may hold patient data, or without.",
)  # fmt: skip
@click.option(
    "--patient", type=click.Choice(["kept", "none"]), default="kept", show_default=True,
    help="Of DICOM files: the patient and study of the source, or none, and new UIDs.",
)  # fmt: skip
@click.option(
    "--values", default="modality", show_default=True, metavar="NAME",
    help="modality (HU and the like), stored, real-world[:LABEL], or suv-bw and its kin.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N",
    help="Files made at a time.",
)  # fmt: skip
@capturing.options
@arguments.verb()
def command(
    out: Output,
    paths: tuple[str, ...],
    target: str,
    form: str,
    regular: bool,
    upright: bool,
    thick: bool,
    join: str,
    names: str,
    patient: str,
    values: str,
    jobs: int,
    spacing: capturing.Spacing,
    measures: str,
    like: str | None,
) -> int:
    """Write every volume at PATH to the folder OUT, or the only one to the file OUT.

    Radiographs, ultrasound and other single images become pictures with --form png, png16 or
    tiff.  A JSON file beside each says the verdict, where its millimetres come from and what was
    done.  What no file could hold truly is refused, with the reason.  Run again, it goes on where
    it was ended.  A picture (PNG, JPEG, TIFF, BMP) becomes DICOM where OUT ends in .dcm, and a
    cine a film where it ends in .gif, .webp or .mp4.

    \b
    millivox convert study/ out/
    millivox convert series/ brain.nii.gz
    millivox convert study.zip out/ --form nrrd --regular
    millivox convert cine.dcm cine.mp4
    millivox convert photo.png photo.dcm --spacing 0.2 --measures fiducial
    """
    if capturing.is_asked(paths, target, spacing, measures, like):
        return capturing.capture(out, paths[0], target, spacing, measures, like)
    from millivox.export.conversion.asked import Asked
    from millivox.export.conversion.convert import convert_studies

    asked = Asked(
        form=form,
        uneven="regular" if regular else "refuse",
        tilt="upright" if upright else "keep",
        single="thickness" if thick else "refuse",
        join=join,
        names=names,
        patient=patient,
        values=values,
    )
    with progress("reading", out) as tell:
        studies = api.open(paths, progress=tell)
    if filming.is_cine(studies, target):
        return filming.film(out, studies, target, form)
    with progress("converting", out) as tell:
        made = convert_studies(studies, target, asked, jobs=jobs, progress=tell)
    answer = made.to_dict()
    if out.is_text:
        _print(out, made)
        out.problems(answer["problems"])
    else:
        out.document(answer)
    if not studies.series:
        out.nothing(answer["problems"], paths)
    return _code(made)


def _print(out: Output, made: "Conversion") -> None:
    out.text(table([_row(one) for one in made.written], out.terminal, strong=(0,)))
    out.problems([_refusal(one) for one in made.refused])
    out.text([_counts(made)] if made.written or made.refused or made.without_image else [])


def _row(one: "Written") -> Sequence[str]:
    shape = " x ".join(map(str, one.shape))
    kept = "there already" if one.state == "kept" else ""
    return [printable(one.path), shape, kept or printable(one.verdict)]


def _refusal(one: "Refused") -> dict[str, object]:
    where = ", ".join(
        filter(None, [one.path or f"series {one.series_uid or '(no UID)'}", one.label])
    )
    return {"path": where, "error": one.error, "text": one.text}


def _counts(made: "Conversion") -> str:
    kept = sum(one.state == "kept" for one in made.written)
    parts = [f"{len(made.written) - kept} written"]
    parts += [f"{kept} there already"] if kept else []
    parts += [f"{len(made.refused)} refused"] if made.refused else []
    without = made.without_image
    parts += [f"{counted(without, 'object')} without an image"] if without else []
    return ", ".join(parts) + "."


def _code(made: "Conversion") -> Exit:
    """Refusals are inputs that failed; for want of millimetres alone there is an end of its own."""
    problems = [one.to_dict() for one in made.problems]
    answers = len(made.written) + len(made.refused) + made.without_image
    if made.refused and not made.written:
        unknown = all(one.error == SpacingUnknownError.__name__ for one in made.refused)
        return Exit.NO_MILLIMETRES if unknown else Exit.SOME_FAILED
    return Exit.SOME_FAILED if made.refused else code_after(answers, problems)
