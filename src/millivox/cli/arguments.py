"""Arguments and options that several verbs share."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from millivox.cli.output import Output, code_of
from millivox.cli.streams import answering
from millivox.errors import MillivoxError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from millivox.dicom.header import Header

F = TypeVar("F", bound=Callable[..., Any])


def files(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Leave the completion to the shell: any file or folder."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=files)
path = click.argument("path", metavar="PATH", shell_complete=files)
file = click.argument("path", metavar="FILE", shell_complete=files)
frame = click.option(
    "--frame", default=0, show_default=True, metavar="N", type=click.IntRange(min=0),
    help="Frame number, counted from 0.",
)  # fmt: skip
accept_unverified = click.option(
    "--accept-unverified",
    is_flag=True,
    help="Give numbers whose meaning nobody states (grade D) as 'mm?'.",
)
assume_isotropic = click.option(
    "--assume-isotropic",
    is_flag=True,
    help="Take a single valid number for both directions.",
)


class Verb(click.Command):
    """A verb, one that may end while it prints its own help."""

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """Parse the arguments, or answer ``--help``."""
        with answering():
            return super().make_context(*words, **more)


def verb(*, streams: bool = False) -> Callable[[F], F]:
    """Give a verb its form of output and its way to fail; it receives an ``Output`` as ``out``.

    A verb returns its exit code (nothing is 0).
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def run(json: bool, jsonl: bool, quiet: bool, debug: bool, **rest: Any) -> None:
            if json and jsonl:
                raise click.UsageError("--json and --jsonl exclude each other.")
            form = "json" if json else "jsonl" if jsonl else "text"
            out = Output(form, quiet, debug)
            try:
                code = function(out=out, **rest)
            except MillivoxError as error:
                out.failed(error)
                code = code_of(error)
            click.get_current_context().exit(int(code or 0))

        decorated: Any = _debug(_quiet(_json(_jsonl(run) if streams else _without_jsonl(run))))
        return decorated  # type: ignore[no-any-return]

    return decorate


def pair_mm(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[float, float] | None:
    """One length in mm for both directions, or two, separated by a comma or an x.

    Examples
    --------
    >>> pair_mm(None, None, "0.2"), pair_mm(None, None, "0.2x0.3")  # type: ignore[arg-type]
    ((0.2, 0.2), (0.2, 0.3))
    """
    if text is None:
        return None
    try:
        sizes = [float(part) for part in text.replace("x", ",").split(",")]
    except ValueError:
        sizes = []
    if len(sizes) not in (1, 2) or not all(0 < size < float("inf") for size in sizes):
        raise click.BadParameter(f"{text} is not one or two lengths in mm, such as 0.2 or 0.2,0.3.")
    return sizes[0], sizes[-1]


def window(
    context: click.Context, parameter: click.Parameter, pair: tuple[float, float] | None
) -> tuple[float, float] | None:
    """A window that can be looked through."""
    if pair is not None:
        from millivox.display.window import Window

        try:
            Window(*pair).require_linear()
        except ValueError as error:
            raise click.BadParameter(str(error)) from error
    return pair


def require_frame(header: "Header", frame: int) -> None:
    """End with a usage error where the object has no such frame."""
    last = header.number_of_frames - 1
    if frame > last:
        raise click.UsageError(f"--frame {frame}: the frames of {header.file} are 0 to {last}.")


_json = click.option("--json", is_flag=True, help="One JSON document on stdout.")
_jsonl = click.option("--jsonl", is_flag=True, help="JSON, one object a line.")
_quiet = click.option("--quiet", "-q", is_flag=True, help="No talk on stderr.")
_debug = click.option("--debug", is_flag=True, help="Show tracebacks.")


def _without_jsonl(run: Callable[..., None]) -> Callable[..., None]:
    @wraps(run)
    def call(**rest: Any) -> None:
        run(jsonl=False, **rest)

    return call
