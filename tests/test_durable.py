"""Files and folders that appear whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from millivox.durable import durable
from millivox.errors import ExportError, SourceError


def fail(target: Path, inside: str = "") -> None:
    """Write half of it, then stumble."""
    with durable(target) as beside:
        half = beside / inside
        half.parent.mkdir(exist_ok=True)
        half.write_text("half")
        raise ZeroDivisionError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.nii.gz"
    with durable(target) as beside:
        beside.write_text("whole")
        assert beside.name.endswith(".nii.gz")
        assert not target.exists()
    assert names(tmp_path) == ["a.nii.gz"]
    assert target.read_text() == "whole"


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("older")
    with pytest.raises(ZeroDivisionError):
        fail(target)
    assert names(tmp_path) == ["a.txt"]
    assert target.read_text() == "older"


def test_a_folder_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    target = tmp_path / "a.zarr"
    for word in ("older", "newer"):
        with durable(target) as beside:
            (beside / "c").mkdir(parents=True)
            (beside / "c" / word).write_text(word)
    assert names(tmp_path) == ["a.zarr"]
    assert names(target / "c") == ["newer"]


def test_an_older_folder_stays_where_the_newer_cannot_take_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, replace = tmp_path / "a.zarr", os.replace
    target.mkdir()
    (target / "older").touch()

    def refuse(source: Path, name: Path) -> None:
        if (Path(source) / "newer").exists():
            raise PermissionError(13, "Permission denied")
        replace(source, name)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ExportError, match="Permission denied"), durable(target) as beside:
        (beside / "newer").mkdir(parents=True)
    assert (names(tmp_path), names(target)) == (["a.zarr"], ["older"])


def test_a_failed_folder_is_taken_away_with_all_in_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "a.zarr", "0")
    assert names(tmp_path) == []


def test_what_the_disk_refuses_is_an_export_error_with_the_target_named(tmp_path: Path) -> None:
    target = tmp_path / "no such folder" / "a.txt"
    with (
        pytest.raises(ExportError, match="No such file or directory") as held,
        durable(target) as beside,
    ):
        beside.write_text("lost")
    assert held.value.path == str(target)


def test_an_error_of_the_source_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="gone"), durable(tmp_path / "a.txt"):
        raise SourceError("The file has gone.")


def left_by(folder: Path, then: str) -> None:
    """A process that begins a file, and what becomes of it."""
    code = f"""
import os, signal
from pathlib import Path
from millivox.durable import durable
with durable(Path({str(folder)!r}, "a.zarr")) as beside:
    beside.mkdir()
    (beside / "half").touch()
    {then}
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_what_a_killed_process_left_goes_with_the_next_file_there(tmp_path: Path) -> None:
    left_by(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert len(names(tmp_path)) == 1
    with durable(tmp_path / "b.txt") as beside:
        beside.touch()
    assert names(tmp_path) == ["b.txt"]


def test_what_another_is_still_writing_stays(tmp_path: Path) -> None:
    with durable(tmp_path / "a.txt") as first:
        first.touch()
        with durable(tmp_path / "b.txt") as second:
            second.touch()
        assert first.exists()


def test_what_another_machine_is_writing_stays(tmp_path: Path) -> None:
    others = f".millivox-{0:08x}-999999999-{0:016x}.nii"
    (tmp_path / others).touch()
    with durable(tmp_path / "a.txt") as beside:
        beside.touch()
    assert names(tmp_path) == [others, "a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_an_older_folder_set_aside_by_a_killed_process_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / "a.zarr").mkdir()
    (tmp_path / "a.zarr" / "older").touch()
    left_by(
        tmp_path,
        "replace, os.replace = os.replace, lambda one, other: (replace(one, other), "
        "os.kill(os.getpid(), signal.SIGKILL))",
    )
    with durable(tmp_path / "b.txt") as beside:
        beside.touch()
    assert [path.name for path in tmp_path.rglob("older")] == ["older"]


def test_no_error_names_the_unfinished_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught, durable(tmp_path / "out.png") as beside:
        raise ExportError("It holds no grey.", path=str(beside))
    assert caught.value.path == str(tmp_path / "out.png")
