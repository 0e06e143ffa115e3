"""Archives made on the spot, and what is read of one under other limits."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from millivox.dicom.problem import Problem
from millivox.dicom.sources.archive import Archive
from millivox.dicom.sources.limits import Budget, Limits
from millivox.dicom.sources.listed import Content

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Writes bytes as a file, ``study.tar`` unless told otherwise."""

    def write(data: bytes, name: str = "study.tar") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def _in_zip(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


@pytest.fixture(scope="session")
def in_zip() -> Callable[..., bytes]:
    """The bytes of a ZIP with the members given as name, or header, and bytes."""
    return _in_zip


@pytest.fixture
def zipped(saved: Callable[..., Path]) -> Callable[..., Path]:
    """Writes ``study.zip`` with such members."""
    return lambda *members, method=8: saved(_in_zip(*members, method=method), "study.zip")


def _in_tar(*members: tuple[str | tarfile.TarInfo, bytes], kind: str = "pax") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=FORMATS[kind]) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = info.size or len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@pytest.fixture(scope="session")
def tarred() -> Callable[..., bytes]:
    """The bytes of a TAR with the members given as name, or header, and bytes."""
    return _in_tar


def _limited(path: Path, **limits: int) -> tuple[list[str], list[str]]:
    found = list(Archive(str(path), "archive", Budget(Limits(**limits))))
    read_ = [one.path.split("!/")[1] for one in found if isinstance(one, Content)]
    return read_, [one.text for one in found if isinstance(one, Problem)]


@pytest.fixture(scope="session")
def limited() -> Callable[..., tuple[list[str], list[str]]]:
    """The members of an archive and the problem texts, under other limits."""
    return _limited
