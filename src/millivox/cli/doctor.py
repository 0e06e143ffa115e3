"""``millivox doctor``: what this installation can do."""

from typing import Any

import click

from millivox.cli import arguments
from millivox.cli.layout import mark, table
from millivox.cli.output import Exit, Output

#: What each protection keeps from the processes that decode.
PROTECTIONS = {
    "landlock": "no files, no ports, no signals to others",
    "limits": "memory and time of a frame, nothing opened or written",
    "no_new_privileges": "no rights through other programs",
    "seccomp": "no system calls but for memory and time",
}


@click.command("doctor", cls=arguments.Verb)
@arguments.verb()
def command(out: Output) -> int:
    """List versions, decoders by transfer syntax, their isolation, the kernel, optional extras.

    Ends with 1 where something that millivox needs is missing.
    """
    from millivox.installation import installation

    found = installation()
    if out.is_text:
        out.text(_lines(found, out))
    else:
        out.document(found)
    needed = all(found["versions"].values()) and found["kernel"]["available"]
    return Exit.DONE if needed else Exit.NO


def _lines(found: dict[str, Any], out: Output) -> list[str]:
    terminal = out.terminal
    title = terminal.paint
    versions = [["", ""], *([name, text or "missing"] for name, text in found["versions"].items())]
    kernel = found["kernel"]
    lines = [
        title("Versions", "title"),
        *table(versions, terminal)[1:],
        "",
        title("Kernel", "title"),
    ]
    if kernel["available"]:
        count = kernel["threads"]
        lines.append(f"  {_sign(True, out)} {kernel['instruction_set']}, up to {count} threads")
    else:
        lines.append(f"  {_sign(False, out)} {kernel['error']}")
    lines += ["", title("Decoders", "title")]
    rows = [[_plain(row["available"], out), row["decoder"], row["name"] or row["uid"]]
            for row in found["decoders"]]  # fmt: skip
    lines += table([["", "by", "transfer syntax"], *rows], terminal)
    lines += ["", title("Isolation of decoders", "title")]
    kept = [[_plain(active, out), name.replace("_", " "), PROTECTIONS[name]]
            for name, active in found["isolation"].items()]  # fmt: skip
    lines += table([["", "by", "a decoding process has"], *kept], terminal)
    lines += ["", title("Extras", "title")]
    extras = [[_plain(row["installed"], out), row["package"], row["for"],
               row["version"] or row["install"]] for row in found["extras"]]  # fmt: skip
    return lines + table([["", "package", "for", "version"], *extras], terminal)


def _sign(there: bool, out: Output) -> str:
    role = "good" if there else "warning"
    return out.terminal.paint(_plain(there, out), role)


def _plain(there: bool, out: Output) -> str:
    return mark("good", out.terminal) if there else "-"
