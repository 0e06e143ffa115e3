"""DICOMDIR: what it refers to is read, and never anything outside its folder."""

import shutil
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file

from millivox.dicom.reading import Reading, read
from millivox.dicom.sources.dicomdir import LARGEST_BYTES, components
from millivox.dicom.sources.records import read_directory

Make = Callable[..., bytes]
SETS = Path(str(get_testdata_file("dicomdirtests/DICOMDIR"))).parent


def names(reading: Reading) -> list[str]:
    return [Path(one.path).name for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [one.text for one in reading.problems]


def element(tag: int, vr: str, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    if vr == "SQ":
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def directory(*file_ids: str, next: int = 0, in_use: int = 0xFFFF) -> bytes:
    """A DICOMDIR with one record for each file."""
    meta = element(0x00020002, "UI", b"1.2.840.10008.1.3.10")
    meta += element(0x00020010, "UI", b"1.2.840.10008.1.2.1")
    items = b""
    for file_id in file_ids:
        record = element(0x00041400, "UL", struct.pack("<I", next))
        record += element(0x00041410, "US", struct.pack("<H", in_use))
        record += element(0x00041430, "CS", b"IMAGE ")
        record += element(0x00041500, "CS", file_id.encode())
        record += element(0x00080005, "CS", b"ISO_IR 100")
        items += struct.pack("<HHI", 0xFFFE, 0xE000, len(record)) + record
    length = element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return bytes(128) + b"DICM" + length + meta + element(0x00041220, "SQ", items)


@pytest.fixture
def disc(tmp_path: Path, make_dicom: Make) -> Path:
    """A disc with IMAGES/IM1 and IMAGES/IM2."""
    (tmp_path / "disc" / "IMAGES").mkdir(parents=True)
    for n in (1, 2):
        (tmp_path / "disc" / "IMAGES" / f"IM{n}").write_bytes(make_dicom(n))
    return tmp_path / "disc"


def with_directory(disc: Path, data: bytes) -> Path:
    (disc / "DICOMDIR").write_bytes(data)
    return disc / "DICOMDIR"


@pytest.mark.parametrize("name", ["DICOMDIR", "DICOMDIR-implicit", "DICOMDIR-bigEnd"])
def test_exactly_the_files_referred_to_are_read(name: str) -> None:
    uids = {
        record.ReferencedSOPInstanceUIDInFile
        for record in pydicom.dcmread(SETS / "DICOMDIR").DirectoryRecordSequence
        if "ReferencedFileID" in record
    }
    reading = read(SETS / name)
    found = [one.header.sop_instance_uid for one in reading.instances]
    assert (sorted(str(uid) for uid in found), reading.problems) == (sorted(uids), [])


@pytest.mark.parametrize("name", ["DICOMDIR-nooffset", "DICOMDIR-reordered", "DICOMDIR-nopatient"])
def test_offsets_that_are_wrong_cost_no_file(name: str) -> None:
    assert len(read(SETS / name).instances) == 31


def test_a_directory_of_nothing_is_no_problem() -> None:
    reading = read(SETS / "DICOMDIR-empty.dcm")
    assert (reading.instances, reading.problems) == ([], [])


def test_a_folder_with_a_directory_gives_each_file_once() -> None:
    found = [one.header.sop_instance_uid for one in read(SETS).instances]
    assert len(found) == 81
    assert len({one.path for one in read(SETS).instances}) == 81


def test_files_that_the_directory_leaves_out_are_found_in_a_folder(disc: Path) -> None:
    with_directory(disc, directory("IMAGES\\IM2"))
    assert sorted(names(read(disc))) == ["IM1", "IM2"]


def test_files_that_the_directory_leaves_out_are_not_read_through_it(disc: Path) -> None:
    assert names(read(with_directory(disc, directory("IMAGES\\IM2")))) == ["IM2"]


def test_a_record_that_is_not_in_use_is_passed_over(disc: Path) -> None:
    assert names(read(with_directory(disc, directory("IMAGES\\IM2", in_use=0)))) == []


def test_names_are_found_in_another_case(disc: Path) -> None:
    (disc / "IMAGES").rename(disc / "images")
    assert names(read(with_directory(disc, directory("IMAGES\\IM2")))) == ["IM2"]


def test_names_are_found_with_the_version_numbers_of_a_disc(disc: Path) -> None:
    (disc / "IMAGES" / "IM2").rename(disc / "IMAGES" / "im2.;1")
    assert names(read(with_directory(disc, directory("IMAGES\\IM2")))) == ["im2.;1"]


def test_slashes_between_the_components_are_understood(disc: Path) -> None:
    assert names(read(with_directory(disc, directory("IMAGES/IM2")))) == ["IM2"]


@pytest.mark.parametrize(
    "file_id",
    [
        "..\\..\\ETC\\PASSWD",
        "IMAGES\\..\\..\\OUT",
        "\\ETC\\PASSWD",
        "../../OUT",
        "/etc/passwd",
        "C:\\OUT",
        "C:OUT",
        "IMAGES\\.\\IM1",
        ".",
        "A\0B",
    ],
)
def test_a_reference_that_leads_out_is_refused_and_the_rest_is_read(
    disc: Path, make_dicom: Make, file_id: str
) -> None:
    (disc.parent / "OUT").write_bytes(make_dicom(3))
    reading = read(with_directory(disc, directory(file_id, "IMAGES\\IM2")))
    assert names(reading) == ["IM2"]
    assert "outside its folder" in texts(reading)[0]


def test_a_link_that_leads_out_is_not_followed_for_a_directory(
    disc: Path, make_dicom: Make
) -> None:
    (disc.parent / "OUT").write_bytes(make_dicom(3))
    (disc / "IMAGES" / "IM3").symlink_to(disc.parent / "OUT")
    (disc / "UP").symlink_to("..", target_is_directory=True)
    reading = read(with_directory(disc, directory("IMAGES\\IM3", "UP\\OUT")))
    assert (names(reading), len(reading.problems)) == ([], 2)


def test_a_directory_further_down_refers_to_files_from_the_same_root(disc: Path) -> None:
    with_directory(disc, directory("IMAGES\\DIRFILE"))
    (disc / "IMAGES" / "DIRFILE").write_bytes(directory("IMAGES\\IM1"))
    reading = read(disc / "DICOMDIR")
    assert (names(reading), reading.problems) == (["IM1"], [])


def test_a_file_that_is_missing_is_said(disc: Path) -> None:
    reading = read(with_directory(disc, directory("IMAGES\\IM9", "NONE\\IM1", "IMAGES\\IM1")))
    assert names(reading) == ["IM1"]
    assert texts(reading) == [
        f"A record refers to '{name}', which is not there." for name in ("IMAGES\\IM9", "NONE\\IM1")
    ]


def test_a_reference_to_a_folder_is_said(disc: Path) -> None:
    assert len(read(with_directory(disc, directory("IMAGES"))).problems) == 1


def test_a_file_referred_to_must_be_dicom(disc: Path) -> None:
    (disc / "IMAGES" / "IM1").write_text("hello " * 99)
    with_directory(disc, directory("IMAGES\\IM1"))
    assert [one.error for one in read(disc).problems] == ["NotDicomError"]


def test_a_file_referred_to_twice_is_read_once(disc: Path) -> None:
    assert names(read(with_directory(disc, directory("IMAGES\\IM1", "IMAGES\\IM1")))) == ["IM1"]


def test_the_directory_itself_is_no_instance(disc: Path) -> None:
    with_directory(disc, directory()).rename(disc / "other-name")
    assert names(read(disc)) == ["IM1", "IM2"]


def test_a_record_that_leads_to_itself_is_damage_and_costs_nothing(disc: Path) -> None:
    start = directory("IMAGES\\IM1").index(struct.pack("<HH", 0xFFFE, 0xE000))
    reading = read(with_directory(disc, directory("IMAGES\\IM1", next=start)))
    assert names(reading) == ["IM1"]
    assert [(one.error, one.offset, one.tag) for one in reading.problems] == [
        ("Damage", start, "(0004,1400)")
    ]


@pytest.mark.parametrize("tag", [0x00041400, 0x00041420])
def test_a_directory_full_of_loops_gives_every_file(tmp_path: Path, tag: int) -> None:
    disc = tmp_path / "disc"
    shutil.copytree(SETS, disc)
    data = bytearray((disc / "DICOMDIR").read_bytes())
    head = struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, b"UL", 4)
    at = data.find(head)
    while at >= 0:
        data[at + 8 : at + 12] = struct.pack("<I", data.rindex(b"\xfe\xff\0\xe0", 0, at))
        at = data.find(head, at + 1)
    reading = read(with_directory(disc, bytes(data)))
    assert len(reading.instances) == 31
    assert "Damage" in {one.error for one in reading.problems}


def test_a_directory_cut_short_gives_what_is_left_of_it(disc: Path) -> None:
    data = directory("IMAGES\\IM1", "IMAGES\\IM2")
    reading = read(with_directory(disc, data[:-40]))
    assert names(reading) == ["IM1"]
    assert {one.error for one in reading.problems} == {"Damage"}


def test_every_cut_of_a_directory_is_survived_and_said() -> None:
    data = directory("IMAGES\\IM1", "IMAGES\\IM2")
    assert all(read_directory(data[:n]).ends for n in range(132, len(data) - 1))


def test_a_file_called_dicomdir_that_is_none_is_said(disc: Path) -> None:
    with_directory(disc, b"hello " * 99)
    reading = read(disc)
    assert (names(reading), len(reading.problems)) == (["IM1", "IM2"], 1)


def test_icons_of_undefined_length_are_passed_over() -> None:
    icon = struct.pack("<HH2sHI", 0x0088, 0x0200, b"SQ", 0, 0xFFFFFFFF)
    icon += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF) + element(0x00280010, "US", b"\1\0")
    icon += struct.pack("<HHIHHI", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
    record = element(0x00041410, "US", b"\xff\xff") + element(0x00041500, "CS", b"IM1")
    items = struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF) + icon + record
    items += struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
    start = directory().index(struct.pack("<HH", 0x0004, 0x1220))
    head = struct.pack("<HH2sHI", 0x0004, 0x1220, b"SQ", 0, 0xFFFFFFFF)
    data = directory()[:start] + head + items * 2 + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    found = read_directory(data)
    assert ([one.file_id for one in found.records], found.ends) == ([("IM1",)] * 2, None)


def test_sequences_nested_a_hundred_thousand_deep_end() -> None:
    nest = struct.pack("<HH2sHI", 0x0088, 0x0200, b"SQ", 0, 0xFFFFFFFF)
    nest += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    start = directory().index(struct.pack("<HH", 0x0004, 0x1220))
    assert read_directory(directory()[:start] + nest * 100_000).ends is not None


def in_zip(disc: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for one in sorted(disc.rglob("*")):
            archive.write(one, one.relative_to(disc.parent))
    return path


def test_a_directory_inside_an_archive_is_no_instance(disc: Path) -> None:
    with_directory(disc, directory("IMAGES\\IM1", "IMAGES\\IM2"))
    reading = read(in_zip(disc, disc.parent / "disc.zip"))
    assert (names(reading), reading.problems) == (["IM1", "IM2"], [])


def test_what_a_directory_inside_an_archive_misses_is_said(disc: Path) -> None:
    with_directory(disc, directory("IMAGES\\IM9", "..\\IM1"))
    reading = read(in_zip(disc, disc.parent / "disc.zip"))
    assert texts(reading) == [
        "A record refers to 'IMAGES\\IM9', which is not there.",
        "A record refers to '..\\IM1', outside its folder.",
    ]


def test_components_with_a_colon_are_refused() -> None:
    assert components(("IMAGES", "A:B")) is None


def test_a_file_too_long_for_a_directory_is_refused_unread(disc: Path) -> None:
    path = with_directory(disc, directory("IMAGES\\IM1"))
    with open(path, "r+b") as file:
        file.truncate(LARGEST_BYTES + 1)
    tracemalloc.start()
    said = texts(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "A directory above 512 MiB." in said
    assert peak < 64 << 20
