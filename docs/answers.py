"""Run every command and every snippet of the question page and paste what they print.

``python docs/answers.py`` rewrites the page; the tests check that nothing would change.  A block
marked ``console`` holds commands after ``$``; one marked ``python`` is run, and the block marked
``text`` that follows it holds what it printed.  A block marked ``py`` is only read.
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "questions.md"
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def refreshed(page: str) -> str:
    """The page with what its commands and snippets print now."""
    page = CONSOLE.sub(lambda block: _console(block[0]), page)
    return PYTHON.sub(lambda block: _python(block[1]), page)


def _console(block: str) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{_printed(command)}" for command in commands)


def _printed(command: str) -> str:
    millivox = f'"{sys.executable}" -m millivox'
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "examples").symlink_to(ROOT / "examples")
        done = subprocess.run(
            re.sub(r"\bmillivox\b", lambda found: millivox, command, count=1),
            shell=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": path, "COLUMNS": "80", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    return re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE)


def _python(code: str) -> str:
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("examples").symlink_to(ROOT / "examples")
        with contextlib.redirect_stdout(out):
            exec(compile(code, str(PAGE), "exec"), {})
    return f"```python\n{code}```\n\n```text\n{out.getvalue()}```"


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text("utf-8")), "utf-8")
