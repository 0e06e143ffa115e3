"""Many files in one call: in order, in batches, and whatever the file system holds."""

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from millivox.dicom import scan as scanning
from millivox.dicom.scan import scan_file, scan_files
from millivox.errors import NotDicomError, SourceError

Make = Callable[..., bytes]


@pytest.fixture
def folder(tmp_path: Path, make_dicom: Make) -> list[Path]:
    """A hundred slices."""
    paths = [tmp_path / f"{n:03d}" for n in range(100)]
    for n, path in enumerate(paths):
        path.write_bytes(make_dicom(n))
    return paths


def _numbers(scans: Any) -> list[int]:
    return [int(one.tree[0x00200013]) for one in scans]


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_scans_come_in_the_order_of_the_paths(folder: list[Path], threads: int | None) -> None:
    assert _numbers(scan_files(folder, threads=threads)) == list(range(100))


def test_paths_may_be_endless(folder: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BATCH", 3)
    taken = []

    def paths() -> Any:
        for path in folder:
            taken.append(path)
            yield str(path)

    scans = scan_files(paths())
    assert _numbers([next(scans), next(scans)]) == [0, 1]
    assert len(taken) <= 6


def test_a_bad_file_does_not_stop_the_others(folder: list[Path]) -> None:
    folder[3].write_bytes(b"no")
    folder[5].unlink()
    scans = list(scan_files(folder))
    assert isinstance(scans[3].error, NotDicomError)
    assert isinstance(scans[5].error, SourceError)
    assert sum(one.tree is not None for one in scans) == 98


def test_kept_bytes_beyond_a_batch_come_too(tmp_path: Path, parts: Any) -> None:
    data = parts.file(parts.element(0x00291010, "OB", os.urandom(9 << 20)))
    paths = [tmp_path / str(n) for n in range(20)]
    paths[0].write_bytes(data)
    for path in paths[1:]:
        os.link(paths[0], path)
    assert [one.path for one in scan_files(paths) if one.tree] == [str(path) for path in paths]


def test_equal_values_of_many_files_are_one_object(folder: list[Path]) -> None:
    values = [one.tree[0x00080016] for one in scan_files(folder) if one.tree]
    assert {id(value) for value in values} == {id(values[0])}


def test_two_threads_of_python_may_scan_at_once(folder: list[Path]) -> None:
    found: list[list[int]] = []

    def work() -> None:
        for _ in range(20):
            found.append(_numbers(scan_files(folder)))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [list(range(100))] * 80


def text_of(path: Path) -> str:
    error = scan_file(path).error
    assert isinstance(error, SourceError)
    return error.text


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    assert text_of(tmp_path / "missing") == "No such file or directory."


def test_a_folder_says_so(tmp_path: Path) -> None:
    assert text_of(tmp_path) == "Is a directory."


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert text_of(path) == "The file is empty."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert text_of(path) == "It is a pipe, not a regular file."


def test_a_socket_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert text_of(Path("socket")) != ""


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices on this system")
def test_a_device_is_not_read() -> None:
    assert text_of(Path("/dev/zero")) == "It is a device, not a regular file."


def test_a_circle_of_links_says_so(tmp_path: Path) -> None:
    path = tmp_path / "link"
    path.symlink_to(path)
    assert text_of(path) != ""


def test_a_name_may_be_any_bytes(tmp_path: Path, make_dicom: Make) -> None:
    name = os.path.join(os.fsencode(tmp_path), b"\xff\n\xfe")
    Path(os.fsdecode(name)).write_bytes(make_dicom(1))
    assert scan_file(os.fsdecode(name)).error is None


def test_a_nul_in_a_name_is_an_error_of_that_file(tmp_path: Path, folder: list[Path]) -> None:
    scans = list(scan_files([str(folder[0]), "a\0b", str(folder[1])]))
    assert [one.error is None for one in scans] == [True, False, True]


def test_a_huge_hole_costs_nothing(tmp_path: Path, parts: Any) -> None:
    path = tmp_path / "sparse"
    head = parts.file(parts.element(0x00280010, "US", b"\1\0"))
    pixels = parts.element(0x7FE00010, "OW", b"", length=0xFFFFFFF0)
    path.write_bytes(head + pixels)
    os.truncate(path, len(head) + 12 + 0xFFFFFFF0)
    found = scan_file(path)
    assert found.pixels is not None
    assert found.pixels.length == 0xFFFFFFF0


def test_a_file_that_shrinks_while_it_is_read_gives_a_result(tmp_path: Path, parts: Any) -> None:
    path = tmp_path / "shrinking"
    whole = parts.file(*[parts.element(0x00091001, "UN", bytes(9000))] * 200)
    stop = threading.Event()

    def shrink() -> None:
        while not stop.is_set():
            path.write_bytes(whole)
            os.truncate(path, 20_000)

    path.write_bytes(whole)
    worker = threading.Thread(target=shrink)
    worker.start()
    scans = list(scan_files([path] * 300))
    stop.set()
    worker.join()
    assert all((one.tree is None) == (one.error is not None) for one in scans)
