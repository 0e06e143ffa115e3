"""The examples run, and print what they say they print."""

import ast
import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_prints_what_it_says(
    path: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(path)])
    promised = ast.get_docstring(ast.parse(path.read_text("utf-8"))).partition("Prints:\n")[2]
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out.strip() == promised.strip()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7


def test_the_example_study_is_small() -> None:
    files = (EXAMPLES[0].parent / "data").rglob("*.dcm")
    assert sum(file.stat().st_size for file in files) < 1_500_000
