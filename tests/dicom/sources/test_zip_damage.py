"""ZIP archives that are damaged or lie: each refused member is named with its reason."""

import struct
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


def patched(path: Path, at: int, data: bytes, *, signature: bytes = b"PK\1\2") -> None:
    """Change a header of the (first) member, of the directory by default."""
    held = bytearray(path.read_bytes())
    start = held.index(signature)
    held[start + at : start + at + len(data)] = data
    path.write_bytes(held)


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


def test_part_of_a_split_zip_is_said(zipped: Callable[..., Path], make_dicom: Make) -> None:
    path = zipped(("a.dcm", make_dicom(1)))
    patched(path, 4, b"\1\0", signature=b"PK\5\6")
    assert "one part of an archive of several" in texts(read(path))[0]
