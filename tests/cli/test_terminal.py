"""Colour, width, and what may reach a terminal."""

import io
import re

import pytest
from pydicom.data import get_testdata_file

from millivox.cli import terminal
from millivox.cli.layout import columns_of, cut, hanging, printable, rule, table, wrapped
from millivox.cli.output import Output, told
from millivox.cli.terminal import Terminal


class _Tty(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_pipe_gets_no_colour_and_80_columns():
    assert terminal.of(io.StringIO()) == Terminal(80, False, False)


def test_a_terminal_gets_colour():
    assert terminal.decorated(_Tty())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_color_and_a_dumb_terminal_get_none(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert not terminal.decorated(_Tty())


def test_force_color_colours_a_pipe(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert terminal.decorated(io.StringIO())


def test_no_color_wins_over_force_color(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.decorated(_Tty())


def test_a_wider_terminal_gives_wider_lines(monkeypatch):
    monkeypatch.setenv("COLUMNS", "110")
    assert terminal.of(_Tty()).width == 110


def test_a_stream_that_cannot_hold_blocks_gets_ascii(run, eleven):
    done = run("check", eleven / "D", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "###" in done.stdout


@pytest.mark.parametrize("colour", ["", "1"])
def test_no_line_of_check_is_wider_than_80_columns(run, eleven, colour):
    from re import sub

    done = run("check", eleven, **({"FORCE_COLOR": colour} if colour else {}))
    plain = sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert max(map(columns_of, plain.splitlines())) <= 80
    assert ("\x1b[" in done.stdout) == bool(colour)


def test_a_file_cannot_drive_the_terminal():
    assert printable("\x1b[2J\u202e\x9b") == "\\x1b[2J\\u202e\\x9b"


def test_wide_letters_take_two_columns():
    assert columns_of("山田") == 4
    assert cut("山田太郎", 5) == "山田…"


def test_table_aligns_numbers_to_the_right():
    lines = table([["", "mm"], ["x", "0.5"], ["y", "12.25"]], Terminal(), right=(1,))
    assert [line.rstrip() for line in lines] == ["        mm", "  x    0.5", "  y  12.25"]


def test_prose_wraps_below_its_first_word():
    lines = wrapped("one two three four", Terminal(width=16), indent=2, first="* ")
    assert lines == ["  * one two", "    three four"]


def test_units_are_spelt_where_their_signs_cannot_be_shown(run, eleven):
    printed = run("check", eleven / "B", PYTHONIOENCODING="ascii").stdout
    assert "tilted 20.00 deg" in printed
    assert "?" not in printed


@pytest.mark.parametrize("width", [-30, 0, 1, 2])
def test_cutting_to_no_room_ends(width):
    assert len(cut("山田太郎", width, "...")) <= max(width, 0)


@pytest.mark.parametrize("width", [40, 80])
def test_a_heading_fits_however_long_its_parts_are(width):
    assert columns_of(rule("t" * 100, "a" * 100, Terminal(width))) == width


PROBLEM = {"path": "/data/series/one.dcm", "error": "Damage", "text": "The pixels end early. " * 9}


def test_problems_wrap_in_a_terminal(monkeypatch):
    stream = _Tty()
    monkeypatch.setattr("sys.stderr", stream)
    Output().problems([PROBLEM])
    lines = re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()).splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()) == told(PROBLEM).strip()


def test_problems_are_one_line_each_in_a_pipe(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    Output().problems([PROBLEM])
    assert stream.getvalue().count("\n") == 1


def test_a_path_is_not_broken_in_two():
    path = "/data/" + "a" * 90
    assert path in hanging(f"{path}: It is absent.", 80)


@pytest.mark.parametrize("name", ["CT_small.dcm", "examples_ybr_color.dcm"])
def test_no_line_of_a_drawn_frame_is_wider_than_80_columns(invoke, name):
    done = invoke("show", get_testdata_file(name))
    assert max(map(columns_of, done.stdout.splitlines())) <= 80
