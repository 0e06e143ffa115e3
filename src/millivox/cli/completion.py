"""``millivox completion``: the completion script of a shell."""

import click

from millivox.cli import arguments
from millivox.cli.streams import answering


@click.command("completion", cls=arguments.Verb)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    bash:  millivox completion bash >> ~/.bashrc
    zsh:   millivox completion zsh >> ~/.zshrc
    fish:  millivox completion fish > ~/.config/fish/completions/millivox.fish
    """
    from click.shell_completion import get_completion_class

    from millivox.cli.app import main

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(main, {}, "millivox", "_MILLIVOX_COMPLETE")
    # Click's bash class would first ask for bash's version; the script itself needs no shell.
    with answering():
        click.echo(script.source_template % script.source_vars())
