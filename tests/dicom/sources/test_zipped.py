"""ZIP archives, honest ones."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.reading import Reading, read

Make = Callable[..., bytes]


def names(reading: Reading) -> list[str]:
    return [one.path.split("!/", 1)[1] for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [f"{Path(one.path).name}: {one.text}" for one in reading.problems]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_are_read_and_can_be_read_again(
    zipped: Callable[..., Path], make_dicom: Make, method: int
) -> None:
    path = zipped(("a/1.dcm", make_dicom(1)), ("a/2", make_dicom(2, rows=3000)), method=method)
    reading = read(path)
    assert names(reading) == ["a/1.dcm", "a/2"]
    assert [one.open() for one in reading.instances] == [make_dicom(1), make_dicom(2, rows=3000)]


def test_a_member_knows_its_size_and_its_place(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    (one,) = read(path).instances
    assert (one.size, one.path) == (len(make_dicom(1)), f"{path}!/a.dcm")


def test_a_zip_is_known_by_its_content_anywhere_in_a_folder(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    path.rename(path.parent / "export")
    assert [one.path for one in read(path.parent).instances] == [f"{path.parent}/export!/a.dcm"]


def test_a_zip_with_a_program_before_it_is_read(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    path.write_bytes(b"MZ" + bytes(5000) + path.read_bytes())
    assert names(read(path)) == ["a.dcm"]


def test_a_zip_with_a_comment_is_read(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\5 " * 1000
    assert names(read(path)) == ["a.dcm"]


def test_a_zip_written_as_a_stream_is_read(tmp_path: Path, make_dicom: Make) -> None:
    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            held.extend(data)  # type: ignore[arg-type]
            return len(data)  # type: ignore[arg-type]

    held = bytearray()
    with zipfile.ZipFile(Pipe(), "w", 8) as archive:  # type: ignore[arg-type]
        archive.writestr("a.dcm", make_dicom(1))
    (tmp_path / "study.zip").write_bytes(held)
    assert names(read(tmp_path)) == ["a.dcm"]


def test_a_zip64_is_read(tmp_path: Path, make_dicom: Make) -> None:
    with (
        zipfile.ZipFile(tmp_path / "study.zip", "w", 8) as archive,
        archive.open("a.dcm", "w", force_zip64=True) as member,
    ):
        member.write(make_dicom(1))
    assert names(read(tmp_path)) == ["a.dcm"]


def test_a_zip64_directory_is_read(
    zipped: Callable[..., Path], make_dicom: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = zipped(("a.dcm", make_dicom(1)), ("b.dcm", make_dicom(2)))
    assert b"PK\6\6" in path.read_bytes()
    assert names(read(path)) == ["a.dcm", "b.dcm"]


def test_an_empty_zip_holds_nothing_and_is_no_problem(zipped: Callable[..., Path]) -> None:
    reading = read(zipped())
    assert (reading.instances, reading.problems) == ([], [])


def test_other_members_are_counted_and_not_reported(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)), ("README", b"hello " * 99), ("x.jpg", b"\xff" * 9000))
    reading = read(path)
    assert (reading.n_files, reading.n_skipped, reading.problems) == (3, 2, [])


def test_a_member_that_says_it_is_dicom_and_is_not_is_reported(
    zipped: Callable[..., Path],
) -> None:
    (problem,) = read(zipped(("a.dcm", b"hello " * 99))).problems
    assert problem.error == "NotDicomError"


def test_names_in_utf_8_and_cp437_show_as_they_are(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("頭部.dcm", make_dicom(1)), ("aXb.dcm", make_dicom(2)))
    path.write_bytes(path.read_bytes().replace(b"aXb.dcm", b"a\x81b.dcm"))
    assert names(read(path)) == ["頭部.dcm", "aüb.dcm"]


def test_a_zip_suffix_on_something_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "study.zip").write_bytes(b"hello " * 99)
    assert len(read(tmp_path).problems) == 1


def test_documents_that_are_zip_inside_are_skipped(
    zipped: Callable[..., Path], tmp_path: Path, make_dicom: Make
) -> None:
    zipped(("a.dcm", make_dicom(1))).rename(tmp_path / "viewer.jar")
    reading = read(tmp_path)
    assert (reading.instances, reading.problems, reading.n_skipped) == ([], [], 1)


def test_a_dicom_file_with_a_zip_preamble_is_dicom(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a.dcm").write_bytes(make_dicom(1, preamble=b"PK\3\4".ljust(128, b"\0")))
    assert len(read(tmp_path).instances) == 1


def test_a_member_that_has_changed_since_is_said_on_opening(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    (one,) = read(path).instances
    zipped(("other-name.dcm", make_dicom(2)))
    with pytest.raises(OSError, match="differ in its name"):
        one.open()
