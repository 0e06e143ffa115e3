"""A zoo of odd folders: nothing hangs, nothing is read twice, nothing odd goes unsaid."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.reading import Reading, read

Make = Callable[..., bytes]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a zoo of POSIX files")


@pytest.fixture
def study(tmp_path: Path, make_dicom: Make) -> Path:
    """A folder with one good file, ``a.dcm``."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "a.dcm").write_bytes(make_dicom(1))
    return folder


def names(reading: Reading) -> list[str]:
    return [Path(one.path).name for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [f"{Path(one.path).name}: {one.text}" for one in reading.problems]


def test_all_files_below_a_folder_are_read_in_the_order_of_their_names(
    study: Path, make_dicom: Make
) -> None:
    for n, name in enumerate(("z/deep/er/9", "c.ima", "b", "d/IM1.dcm", "d/IM0"), 2):
        path = study / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make_dicom(n))
    reading = read(study)
    assert names(reading) == ["a.dcm", "b", "c.ima", "IM0", "IM1.dcm", "9"]
    assert reading.problems == []


def test_files_that_are_not_dicom_are_counted_and_not_reported(study: Path) -> None:
    (study / "README").write_text("hello " * 50)
    (study / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"JFIF" * 50)
    (study / "empty").write_bytes(b"")
    reading = read(study)
    assert (reading.n_files, reading.n_skipped, reading.problems) == (4, 3, [])


def test_a_dcm_file_that_is_not_dicom_is_reported(study: Path) -> None:
    (study / "b.dcm").write_text("hello " * 50)
    (problem,) = read(study).problems
    assert problem.error == "NotDicomError"


def test_an_empty_dcm_file_is_reported(study: Path) -> None:
    (study / "b.DCM").write_bytes(b"")
    assert len(read(study).problems) == 1


def test_a_macos_shadow_file_is_not_reported(study: Path) -> None:
    (study / "._a.dcm").write_bytes(b"\0\5\x16\7" + bytes(100))
    assert read(study).problems == []


def test_a_file_given_by_name_must_be_dicom(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("hello " * 50)
    (problem,) = read(tmp_path / "README").problems
    assert problem.error == "NotDicomError"


def test_a_path_that_does_not_exist_is_a_source_error(tmp_path: Path) -> None:
    (problem,) = read(tmp_path / "nothing").problems
    assert (problem.error, problem.text) == ("SourceError", "There is no such file or folder.")


@pytest.mark.parametrize("path", ["", "a\0b", "https://example.org/study", "file://host/x"])
def test_a_path_that_cannot_exist_is_a_source_error(path: str) -> None:
    (problem,) = read(path).problems
    assert problem.error == "SourceError"


def test_a_file_address_is_a_path(study: Path) -> None:
    assert names(read((study / "a.dcm").as_uri())) == ["a.dcm"]


def test_a_file_address_may_hold_escapes(study: Path) -> None:
    (study / "a.dcm").rename(study / "a b%.dcm")
    assert names(read((study / "a b%.dcm").as_uri())) == ["a b%.dcm"]


def test_a_fifo_is_reported_and_never_waited_for(study: Path) -> None:
    os.mkfifo(study / "pipe.dcm")
    assert texts(read(study)) == ["pipe.dcm: This is a FIFO, not a file."]


def test_a_fifo_given_by_name_is_reported(study: Path) -> None:
    os.mkfifo(study / "pipe")
    assert texts(read(study / "pipe")) == ["pipe: This is a FIFO, not a file."]


def test_a_link_to_a_fifo_is_reported(study: Path) -> None:
    os.mkfifo(study.parent / "pipe")
    (study / "b.dcm").symlink_to(study.parent / "pipe")
    assert texts(read(study)) == ["b.dcm: This is a FIFO, not a file."]


def test_a_socket_is_reported(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert texts(read(study)) == ["s: This is a socket, not a file."]


def test_a_device_given_by_name_is_reported() -> None:
    assert texts(read("/dev/zero")) == ["zero: This is a character device, not a file."]


def test_a_link_to_a_device_is_reported(study: Path) -> None:
    (study / "b").symlink_to("/dev/zero")
    assert texts(read(study)) == ["b: This is a character device, not a file."]


def test_a_dangling_link_is_reported(study: Path) -> None:
    (study / "b.dcm").symlink_to("gone")
    assert texts(read(study)) == ["b.dcm: A link that leads nowhere."]


def test_links_that_lead_to_each_other_are_reported(study: Path) -> None:
    (study / "b").symlink_to("c")
    (study / "c").symlink_to("b")
    assert texts(read(study)) == [f"{n}: A link that leads back to itself." for n in "bc"]


def test_a_linked_file_elsewhere_is_read(study: Path, make_dicom: Make) -> None:
    (study.parent / "else").write_bytes(make_dicom(2))
    (study / "b").symlink_to(study.parent / "else")
    assert names(read(study)) == ["a.dcm", "b"]


def test_a_file_and_a_link_to_it_are_one_instance(study: Path) -> None:
    (study / "0.dcm").symlink_to("a.dcm")
    assert names(read(study)) == ["a.dcm"]


def test_two_hard_links_are_one_instance(study: Path) -> None:
    os.link(study / "a.dcm", study / "b.dcm")
    assert names(read(study)) == ["a.dcm"]


def test_a_folder_and_a_file_in_it_give_the_file_once(study: Path) -> None:
    assert names(read([study / "a.dcm", study, study / "a.dcm"])) == ["a.dcm"]


def test_a_linked_folder_is_read_once(study: Path, make_dicom: Make) -> None:
    other = study.parent / "other"
    other.mkdir()
    (other / "b.dcm").write_bytes(make_dicom(2))
    (study / "one").symlink_to(other)
    (study / "two").symlink_to(other)
    reading = read(study)
    assert names(reading) == ["a.dcm", "b.dcm"]
    assert reading.problems == []


def test_a_loop_of_folders_ends_and_is_said(study: Path) -> None:
    (study / "deep").mkdir()
    (study / "deep" / "up").symlink_to("..", target_is_directory=True)
    (study / "deep" / "here").symlink_to(".", target_is_directory=True)
    reading = read(study)
    assert names(reading) == ["a.dcm"]
    assert texts(reading) == [
        f"{name}: A link to a folder that holds it; not followed again." for name in ("here", "up")
    ]


def test_a_name_with_a_line_end_stays_one_line(study: Path, make_dicom: Make) -> None:
    (study / "b\nc\x1b[31m.dcm").write_bytes(make_dicom(2))
    reading = read(study)
    assert names(reading)[1] == "b\\nc\\x1b[31m.dcm"
    assert Path(reading.instances[1].open()).read_bytes() == make_dicom(2)


def test_a_name_that_is_not_utf_8_is_read_and_printable(study: Path, make_dicom: Make) -> None:
    raw = os.fsencode(study) + b"/b\xff.dcm"
    Path(os.fsdecode(raw)).write_bytes(make_dicom(2))
    reading = read(study)
    reading.instances[1].path.encode("utf-8")
    assert names(reading) == ["a.dcm", "b\\xff.dcm"]


def test_a_name_in_another_script_stays_as_it_is(study: Path, make_dicom: Make) -> None:
    (study / "頭部 é.dcm").write_bytes(make_dicom(2))
    assert names(read(study))[1] == "頭部 é.dcm"


def test_a_path_longer_than_the_system_takes_is_reported(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    for _ in range(20):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    monkeypatch.undo()
    reading = read(study)
    assert names(reading) == ["a.dcm"]
    assert "File name too long" in reading.problems[0].text


def test_folders_three_hundred_deep_are_read(
    study: Path, make_dicom: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    for _ in range(300):
        os.mkdir("d")
        os.chdir("d")
    Path("b").write_bytes(make_dicom(2))
    monkeypatch.undo()
    assert names(read(study)) == ["a.dcm", "b"]


def test_files_that_come_and_go_meanwhile_harm_nothing(study: Path, make_dicom: Make) -> None:
    path, data, stop = study / "b.dcm", make_dicom(2, rows=2000), threading.Event()

    def churn() -> None:
        while not stop.is_set():
            path.write_bytes(data)
            with path.open("r+b") as file:
                file.truncate(5000)
            path.unlink()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        found = [names(read(study)) for _ in range(50)]
    finally:
        stop.set()
        thread.join()
    assert all(one[:1] == ["a.dcm"] for one in found)


_LOCKED = """
import json, os, sys
sys.path[:0] = {path!r}
from millivox.dicom.reading import read
reading = read({folder!r})
print(json.dumps([[os.path.basename(one.path) for one in reading.instances],
                  sorted(one.to_dict()["path"][-6:] for one in reading.problems)]))
"""


def as_nobody() -> list[str]:
    """What to put before a command so that file permissions mean something to it."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--reuid=65534", "--clear-groups"]
    try:
        subprocess.run([*command, sys.executable, "-c", ""], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("root reads everything, and there is no way to become somebody else")
    return command


def test_what_may_not_be_read_is_reported(make_dicom: Make) -> None:
    with tempfile.TemporaryDirectory() as name:
        study = Path(name)
        study.chmod(0o755)
        (study / "a.dcm").write_bytes(make_dicom(1))
        (study / "b.dcm").write_bytes(make_dicom(2))
        (study / "readme").write_text("no")
        (study / "locked").mkdir()
        for locked in ("b.dcm", "readme", "locked"):
            (study / locked).chmod(0)
        script = _LOCKED.format(path=sys.path, folder=name)
        command = [*as_nobody(), sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (study / "locked").chmod(0o700)
    assert done.stdout.strip() == '[["a.dcm"], ["/b.dcm", "locked", "readme"]]', done.stderr


def test_a_progress_function_hears_of_every_file(study: Path, make_dicom: Make) -> None:
    for n in range(10):
        (study / f"{n}").write_bytes(make_dicom(n))
    heard: list[tuple[int, int]] = []
    read(study, progress=lambda done, found: heard.append((done, found)))
    assert heard[-1] == (11, 11)
