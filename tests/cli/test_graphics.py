"""Pictures in terminals: asked in the right way, drawn in the best one, never stuck."""

import os
import re
import select
import struct
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from millivox.cli import graphics
from millivox.cli.graphics import Room, best, room_of, way_of
from millivox.display.inline import fitted, iterm2, kitty
from millivox.display.sixel import sixel
from millivox.show import show

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")
fcntl = pytest.importorskip("fcntl")

SIXEL, KITTY, PLAIN = b"\x1b[?62;4;22c", b"\x1b_Gi=31;OK\x1b\\\x1b[?62;22c", b"\x1b[?6c"


@pytest.fixture
def terminal() -> Iterator[tuple[int, Any]]:
    """The far end of a terminal, and the near one as a stream."""
    far, near = pty.openpty()
    fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 1000, 800))
    with open(near, "r+b", buffering=0) as stream:
        yield far, stream
    os.close(far)


def test_a_cell_is_as_large_as_the_terminal_says(terminal: tuple[int, Any]) -> None:
    room = room_of(terminal[1])
    assert room.cell_px == (10.0, 20.0)
    assert room.columns == 100
    assert room.size_px == (1000, 34 * 20)


def test_a_pipe_has_the_room_of_a_page() -> None:
    room = room_of(StringIO())
    assert room.cell_px is None
    assert room.cell_high_by_wide == 2.0


@pytest.mark.parametrize(
    ("names", "way"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm2"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm2"),
    ],
)
def test_a_terminal_is_known_by_its_name(names: dict[str, str], way: str) -> None:
    assert best(StringIO(), StringIO(), names) == way


@pytest.mark.parametrize("names", [{"TERM": "linux"}, {"TERM": "dumb"}, {}])
def test_some_terminals_are_not_asked(names: dict[str, str], monkeypatch: Any) -> None:
    monkeypatch.setattr(graphics, "_answer", lambda *_: pytest.fail("it was asked"))
    assert best(StringIO(), StringIO(), names) == "blocks"


def test_inside_tmux_the_name_of_the_outer_terminal_means_nothing(monkeypatch: Any) -> None:
    asked = []
    monkeypatch.setattr(graphics, "_answer", lambda *words: asked.append(words[2]) or b"")
    names = {"TERM": "tmux-256color", "TMUX": "/tmp/x", "KITTY_WINDOW_ID": "1"}
    assert best(StringIO(), StringIO(), names) == "blocks"
    assert asked == [graphics.DEVICE_QUERY]


def test_no_terminal_is_not_asked() -> None:
    assert best(StringIO(), StringIO(), {"TERM": "xterm"}) == "blocks"


def test_a_number_with_a_four_in_it_is_no_sixel() -> None:
    assert way_of(b"\x1b[?64;14;24c") == "blocks"
    assert way_of(b"\x1b[?4c") == "blocks"  # the first number is the class
    assert way_of(b"") == "blocks"


def in_terminal(reply: bytes, *words: object, **names: str) -> bytes:
    """What ``millivox`` writes to a terminal of 100 x 40 cells of 10 x 20 pixels that replies."""
    known = {key: held for key, held in os.environ.items() if key not in OTHERS}
    known |= {"TERM": "xterm-256color", "PYTHONPATH": os.pathsep.join(sys.path), **names}
    far, near = pty.openpty()
    fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 1000, 800))
    child = subprocess.Popen(
        [sys.executable, "-m", "millivox", *map(str, words)],
        stdin=near, stdout=near, stderr=near, env=known, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(near)
    written, asked = b"", False
    while select.select([far], [], [], 60)[0]:
        try:
            more = os.read(far, 1 << 16)
        except OSError:  # the near end is closed
            break
        if not more:
            break
        written += more
        if not asked and graphics.DEVICE_QUERY in written:
            asked = True
            os.write(far, reply)
    os.close(far)
    assert child.wait(60) == 0, written
    return written


OTHERS = (
    "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TMUX", "STY",
    "KITTY_WINDOW_ID", "TERM_PROGRAM", "LC_TERMINAL",
)  # fmt: skip


def pictures(written: bytes) -> dict[str, bytes]:
    """The payload of each kind of inline picture."""
    kitties = re.findall(rb"\x1b_G[^;]*;([A-Za-z0-9+/=]+)\x1b\\", written)
    kitties = [part for part in kitties if part != b"AAAA"]  # the question
    found = {
        "kitty": b64decode(b"".join(kitties)) if kitties else b"",
        "iterm2": b"".join(map(b64decode, re.findall(rb"1337;File=[^:]*:([^\x07]+)\x07", written))),
        "sixel": b"".join(re.findall(rb"\x1bP.*?\x1b\\", written, re.S)),
    }
    return {way: data for way, data in found.items() if data}


@pytest.mark.parametrize(("reply", "way"), [(SIXEL, "sixel"), (KITTY, "kitty")])
def test_a_terminal_that_answers_gets_its_kind_of_picture(ct: Path, reply: bytes, way: str) -> None:
    written = in_terminal(reply, "show", ct)
    assert list(pictures(written)) == [way]
    assert b"0.661468 mm between columns" in written


def test_a_terminal_that_can_do_nothing_gets_half_blocks(ct: Path) -> None:
    written = in_terminal(PLAIN, "show", ct)
    assert not pictures(written)
    assert "▀".encode() in written


def test_a_terminal_without_colour_is_not_asked(ct: Path) -> None:
    written = in_terminal(PLAIN, "show", ct, NO_COLOR="1")
    assert graphics.DEVICE_QUERY not in written
    assert not pictures(written)


@pytest.mark.parametrize("way", ["kitty", "iterm2", "sixel"])
def test_a_way_can_be_forced(invoke: Any, ct: Path, way: str) -> None:
    done = invoke("show", ct, "--terminal", way)
    assert done.exit_code == 0
    assert list(pictures(done.stdout_bytes)) == [way]


def test_json_stays_json_whatever_the_terminal(invoke: Any, ct: Path) -> None:
    assert "\x1b" not in invoke("show", ct, "--terminal", "kitty", "--json").stdout


def test_kitty_and_iterm2_hold_the_picture_itself(ct: Path) -> None:
    drawn = fitted(show(ct).scene, 300, 300)
    for way, made in (("kitty", kitty(drawn)), ("iterm2", iterm2(drawn))):
        image = Image.open(BytesIO(pictures(made.encode())[way]))
        assert (np.asarray(image.convert("RGBA")) == drawn.rgba).all()


def test_kitty_takes_a_picture_in_pieces_and_says_which_is_the_last(ct: Path) -> None:
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", kitty(show(ct)))
    assert len(parts) > 2
    assert all(len(data) <= 4096 and len(data) % 4 == 0 for _, data in parts)
    assert [keys[-3:] for keys, _ in parts] == ["m=1"] * (len(parts) - 1) + ["m=0"]
    assert parts[0][0].startswith("a=T,f=100")


def test_a_picture_is_made_to_fit_and_keeps_its_millimetres(ct: Path) -> None:
    drawn = fitted(show(ct).scene, 200, 1000)
    assert drawn.rgba.shape[:2] == (200, 200)
    assert drawn.mm_per_px_x == pytest.approx(128 * 0.661468 / 200)


def test_colours_of_sixels_are_gathered_into_256() -> None:
    rng = np.random.default_rng(1)
    text = sixel(rng.integers(0, 256, (30, 40, 3), dtype=np.uint8))
    assert 2 < len(re.findall(r"#\d+;2;", text)) <= 256


def test_room_is_never_larger_than_what_is_worth_drawing() -> None:
    assert Room(1000, 1000, (10.0, 20.0)).size_px == (graphics.MOST_PX, graphics.MOST_PX)
