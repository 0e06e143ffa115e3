"""What archives may ask of us: members, sizes, ratios, archives inside archives."""

import bz2
import gzip
import random
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

from millivox.dicom.reading import Reading, read

Make = Callable[..., bytes]
Limited = Callable[..., tuple[list[str], list[str]]]


def names(reading: Reading) -> list[str]:
    return [one.path.split("!/", 1)[1] for one in reading.instances]


def texts(reading: Reading) -> list[str]:
    return [f"{Path(one.path).name}: {one.text}" for one in reading.problems]


def test_a_bomb_is_refused_before_it_is_inflated(zipped: Callable[..., Path]) -> None:
    (text,) = texts(read(zipped(("a.dcm", bytes(128) + b"DICM" + bytes(40 << 20)))))
    assert "decompression bomb" in text


def test_a_small_blank_image_is_no_bomb(zipped: Callable[..., Path], make_dicom: Make) -> None:
    assert names(read(zipped(("a.dcm", make_dicom(0, rows=60_000))))) == ["a.dcm"]


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


def test_a_million_lines_in_the_directory_are_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "study.zip"
    path.write_bytes(overlap_bomb(300_000, b"x"))
    assert texts(read(path)) == ["study.zip: More than 200000 members; the rest was not read."]


def test_an_archive_inside_an_archive_is_read(
    in_zip: Make, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    reading = read(zipped(("in.zip", in_zip(("a.dcm", make_dicom(1))))))
    assert names(reading) == ["in.zip!/a.dcm"]
    assert reading.instances[0].open() == make_dicom(1)


def test_an_archive_two_levels_down_is_refused(
    in_zip: Make, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    inner = in_zip(("deep.zip", in_zip(("a.dcm", make_dicom(1)))), ("b.dcm", make_dicom(2)))
    reading = read(zipped(("in.zip", inner)))
    assert names(reading) == ["in.zip!/b.dcm"]
    assert "An archive inside an archive" in texts(reading)[0]


def test_too_many_members_are_refused_before_any_is_read(
    limited: Limited, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(*((f"{n}.dcm", make_dicom(n)) for n in range(6)))
    assert limited(path, members=5) == ([], ["More than 5 members; the rest was not read."])


def test_reading_stops_when_too_much_was_inflated(
    limited: Limited, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(*((f"{n}.dcm", make_dicom(n, rows=62_500)) for n in range(6)))
    assert limited(path, streamed_bytes=3 << 19) == (
        ["0.dcm", "1.dcm", "2.dcm"],
        ["More than 1 MiB inflated; the rest was not read."],
    )


def test_the_budget_is_shared_with_archives_inside(
    in_zip: Make, limited: Limited, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    inner = in_zip(*((f"{n}.dcm", make_dicom(n)) for n in range(3)))
    path = zipped(("1.zip", inner), ("2.zip", inner))
    found, said = limited(path, members=6)
    assert (len(found), said) == (3, ["More than 6 members; the rest was not read."])


def test_a_member_above_the_limit_is_refused(
    limited: Limited, zipped: Callable[..., Path], make_dicom: Make
) -> None:
    path = zipped(("a.dcm", make_dicom(1, rows=5000)), ("b.dcm", make_dicom(2)))
    found, said = limited(path, member_bytes=5000)
    assert (found, "at most 5000" in said[0]) == (["b.dcm"], True)


def test_a_compressed_bomb_is_refused(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    data = bz2.compress(tarred(("a", make_dicom(1)), ("b.dcm", bytes(30 << 20))))
    reading = read(saved(data, "study.tar.bz2"))
    assert "decompression bomb" in texts(reading)[-1]


def test_a_tar_inside_a_tar_is_read(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    inner = gzip.compress(tarred(("a", make_dicom(1))))
    reading = read(saved(tarred(("in.tgz", inner))))
    assert names(reading) == ["in.tgz!/a"]
    assert reading.instances[0].open() == make_dicom(1)


def test_a_tar_two_levels_down_is_refused(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    inner = tarred(("deep.tar", tarred(("a", make_dicom(1)))), ("b", make_dicom(2)))
    reading = read(saved(tarred(("in.tar", inner))))
    assert (names(reading), len(reading.problems)) == (["in.tar!/b"], 1)


def test_reading_a_tar_stops_after_too_many_members(
    limited: Limited, saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    path = saved(tarred(*((f"{n}", make_dicom(n)) for n in range(6))))
    assert limited(path, members=5) == ([*"01234"], ["More than 5 members; the rest was not read."])


def test_skipped_bytes_count_where_they_must_be_inflated(
    limited: Limited, saved: Callable[..., Path], tarred: Make
) -> None:
    noise = bytes(range(256)) * 16_000
    path = saved(gzip.compress(tarred(("a", noise)), 1))
    assert limited(path, streamed_bytes=1 << 20, ratio=10**6)[1] == [
        "More than 1 MiB inflated; the rest was not read."
    ]


def test_a_tar_member_above_the_limit_is_refused(
    limited: Limited, saved: Callable[..., Path], tarred: Make, make_dicom: Make
) -> None:
    path = saved(tarred(("a", make_dicom(1, rows=900)), ("b", make_dicom(2))))
    found, said = limited(path, member_bytes=5000)
    assert (found, "at most 5000" in said[0]) == (["b"], True)


LARGE = {"large_bytes": 1 << 20, "large_ratio": 10}


def of(zeros: int, noise: int, make_dicom: Make) -> bytes:
    """A slice behind whose pixels stand so many zeros and so much noise."""
    return make_dicom(1) + bytes(zeros) + random.Random(1).randbytes(noise)


def test_a_large_member_must_compress_less_than_a_small_one(
    zipped: Callable[..., Path], make_dicom: Make, limited: Limited
) -> None:
    small, dense = of(900_000, 4_000, make_dicom), of(2_000_000, 400_000, make_dicom)
    sparse = of(2_000_000, 4_000, make_dicom)
    path = zipped(("small.dcm", small), ("dense.dcm", dense), ("sparse.dcm", sparse))
    found, (text,) = limited(path, **LARGE)
    assert found == ["small.dcm", "dense.dcm"]
    assert f"declare to hold {len(sparse)}: a decompression bomb" in text


def test_an_archive_may_inflate_to_so_many_times_its_own_size(
    zipped: Callable[..., Path], make_dicom: Make, limited: Limited
) -> None:
    sparse = of(900_000, 4_000, make_dicom)
    path = zipped(*((f"{n}.dcm", sparse) for n in range(9)))
    found, said = limited(path, unquestioned_bytes=3 << 20, **LARGE)
    assert (found, said) == (
        ["0.dcm", "1.dcm", "2.dcm"],
        ["More than 3 MiB inflated; the rest was not read."],
    )
    assert len(limited(path, unquestioned_bytes=9 << 20, **LARGE)[0]) == 9
    assert len(limited(path, unquestioned_bytes=0, **LARGE | {"large_ratio": 300})[0]) == 9


def test_so_may_a_file_that_was_compressed_on_its_own(
    saved: Callable[..., Path], make_dicom: Make, limited: Limited
) -> None:
    sparse = saved(gzip.compress(of(2_000_000, 4_000, make_dicom)), "a.dcm.gz")
    assert "the most a member may have" in limited(sparse, **LARGE)[1][0]
    dense = saved(gzip.compress(of(2_000_000, 400_000, make_dicom)), "a.dcm.gz")
    assert limited(dense, **LARGE)[1] == []


def test_a_member_of_a_compressed_tar_is_judged_by_the_size_of_the_archive(
    saved: Callable[..., Path], tarred: Make, make_dicom: Make, limited: Limited
) -> None:
    members = ("a.dcm", of(2_000_000, 4_000, make_dicom)), ("b.dcm", make_dicom(2))
    found, (text,) = limited(saved(gzip.compress(tarred(*members))), **LARGE)
    assert (found, "at most 1048576 are read" in text) == (["b.dcm"], True)
    assert limited(saved(tarred(*members)), **LARGE)[1] == []


def test_of_large_members_one_is_held_at_a_time_and_once(
    zipped: Callable[..., Path], make_dicom: Make
) -> None:
    size = 16 << 20
    path = zipped(*((f"{n}.dcm", of(size, 0, make_dicom)) for n in range(3)), method=0)
    read(path)
    tracemalloc.start()
    read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size < peak < 1.5 * size
