"""Whatever the bytes are: nothing is raised, nothing hangs, and what is honest comes back."""

import bz2
import gzip
import io
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millivox.dicom.problem import Problem
from millivox.dicom.reading import read
from millivox.dicom.sources.archive import Archive
from millivox.dicom.sources.limits import Budget, Limits
from millivox.dicom.sources.listed import Content, Place
from millivox.dicom.sources.records import read_directory

Make = Callable[..., bytes]
SMALL = Limits(members=50, streamed_bytes=1 << 22, member_bytes=1 << 20)
calm = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def listed(place: Place) -> list[object]:
    """What is in an archive of this content; reads every member that is listed again."""
    found: list[object] = list(Archive(place, "x.zip", Budget(SMALL), named=True))
    for one in found:
        if isinstance(one, Content) and not isinstance(one.place, (str, bytes)):
            assert one.place.read() == one.data
    return found


def zipped(members: list[tuple[str, bytes]], method: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def tarred(members: list[tuple[str, bytes]], kind: int) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=kind) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


names = st.lists(
    st.text("abc頭é._-", min_size=1, max_size=120).filter(lambda text: ".." not in text),
    min_size=1,
    max_size=6,
    unique=True,
)
rows = st.integers(0, 2000)
methods = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
kinds = st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])


@calm
@given(st.binary(max_size=2000))
def test_any_bytes_as_a_zip_are_a_problem_and_no_error(data: bytes) -> None:
    assert any(isinstance(one, Problem) for one in listed(b"PK\3\4" + data))


@calm
@given(st.binary(max_size=2000), st.sampled_from([gzip.compress, bz2.compress, bytes]))
def test_any_bytes_as_a_tar_raise_nothing(data: bytes, compress: Callable[[bytes], bytes]) -> None:
    listed(compress(tarred([("a", b"")], tarfile.USTAR_FORMAT)[:512] + data))


@calm
@given(names, rows, methods)
def test_what_the_standard_library_zips_comes_back(
    make_dicom: Make, names: list[str], rows: int, method: int
) -> None:
    members = [(f"d/{name}", make_dicom(n, rows=rows)) for n, name in enumerate(names)]
    found = listed(zipped(members, method))
    assert [one.data for one in found if isinstance(one, Content)] == [d for _, d in members]


@calm
@given(names, rows, kinds)
def test_what_the_standard_library_tars_comes_back(
    make_dicom: Make, names: list[str], rows: int, kind: int
) -> None:
    members = [(name, make_dicom(n, rows=rows)) for n, name in enumerate(names)]
    try:
        data = tarred(members, kind)
    except ValueError:  # ustar has no room for the name
        return
    found = listed(data)
    assert [one.data for one in found if isinstance(one, Content)] == [d for _, d in members]


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[float, int, int]]:
    """Places as a share of the length, how many bytes, and the value put there."""
    one = st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from([1, 2, 4, 8]),
        st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, (1 << 64) - 1, 1 << 62]),
    )
    return draw(st.lists(one, min_size=1, max_size=5))


def mutated(data: bytes, changes: list[tuple[float, int, int]]) -> bytes:
    held = bytearray(data)
    for place, size, value in changes:
        at = int(place * len(held))
        held[at : at + size] = struct.pack("<Q", value)[:size]
    return bytes(held)


@calm
@given(mutations(), methods)
def test_a_changed_zip_raises_nothing(
    make_dicom: Make, changes: list[tuple[float, int, int]], method: int
) -> None:
    listed(mutated(zipped([(f"{n}.dcm", make_dicom(n)) for n in range(3)], method), changes))


@calm
@given(mutations(), kinds, st.booleans())
def test_a_changed_tar_raises_nothing(
    make_dicom: Make, changes: list[tuple[float, int, int]], kind: int, compressed: bool
) -> None:
    data = tarred([(f"{n}.dcm" * 40, make_dicom(n)) for n in range(3)], kind=kinds_of(kind))
    listed(mutated(gzip.compress(data) if compressed else data, changes))


def kinds_of(kind: int) -> int:
    """The long names above have no room in ustar."""
    return tarfile.GNU_FORMAT if kind == tarfile.USTAR_FORMAT else kind


@calm
@given(st.binary(max_size=600))
def test_any_bytes_as_a_directory_raise_nothing(data: bytes) -> None:
    read_directory(data)
    read_directory(bytes(128) + b"DICM" + data)
    read_directory(struct.pack("<HH2sHI", 4, 0x1220, b"SQ", 0, 0xFFFFFFFF) + data)


@calm
@given(st.binary(max_size=300), st.sampled_from(["a.dcm", "DICOMDIR", "a.zip", "a.tar", "a"]))
def test_any_bytes_in_a_folder_raise_nothing(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        reading = read(folder)
    assert reading.n_files == reading.n_skipped + len(reading.instances) or reading.problems


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_any_path_raises_nothing(path: str) -> None:
    read("/no-such-folder/" + path)
