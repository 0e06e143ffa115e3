"""Reading several paths, standard input, and what comes out."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.problem import Problem, printable
from millivox.dicom.reading import read
from millivox.dicom.sources import source

Make = Callable[..., bytes]


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input_is_one_file(make_dicom: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(make_dicom(1)))
    (one,) = read("-").instances
    assert (one.path, one.open()) == ("-", make_dicom(1))


def test_standard_input_may_be_an_archive(
    make_dicom: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a", make_dicom(1))
    monkeypatch.setattr(sys, "stdin", _Stdin(held.getvalue()))
    (one,) = read("-").instances
    assert (one.path, one.open()) == ("-!/a", make_dicom(1))


def test_standard_input_that_is_not_dicom_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(b"hello " * 99))
    assert [one.error for one in read("-").problems] == ["NotDicomError"]


def test_standard_input_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "WHOLE_BYTES", 1000)
    monkeypatch.setattr(sys, "stdin", _Stdin(bytes(2000)))
    assert [one.error for one in read("-").problems] == ["SourceError"]


def test_a_file_needs_no_suffix_and_no_preamble(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a").write_bytes(make_dicom(1))
    (tmp_path / "b").write_bytes(make_dicom(2)[132:])
    reading = read([tmp_path / "a", tmp_path / "b"])
    assert [one.header.sop_instance_uid for one in reading.instances] == ["1.2.3.1", "1.2.3.2"]


def test_an_instance_says_its_size_and_transfer_syntax(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a").write_bytes(make_dicom(1))
    (one,) = read(tmp_path).instances
    assert (one.size, one.transfer_syntax) == (len(make_dicom(1)), "1.2.840.10008.1.2.1")


def test_an_instance_opens_as_a_path_where_it_is_a_file(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a").write_bytes(make_dicom(1))
    assert read(tmp_path).instances[0].open() == tmp_path / "a"


def test_damage_of_a_readable_file_is_a_problem_beside_its_instance(
    tmp_path: Path, make_dicom: Make
) -> None:
    (tmp_path / "a").write_bytes(make_dicom(1)[:-8])
    reading = read(tmp_path)
    assert len(reading.instances) == 1
    assert {one.error for one in reading.problems} == {"Damage"}
    assert reading.problems[0].offset is not None


def test_files_before_and_after_an_archive_are_all_there(tmp_path: Path, make_dicom: Make) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("x", make_dicom(2))
    for n, name in ((1, "a"), (3, "c")):
        (tmp_path / name).write_bytes(make_dicom(n))
    found = [one.header.sop_instance_uid for one in read(tmp_path).instances]
    assert found == ["1.2.3.1", "1.2.3.3", "1.2.3.2"]


def test_more_files_than_a_batch_are_read_in_order(
    tmp_path: Path, make_dicom: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("millivox.dicom.reading.BATCH", 3)
    for n in range(10):
        (tmp_path / f"{n}").write_bytes(make_dicom(n))
    found = [one.header.instance_number for one in read(tmp_path).instances]
    assert found == list(range(10))


def test_no_paths_give_nothing() -> None:
    assert (read([]).n_files, read([]).instances) == (0, [])


def test_an_instance_cannot_be_changed(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a").write_bytes(make_dicom(1))
    with pytest.raises(AttributeError):
        read(tmp_path).instances[0].path = "b"  # type: ignore[misc]


def test_a_problem_as_json_leaves_out_what_is_unknown() -> None:
    assert Problem("a", "Damage", "t", offset=3).to_dict() == {
        "path": "a",
        "error": "Damage",
        "text": "t",
        "offset": 3,
    }


def test_a_problem_of_an_odd_name_is_json(tmp_path: Path) -> None:
    problems = read(str(tmp_path) + "/\udcff\ud800\n").problems
    assert "\n" not in json.dumps([one.to_dict() for one in problems], ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a b.dcm", "a b.dcm"), ("\x1b[2J", "\\x1b[2J"), ("\u202egnp", "\\u202egnp"), ("é", "é")],
)
def test_a_name_cannot_draw_on_the_terminal(name: str, shown: str) -> None:
    assert printable(name) == shown
