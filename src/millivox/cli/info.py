"""``millivox info``: what is here."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from millivox import api
from millivox.cli import arguments
from millivox.cli.layout import printable, rule, table
from millivox.cli.output import Output, code_after
from millivox.cli.progress import progress
from millivox.cli.said import counted, named
from millivox.cli.terminal import Terminal

Json = Mapping[str, Any]
#: The year of the first radiograph; what is dated before was not dated at all.
FIRST_YEAR = 1895
UNITS = ("B", "kB", "MB", "GB", "TB")


@click.command("info", cls=arguments.Verb)
@arguments.paths
@arguments.verb()
def command(out: Output, paths: tuple[str, ...]) -> int:
    """List what is here: patients, studies, series, counts and sizes.

    \b
    millivox info FOLDER
    millivox info study.zip --json
    """
    with progress("reading", out) as tell:
        answer = api.open(paths, progress=tell).to_dict()
    if out.is_text:
        out.text([line for study in answer["studies"] for line in _study(study, out.terminal)])
        out.problems(answer["problems"])
    else:
        out.document(answer)
    if not answer["studies"]:
        out.nothing(answer["problems"], paths)
    return code_after(len(answer["studies"]), answer["problems"])


def _study(study: Json, terminal: Terminal) -> list[str]:
    dot = terminal.either(" · ", ", ")
    patient = study["patient"]
    title = dot.join(filter(None, [_person(patient["name"]), patient["id"]])) or "no name"
    aside = [_day(study["date"]), named(study["description"])]
    lines = [rule(title, dot.join(filter(None, aside)), terminal)]
    counts = [counted(study["n_series"], "series"), counted(study["n_instances"], "instance")]
    counts += [size(study["bytes"])] if study["bytes"] is not None else []
    lines += ["  " + terminal.paint(", ".join(counts), "dim"), ""]
    rows = [["", "", "instances", "frames", "matrix", "size", "series"]]
    rows += [_series(place, one) for place, one in enumerate(study["series"], start=1)]
    return [*lines, *table(rows, terminal, right=(0, 2, 3, 5), strong=(1,)), ""]


def _series(place: int, one: Json) -> list[str]:
    number = one["number"]
    matrix = f"{one['columns']}x{one['rows']}" if one["rows"] and one["columns"] else ""
    return [
        str(place if number is None else number),
        one["modality"] or "?",
        str(one["n_instances"]),
        str(one["n_frames"]),
        matrix,
        size(one["bytes"]) if one["bytes"] is not None else "",
        named(one["description"]) or named(one["body_part"]) or one["series_uid"] or "",
    ]


def _person(name: str | None) -> str:
    """A person name as people write it: the first of its spellings, family name first."""
    if not name:
        return ""
    parts = [part for part in name.partition("=")[0].split("^") if part]
    return printable(", ".join([parts[0], " ".join(parts[1:])]) if parts[1:] else "".join(parts))


def _day(written: str | None) -> str:
    """A date as people write it; nothing where what is written is none.

    Examples
    --------
    >>> _day("20040119"), _day("00010101"), _day("20040231"), _day("***")
    ('2004-01-19', '', '', '')
    """
    digits = (written or "").replace(".", "")  # ACR-NEMA wrote 2004.01.19
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return ""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ""
    return day.isoformat() if day.year >= FIRST_YEAR else ""


def size(count: int) -> str:
    """Bytes as people say them.

    Examples
    --------
    >>> size(512), size(39_205), size(2_400_241)
    ('512 B', '39 kB', '2.4 MB')
    """
    number, unit = float(count), UNITS[0]
    for unit in UNITS:
        if number < 1000 or unit == UNITS[-1]:
            break
        number /= 1000
    return f"{number:.1f} {unit}" if number < 10 and unit != "B" else f"{number:.0f} {unit}"
