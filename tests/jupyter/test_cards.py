"""Cards: what values show of themselves in a notebook, escaped, without asking the network."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import millivox as mv
from millivox.jupyter import CARDS, register
from millivox.phantoms.series import ELEVEN, series, write

EVIL = "<script>alert('x')</script>\"onload=\"y"


class Formatter:
    """What IPython's registry is asked for."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Any] = {}

    def for_type_by_name(self, module: str, name: str, function: Any) -> None:
        self.known[module, name] = function


class Shell:
    def __init__(self) -> None:
        self.display_formatter = self
        self.formatters = {"text/html": Formatter()}


class Balanced(HTMLParser):
    """Every tag that opens closes again."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag != "script"
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def card(value: Any) -> str:
    shell = Shell()
    register(shell)
    kind = type(value)
    page = shell.formatters["text/html"].known[kind.__module__, kind.__name__](value)
    Balanced(page)
    return str(page)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A series with a hole, whose every text is hostile."""
    made = series(ELEVEN["D"])
    for one in made:
        one.SeriesDescription = one.Manufacturer = one.StudyDescription = EVIL
    folder = tmp_path_factory.mktemp("hostile")
    write(made, folder)
    return folder


def values(folder: Path) -> list[Any]:
    found, report = mv.open(folder), mv.check(folder)
    one = found.series[0]
    file = next(folder.glob("*.dcm"))
    return [
        found, found.studies[0], one, one.report, one.volumes[0], report,
        one.volume(), one.slices(), mv.spacing(file), mv.header(file),
    ]  # fmt: skip


def test_every_value_has_a_card_that_escapes_what_files_say(folder: Path) -> None:
    cards = [card(value) for value in values(folder)]
    assert len(cards) == len(CARDS)
    for page in cards:
        assert EVIL not in page


def test_no_card_asks_the_network(folder: Path) -> None:
    for value in values(folder):
        page = card(value)
        assert not re.search(
            r"https?:|//|url\(|@import|<link|<iframe", re.sub(r"base64,[^']*", "", page)
        )


def test_a_series_shows_its_picture_its_verdict_its_axes_and_its_slices(folder: Path) -> None:
    one = mv.open(folder).series[0]
    page = card(one)
    assert "data:image/png;base64," in page
    assert one.verdict.replace("'", "&#x27;") in page
    assert "2.5 ± 0.0072 mm" in page
    assert "(0028,0030)[1]" in page
    assert "B: metric" in page
    assert page.count("<rect") == 40
    assert page.count("stroke-dasharray") == 1
    assert "slice 17 is missing" in page


def test_a_series_without_pixels_says_why_it_has_no_picture() -> None:
    made = series(n=2)
    for one in made:
        del one.PixelData
    page = card(mv.open(made).series[0])
    assert "No picture: " in page
    assert "data:image" not in page


def test_a_card_takes_the_colours_of_its_page(folder: Path) -> None:
    page = card(mv.check(folder))
    assert "color:inherit" in page
    assert not re.search(r"background:(?!transparent)", page)


def test_registering_imports_nothing_that_reads_pixels() -> None:
    code = (
        "import sys, types\n"
        "shell = types.SimpleNamespace()\n"
        "known = []\n"
        "html = types.SimpleNamespace(for_type_by_name=lambda *a: known.append(a))\n"
        "shell.display_formatter = types.SimpleNamespace(formatters={'text/html': html})\n"
        "sys.modules['IPython'] = types.SimpleNamespace(get_ipython=lambda: shell)\n"
        "import millivox\n"
        "print(len(known), 'numpy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(CARDS)), "False"]
