"""The question page: what it shows is what its commands print, and its links lead somewhere."""

import re
import runpy
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "questions.md").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
def test_every_answer_is_what_its_command_prints() -> None:
    refreshed = runpy.run_path(str(DOCS / "answers.py"))["refreshed"](PAGE)
    assert refreshed == PAGE, "run: python docs/answers.py"


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", PAGE)
    assert len(pictures) >= 5
    assert [name for name in pictures if not (DOCS / name).is_file()] == []


def test_every_question_of_the_list_is_answered() -> None:
    asked = re.findall(r"^- \[[^]]+\]\(#([^)]+)\)", PAGE, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert asked == [_anchor(heading) for heading in headings]


def _anchor(heading: str) -> str:
    """How the pages of a repository name a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
