"""``millivox header``: every element, what it means here, what differs, what varies."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from millivox import api
from millivox.cli import arguments
from millivox.cli.output import Exit, Output, code_after, problem_of
from millivox.cli.progress import progress
from millivox.errors import MillivoxError

if TYPE_CHECKING:
    from millivox.dicom.listing.compare import Variation, Varying
    from millivox.dicom.pixels.digest import PixelDigest
    from millivox.dicom.reading import Reading
    from millivox.spacing.words.explained import HeaderReport


@click.command("header", cls=arguments.Verb)
@arguments.file
@click.option("--find", metavar="TEXT", help="Only elements whose tag, keyword or value has TEXT.")
@click.option(
    "--diff", metavar="OTHER", shell_complete=arguments.files,
    help="What differs from the header of OTHER.",
)  # fmt: skip
@click.option("--long", is_flag=True, help="Values in full, however wide.")
@click.option("--pixels", is_flag=True, help="Decode every frame, too: shape, type, SHA-256.")
@arguments.frame
@arguments.verb(streams=True)
def command(
    out: Output, path: str, find: str | None, diff: str | None, long: bool, pixels: bool, frame: int
) -> int:
    """Print every element of a header, with plain words for what bears on millimetres.

    For a folder: what varies between its instances.

    \b
    millivox header image.dcm
    millivox header image.dcm --find spacing
    millivox header one.dcm --diff two.dcm
    millivox header image.dcm --pixels
    millivox header FOLDER
    """
    if diff and (find or pixels):
        raise click.UsageError(f"--{'find' if find else 'pixels'} and --diff exclude each other.")
    if diff:
        return _difference(out, path, diff)
    with progress("reading", out) as tell:
        reading = api.reading(path, progress=tell)
    if len(reading.instances) > 1 or Path(path).is_dir():
        if pixels:
            raise click.UsageError("--pixels decodes one file, and this is not one.")
        return _variation(out, path, reading, find=find)
    instance = api.only(reading, path)
    arguments.require_frame(instance.header, frame)
    report = api.header_of(instance, frame=frame)
    digest = api.pixels_of(instance) if pixels else None
    return _one(out, report, reading, digest, find=find, long=long)


def _one(
    out: Output,
    report: "HeaderReport",
    reading: "Reading",
    digest: "PixelDigest | None",
    *,
    find: str | None,
    long: bool,
) -> int:
    shown = report.find(find) if find else list(report.elements)
    problems = [problem.to_dict() for problem in reading.problems]
    problems += [problem.to_dict() for problem in digest.problems] if digest else []
    if out.is_text:
        from millivox.cli.header_text import full, listed

        if find:
            out.text(_found(listed(report, shown, out.terminal, long=long), report, shown, out))
        else:
            out.text(full(report, out.terminal, long=long))
        if digest:
            out.text(["", f"Pixels: {digest}"])
        out.problems(problems)
    else:
        entries = (report.entry(element) for element in shown if not element.is_item)
        top = {"path": report.path, "transfer_syntax": report.transfer_syntax}
        decoded = digest.to_dict() if digest else {}
        first = [decoded] if decoded and out.form == "jsonl" else []
        out.long_document(top | decoded, "elements", chain(first, entries), problems)
    if find and not shown:
        return _found_nothing(out, report.path, f"No element has the name or value {find!r}.")
    return code_after(1, problems)


def _found(lines: list[str], report: "HeaderReport", shown: list[Any], out: Output) -> list[str]:
    """Each element found, with its words below."""
    from millivox.cli.layout import wrapped

    both: list[str] = []
    for line, element in zip(lines, shown, strict=True):
        words = report.words.get(element.path)
        both += [line, *(wrapped(words, out.terminal, indent=6) if words else [])]
    return both


def _difference(out: Output, path: str, other: str) -> int:
    from millivox.dicom.listing.compare import differences

    readings = [api.reading(path), api.reading(other)]
    first, second = (
        api.only(reading, name) for reading, name in zip(readings, (path, other), strict=True)
    )
    one, two = tuple(api.elements_of(first)), tuple(api.elements_of(second))
    found = differences(one, two)
    problems = [problem.to_dict() for reading in readings for problem in reading.problems]
    if out.is_text:
        from millivox.cli.header_text import different

        out.text(different(found, (first.path, second.path), out.terminal))
        out.problems(problems)
    else:
        top = {"path": first.path, "other": second.path}
        out.long_document(top, "elements", (pair.to_dict() for pair in found), problems)
    return code_after(1, problems)


def _variation(out: Output, path: str, reading: "Reading", *, find: str | None) -> int:
    from millivox.dicom.listing.compare import Variation
    from millivox.spacing.words.explained import varies_with

    by_series: dict[str, Variation] = {}
    problems = [problem.to_dict() for problem in reading.problems]
    for instance in reading.instances:
        uid = instance.header.series_instance_uid or ""
        try:
            walked = api.walk_of(instance)
        except MillivoxError as error:  # it has gone since
            problems.append(problem_of(error))
        else:
            by_series.setdefault(uid, Variation()).add(walked)
    rows = {
        uid: [row for row in group.varying() if not find or varies_with(row, find)]
        for uid, group in by_series.items()
    }
    if out.is_text:
        from millivox.cli.varying_text import varying

        for number, (uid, group) in enumerate(by_series.items()):
            if find and not rows[uid]:
                continue
            title = f"What varies in series {uid or 'without a UID'}"
            out.text([""] if number else [])
            out.text(varying(title, rows[uid], group.n, group.n_constant, out.terminal))
        out.problems(problems)
    else:
        entries = (
            {"series_uid": uid, "n_instances": by_series[uid].n, **row.to_dict()}
            for uid, held in rows.items()
            for row in held
        )
        top = {"path": path, "n_instances": sum(group.n for group in by_series.values())}
        out.long_document(top, "elements", entries, problems)
    if find:
        _searched_in_part(out, path, by_series, rows)
    if not by_series:
        out.nothing(problems, [path])
    elif find and not any(rows.values()):
        return _found_nothing(
            out, path, f"Nothing that varies here has the name or value {find!r}."
        )
    return code_after(len(by_series), problems)


def _searched_in_part(
    out: Output,
    path: str,
    by_series: Mapping[str, "Variation"],
    rows: Mapping[str, Sequence["Varying"]],
) -> None:
    """Say of how many elements some values were not kept, and so could not be searched."""
    from millivox.cli.said import counted
    from millivox.dicom.listing.compare import MOST_VALUES

    left_out = sum(
        row.more and all(row is not found for found in rows[uid])
        for uid, group in by_series.items()
        for row in group.varying()
    )
    if left_out:
        text = f"Of {counted(left_out, 'element')} only {MOST_VALUES} values were searched."
        out.say(text, path=path)


def _found_nothing(out: Output, path: str | None, text: str) -> Exit:
    out.say(text, path=path)
    return Exit.NO
