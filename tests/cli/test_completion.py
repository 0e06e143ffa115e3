"""Completion as the shells ask for it: the environment in, lines of type and value out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import millivox

#: The words before the cursor, the last of them unfinished.
PATHS = [
    ("check", "exa"),
    ("check", ""),
    ("check", "a.dcm", "exa"),
    ("spacing", "exa"),
    ("info", "exa"),
    ("header", "exa"),
    ("header", "a.dcm", "--diff", "exa"),
    ("show", "exa"),
    ("show", "a.dcm", "-o", "exa"),
    ("show", "a.dcm", "--out", "exa"),
]
OTHERS = [(("sp",), "spacing"), (("check", "--fail"), "--fail-on"), (("completion", "b"), "bash")]


def _asked(run, shell, words):
    """What a shell is told; fish gives the unfinished word itself, not its place."""
    before = " ".join(("millivox", *words))
    place = words[-1] if shell == "fish" else str(len(words))
    environment = {"COMP_WORDS": before, "COMP_CWORD": place}
    done = run(**environment, _MILLIVOX_COMPLETE=f"{shell}_complete")
    assert done.stderr == ""
    return done.stdout.replace("\n", ",").split(",") if shell == "zsh" else done.stdout.split("\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("words", PATHS)
def test_paths_are_left_to_the_shell(run, shell, words):
    told = _asked(run, shell, words)
    expected = ["file", words[-1]] if shell == "zsh" else [f"file,{words[-1]}"]
    assert told[: len(expected)] == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("words", "expected"), OTHERS)
def test_names_are_completed_by_millivox(run, shell, words, expected):
    told = _asked(run, shell, words)
    assert told[0].partition(",")[0] == "plain"
    assert any(expected in line for line in told)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_completes_files_where_they_are(run, tmp_path):
    """The script itself, up to what it asks readline for (``compopt`` needs a terminal)."""
    script = run("completion", "bash").stdout
    command = tmp_path / "millivox"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m millivox "$@"\n')
    command.chmod(0o755)
    asked = f"""
compopt() {{ printf '%s ' compopt "$@"; echo; }}
{script}
COMP_WORDS=(millivox check exa) COMP_CWORD=2
_millivox_completion {command}
echo "${{#COMPREPLY[@]}} replies"
"""
    environment = os.environ | {"PYTHONPATH": str(Path(millivox.__file__).parents[1])}
    done = subprocess.run(
        ["bash", "--norc", "-c", asked], capture_output=True, text=True, env=environment,
        check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["compopt -o default ", "0 replies"]
