"""``millivox convert PICTURE OUT.dcm``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import millivox as mv
from millivox.cli import capturing
from millivox.export.captured import scanned

Invoke = Callable[..., Any]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("L", (40, 30), 90).save(tmp_path / "a.png", dpi=(254, 127))
    return tmp_path / "a.png"


def test_a_picture_becomes_dicom_without_a_spacing(picture: Path, invoke: Invoke) -> None:
    done = invoke("convert", picture, picture.with_suffix(".dcm"))
    assert done.exit_code == 0
    assert "No spacing is written: none was stated." in done.stdout
    assert mv.spacing(picture.with_suffix(".dcm")).spacing.x.number is None


@pytest.mark.parametrize(
    ("words", "row", "column"),
    [(["--spacing", "0.25"], 0.25, 0.25), (["--spacing", "0.2x0.3"], 0.2, 0.3),
     (["--spacing", "file"], 0.2, 0.1)],
)  # fmt: skip
def test_the_stated_spacing_is_row_by_column(
    words: list[str], row: float, column: float, picture: Path, invoke: Invoke
) -> None:
    out = picture.with_suffix(".dcm")
    done = invoke("convert", picture, out, *words, "--measures", "film", "--json")
    (written,) = json.loads(done.stdout)["written"]
    assert written["path"] == str(out)
    found = mv.spacing(out).spacing
    assert (found.y.mm, found.x.mm) == pytest.approx((row, column))


def test_its_options_are_of_nothing_else(eleven: Path, invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("convert", eleven / "A", tmp_path / "out", "--spacing", "0.2")
    assert done.exit_code == 2
    assert "of one picture that becomes DICOM" in done.stderr


def test_a_picture_says_where_it_can_go(picture: Path, invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("convert", picture, tmp_path / "out")
    assert done.exit_code == 2
    assert "becomes DICOM where OUT ends in .dcm" in done.stderr


def test_the_study_of_no_dicom_file_is_none(picture: Path, invoke: Invoke) -> None:
    done = invoke("convert", picture, picture.with_suffix(".dcm"), "--like", picture)
    assert done.exit_code != 0
    assert "names no study" in done.stderr
    assert not picture.with_suffix(".dcm").exists()


@pytest.mark.parametrize("wrong", ["0", "-1", "0.2x0.3x0.4", "files"])
def test_a_spacing_that_is_none_is_a_usage_error(wrong: str, picture: Path, invoke: Invoke) -> None:
    done = invoke("convert", picture, picture.with_suffix(".dcm"), "--spacing", wrong)
    assert done.exit_code == 2


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, invoke: Invoke) -> None:
    (tmp_path / "a.png").write_text("text")
    done = invoke("convert", tmp_path / "a.png", tmp_path / "a.dcm")
    assert done.exit_code != 0
    assert "no picture" in done.stderr


def test_the_endings_are_those_that_can_be_read() -> None:
    assert capturing.PICTURES == scanned.SUFFIXES
