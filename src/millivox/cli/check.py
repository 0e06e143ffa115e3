"""``millivox check``: what the geometry of some images really is."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from millivox import api
from millivox.cli import arguments
from millivox.cli.output import Exit, Output, code_after
from millivox.cli.progress import progress

SEVERITIES = ("info", "warning", "error")


@click.command("check", cls=arguments.Verb)
@arguments.paths
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="End with 1 where a finding is as grave as that.",
)
@click.option("--slices", is_flag=True, help="List every slice with its position.")
@click.option("--brief", is_flag=True, help="One sentence a series.")
@click.option("--merge-series", is_flag=True, help="Let a volume span the series of a study.")
@click.option(
    "--tolerance-profile",
    type=click.Choice(["strict", "clinical", "ohif"]),
    default="strict",
    show_default=True,
    help="Whose tolerance for uneven slices to follow.",
)
@arguments.accept_unverified
@arguments.verb(streams=True)
def command(
    out: Output,
    paths: tuple[str, ...],
    fail_on: str | None,
    slices: bool,
    brief: bool,
    merge_series: bool,
    tolerance_profile: str,
    accept_unverified: bool,
) -> int:
    """Say of every series what its geometry really is, with the evidence.

    \b
    millivox check FOLDER
    millivox check study.zip --json
    millivox check FOLDER --fail-on warning
    """
    with progress("checking", out) as tell:
        report = api.check(
            paths,
            progress=tell,
            tolerance_profile=tolerance_profile,
            merge="series" if merge_series else "nothing",
        )
    answer = report.to_dict(accept_unverified=accept_unverified)
    series, problems = answer["series"], answer["problems"]
    if out.form == "json":
        out.document(answer)
    elif out.form == "jsonl":
        for entry in [*series, *problems]:
            out.document(entry)
    else:
        _print(out, series, slices=slices, brief=brief)
        out.problems(problems)
    if not series:
        out.nothing(problems, paths)
    if fail_on and any(_is_grave(one, fail_on) for one in series):
        return Exit.NO
    return code_after(len(series), problems)


def _is_grave(one: Mapping[str, Any], least: str) -> bool:
    found = [finding["severity"] for finding in one["findings"]]
    return any(SEVERITIES.index(severity) >= SEVERITIES.index(least) for severity in found)


def _print(out: Output, series: Sequence[Mapping[str, Any]], *, slices: bool, brief: bool) -> None:
    from millivox.cli import check_text

    for number, one in enumerate(series):
        if brief:
            out.text(check_text.brief(one, out.terminal))
            continue
        out.text([""] if number else [])
        out.text(check_text.series(one, out.terminal, slices=slices))
    if len(series) > 1:
        out.text(["", *check_text.total(series, out.terminal)])
