"""TAR archives, honest and hostile, plain and compressed."""

import bz2
import gzip
import lzma
import pickle
import struct
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.reading import Reading, read
from millivox.dicom.sources import store

Make = Callable[..., bytes]
FORMATS = ("ustar", "gnu", "pax")


def names(reading: Reading) -> list[str]:
    return [one.path.split("!/", 1)[1] for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [f"{Path(one.path).name}: {one.text}" for one in reading.problems]


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("kind", FORMATS)
def test_members_are_read_and_can_be_read_again(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, kind: str
) -> None:
    data = tarred(("./a/1.dcm", make_dicom(1)), ("2", make_dicom(2, rows=3000)), kind=kind)
    reading = read(saved(data))
    assert names(reading) == ["a/1.dcm", "2"]
    assert [one.open() for one in reading.instances] == [make_dicom(1), make_dicom(2, rows=3000)]


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)],
)
def test_a_compressed_tar_is_read_and_can_be_read_again(
    saved: Callable[..., Path],
    tarred: Make,
    make_dicom: Make,
    suffix: str,
    compress: Callable[[bytes], bytes],
) -> None:
    data = compress(tarred(("a", make_dicom(1)), ("b", make_dicom(2, rows=9000))))
    reading = read(saved(data, f"study.tar.{suffix}"))
    assert names(reading) == ["a", "b"]
    assert [one.open() for one in reading.instances] == [make_dicom(1), make_dicom(2, rows=9000)]


def test_streams_compressed_one_after_the_other_are_one(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = tarred(("a", make_dicom(1)), ("b", make_dicom(2)))
    path = saved(gzip.compress(data[:700]) + gzip.compress(data[700:]))
    assert names(read(path)) == ["a", "b"]


def test_a_tar_is_known_by_its_content_anywhere_in_a_folder(
    saved: Callable[..., Path], tarred: Make, tmp_path: Path, make_dicom: Make
) -> None:
    saved(tarred(("a", make_dicom(1))), "export")
    saved(gzip.compress(tarred(("b", make_dicom(2)))), "export2")
    assert names(read(tmp_path)) == ["a", "b"]


def test_one_compressed_dicom_file_is_read(saved: Callable[..., Path], make_dicom: Make) -> None:
    path = saved(gzip.compress(make_dicom(1, rows=3000)), "a.dcm.gz")
    (one,) = read(path).instances
    assert (one.path, one.open()) == (f"{path}!/a.dcm", make_dicom(1, rows=3000))


def test_another_compressed_file_is_skipped(saved: Callable[..., Path], tmp_path: Path) -> None:
    saved(gzip.compress(b"n+1" * 999), "image.nii.gz")
    reading = read(tmp_path)
    assert (reading.n_skipped, reading.problems) == (1, [])


def test_another_compressed_file_given_by_name_is_a_problem(saved: Callable[..., Path]) -> None:
    path = saved(gzip.compress(b"n+1" * 999), "image.nii.gz")
    assert len(read(path).problems) == 1


@pytest.mark.parametrize("kind", ["gnu", "pax"])
def test_a_long_name_is_kept(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, kind: str
) -> None:
    name = "/".join(["folder"] * 60) + "/a.dcm"
    assert names(read(saved(tarred((name, make_dicom(1)), kind=kind)))) == [name]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_in_another_script_is_kept(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, kind: str
) -> None:
    assert names(read(saved(tarred(("頭部.dcm", make_dicom(1)), kind=kind)))) == ["頭部.dcm"]


def test_folders_and_other_files_are_not_reported(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    folder = special("a", tarfile.DIRTYPE)
    path = saved(tarred((folder, b""), ("a/b", make_dicom(1)), ("README", b"x" * 9000)))
    reading = read(path)
    assert (names(reading), reading.n_skipped, reading.problems) == (["a/b"], 1, [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (tarfile.SYMTYPE, "It is a link."),
        (tarfile.LNKTYPE, "It is a hard link."),
        (tarfile.CHRTYPE, "It is a device, not a file."),
        (tarfile.BLKTYPE, "It is a device, not a file."),
        (tarfile.FIFOTYPE, "It is a FIFO, not a file."),
        (b"S", "It is a sparse file, which is not supported."),
        (b"q", "It is of an unknown kind, b'q'."),
    ],
)
def test_what_is_no_file_is_refused_and_the_rest_is_read(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, kind: bytes, text: str
) -> None:
    data = tarred((special("x", kind, "/etc/passwd"), b""), ("b", make_dicom(2)))
    reading = read(saved(data))
    assert (names(reading), texts(reading)) == (["b"], [f"x: {text}"])


@pytest.mark.parametrize("name", ["../a.dcm", "/a.dcm", "a/../../a.dcm", "C:\\a.dcm"])
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, name: str
) -> None:
    reading = read(saved(tarred((name, make_dicom(1)), ("b", make_dicom(2)))))
    assert (names(reading), len(reading.problems)) == (["b"], 1)


def test_a_pax_name_that_leads_out_is_refused(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    info = tarfile.TarInfo("a.dcm")
    info.pax_headers = {"path": "../../a.dcm"}
    (text,) = texts(read(saved(tarred((info, make_dicom(1))))))
    assert text == "a.dcm: Its name leads out of the archive."


def test_a_sparse_pax_member_is_refused(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    info = tarfile.TarInfo("a.dcm")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    (text,) = texts(read(saved(tarred((info, make_dicom(1))))))
    assert "sparse" in text


def test_a_tar_cut_inside_a_member_is_said(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = tarred(("a", make_dicom(1)), ("b", make_dicom(2, rows=3000)))
    reading = read(saved(data[:6000]))
    assert names(reading) == ["a"]
    assert {one.error for one in reading.problems} == {"TruncatedFileError"}


def test_a_compressed_tar_cut_short_is_said(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = gzip.compress(tarred(*((f"{n}", make_dicom(n)) for n in range(60))))
    reading = read(saved(data[: len(data) // 2]))
    assert 0 < len(reading.instances) < 60
    assert reading.problems[-1].error == "TruncatedFileError"


def test_damaged_compressed_data_are_said(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = bytearray(gzip.compress(tarred(*((f"{n}", make_dicom(n)) for n in range(60)))))
    data[len(data) // 2 :][:40] = b"\xff" * 40
    data[len(data) // 2] ^= 0xFF
    reading = read(saved(bytes(data)))
    assert reading.problems != []


def test_a_damaged_header_ends_the_archive_and_is_said(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = bytearray(tarred(("a", make_dicom(1)), ("b", make_dicom(2)), ("c", make_dicom(3))))
    data[1024 + 10] ^= 1
    reading = read(saved(bytes(data)))
    assert (names(reading), texts(reading)) == (
        ["a"],
        ["study.tar: The archive is damaged: no TAR header at 1024."],
    )


def with_size(data: bytes, field: bytes) -> bytes:
    """A TAR with this in the size field of its first member, and a right checksum."""
    made = bytearray(data)
    made[124:136] = field
    made[148:156] = b" " * 8
    made[148:156] = b"%06o\0 " % sum(made[:512])
    return bytes(made)


@pytest.mark.parametrize(
    "field",
    [b"\xff" * 12, b"-0000000001\0", b"\x80" + b"\xff" * 11, b"77777777777\0", b"9" * 11 + b"\0"],
    ids=["negative binary", "minus", "largest binary", "largest octal", "not octal"],
)
def test_a_size_that_cannot_be_is_said_and_ends(
    tarred: Make, saved: Callable[..., Path], field: bytes
) -> None:
    assert read(saved(with_size(tarred(("a.dcm", b"x" * 600)), field))).problems != []


def test_a_name_without_end_is_refused_before_it_is_read(
    saved: Callable[..., Path], tarred: Make
) -> None:
    data = tarred((special("x", b"L"), b"n" * (2 << 20)))
    (text,) = texts(read(saved(gzip.compress(data), "study.tgz")))
    assert "no name needs that" in text


def test_ten_thousand_chained_headers_end(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    chain = tarred((special("x", b"L"), b"name\0"))[:1024] * 10_000
    reading = read(saved(chain + tarred(("b", make_dicom(1)))))
    assert names(reading) == ["name"]


def test_a_compressed_tar_is_inflated_once_for_all_its_members(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    path = saved(gzip.compress(tarred(*((f"{n}", make_dicom(n)) for n in range(9)))))
    instances = read(path).instances
    assert instances[8].open() == make_dicom(8)
    path.unlink()
    path.write_bytes(gzip.compress(tarred(("other", b"x"))))
    assert [one.open() for one in reversed(instances)] == [make_dicom(n) for n in range(9)][::-1]


def test_a_member_too_far_in_to_be_kept_is_read_from_the_start(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_SPOOLED_BYTES", 3000)
    path = saved(gzip.compress(tarred(*((f"{n}", make_dicom(n)) for n in range(9)))))
    assert [one.open() for one in read(path).instances] == [make_dicom(n) for n in range(9)]


def test_an_instance_of_an_archive_can_go_to_another_process(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    path = saved(gzip.compress(tarred(("a", make_dicom(1)))))
    (one,) = read(path).instances
    one.open()
    assert pickle.loads(pickle.dumps(one.place)).read() == make_dicom(1)


def test_an_xz_that_wants_too_much_memory_is_refused(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    packed = bytearray(lzma.compress(tarred(("a", make_dicom(1)))))
    end = 12 + 4 * packed[12]  # of the first block's header, without its checksum
    assert packed[14] == 0x21
    packed[16] = 36  # a dictionary of 1 GiB
    packed[end : end + 4] = struct.pack("<I", zlib.crc32(packed[12:end]))
    (text,) = texts(read(saved(bytes(packed), "study.txz")))
    assert "Memory usage limit" in text
