"""``millivox convert``: its JSON, its exit codes, and what people read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millivox.cli import convert as verb
from millivox.export.conversion.asked import FORMS

Invoke = Callable[..., Any]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_json_names_what_was_written(eleven: Path, invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("convert", eleven / "B", tmp_path / "out", "--json")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert set(answer) == {"written", "refused", "without_image", "problems"}
    (one,) = answer["written"]
    assert one["path"] == str(tmp_path / "out" / "001_CT_axial-4.7mm.nii.gz")
    assert one["series_uid"].startswith("2.25.")
    assert names(tmp_path / "out") == ["001_CT_axial-4.7mm.json", "001_CT_axial-4.7mm.nii.gz"]


def test_refusals_end_with_5_and_say_what_helps(
    eleven: Path, invoke: Invoke, tmp_path: Path
) -> None:
    done = invoke("convert", eleven / "A", eleven / "F", tmp_path / "out")
    assert done.exit_code == 5
    assert "1 written, 1 refused." in done.stdout
    assert "--regular" in done.stderr
    again = invoke("convert", eleven / "A", eleven / "F", tmp_path / "out", "--regular")
    assert again.exit_code == 0
    assert "there already" in again.stdout or "written" in again.stdout


def test_nothing_written_for_want_of_millimetres_ends_with_4(
    phantom_without_mm: Path, invoke: Invoke, tmp_path: Path
) -> None:
    done = invoke("convert", phantom_without_mm, tmp_path / "out", "--json")
    assert done.exit_code == 4
    assert json.loads(done.stdout)["refused"][0]["error"] == "SpacingUnknownError"


@pytest.fixture
def phantom_without_mm(tmp_path: Path) -> Path:
    """Even slices whose pixels have no size."""
    from millivox.phantoms.series import series, write

    datasets = series(n=4)
    for dataset in datasets:
        del dataset.PixelSpacing
    write(datasets, tmp_path / "without")
    return tmp_path / "without"


def test_one_file_for_several_volumes_is_a_usage_error(
    eleven: Path, invoke: Invoke, tmp_path: Path
) -> None:
    done = invoke("convert", eleven / "A", eleven / "B", tmp_path / "one.nii.gz")
    assert done.exit_code == 2
    assert "2 volumes" in done.stderr
    assert not (tmp_path / "one.nii.gz").exists()


def test_nothing_readable_ends_with_3(garbage: Path, invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("convert", garbage, tmp_path / "out", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["problems"]


def test_the_words_of_the_verb_are_those_of_the_library() -> None:
    assert tuple(FORMS) == verb.FORMS


def test_out_is_needed(ct: Path, invoke: Invoke) -> None:
    assert invoke("convert", ct).exit_code == 2
