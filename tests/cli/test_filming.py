"""``millivox convert CINE OUT.gif``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence
from pydicom.data import get_testdata_file

from millivox.cli import filming
from millivox.export.pictures import video

Invoke = Callable[..., Any]


def _lasts_ms(path: Path) -> int:
    """Frames that are alike stand as one, and for as long as all of them."""
    with Image.open(path) as film:
        return sum(int(frame.info["duration"]) for frame in ImageSequence.Iterator(film))


def test_a_cine_becomes_a_film_at_its_pace(invoke: Invoke, tmp_path: Path) -> None:
    source = get_testdata_file("examples_ybr_color.dcm")
    done = invoke("convert", source, tmp_path / "a.gif", "--json")
    (one,) = json.loads(done.stdout)["written"]
    assert (one["frames"], one["pace"]) == (30, "Frame Time, 33.333 ms")
    assert _lasts_ms(tmp_path / "a.gif") == 1000


def test_slices_of_a_volume_are_no_cine(eleven: Path, invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("convert", eleven / "A", tmp_path / "a.gif")
    assert done.exit_code == 0
    assert _lasts_ms(tmp_path / "a.gif") == 40 * 100


def test_the_endings_are_those_of_films() -> None:
    assert filming.FILMS == video.SUFFIXES
