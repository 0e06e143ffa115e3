"""The command ``millivox``: a verb is imported only when it is called."""

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import click

from millivox.cli.streams import UnwrittenError, answering, buffered, talking
from millivox.version import __version__

#: Verb, the module under ``millivox.cli`` that holds it, and its line in the list of verbs.
VERBS: dict[str, tuple[str, str]] = {
    "check": ("check", "What is the geometry of these images really?"),
    "spacing": ("spacing", "Where does a millimetre come from; may it be trusted?"),
    "info": ("info", "What is here: patients, studies, series, counts, sizes."),
    "header": ("header", "Every element of the header, with plain words."),
    "show": ("show", "A true-aspect picture with a scale bar."),
    "convert": ("convert", "NIfTI, NRRD, Zarr, DICOM, PNG or films, with provenance."),
    "doctor": ("doctor", "What this installation can do."),
    "completion": ("completion", "Print the completion script of a shell."),
}
#: Ends that no verb has of its own, numbered as other programs do (sysexits.h, 128 + signal).
OUR_FAULT = 70
UNWRITTEN = 74
INTERRUPTED = 130
BROKEN_PIPE = 141


class Verbs(click.Group):
    """Verbs, imported when they are needed so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order a newcomer meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"millivox.cli.{VERBS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a verb and end the process with its exit code."""
        start = partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        return sys.exit(self._run(start)) if standalone_mode else start()

    def _run(self, start: Callable[[], Any]) -> int:
        buffered()
        try:
            code = start()
            return code if isinstance(code, int) else 0
        except click.ClickException as error:
            with talking():
                error.show()
            return error.exit_code
        except click.Abort:
            return INTERRUPTED
        except UnwrittenError as error:
            return _unwritten(error)
        except Exception as error:
            return _our_fault(error)

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """Parse the arguments, or answer ``--help`` and ``--version``."""
        with answering():
            return super().make_context(*words, **more)


def _unwritten(error: UnwrittenError) -> int:
    """The answer did not arrive: a reader that went away (``| head``) needs no words."""
    if error.reader_left:
        return BROKEN_PIPE
    with talking():
        click.echo(f"millivox: cannot write the output: {error.why}.", err=True)
    return UNWRITTEN


def _our_fault(error: Exception) -> int:
    """An error nobody foresaw: said in one line, in full with ``--debug``."""
    what = f"{type(error).__name__}: {error}"
    with talking():
        if "--debug" in sys.argv:
            traceback.print_exception(error)
        click.echo(f"millivox: internal error, {what}\n(--debug shows where)", err=True)
    return OUR_FAULT


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="PATH is a file, a folder, a ZIP or TAR, a DICOMDIR, or - for one file on stdin. "
    "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 nothing readable, "
    "4 no millimetres known, 5 some inputs failed.",
)
@click.version_option(__version__, "--version", message="millivox %(version)s")
def main() -> None:
    """DICOM images that always know their millimetres.

    \b
    millivox check FOLDER        the geometry of every series, in one sentence each
    millivox spacing FILE        one pixel in millimetres, and why
    millivox header FILE         what is written in the file, explained
    """
