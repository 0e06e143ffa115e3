"""ZIP archives, honest and hostile."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.problem import Problem
from millivox.dicom.reading import Reading, read
from millivox.dicom.sources.archive import Archive
from millivox.dicom.sources.limits import Budget, Limits
from millivox.dicom.sources.listed import Content

Make = Callable[..., bytes]


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Writes ``study.zip`` with the members given as name and bytes."""

    def write(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> Path:
        path = tmp_path / "study.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in members:
                archive.writestr(name, data)
        return path

    return write


def names(reading: Reading) -> list[str]:
    return [one.path.split("study.zip!/")[-1] for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [f"{Path(one.path).name}: {one.text}" for one in reading.problems]


def patched(path: Path, at: int, data: bytes, *, signature: bytes = b"PK\1\2") -> None:
    """Change a header of the (first) member, of the directory by default."""
    held = bytearray(path.read_bytes())
    start = held.index(signature)
    held[start + at : start + at + len(data)] = data
    path.write_bytes(held)


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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("../../etc/a.dcm", "Its name leads out of the archive."),
        ("a/../../b.dcm", "Its name leads out of the archive."),
        ("..\\..\\a.dcm", "Its name leads out of the archive."),
        ("/etc/a.dcm", "Its name is an absolute path."),
        ("\\\\server\\a.dcm", "Its name is an absolute path."),
        ("C:\\a.dcm", "Its name is an absolute path."),
    ],
)
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(
    zipped: Callable[..., Path], make_dicom: Make, name: str, text: str
) -> None:
    reading = read(zipped((name, make_dicom(1)), ("b.dcm", make_dicom(2))))
    assert names(reading) == ["b.dcm"]
    assert [one.text for one in reading.problems] == [text]


def test_nothing_is_written_by_a_members_name(
    zipped: Callable[..., Path], make_dicom: Make, tmp_path: Path
) -> None:
    read(zipped(("../slip.dcm", make_dicom(1)), ("in/a.dcm", make_dicom(2))))
    assert [one.name for one in tmp_path.iterdir()] == ["study.zip"]
    assert not (tmp_path.parent / "slip.dcm").exists()


def test_a_nul_in_a_name_is_refused(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("aXb.dcm", make_dicom(1)))
    path.write_bytes(path.read_bytes().replace(b"aXb.dcm", b"a\0b.dcm"))
    assert texts(read(path)) == ["a\\x00b.dcm: Its name holds a NUL byte."]


def test_names_in_utf_8_and_cp437_show_as_they_are(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("頭部.dcm", make_dicom(1)), ("aXb.dcm", make_dicom(2)))
    path.write_bytes(path.read_bytes().replace(b"aXb.dcm", b"a\x81b.dcm"))
    assert names(read(path)) == ["頭部.dcm", "aüb.dcm"]


def test_a_link_is_refused(zipped: Callable[..., Path]) -> None:
    link = zipfile.ZipInfo("a.dcm")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert texts(read(zipped((link, b"/etc/passwd")))) == ["a.dcm: It is a link."]


def test_a_device_is_refused(zipped: Callable[..., Path]) -> None:
    device = zipfile.ZipInfo("a.dcm")
    device.create_system, device.external_attr = 3, 0o020666 << 16
    assert texts(read(zipped((device, b"")))) == ["a.dcm: It is a device, not a file."]


def test_an_encrypted_member_is_refused(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 8, b"\1")
    assert texts(read(path)) == ["a.dcm: It is encrypted."]


def test_a_method_that_is_not_known_is_refused_by_name(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 10, b"\x09\0")
    assert texts(read(path)) == ["a.dcm: It is compressed by Deflate64, which is not supported."]


def test_a_bomb_is_refused_before_it_is_inflated(zipped: Callable[..., Path]) -> None:
    (text,) = texts(read(zipped(("a.dcm", bytes(128) + b"DICM" + bytes(40 << 20)))))
    assert "decompression bomb" in text


def test_a_small_blank_image_is_no_bomb(zipped: Callable[..., Path], make_dicom: Make) -> None:
    assert names(read(zipped(("a.dcm", make_dicom(0, rows=60_000))))) == ["a.dcm"]


def test_a_member_longer_than_it_declares_is_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1, rows=5000)))
    patched(path, 24, struct.pack("<I", 5000))
    assert "longer than 5000 bytes, which is what it declares" in texts(read(path))[0]


def test_a_member_shorter_than_it_declares_is_reported(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 24, struct.pack("<I", 5000))
    (problem,) = read(path).problems
    assert problem.error == "TruncatedFileError"


def test_a_stored_member_with_two_sizes_is_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)), method=0)
    patched(path, 24, struct.pack("<I", 5000))
    assert "declares 5000 bytes and stores" in texts(read(path))[0]


def test_zip64_sizes_that_are_not_there_are_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 24, b"\xff" * 4)
    assert texts(read(path)) == ["a.dcm: It says that it is ZIP64 and gives no ZIP64 size."]


def test_a_zip64_record_that_is_not_there_is_said(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 12, b"\xff" * 8, signature=b"PK\5\6")
    assert texts(read(path)) == ["study.zip: It says that it is ZIP64 and has no ZIP64 record."]


def test_a_huge_zip64_size_is_refused(zipped: Callable[..., Path], make_dicom: Make) -> None:
    info = zipfile.ZipInfo("a.dcm")
    info.extra = struct.pack("<HHQ", 1, 8, 1 << 62)
    path = zipped((info, make_dicom(1)), method=0)
    patched(path, 24, b"\xff" * 4)
    assert len(read(path).problems) == 1


def overlap_bomb(copies: int, data: bytes) -> bytes:
    """One member that every line of the directory leads to."""
    packed = zlib.compress(data)[2:-4]
    crc, name = zlib.crc32(data), b"a.dcm"
    sizes = struct.pack("<3L2H", crc, len(packed), len(data), len(name), 0)
    local = b"PK\3\4" + struct.pack("<5H", 20, 0, 8, 0, 0) + sizes + name + packed
    line = b"PK\1\2" + struct.pack("<6H", 20, 20, 0, 8, 0, 0) + sizes
    line += struct.pack("<3H2L", 0, 0, 0, 0, 0) + name
    end = struct.pack("<4H2LH", 0, 0, 1, 1, len(line) * copies, len(local), 0)
    return local + line * copies + b"PK\5\6" + end


def test_members_that_overlap_are_refused(tmp_path: Path, make_dicom: Make) -> None:
    path = tmp_path / "study.zip"
    path.write_bytes(overlap_bomb(50, make_dicom(1)))
    reading = read(path)
    assert reading.instances == []
    assert {one.text for one in reading.problems} == {
        "It overlaps another member, or reaches beyond the archive."
    }


def test_a_member_that_swallows_the_next_is_refused_with_it(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(*((f"{n}.dcm", make_dicom(n)) for n in range(3)), method=0)
    patched(path, 20, struct.pack("<2L", 500, 500))
    reading = read(path)
    assert names(reading) == ["2.dcm"]
    assert len(reading.problems) == 2


def test_a_member_that_reaches_beyond_the_archive_is_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)), method=0)
    patched(path, 20, struct.pack("<2L", 1 << 20, 1 << 20))
    assert "reaches beyond the archive" in texts(read(path))[0]


def test_a_local_header_with_another_name_is_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 30, b"b", signature=b"PK\3\4")
    assert "differ in its name" in texts(read(path))[0]


def test_damaged_deflate_data_are_said(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)), ("b.dcm", make_dicom(2)))
    patched(path, 36, b"\xff" * 20, signature=b"PK\3\4")
    reading = read(path)
    assert names(reading) == ["b.dcm"]
    assert "damaged" in texts(reading)[0]


def test_bytes_that_changed_in_the_archive_are_damage_of_a_readable_file(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(7)), method=0)
    held = bytearray(path.read_bytes())
    held[held.index(struct.pack("<H", 7) * 8)] ^= 1
    path.write_bytes(held)
    reading = read(path)
    assert names(reading) == ["a.dcm"]
    assert [one.error for one in reading.problems] == ["Damage"]


def test_a_cut_zip_is_said(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    path.write_bytes(path.read_bytes()[:200])
    assert texts(read(path)) == [
        "study.zip: It has no ZIP directory; the file is cut off or no ZIP."
    ]


def test_a_zip_suffix_on_something_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "study.zip").write_bytes(b"hello " * 99)
    assert len(read(tmp_path).problems) == 1


def test_part_of_a_split_zip_is_said(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 4, b"\1\0", signature=b"PK\5\6")
    assert "one part of an archive of several" in texts(read(path))[0]


def test_documents_that_are_zip_inside_are_skipped(
    zipped: Callable[..., Path], tmp_path: Path, make_dicom: Make
) -> None:
    zipped(("a.dcm", make_dicom(1))).rename(tmp_path / "viewer.jar")
    reading = read(tmp_path)
    assert (reading.instances, reading.problems, reading.n_skipped) == ([], [], 1)


def test_a_dicom_file_with_a_zip_preamble_is_dicom(tmp_path: Path, make_dicom: Make) -> None:
    (tmp_path / "a.dcm").write_bytes(make_dicom(1, preamble=b"PK\3\4".ljust(128, b"\0")))
    assert len(read(tmp_path).instances) == 1


def in_zip(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def test_an_archive_inside_an_archive_is_read(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    reading = read(zipped(("in.zip", in_zip(("a.dcm", make_dicom(1))))))
    assert names(reading) == ["in.zip!/a.dcm"]
    assert reading.instances[0].open() == make_dicom(1)


def test_an_archive_two_levels_down_is_refused(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    inner = in_zip(("deep.zip", in_zip(("a.dcm", make_dicom(1)))), ("b.dcm", make_dicom(2)))
    reading = read(zipped(("in.zip", inner)))
    assert names(reading) == ["in.zip!/b.dcm"]
    assert "An archive inside an archive" in texts(reading)[0]


def limited(path: Path, **limits: int) -> tuple[list[str], list[str]]:
    """The members and the problem texts under other limits."""
    found = list(Archive(str(path), "study.zip", Budget(Limits(**limits))))
    read_ = [one.path.split("!/")[1] for one in found if isinstance(one, Content)]
    return read_, [one.text for one in found if isinstance(one, Problem)]


def test_too_many_members_are_refused_before_any_is_read(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(*((f"{n}.dcm", make_dicom(n)) for n in range(6)))
    assert limited(path, members=5) == ([], ["More than 5 members; the rest was not read."])


def test_reading_stops_when_too_much_was_inflated(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(*((f"{n}.dcm", make_dicom(n, rows=62_500)) for n in range(6)))
    assert limited(path, streamed_bytes=3 << 19) == (
        ["0.dcm", "1.dcm", "2.dcm"],
        ["More than 1 MiB inflated; the rest was not read."],
    )


def test_the_budget_is_shared_with_archives_inside(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    inner = in_zip(*((f"{n}.dcm", make_dicom(n)) for n in range(3)))
    path = zipped(("1.zip", inner), ("2.zip", inner))
    found, said = limited(path, members=6)
    assert (len(found), said) == (3, ["More than 6 members; the rest was not read."])


def test_a_member_above_the_limit_is_refused(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1, rows=5000)), ("b.dcm", make_dicom(2)))
    found, said = limited(path, member_bytes=5000)
    assert (found, "at most 5000" in said[0]) == (["b.dcm"], True)


def test_a_million_lines_in_the_directory_are_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "study.zip"
    path.write_bytes(overlap_bomb(300_000, b"x"))
    assert texts(read(path)) == ["study.zip: More than 200000 members; the rest was not read."]


def test_a_member_that_has_changed_since_is_said_on_opening(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    (one,) = read(path).instances
    zipped(("other-name.dcm", make_dicom(2)))
    with pytest.raises(OSError, match="differ in its name"):
        one.open()
