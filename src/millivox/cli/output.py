"""Answers on stdout, talk on stderr, exit codes as the contract says."""

import json
import math
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import chain, islice
from typing import Any

import click

from millivox.cli import terminal
from millivox.cli.folding import folded, kind_of
from millivox.cli.layout import hanging, printable
from millivox.cli.streams import answering, talking
from millivox.cli.terminal import Terminal
from millivox.errors import (
    ExportError,
    KernelError,
    MillivoxError,
    MissingExtraError,
    SpacingUnknownError,
)

#: Entries of a long answer that are written at a time.
ROWS = 1000


#: Signs of our own sentences as a terminal without them can show them.
SPELT = str.maketrans({"µ": "u", "°": " deg", "±": "+/-", "…": "~"})
#: What UTF-8 cannot hold, and JSON must escape.
SURROGATE = re.compile("[\ud800-\udfff]")


class Exit(IntEnum):
    """How a verb ends."""

    DONE = 0
    NO = 1
    USAGE = 2
    NOTHING_READABLE = 3
    NO_MILLIMETRES = 4
    SOME_FAILED = 5


@dataclass(frozen=True, slots=True)
class Output:
    """Where a verb puts its answer: text for people, one JSON document, or a line each."""

    form: str = "text"
    quiet: bool = False
    debug: bool = False
    terminal: Terminal = field(default_factory=terminal.of)

    @property
    def is_text(self) -> bool:
        """Whether a person reads the answer."""
        return self.form == "text"

    def text(self, lines: Sequence[str]) -> None:
        """Print lines for people; no lines print nothing."""
        text = "\n".join(lines)
        if text or lines:
            _write(text)

    def document(self, answer: Any) -> None:
        """Print one JSON document (``--json``) or one line of a stream (``--jsonl``)."""
        _write(to_json(answer, indent=2 if self.form == "json" else None))

    def long_document(
        self, top: Mapping[str, Any], key: str, entries: Iterable[Any], problems: Sequence[Any]
    ) -> None:
        """A document with many entries, each on a line of its own and written as it comes."""
        if self.form == "jsonl":
            for rows in batched(chain(entries, problems), ROWS):
                _write("\n".join(map(to_json, rows)))
            return
        start = "".join(f"  {to_json(name)}: {to_json(held)},\n" for name, held in top.items())
        _write(f"{{\n{start}  {to_json(key)}: [")
        between = ""
        for rows in batched(entries, ROWS):
            _write(between + ",\n".join(f"    {to_json(row)}" for row in rows), end="")
            between = ",\n"
        _write(f'\n  ],\n  "problems": {to_json(list(problems))}\n}}')

    def talk(self, text: str, role: str | None = None) -> None:
        """Say something on stderr, unless asked to be quiet."""
        if not self.quiet:
            said, shown = _encodable(printable(text), sys.stderr), terminal.of(sys.stderr)
            if terminal.is_terminal(sys.stderr):  # a pipe gets one line each
                said = hanging(said, shown.width)
            with talking():
                click.echo(shown.paint(said, role), err=True, color=True)

    def say(self, sentence: str, role: str | None = None, *, path: str | None = None) -> None:
        """Say something of a path, or of the question, as problems are said."""
        self.talk(told({"path": path, "text": sentence}), role)

    def problems(self, problems: Iterable[Mapping[str, Any]]) -> None:
        """Name on stderr what could not be read, and what is damaged."""
        for alike, rest in folded(problems, key=_kind):
            role = "warning" if alike[0].get("error") == "Damage" else "error"
            for problem in alike:
                self.talk(told(problem), role)
            if rest:
                self.talk(f"{rest} (--json names all)", role)

    def nothing(self, problems: Iterable[Mapping[str, Any]], paths: Sequence[str]) -> None:
        """Say that there was nothing, where no problem has said why."""
        if not list(problems):
            self.say("No DICOM object was found.", "error", path=", ".join(paths))

    def failed(self, error: MillivoxError) -> None:
        """Say why nothing came of it, in the form that was asked for."""
        if self.is_text:
            self.talk(told(problem_of(error)), "error")
        else:
            self.document({"problems": [problem_of(error)]})
        if self.debug:
            with talking():
                traceback.print_exception(error, file=sys.stderr)


def _kind(problem: Mapping[str, Any]) -> tuple[Any, ...]:
    """What problems alike have in common, wherever they are."""
    return problem.get("error"), problem.get("tag"), kind_of(str(problem.get("text")))


def told(problem: Mapping[str, Any]) -> str:
    """A problem in one line: where (or who says so), what, and at which byte and tag."""
    offset, tag = problem.get("offset"), problem.get("tag")
    place = [str(problem.get("path") or "millivox")]
    place += [str(tag)] if tag else []
    place += [f"byte {offset}"] if offset is not None else []
    return f"{', '.join(place)}: {problem.get('text')}"


def problem_of(error: MillivoxError) -> dict[str, Any]:
    """An error as an entry of ``problems``."""
    text = f"{error.text} {error.help}" if error.help else error.text
    entry: dict[str, Any] = {"path": error.path, "error": type(error).__name__, "text": text}
    return entry | ({"tag": error.tag} if error.tag else {})


def code_of(error: MillivoxError) -> Exit:
    """The exit code of a verb that ended with an error."""
    if isinstance(error, SpacingUnknownError):
        return Exit.NO_MILLIMETRES
    # What was asked for cannot be done here, whatever the input holds.
    asked = isinstance(error, (MissingExtraError, ExportError, KernelError))
    return Exit.USAGE if asked else Exit.NOTHING_READABLE


def code_after(answers: int, problems: Iterable[Mapping[str, Any]]) -> Exit:
    """The exit code after reading all, some or nothing; damage that was read past is no failure."""
    if not answers:
        return Exit.NOTHING_READABLE
    failed = any(problem.get("error") != "Damage" for problem in problems)
    return Exit.SOME_FAILED if failed else Exit.DONE


def to_json(answer: Any, *, indent: int | None = None) -> str:
    """JSON of an answer; a number that is not finite is unknown, hence ``null``."""
    try:
        text = _encoder(not _is_utf8(sys.stdout), indent).encode(answer)
    except ValueError:
        return to_json(_finite(answer), indent=indent)
    if not text.isascii() and SURROGATE.search(text):
        return _encoder(True, indent).encode(answer)
    return text


@cache
def _encoder(ascii_only: bool, indent: int | None) -> json.JSONEncoder:
    """An encoder that refuses NaN; made once, for a header has many elements."""
    return json.JSONEncoder(ensure_ascii=ascii_only, indent=indent, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(held) for held in value]
    return value


def _write(text: str, end: str = "\n") -> None:
    with answering():
        click.echo(_encodable(text + end, sys.stdout), color=True, nl=False)


def batched(entries: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Entries in lists of at most a size."""
    waiting = iter(entries)
    while batch := list(islice(waiting, size)):
        yield batch


def _encodable(text: str, stream: Any) -> str:
    """The text with what the stream cannot encode replaced, never an error."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(SPELT).encode(encoding, "replace").decode(encoding)
    return text


def _is_utf8(stream: Any) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") == "utf8"
