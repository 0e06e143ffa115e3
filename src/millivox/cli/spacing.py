"""``millivox spacing``: where a millimetre comes from, and whether it may be trusted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from millivox import api
from millivox.cli import arguments
from millivox.cli.output import Exit, Output, code_after, problem_of
from millivox.cli.progress import progress
from millivox.errors import MillivoxError
from millivox.provenance import Override

if TYPE_CHECKING:
    from millivox.dicom.problem import Problem


@click.command("spacing", cls=arguments.Verb)
@arguments.paths
@arguments.frame
@arguments.accept_unverified
@arguments.assume_isotropic
@click.option(
    "--require",
    type=click.Choice(["patient", "mm"]),
    help="End with 1 if not in the patient's plane, with 4 if no millimetre is known.",
)
@click.option(
    "--set-mm",
    metavar="X[,Y]",
    callback=arguments.pair_mm,
    help="Use this size, between columns and between rows; needs --by and --because.",
)
@click.option("--by", metavar="WHO", help="Who sets it.")
@click.option("--because", metavar="REASON", help="How it was found.")
@arguments.verb(streams=True)
def command(
    out: Output,
    paths: tuple[str, ...],
    frame: int,
    accept_unverified: bool,
    assume_isotropic: bool,
    require: str | None,
    set_mm: tuple[float, float] | None,
    by: str | None,
    because: str | None,
) -> int:
    """Say what a pixel is in millimetres, where the number came from, at which plane it holds.

    \b
    millivox spacing image.dcm
    millivox spacing image.dcm --frame 12 --json
    millivox spacing chest.dcm --require patient
    millivox spacing scan.dcm --set-mm 0.2 --by physics --because ruler
    """
    override = _override(set_mm, by, because)
    with progress("reading", out) as tell:
        reading = api.reading(paths, progress=tell)
    single = len(paths) == 1 and len(reading.instances) == 1
    if single:
        arguments.require_frame(reading.instances[0].header, frame)
    problems = [problem.to_dict() for problem in reading.problems]
    answers: list[dict[str, Any]] = []
    known = api.known(reading)
    wrong: dict[str, list[Problem]] = {}
    for problem in reading.problems:
        wrong.setdefault(problem.path, []).append(problem)
    for instance in reading.instances:
        try:
            header = api.at_frame(instance.header, frame)
        except MillivoxError as error:
            problems.append(problem_of(error))
            continue
        report = api.report_of(
            header,
            assume_isotropic=assume_isotropic,
            among=known,
            override=override,
            problems=wrong.get(instance.path, ()),
        )
        answers.append(report.to_dict(accept_unverified=accept_unverified))
    _print(out, answers, problems, single=single or not reading.instances)
    if not answers:
        out.nothing(problems, paths)
    code = code_after(len(answers), problems)
    demanded = max((_demanded(answer, require) for answer in answers), default=Exit.DONE)
    return demanded or code


def _override(
    set_mm: tuple[float, float] | None, by: str | None, because: str | None
) -> Override | None:
    """The size that the caller sets; one without a name and a reason is refused."""
    if set_mm is None and not by and not because:
        return None
    if set_mm is None or not by or not because:
        raise click.UsageError("--set-mm, --by and --because go together.")
    column_mm, row_mm = set_mm
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Override(row_mm, column_mm, by, because, now)


def _print(
    out: Output, answers: list[dict[str, Any]], problems: list[dict[str, Any]], *, single: bool
) -> None:
    if out.form == "jsonl":
        for entry in [*answers, *problems]:
            out.document(entry)
    elif out.form == "json" and single:
        out.document((answers[0] if answers else {}) | {"problems": problems})
    elif out.form == "json":
        out.document({"files": answers, "problems": problems})
    else:
        from millivox.cli.spacing_text import lines

        for number, answer in enumerate(answers):
            out.text([*([""] if number else []), *lines(answer, out.terminal)])
        out.problems(problems)


def _demanded(answer: Mapping[str, Any], require: str | None) -> Exit:
    """Whether what was demanded is there."""
    if require is None:
        return Exit.DONE
    places = [answer["spacing"], *answer["regions"]]
    known = [p for p in places if p["x"]["mm"] is not None and p["y"]["mm"] is not None]
    if not known:
        return Exit.NO_MILLIMETRES
    if require == "patient" and not any(
        p["x"]["plane"] == "PATIENT" == p["y"]["plane"] for p in known
    ):
        return Exit.NO
    return Exit.DONE
